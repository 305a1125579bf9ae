"""The acceptance command: run to its end or to the end of patience, and ended with its children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pattern_tck.bindings.watchdog import MARK, watchdog
from pattern_tck.verdicts import UsageMistake

#: How much of what a command has printed is kept, in characters.
_TAIL: Final = 2_000
#: How long a command that is told to end may take to do so, in seconds.
_GRACE: Final = 2.0


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code (None: patience ended it), seconds, its last words."""

    code: int | None
    seconds: float
    said: str


def run(
    command: Sequence[str], environment: Mapping[str, str], patience: float | None = None
) -> Ended:
    """Run a command in a process group of its own, of which nothing is left afterwards.

    ``patience`` is in seconds of real time. Raises `UsageMistake` if the command cannot be run. If
    this process is killed, the watchdog ends the group.
    """
    with tempfile.TemporaryFile() as said:
        began = time.monotonic()
        try:
            process = subprocess.Popen(  # noqa: S603 - what the user has asked for, without shell
                command,
                env={**environment, MARK: watchdog().word},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as reason:
            raise UsageMistake(f"{command[0]} cannot be run: {reason.strerror}") from reason
        watchdog().watch(process.pid)
        code: int | None = None
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(patience)
        finally:
            _end(process)
        return Ended(code, time.monotonic() - began, _last_of(said.fileno()))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whoever is left of the group: asked first, as Ctrl-C would, and then killed."""
    if process.poll() is None:
        _signal(process, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    _signal(process, signal.SIGKILL)
    process.wait()
    watchdog().forget(process.pid)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _last_of(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, _TAIL, max(0, size - _TAIL)).decode("utf-8", "replace")
