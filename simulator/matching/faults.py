"""Faults of a pattern: what is wrong with it, and at which of its values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum


class Place(Enum):
    """How far the text was read when a fault was seen."""

    #: To the first letter of the value; numbers and words are read to their end.
    BEGIN = "begin"
    #: To the end of the value.
    END = "end"
    #: AWS does not say.
    UNSAID = "unsaid"


class Fault(ValueError):
    """A value that a pattern cannot have; its text is AWS's reason.

    ``path`` leads to the value by names and numbers. ``twice`` says that AWS names the place two
    times, which it does inside of lists.
    """

    def __init__(
        self,
        reason: str,
        *path: str | int,
        place: Place = Place.BEGIN,
        twice: bool = False,
    ) -> None:
        super().__init__(reason)
        self.path: tuple[str | int, ...] = path
        self.place = place
        self.twice = twice


@contextmanager
def within(step: str | int) -> Iterator[None]:
    """Say of the faults that are found here by which step one comes to them."""
    try:
        yield
    except Fault as fault:
        fault.path = (step, *fault.path)
        raise
    except ValueError as error:
        raise Fault(str(error), step) from None
