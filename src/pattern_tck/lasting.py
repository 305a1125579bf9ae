"""Targets that others use as well: they are never reset, and what a run makes there is tagged."""

from __future__ import annotations

from typing import Any

from pattern_tck.ports import Target


class Lasting:
    """A target that holds somebody's system: as it is, but for its reset."""

    is_lasting = True

    def __init__(self, target: Target) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        """Give whatever the target has."""
        return getattr(self._target, name)

    def reset(self) -> bool:
        """Say that what was made has to be removed piece by piece."""
        return False


def is_lasting(target: Target) -> bool:
    """Say whether a target is there for longer than the run."""
    return bool(getattr(target, "is_lasting", False))
