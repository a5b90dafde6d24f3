#!/usr/bin/env python3
"""The local stack: the real template in MiniStack, with demo data, at http://localhost:8080. See README.md beside this file.

Needs Python 3.11 and nothing else; what more it uses, it installs at pinned versions (tools.py).
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import tools
from state import State, StateError, alive

if sys.version_info < (3, 11):
    sys.exit("the local stack needs Python 3.11 or newer")

_ROOT = Path(__file__).resolve().parents[2]

# The programs that people call, and the environment that each is in.
_TOOLS = {
    "cargo-lambda": tools.SAM,
    "cfn-lint": tools.SAM,
    "checkov": tools.CHECKOV,
    "peer-python": tools.PEERS,
    "python": tools.SAM,
    "sam": tools.SAM,
    "schemathesis": tools.CONTRACT,
}


def main() -> int:
    arguments = _parser().parse_args()
    try:
        return arguments.command(arguments)
    except BrokenPipeError:
        return 1
    except (tools.ToolError, StateError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _up(arguments: argparse.Namespace) -> int:
    if arguments.detach:
        return _detach(arguments)
    _enter_sam_environment()
    import runner

    return runner.run(
        State(arguments.state), port=arguments.port, coord=None if arguments.no_demo else arguments.coord, students=arguments.students
    )


def _detach(arguments: argparse.Namespace) -> int:
    state = State(arguments.state)
    running = state.running()
    if running is not None and alive(running["pid"]):
        raise StateError(f"a stack already runs with its state in {state.folder}, at {running['url']}")
    tools.environment(tools.SAM)
    tools.environment(tools.MINISTACK)
    state.logs.mkdir(parents=True, exist_ok=True)
    log = state.logs / "stack.log"
    with open(log, "w") as output:
        child = subprocess.Popen(
            [sys.executable, __file__, *[word for word in sys.argv[1:] if word != "--detach"]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while child.poll() is None:
        running = state.running()
        if running is not None and running["pid"] == child.pid:
            print(log.read_text(), end="")
            return 0
        time.sleep(0.05)
    print(log.read_text(), end="", file=sys.stderr)
    return child.returncode or 1


def _emulator(arguments: argparse.Namespace) -> int:
    """MiniStack alone, with nothing deployed, until standard input ends: for tests of one service."""
    from emulator import MiniStack, MiniStackError

    state = State(arguments.state)
    state.take()
    ministack = MiniStack(state)
    try:
        ministack.start()
        print(ministack.endpoint, flush=True)
        sys.stdin.read()
    except MiniStackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        ministack.stop()
    return 0


def _down(arguments: argparse.Namespace) -> int:
    stopped = State(arguments.state).stop()
    print("stopped" if stopped else "nothing runs", file=sys.stderr)
    return 0


def _clean_data(arguments: argparse.Namespace) -> int:
    State(arguments.state).clear()
    return 0


def _env(arguments: argparse.Namespace) -> int:
    for name, value in _running(arguments)["environment"].items():
        print(f"{name}={shlex.quote(value)}")
    return 0


def _logs(arguments: argparse.Namespace) -> int:
    running = _running(arguments)
    _enter_sam_environment()
    from deployment import function_logs

    for _time, function, line in function_logs(running["endpoint"]):
        print(f"{function} {line}")
    return 0


def _running(arguments: argparse.Namespace) -> dict:
    state = State(arguments.state)
    running = state.running()
    if running is None or not alive(running["pid"]):
        raise StateError(f"no stack runs with its state in {state.folder}")
    return running


def _tool(arguments: argparse.Namespace) -> int:
    program = tools.program(_TOOLS[arguments.program], arguments.program.removeprefix("peer-"))
    environment = {"SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-west-2", **os.environ}
    environment["PATH"] = f"{program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.execve(program, [str(program), *arguments.words], environment)


def _enter_sam_environment() -> None:
    """Goes on in the environment that has boto3 and aiohttp."""
    folder = tools.environment(tools.SAM)
    if Path(sys.prefix).resolve() != folder.resolve():
        python = str(folder / "bin" / "python")
        os.execv(python, [python, __file__, *sys.argv[1:]])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stack.py", description="The local stack of OpenTOMS.")
    commands = parser.add_subparsers(required=True)

    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--state", type=Path, default=_ROOT / ".local" / "stack", help="where its data is kept")

    up = commands.add_parser("up", parents=[where], help="start; stop with Ctrl-C")
    up.add_argument("--port", type=int, default=8080, help="port on localhost; 0 for any free one")
    up.add_argument("--no-demo", action="store_true", help="load no demo data")
    up.add_argument("--students", type=int, help="how many demo students")
    up.add_argument("--coord", type=Path, default=_coord(), help="the coord program that loads demo data")
    up.add_argument("--detach", action="store_true", help="return when it runs; stop with `down`")
    up.set_defaults(command=_up)

    emulator = commands.add_parser("emulator", parents=[where], help="MiniStack alone, until standard input ends")
    emulator.set_defaults(command=_emulator)

    down = commands.add_parser("down", parents=[where], help="stop a detached stack")
    down.set_defaults(command=_down)

    clean = commands.add_parser("clean-data", parents=[where], help="forget all data of a stopped stack")
    clean.set_defaults(command=_clean_data)

    env = commands.add_parser("env", parents=[where], help="print the environment in which coord reaches the running stack")
    env.set_defaults(command=_env)

    logs = commands.add_parser("logs", parents=[where], help="print what the functions have logged")
    logs.set_defaults(command=_logs)

    tool = commands.add_parser("tool", help="run a pinned tool, python with what is pinned, or that of `make compare`")
    tool.add_argument("program", choices=_TOOLS)
    tool.add_argument("words", nargs=argparse.REMAINDER)
    tool.set_defaults(command=_tool)
    return parser


def _coord() -> Path:
    target = os.environ.get("CARGO_TARGET_DIR") or Path.home() / ".cache" / "opentoms" / "target"
    return Path(target) / "debug" / "coord"


if __name__ == "__main__":
    sys.exit(main())
