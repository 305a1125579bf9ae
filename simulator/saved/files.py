"""Files of saved worlds: read whole, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from pattern_tck.simulator.saved.reading import SavedWorld, Unreadable, read_file


def read_worlds(path: Path) -> list[SavedWorld]:
    """Read the worlds of a file; raises `Unreadable`, and OSError where there is no such file."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("this is no saved world: it is no text") from None
    return read_file(text)


def write_worlds(path: Path, text: str) -> None:
    """Write a file; whoever looks sees the old one or the new one. Raises OSError."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # As any other program would have made it: mkstemp lets nobody else read.
        Path(name).chmod(0o666 & ~_mask())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
