"""The watchdog: a process that outlives a kit that is killed, and ends what the kit has started.

A kit that is killed kills nobody. The kernel can do it for a child, but not for the child's own
children (``npm start`` has two), so a small process waits for the end of the kit. It is told which
process groups there are; where there is /proc it also finds whoever has left his group, by a word
that the kit puts into the environment of everything that it starts.

The script is this file, run without the kit's packages, so that it is there in milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import uuid
from functools import cache
from pathlib import Path
from typing import IO

#: In whose environment this stands, with the word of a kit, that kit has started him.
MARK = "PATTERN_TCK_KIT"

_PROC = Path("/proc")
#: Whoever starts others while he is looked for is found in the next round.
_ROUNDS = 20


class Watchdog:
    """The kit's end of it."""

    def __init__(self) -> None:
        self.word = uuid.uuid4().hex
        self._telling = threading.Lock()
        self._process = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, "-I", "-S", __file__, self.word],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # what is sent to the group of the kit is not meant for it
        )

    def watch(self, group: int) -> None:
        """Have a process group ended, if the kit ends first."""
        self._tell(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Leave a group alone that the kit has ended: its number may come again."""
        self._tell(f"-{group}\n")

    def close(self) -> None:
        """Let it end whoever is left, and wait for that."""
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        with self._telling, contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line)
            self._process.stdin.flush()


@cache
def watchdog() -> Watchdog:
    """Give the watchdog of this process; it is started when it is first needed."""
    return Watchdog()


def close_watchdog() -> None:
    """Close the watchdog of this process, if it was ever needed."""
    if watchdog.cache_info().currsize:
        watchdog().close()
        watchdog.cache_clear()


def _await_the_end(told: IO[str]) -> set[int]:
    """Give the groups that there are when nobody tells any more."""
    groups: set[int] = set()
    for line in told:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    return groups


def _end(groups: set[int], word: str) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    for _ in range(_ROUNDS):
        found = _marked(f"{MARK}={word}".encode())
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return


def _marked(words: bytes) -> list[int]:
    found = []
    if _PROC.is_dir():
        for entry in _PROC.iterdir():
            if entry.name.isdigit():
                # Of somebody else, or gone while it is looked at.
                with contextlib.suppress(OSError):
                    if words in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
    return found


if __name__ == "__main__":
    _end(_await_the_end(sys.stdin), sys.argv[1])
