"""Keeps processes together: started in order, the first to end ends the rest, none is left."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

GRACE_SECONDS = 15.0
LOG_MAX_BYTES = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ChildEndedError(Exception):
    """A process ended that was to go on; the message is for the person at the terminal."""


class StopAskedError(Exception):
    """The person, or the system, asked for the stop while something was still starting."""


class Supervisor:
    """Processes, each in a group of its own, with its output in a file of its own.

    Every signal to stop is answered in order: the last started is the first to go.
    """

    def __init__(self, *, log_dir: Path, cwd: Path) -> None:
        self._log_dir = log_dir
        self._cwd = cwd
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stop_asked = threading.Event()

    def listen(self) -> None:
        """Take the signals that ask for a stop; call it from the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop_asked.set())

    def start(
        self, name: str, argv: Sequence[str], *, env: Mapping[str, str], stdin: bytes = b""
    ) -> None:
        """Start a process under a name; what it prints goes to `<name>.log`."""
        with self._open_log(name) as log:
            child = subprocess.Popen(
                argv,
                env=env,
                cwd=self._cwd,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # started before this process has any thread
            )
        self._children[name] = child
        if child.stdin is not None:
            with suppress(BrokenPipeError):
                child.stdin.write(stdin)
                child.stdin.close()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Wait for what was started; raises ChildEndedError or StopAskedError."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if self._stop_asked.wait(0.1):
                raise StopAskedError
            if time.monotonic() > deadline:
                raise ChildEndedError(f"{what} did not answer within {seconds:.0f} seconds.")

    def wait(self) -> None:
        """Return when a stop was asked for; raises ChildEndedError when a process ended before."""
        while not self._stop_asked.wait(0.3):
            self.check()

    def check(self) -> None:
        """Raise ChildEndedError when one of the processes has ended."""
        for name, child in self._children.items():
            if child.poll() is not None:
                raise ChildEndedError(
                    f"The {name} process ended ({_how(child.returncode)}), so everything was "
                    f"stopped. The end of {self._log(name)}:\n{self._last_lines(name)}"
                )

    def stop(self) -> None:
        """End every process, the last started first; what does not go in time is killed."""
        for child in reversed(list(self._children.values())):
            if child.poll() is None:
                child.terminate()
                with suppress(subprocess.TimeoutExpired):
                    child.wait(GRACE_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # its own children too
            child.wait()
        self._children.clear()

    def _log(self, name: str) -> Path:
        return self._log_dir / f"{name}.log"

    def _open_log(self, name: str) -> BinaryIO:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        path = self._log(name)
        if path.exists() and path.stat().st_size > LOG_MAX_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    def _last_lines(self, name: str) -> str:
        with self._log(name).open("rb") as log:
            log.seek(0, os.SEEK_END)
            log.seek(max(log.tell() - 2000, 0))
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-8:])


def _how(returncode: int) -> str:
    if returncode < 0:
        return f"killed by {signal.Signals(-returncode).name}"
    return f"exit status {returncode}"


def _end_with_parent() -> None:
    """Ask Linux to end this child should its parent be killed outright; elsewhere do nothing."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
