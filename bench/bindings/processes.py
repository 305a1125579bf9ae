"""Roles of Python classes as processes: each instance is one of its own, its channels are lent."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pattern_tck import reference_impl
from pattern_tck.bindings.binding import Binding
from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByPython
from pattern_tck.ports import Role

FOLDER = Path(__file__).parent

#: As a process of the kit has it, so that nothing else is read while the interpreter gets warm.
_NOTHING_OF_THE_USER = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def reference() -> Mapping[str, Binding]:
    """Give the reference, each of its roles as a process that is told the time."""
    return {
        name: as_process(role, told_time=True)
        for name, role in reference_impl.implementation().items()
    }


def in_own_time() -> Mapping[str, Binding]:
    """Give the same by clocks of their own, as of programs that nobody can tell the time."""
    return {name: as_process(role) for name, role in reference_impl.implementation().items()}


def as_process(role: Role, *path: Path, told_time: bool = False) -> Binding:
    """Give the binding by which a class is run as a process.

    The class is imported by its name, from ``path`` as well.
    """
    at = f"{role.__module__}:{role.__qualname__}"
    found = [word for folder in path for word in ("--path", str(folder))]
    return ProcessBinding(
        (*worker_command(), *found, at), FOLDER, ByPython(role), told_time=told_time
    )


def worker_command() -> tuple[str, ...]:
    """Start a warm interpreter for this process, and give the command that has it fork a worker."""
    return _worker_command(os.getpid())


@cache
def _worker_command(owner: int) -> tuple[str, ...]:
    # No TemporaryDirectory: that goes at the end of every process that knows of it, a fork's too.
    folder = tempfile.mkdtemp(prefix="pattern-tck-")
    os.mkfifo(Path(folder) / "asked")  # before it is warm: who asks too early waits for it
    warm = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "warm.py", folder],
        stdin=subprocess.PIPE,
        cwd=FOLDER,
        env={**os.environ, **_NOTHING_OF_THE_USER},
    )
    atexit.register(_end, owner, warm, folder)
    return ("/bin/sh", "launch.sh", folder)


def _end(owner: int, warm: subprocess.Popen[bytes], folder: str) -> None:
    """End it with the process that has started it, and not with a fork of that one."""
    if os.getpid() != owner:
        return
    assert warm.stdin
    warm.stdin.close()
    warm.wait()
    shutil.rmtree(folder)
