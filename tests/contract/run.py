"""Holds a stack to the API's description: `run.py --cases 10000` one of its own. See docs/TRUST.md.

Every operation is asked with what the description gives as examples, with each limit of each field, with made-up requests, and
with sequences in which one answer's ids go into the next request. Ends with 1 when an answer is a fault or not as described, or
when fewer cases than asked for were run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
_DESCRIPTION = _ROOT / "openapi.json"
_STACK = [sys.executable, str(_ROOT / "infra" / "local" / "stack.py")]
# What examples and limits make of 112 operations, whatever is asked for, is some 2,000 cases; the rest is made up.
_WITHOUT_FUZZING = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000, help="how many requests at least")
    parser.add_argument("--seed", type=int, help="that of a run to repeat")
    parser.add_argument("--url", help="a stack that runs, with demo data: a few requests to each operation of it")
    options = parser.parse_args()
    if options.url is not None:
        with tempfile.TemporaryDirectory(prefix="opentoms-contract-") as folder:
            return _hold(options.url, ["--phases", "examples,fuzzing", "--max-examples", "2"], 1, Path(folder))
    operations = sum(len(methods) for methods in json.loads(_DESCRIPTION.read_text())["paths"].values())
    words = ["--max-examples", str(max(1, -(-(options.cases - _WITHOUT_FUZZING) // operations)))]
    if options.seed is not None:
        words += ["--seed", str(options.seed)]
    with tempfile.TemporaryDirectory(prefix="opentoms-contract-") as folder:
        state = str(Path(folder) / "stack")
        subprocess.run([*_STACK, "up", "--detach", "--port", "0", "--state", state], check=True, stdout=subprocess.DEVNULL)
        try:
            url = json.loads((Path(state) / "stack.json").read_text())["url"]
            return _hold(url, words, options.cases, Path(folder))
        finally:
            subprocess.run([*_STACK, "down", "--state", state], check=True)


def _hold(url: str, words: list[str], cases: int, folder: Path) -> int:
    found = folder / "run.json"
    command = [*_STACK, "tool", "schemathesis", "--config-file", str(_HERE / "schemathesis.toml"), "run", str(_DESCRIPTION)]
    command += ["--url", url, "--report-json-path", str(found), "--no-color", *words]
    environment = {**os.environ, "OPENTOMS_URL": url, "SCHEMATHESIS_HOOKS": str(_HERE / "hooks.py")}
    done = subprocess.run(command, env=environment, cwd=folder)
    if done.returncode == 0:
        generated = json.loads(found.read_text())["test_cases"]["generated"]
        if generated < cases:
            print(f"error: only {generated} of {cases} cases were run", file=sys.stderr)
            return 1
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
