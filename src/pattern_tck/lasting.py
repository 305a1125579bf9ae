"""A target that holds somebody's system: it is never reset, whatever it could do."""

from __future__ import annotations

from typing import Any

from pattern_tck.ports import Target


class Lasting:
    """A target as it is, but for its reset."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        """Give whatever the target has."""
        return getattr(self._target, name)

    def reset(self) -> bool:
        """Say that what was made has to be removed piece by piece."""
        return False
