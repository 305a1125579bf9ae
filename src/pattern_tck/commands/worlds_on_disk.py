"""Worlds on disk: what ``pattern-tck simulate`` begins with, and what it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pattern_tck.verdicts import UsageMistake

if TYPE_CHECKING:
    from pattern_tck.simulator.doors.http.worlds import Worlds


def begin_with(worlds: Worlds, load: Path | None, save: Path | None) -> None:
    """Load the worlds of a file, and see that there will be a place to save them.

    Raises `UsageMistake`. A file that is loaded and saved need not be there the first time.
    """
    # The door, too, is imported only when it is served.
    from pattern_tck.simulator.saved.files import read_worlds  # noqa: PLC0415
    from pattern_tck.simulator.saved.reading import Unreadable  # noqa: PLC0415

    if save is not None and not save.absolute().parent.is_dir():
        raise UsageMistake(f"--save {save}: there is no folder {save.absolute().parent}")
    if load is None or (load == save and not load.exists()):
        return
    try:
        worlds.load(read_worlds(load))
    except Unreadable as why:
        raise UsageMistake(f"--load {load}: {why}") from None
    except OSError as error:
        raise UsageMistake(f"--load {load}: {error.strerror or error}") from None


def end_with(worlds: Worlds, save: Path | None) -> None:
    """Save all worlds, if that was asked for.

    Raises `UsageMistake` where that is not possible: what was in the file is there still.
    """
    from pattern_tck.simulator.saved.files import write_worlds  # noqa: PLC0415
    from pattern_tck.simulator.saved.tape import Unsaved  # noqa: PLC0415

    if save is None:
        return
    try:
        write_worlds(save, worlds.saved())
    except Unsaved as why:
        raise UsageMistake(f"--save {save}: nothing was saved, since {why}") from None
    except OSError as error:
        raise UsageMistake(f"--save {save}: {error.strerror or error}") from None
