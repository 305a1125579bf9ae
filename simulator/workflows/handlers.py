"""Handlers: what Retry and Catch do about a failure.

Clauses: SFN-ERR-02 to SFN-ERR-08 and SFN-ERR-12.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.workflows.failure import (
    DATA_LIMIT_EXCEEDED,
    HEARTBEAT_TIMEOUT,
    RUNTIME,
    TASK_FAILED,
    TIMEOUT,
    Failure,
)
from pattern_tck.simulator.workflows.fields import JSONATA
from pattern_tck.simulator.workflows.language.jsonata import jsonata
from pattern_tck.simulator.workflows.language.paths import ResultPath, result_path
from pattern_tck.simulator.workflows.language.scope import Expression
from pattern_tck.simulator.workflows.language.templates import template

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.visit import Visit

#: A pause that grows on is no number some day; after this one, no execution is there any more.
_LONGEST_PAUSE: Final = 1e11
#: The largest rate that pauses can grow by, and be numbers.
_FASTEST_GROWTH: Final = 1e300
_ALL: Final = "States.ALL"
#: SFN-ERR-08: what States.ALL does not mean, nor States.TaskFailed.
_TERMINAL: Final = frozenset({RUNTIME, DATA_LIMIT_EXCEEDED})
#: SFN-ERR-06: what is no failure of a task.
_NO_TASK_FAILED: Final = _TERMINAL | {TIMEOUT, HEARTBEAT_TIMEOUT}


def matches(names: Sequence[str], failure: Failure) -> bool:
    """Say whether one of the names means a failure; capital letters matter (SFN-ERR-06)."""
    error = failure.error
    for name in names:
        if name == error or (failure.also and name == failure.also):
            return True
        if name == _ALL and error not in _TERMINAL:
            return True
        if name == TASK_FAILED and error not in _NO_TASK_FAILED:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Retrier:
    """One retrier, with its defaults (SFN-ERR-02, SFN-ERR-03). Times are in seconds."""

    errors: tuple[str, ...]
    interval: float = 1
    attempts: int = 3
    rate: float = 2.0
    longest: float | None = None
    jitter: bool = False

    def pause(self, retries: int, chance: random.Random) -> float:
        """Give the pause before the next try, after so many retries."""
        try:
            computed = self.interval * self.rate**retries
        except OverflowError:
            computed = _LONGEST_PAUSE
        computed = min(computed, _LONGEST_PAUSE if self.longest is None else self.longest)
        return chance.uniform(0, computed) if self.jitter else computed


def retriers_of(state: Mapping[str, Any]) -> tuple[Retrier, ...]:
    """Read the retriers of a state."""
    return tuple(
        Retrier(
            errors=tuple(given["ErrorEquals"]),
            interval=given.get("IntervalSeconds", 1),
            attempts=given.get("MaxAttempts", 3),
            rate=float(min(given.get("BackoffRate", 2.0), _FASTEST_GROWTH)),
            longest=given.get("MaxDelaySeconds"),
            jitter=given.get("JitterStrategy", "NONE") == "FULL",
        )
        for given in state.get("Retry", ())
    )


class Tries:
    """The tries of one visit. Each retrier keeps its own count (SFN-ERR-04).

    ``used`` is how many retries each of them has used up already.
    """

    __slots__ = ("_counts", "_retriers", "last")

    def __init__(self, retriers: tuple[Retrier, ...], used: int = 0) -> None:
        self._retriers = retriers
        self._counts = [used] * len(retriers)
        #: The number of the retrier that was for the last failure.
        self.last: int | None = None

    def pause(self, failure: Failure, chance: random.Random) -> float | None:
        """Give the pause before the next try; None if there is none (SFN-ERR-05)."""
        for at, retrier in enumerate(self._retriers):
            if matches(retrier.errors, failure):
                self.last = at
                if self._counts[at] >= retrier.attempts:
                    return None
                self._counts[at] += 1
                return retrier.pause(self._counts[at] - 1, chance)
        return None


class Catcher:
    """One catcher: which failures it takes, where they go, and with what data (SFN-ERR-07)."""

    def __init__(self, given: Mapping[str, Any], language: str, at: int) -> None:
        self.errors = tuple(given["ErrorEquals"])
        self.following = str(given["Next"])
        self._language = language
        self._put: ResultPath | None = None
        self._output: Expression | None = None
        self._assign: Expression | None = None
        if language == JSONATA:
            where = f"Catch[{at}]"
            self._output = (
                jsonata(given["Output"], f"{where}/Output") if "Output" in given else None
            )
            self._assign = (
                jsonata(given["Assign"], f"{where}/Assign") if "Assign" in given else None
            )
        else:
            where = given.get("ResultPath", "$")
            self._put = None if where == "$" else result_path(where)
            self._assign = template(given["Assign"]) if "Assign" in given else None

    def takes(self, failure: Failure) -> bool:
        """Say whether it is for this failure."""
        return matches(self.errors, failure)

    def caught(self, visit: Visit, failure: Failure) -> Any:
        """Give the data of the next state, and assign variables."""
        error, raw = failure.output, visit.document.value
        if self._assign is not None or self._output is not None:
            jsonata_used = self._language == JSONATA
            scope = visit.scope_of(raw if jsonata_used else error, error=error)
            visit.assigned = None if self._assign is None else self._assign(scope)
            if self._output is not None:
                return self._output(scope)
        return error if self._put is None else self._put(raw, error)


def catchers_of(state: Mapping[str, Any], language: str) -> tuple[Catcher, ...]:
    """Compile the catchers of a state."""
    return tuple(Catcher(given, language, at) for at, given in enumerate(state.get("Catch", ())))
