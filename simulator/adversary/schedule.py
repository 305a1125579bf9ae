"""Schedules: what an adversary decided, as a sparse map that can be pasted, replayed and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pattern_tck.simulator.adversary.allowed import freedoms_allowed
from pattern_tck.simulator.adversary.naming import Naming
from pattern_tck.simulator.freedoms import Freedom

#: A decision that was met: the freedom, the number of answers, the subject. Its number in the run
#: is its place in the list.
Decision = tuple[Freedom, int, object]

#: How the text form names the set of all freedoms that are searched, and the empty map.
_ALL: Final = "all"
_POLITE: Final = "polite"
_DEVIATION: Final = re.compile(r"(\d+)=(\d+)")


@dataclass(frozen=True)
class Schedule:
    """Which freedoms an adversary may use, and where it deviates from the polite answer.

    ``allowed`` holds names of faults or freedoms; if it is empty, every freedom that is searched
    is allowed. Only decisions of allowed freedoms are numbered, from 0. ``deviations`` maps the
    number of a decision to its answer; every other answer is 0. The world is deterministic, so
    this is enough to play the same run again. ValueError where the names or numbers mean nothing.
    """

    allowed: frozenset[str] = frozenset()
    deviations: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the deviations in order, and refuse what is no schedule."""
        freedoms_allowed(self.allowed)
        for number, value in self.deviations.items():
            if number < 0 or value < 1:
                raise ValueError(f"{number}={value} is no deviation: numbers from 0, values from 1")
        object.__setattr__(self, "deviations", dict(sorted(self.deviations.items())))

    def __hash__(self) -> int:
        """Equal schedules count once in a set."""
        return hash((self.allowed, tuple(self.deviations.items())))

    def __str__(self) -> str:
        """Give the text form: ``FAULT-01:3=1,7=2``, ``all:3=1``, ``FAULT-01+FAULT-07:polite``."""
        names = "+".join(sorted(self.allowed)) or _ALL
        pairs = ",".join(f"{number}={value}" for number, value in self.deviations.items())
        return f"{names}:{pairs or _POLITE}"

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Read the text form again; ValueError says what is wrong with it."""
        names, colon, pairs = text.strip().partition(":")
        if not (names and colon and pairs):
            raise ValueError(
                f"{text!r} is no schedule: it is written like FAULT-01:3=1,7=2 or all:polite"
            )
        allowed = frozenset() if names == _ALL else frozenset(names.split("+"))
        return cls(allowed, {} if pairs == _POLITE else _parsed(pairs))

    def in_words(
        self, decisions: Sequence[Decision], naming: Callable[[object, int], str] | None = None
    ) -> str:
        """Say what the schedule does, given the decisions that its run met."""
        naming = naming or Naming()
        words = []
        for number, value in self.deviations.items():
            if number >= len(decisions) or value >= decisions[number][1]:
                words.append(f"decision {number} with the value {value} was never met")
            else:
                freedom, _, subject = decisions[number]
                words.append(freedom.words(value, naming(subject, value)))
        return "; then ".join(words) or "nothing but polite answers"


def _parsed(pairs: str) -> dict[int, int]:
    deviations: dict[int, int] = {}
    for pair in pairs.split(","):
        read = _DEVIATION.fullmatch(pair.strip())
        if read is None:
            raise ValueError(f"{pair!r} is no deviation: it is written like 3=1, decision=value")
        number = int(read[1])
        if number in deviations:
            raise ValueError(f"decision {number} stands twice in {pairs!r}")
        deviations[number] = int(read[2])
    return deviations
