"""Brings the parts of the local stack up in order, waits, and takes them down in the opposite order."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import tools
from demo import ACCOUNTS, PASSWORD
from deployment import SYSTEM_ADDRESSES, Deployment, DeployError, artifacts, client
from front import Front
from emulator import REGION, ROOT, MiniStack, MiniStackError
from pages import Pages
from state import State, StateError, alive


class Stopped(Exception):
    """Ctrl-C or SIGTERM came while starting."""


def run(state: State, port: int, coord: Path | None, students: int | None) -> int:
    """Runs the stack until Ctrl-C or SIGTERM. Without `coord` no demo data is loaded."""
    signal.signal(signal.SIGTERM, _raise_stopped)
    signal.signal(signal.SIGINT, _raise_stopped)
    ministack = None
    try:
        with _listen(port) as listener:
            state.take()
            _end_leftover(state)
            artifacts()
            tools.environment(tools.MINISTACK)
            began = time.monotonic()
            ministack = MiniStack(state)
            ministack.start()
            _say(f"MiniStack answers at {ministack.endpoint}", began)
            port = listener.getsockname()[1]
            deployment = Deployment(ministack.endpoint, state, f"http://localhost:{port}")
            _say("template deployed" if deployment.bring_up() else "template unchanged since last time", began)
            description = _describe(deployment, ministack, port)
            if coord is not None:
                _seed(deployment, description, coord, students)
                _say("demo data is there", began)
            asyncio.run(_serve(state, ministack, listener, description))
        return 0
    except (Stopped, KeyboardInterrupt):
        return 0
    except (tools.ToolError, StateError, MiniStackError, DeployError) as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    finally:
        # One Ctrl-C is enough: a second must not keep MiniStack from saving its state.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if ministack is not None:
            ministack.stop()
            state.forget_running()


async def _serve(state: State, ministack: MiniStack, listener: socket.socket, description: dict) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    outputs = description["outputs"]
    # The functions sign links with the bucket in the path, since the host is an address.
    documents = f"{ministack.endpoint}/{outputs['DocumentsBucket']}/"
    pages = Pages(documents, client(ministack.endpoint, "s3"), outputs["PortalBucket"])
    front = Front(listener, ministack.endpoint, outputs["ApiId"], pages)
    await front.start()
    _announce(description, state)
    state.write_running(description)
    try:
        while not stop.is_set():
            if ministack.ended():
                raise MiniStackError(f"MiniStack ended by itself; see {state.logs / 'ministack.log'}")
            try:
                await asyncio.wait_for(stop.wait(), 0.5)
            except TimeoutError:
                continue
    finally:
        state.forget_running()
        print("stopping", flush=True)
        await front.stop()


def _describe(deployment: Deployment, ministack: MiniStack, port: int) -> dict:
    """What tests and scripts are told of the running stack."""
    outputs = deployment.outputs()
    tables = {f"{name.upper()}_TABLE": outputs[f"{name.capitalize()}Table"] for name in ("accounts", "directory", "students", "compliance", "bulletins", "mail", "audit")}
    keys = {f"{name.upper()}_KEY": deployment.secret(outputs[f"{name.capitalize()}KeyArn"]) for name in ("login", "factor", "student", "cursor", "link")}
    return {
        "pid": os.getpid(),
        "ministack_pid": ministack.pid,
        "url": f"http://localhost:{port}",
        "api": f"http://localhost:{port}/v1",
        "endpoint": ministack.endpoint,
        "api_direct": f"{ministack.endpoint}/_aws/execute-api/{outputs['ApiId']}/$default",
        "region": REGION,
        "outputs": outputs,
        # The environment in which coord, or a function run by itself, reaches this stack.
        "environment": {
            **ROOT,
            "AWS_ENDPOINT_URL": ministack.endpoint,
            **tables,
            **keys,
            "SEALS_BUCKET": outputs["SealsBucketName"],
            "PORTAL_ADDRESS": f"http://localhost:{port}",
            "SECOND_FACTOR_REQUIRED": "false",
            "SYSTEM_ADDRESSES": json.dumps(SYSTEM_ADDRESSES),
        },
    }


def _seed(deployment: Deployment, description: dict, coord: Path, students: int | None) -> None:
    if not deployment.wants_demo_data():
        return
    if not coord.exists():
        raise DeployError(f"{coord} is not built (make functions), and demo data is wanted (--no-demo goes without)")
    command = [str(coord), "demo", "seed", *(["--students", str(students)] if students is not None else [])]
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TERM") if name in os.environ}
    deployment.demo_data("loading")
    done = subprocess.run(command, env={**inherited, **description["environment"]}, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise DeployError(f"`coord demo seed` ended with code {done.returncode}")
    deployment.demo_data("loaded")


def _announce(description: dict, state: State) -> None:
    width = max(len(name) for name, _role in ACCOUNTS)
    print(f"\nOpenTOMS runs at {description['url']}   (API {description['api']}, demo accounts and sent mail {description['url']}/dev)")
    print(f"Logs: {state.logs}; functions: stack.py logs")
    print(f'Demo accounts, each with the password "{PASSWORD}":')
    for name, role in ACCOUNTS:
        print(f"  {name:<{width}}  {role}")
    print("Ctrl-C stops it; its data stays.", flush=True)


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise StateError(f"port {port} on 127.0.0.1 cannot be used ({error.strerror}); choose another: make run PORT=...") from None
    return listener


def _end_leftover(state: State) -> None:
    """Ends a MiniStack whose stack.py was killed, so that it saves its state first."""
    left = state.running()
    pid = left and left.get("ministack_pid")
    if pid and alive(pid) and "ministack" in _command_of(pid):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
    state.forget_running()


def _command_of(pid: int) -> str:
    return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout


def _say(what: str, began: float) -> None:
    print(f"[{time.monotonic() - began:5.1f} s] {what}", flush=True)


def _raise_stopped(_number, _frame) -> None:
    raise Stopped
