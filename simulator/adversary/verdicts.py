"""Verdicts of an adversary: what it found, or how far it looked in vain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.freedoms import Choose

#: Plays one scenario in a fresh world that asks ``choose``, and says what broke, if anything did.
#: It may raise AssertionError instead. It must do the same whenever it gets the same answers.
Run = Callable[[Choose], str | None]


def broken_by(run: Run, choose: Choose) -> str | None:
    """Play a run; say what broke. Raises `TooManyDecisions` and whatever the run itself raises."""
    try:
        return run(choose) or None
    except AssertionError as failed:
        return str(failed) or "an assertion failed"


@dataclass(frozen=True)
class Found:
    """A schedule that breaks the run; no schedule with fewer deviations does, if it was searched.

    ``words`` say what the schedule does, ``broke`` what the run said; ``runs`` were needed.
    """

    schedule: Schedule
    words: str
    broke: str
    runs: int

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        return f"{self.words}: {self.broke} (schedule {self.schedule}, run {self.runs})"


@dataclass(frozen=True)
class NeverQuiet:
    """A schedule under which the run does not come to an end within its horizon."""

    schedule: Schedule
    words: str
    horizon: int
    runs: int

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        return (
            f"{self.words}: never quiet, still asking after {self.horizon} questions "
            f"(schedule {self.schedule}, run {self.runs})"
        )


@dataclass(frozen=True)
class Survived:
    """No schedule with up to ``bound`` deviations breaks the run; with 0, none that was played.

    ``decisions`` were met when all answers were polite. ``sampled`` runs were played of the
    schedules with one deviation more, and not all of them because there are too many.
    """

    runs: int
    decisions: int
    bound: int
    sampled: int = 0

    @property
    def exercised(self) -> bool:
        """Say whether there was anything to choose: where there was not, nothing is proved."""
        return self.decisions > 0

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        if not self.exercised:
            return "nothing was tried: the run leaves nothing to choose"
        if not self.bound:
            return f"none of {self.runs} runs breaks it ({self.decisions} decisions)"
        some = "deviation" if self.bound == 1 else "deviations"
        more = f", nor {self.sampled} of those with {self.bound + 1}" if self.sampled else ""
        return (
            f"no schedule with up to {self.bound} {some} breaks it{more} "
            f"({self.decisions} decisions, {self.runs} runs)"
        )


Verdict = Found | NeverQuiet | Survived
