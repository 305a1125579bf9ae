"""The server under load: a process of its own, and what it takes from the machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MAIN: Final = "from pattern_tck.commands.main import main; main()"
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """The process of ``pattern-tck simulate`` and its port."""

    pid: int
    port: int

    def resident(self) -> float:
        """Give the memory that it has, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1024

    def open_files(self) -> int:
        """Give how many files and sockets it has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def worked(self) -> float:
        """Give how long it has worked, in seconds of the processor."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def serve(errors: Path) -> Iterator[Server]:
    """Run ``pattern-tck simulate`` on a free port; what it complains of goes to a file."""
    command = [sys.executable, "-u", "-c", _MAIN, "simulate", "--port", "0"]
    with errors.open("wb") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            command, stdout=subprocess.PIPE, stderr=complaints
        )
        try:
            assert process.stdout is not None
            said = process.stdout.readline().decode()
            found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
            if found is None:
                raise RuntimeError(f"the simulator did not start: {said!r}")
            yield Server(process.pid, int(found[1]))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
