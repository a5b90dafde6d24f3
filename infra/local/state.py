"""What one local stack keeps on disk.

| file | what |
|---|---|
| `stack.json` | the running stack, for tests and scripts; there only while it runs |
| `port` | MiniStack's last port, taken again if it is free |
| `lock` | held while a stack runs here |
| `logs/` | `ministack.log`, `deploy.log`, `stack.log` (when detached) |
| `data/` | MiniStack's state: tables, functions, buckets |
"""

import fcntl
import json
import os
import shutil
import signal
import time
from pathlib import Path


class StateError(Exception):
    """The state folder cannot be used; the text says why."""


class State:
    """The state folder of one stack."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.logs = self.folder / "logs"
        self.data = self.folder / "data"
        self._running = self.folder / "stack.json"
        self._port = self.folder / "port"
        self._lock = None

    def take(self) -> None:
        """Claims the folder for this process, until it ends."""
        for folder in (self.folder, self.logs, self.data):
            folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self._lock = open(self.folder / "lock", "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError(f"a stack already runs with its state in {self.folder}; stop it first (stack.py down)") from None

    def running(self) -> dict | None:
        """The running stack, or what a stack that was killed left behind."""
        return _read(self._running)

    def write_running(self, value: dict) -> None:
        """Tells tests and scripts of the running stack."""
        _write(self._running, value)

    def forget_running(self) -> None:
        self._running.unlink(missing_ok=True)

    def last_port(self) -> int:
        """MiniStack's last port; 0 before the first time."""
        return int(self._port.read_text()) if self._port.exists() else 0

    def keep_port(self, port: int) -> None:
        self._port.write_text(str(port))

    def stop(self, timeout: float = 600) -> bool:
        """Stops the stack that runs here; false if none does."""
        running = self.running()
        if running is None or not alive(running["pid"]):
            return False
        os.kill(running["pid"], signal.SIGTERM)
        deadline = time.monotonic() + timeout
        while alive(running["pid"]):
            if time.monotonic() > deadline:
                raise StateError(f"process {running['pid']} does not stop")
            time.sleep(0.05)
        return True

    def clear(self) -> None:
        """Forgets all data of a stack that does not run."""
        if self.folder.exists():
            self.take()
            shutil.rmtree(self.folder)


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(path: Path) -> dict | None:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return None


def _write(path: Path, value: dict) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(value, indent=2) + "\n")
    draft.chmod(0o600)
    draft.replace(path)
