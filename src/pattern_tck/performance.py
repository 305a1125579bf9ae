"""A performance: how a scenario ended that was played once, before anybody judges it."""

from __future__ import annotations

from dataclasses import dataclass

from pattern_tck.history.violation import Violation
from pattern_tck.ports import Recorded
from pattern_tck.verdicts import NotExercised


@dataclass(frozen=True)
class Performance:
    """How one performance of one scenario ended.

    ``error`` is None if it passed; ``unfired`` are ordered faults that never happened; ``step``
    is the Gherkin line that was being played at the end; ``standstill`` is for how long at most a
    busy machine held the kit up (seconds of real time), ``times`` how often it was performed.
    ``world`` is what was done to the world of the target, if it failed and the target keeps that.
    """

    error: BaseException | None = None
    unfired: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    step: str = ""
    seconds: float = 0.0
    calls: int = 0
    left_behind: tuple[str, ...] = ()
    standstill: float = 0.0
    times: int = 1
    world: Recorded | None = None
    #: What the oracle has found in the whole history, whether or not the steps held.
    history: tuple[Violation, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether every step held and every ordered fault happened."""
        return self.error is None and not self.unfired

    @property
    def why(self) -> str:
        """Give the reason of a failure in one paragraph, or nothing."""
        # Where a binding cannot show something at all, no fault of that scenario finds a place.
        if self.unfired and not isinstance(self.error, NotExercised):
            return f"the fault found no place: {'; '.join(self.unfired)}"
        if self.error is None:
            return ""
        notes = "".join(f" ({note})" for note in getattr(self.error, "__notes__", ()))
        said = str(self.error).strip()
        if not isinstance(self.error, AssertionError):
            said = f"{type(self.error).__name__}: {said}"
        return (said or type(self.error).__name__) + notes
