"""The MiniStack process: AWS on this machine, with the roles of the template enforced."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import tools
from state import State

REGION = "us-west-2"

# MiniStack takes these for the account's root, who may do everything. They open nothing anywhere else.
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}

_READY_SECONDS = 60
# Saving 20,000 students takes half a minute.
_STOP_SECONDS = 600


class MiniStackError(Exception):
    """MiniStack does not start or ended; the text says where to look."""


class MiniStack:
    """One MiniStack process and its address."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._log = state.logs / "ministack.log"
        self._process: subprocess.Popen | None = None
        self.port = free_port(state.last_port())
        state.keep_port(self.port)
        self.endpoint = f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        python = tools.program(tools.MINISTACK, "python")
        with open(self._log, "w") as log:
            self._process = subprocess.Popen(
                [str(python), str(Path(__file__).with_name("serve_ministack.py"))],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_stop_with_parent if sys.platform == "linux" else None,
            )
        deadline = time.monotonic() + _READY_SECONDS
        while not self._ready():
            if self._process.poll() is not None:
                raise MiniStackError(f"MiniStack ended with code {self._process.returncode}; see {self._log}")
            if time.monotonic() > deadline:
                raise MiniStackError(f"MiniStack does not answer after {_READY_SECONDS} s; see {self._log}")
            time.sleep(0.05)

    def ended(self) -> bool:
        """Whether the process ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        """Lets it save its state and end; then ends what is left of the functions' processes."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                print(f"MiniStack does not stop; its data may be lost. See {self._log}", file=sys.stderr)
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/ready", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        # Functions inherit this environment, so it holds nothing that AWS would not give them.
        data = self._state.data
        scratch = data / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": os.environ.get("HOME", "/"),
            "TMPDIR": str(scratch),
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "localhost",
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            # Without its own address here, functions would look for the real AWS.
            "AWS_ENDPOINT_URL": self.endpoint,
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(data / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(data / "s3"),
            "LOG_LEVEL": "INFO",
            # Listeners and helpers that OpenTOMS does not use.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": f"unix://{scratch / 'no-docker.sock'}",
        }


def free_port(wanted: int) -> int:
    """`wanted` if nothing listens there, or any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise MiniStackError("no free port on 127.0.0.1")


def _stop_with_parent() -> None:
    # If stack.py is killed outright, the kernel still tells MiniStack to save its state and end.
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
