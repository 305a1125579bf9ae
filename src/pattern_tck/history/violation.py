"""A violation: what an invariant says about a history that breaks it, and its smallest proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.expectations import Unmet
from pattern_tck.history.events import Happening
from pattern_tck.history.history import History


@dataclass(frozen=True)
class Told:
    """A violation as a report has it: everything as text."""

    invariant: str
    clauses: tuple[str, ...]
    sentence: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class Violation:
    """An invariant that does not hold; without any one of ``events`` nothing would be proved.

    Where it is no ``harm`` nothing has gone wrong yet: it is told, and fails nobody.
    """

    invariant: str
    clauses: tuple[str, ...]
    events: tuple[Happening, ...]
    sentence: str
    harm: bool = True

    @property
    def lines(self) -> list[str]:
        """Give the sentence and its proof, a line each."""
        return [str(self), *map(str, self.events)]

    @property
    def told(self) -> Told:
        """Give it as text."""
        return Told(self.invariant, self.clauses, self.sentence, tuple(map(str, self.events)))

    def __str__(self) -> str:
        """Say in one line what does not hold, and by which clauses."""
        return f"{self.invariant} ({', '.join(self.clauses)}): {self.sentence}"


class Broken(Unmet):
    """The steps held, and the history breaks an invariant all the same."""

    def __init__(self, violation: Violation) -> None:
        proof = " | ".join(" ".join(str(event).split()) for event in violation.events)
        super().__init__("the whole history", "every invariant to hold", f"{violation}: {proof}")
        self.violation = violation


@dataclass(frozen=True)
class Bound:
    """One application that an invariant binds, and the terms on which it does.

    ``terms`` are those of ``invariants.yaml``, and ``channel`` names in the scenario's words what
    the role has a word of its own for.
    """

    application: str
    terms: Mapping[str, Any]
    channel: Callable[[str], str]


#: What a check finds: the events that prove it, and the sentence.
Finding = tuple[tuple[Happening, ...], str]

#: An invariant: one pass over a history gives everything that breaks it.
Check = Callable[[History, Bound], Iterator[Finding]]
