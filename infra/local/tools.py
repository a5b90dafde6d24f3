"""The tools of the local stack: environments of PyPI packages at pinned versions.

MiniStack, the SAM CLI, checkov, and what `make compare` and `make contract` need want different versions of the same library, so each
has an environment of its own. They are made with `uv`, which has one too, and are kept in a cache under names that carry the hash
of what is pinned: a change of a pin makes a new one, anything else uses what is there.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

UV = "uv"
MINISTACK = "ministack"
SAM = "sam"
CHECKOV = "checkov"
PEERS = "peers"
CONTRACT = "contract"


class ToolError(Exception):
    """An environment could not be made; the text says why."""


def cache_dir() -> Path:
    """Where tools are kept: `OPENTOMS_CACHE`, or `~/.cache/opentoms`."""
    return Path(os.environ.get("OPENTOMS_CACHE") or Path.home() / ".cache" / "opentoms")


def environment(name: str) -> Path:
    """The folder of an environment, made first if it is not there."""
    pins = HERE / f"requirements-{name}.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(f"{version}\n{pins.read_text()}".encode()).hexdigest()[:12]
    folder = cache_dir() / "tools" / f"{name}-{digest}"
    if not (folder / "complete").exists():
        _make(name, pins, folder)
    return folder


def program(name: str, executable: str) -> Path:
    """The path of a program in an environment."""
    return environment(name) / "bin" / executable


def _make(name: str, pins: Path, folder: Path) -> None:
    uv = None if name == UV else program(UV, "uv")
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "complete").exists():
            return
        print(f"Installing {pins.name} (once) ...", file=sys.stderr, flush=True)
        python = str(folder / "bin" / "python")
        if uv is None:
            _run([sys.executable, "-m", "venv", "--clear", str(folder)])
            _run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(pins)])
        else:
            _run([str(uv), "venv", "--quiet", "--clear", "--no-python-downloads", "--python", sys.executable, str(folder)])
            _run([str(uv), "pip", "install", "--quiet", "--python", python, "--requirement", str(pins)])
        (folder / "complete").touch()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise ToolError(f"`{' '.join(command)}` failed:\n{done.stdout}{done.stderr}")
