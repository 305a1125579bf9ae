"""A child process: started with what it needs and no more, and killed with all its children."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pattern_tck.verdicts import UsageMistake

#: What is passed on of the kit's own environment. Credentials are not among it.
_PASSED_ON: Final = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "NODE_PATH", "GOPATH", "VIRTUAL_ENV",
)  # fmt: skip

_PR_SET_PDEATHSIG: Final = 1
# How much of what a child has said is told when it dies, in characters.
_TAIL: Final = 600

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """A running command. What it prints goes to a file of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `kill`
        try:
            self._process = subprocess.Popen(  # noqa: S603 - what the manifest names, without shell
                command,
                cwd=folder,
                env={**inherited, **environment},
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_the_kit,  # noqa: PLW1509 - one call of libc, loaded already
            )
        except OSError as reason:
            self._said.close()
            raise UsageMistake(f"{' '.join(command)} cannot be started: {reason}") from reason

    @property
    def ended(self) -> int | None:
        """Give the exit code if it has ended by itself."""
        return self._process.poll()

    def said(self) -> str:
        """Give the end of what it has printed."""
        if self._said.closed:
            return ""
        size = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), _TAIL, max(0, size - _TAIL)).decode("utf-8", "replace")

    def printed(self) -> str:
        """Give everything that it has printed."""
        size = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), size, 0).decode("utf-8", "replace")

    def kill(self) -> None:
        """Kill it and its children, at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._said.close()


def _die_with_the_kit() -> None:
    # A kit that is killed cannot kill its children; the kernel can.
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
