"""A child process: started with what it needs and no more, and killed with all its children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pattern_tck.bindings.watchdog import MARK, watchdog
from pattern_tck.verdicts import UsageMistake

#: What is passed on of the kit's own environment. Credentials are not among it.
_PASSED_ON: Final = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "NODE_PATH", "GOPATH", "VIRTUAL_ENV",
)  # fmt: skip

# How much of what a child has said is told when it dies, in characters.
_TAIL: Final = 600


class Child:
    """A running command. What it prints goes to a file of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        inherited = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `kill`
        self._watchdog = watchdog()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - what the manifest names, without shell
                command,
                cwd=folder,
                env={**inherited, **environment, MARK: self._watchdog.word},
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as reason:
            self._said.close()
            raise UsageMistake(f"{' '.join(command)} cannot be started: {reason}") from reason
        self._watchdog.watch(self._process.pid)

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
        self._watchdog.forget(self._process.pid)  # its number is taken until it is waited for
        self._process.wait()
        self._said.close()
