"""Reduction: from a schedule that breaks a run to one of which nothing can be left out.

Delta debugging (Zeller and Hildebrandt, 2002) over the deviations. Leaving one out shifts the
numbers of those after it, so here a deviation is known by what it is about: the first, second, ...
decision of a freedom about a subject. Only the result is written in numbers again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from pattern_tck.simulator.adversary.allowed import freedoms_allowed
from pattern_tck.simulator.adversary.naming import text_of
from pattern_tck.simulator.adversary.recorder import HORIZON, Recorder, TooManyDecisions
from pattern_tck.simulator.adversary.schedule import Decision, Schedule
from pattern_tck.simulator.adversary.verdicts import Found, Run, broken_by
from pattern_tck.simulator.freedoms import Freedom

#: A freedom, the text of a subject, and which decision of this freedom about this subject.
_Place = tuple[Freedom, str, int]
_Deviations = dict[_Place, int]
_Breaks = Callable[[Mapping[_Place, int]], bool]


def reduced(
    run: Run,
    schedule: Schedule,
    *,
    horizon: int = HORIZON,
    naming: Callable[[object, int], str] | None = None,
) -> Found:
    """Make a schedule small: no deviation can be left out, and no value be lower by one.

    ValueError if the schedule does not break the run in the first place.
    """
    recorder = Recorder(schedule, horizon=horizon)
    if not _breaks(run, recorder):
        raise ValueError(f"{schedule} does not break the run, so there is nothing to reduce")
    runs = 1

    def breaks(deviations: Mapping[_Place, int]) -> bool:
        nonlocal runs
        runs += 1
        return _breaks(run, _Placed(schedule.allowed, deviations, horizon))

    small = _lowered(_minimal(_placed(recorder), breaks), breaks)
    last = _Placed(schedule.allowed, small, horizon)
    broke = broken_by(run, last.choose) or ""
    found = Schedule(schedule.allowed, last.deviations)
    return Found(found, found.in_words(last.decisions, naming), broke, runs + 1)


class _Placed:
    """Deviates at places instead of numbers, and notes the numbers."""

    def __init__(self, allowed: frozenset[str], wanted: Mapping[_Place, int], horizon: int) -> None:
        self._allowed = freedoms_allowed(allowed)
        self._wanted = wanted
        self._horizon = horizon
        self._asked = 0
        self._met: Counter[tuple[Freedom, str]] = Counter()
        self.decisions: list[Decision] = []
        self.deviations: dict[int, int] = {}

    def choose(self, freedom: Freedom, n: int, subject: object) -> int:
        self._asked += 1
        if self._asked > self._horizon:
            raise TooManyDecisions(self._horizon)
        if freedom not in self._allowed:
            return 0
        about = (freedom, text_of(subject))
        value = self._wanted.get((*about, self._met[about]), 0)
        self._met[about] += 1
        if 0 < value < n:
            self.deviations[len(self.decisions)] = value
        self.decisions.append((freedom, n, subject))
        return value if value < n else 0


def _breaks(run: Run, adversary: Recorder | _Placed) -> bool:
    try:
        return broken_by(run, adversary.choose) is not None
    except TooManyDecisions:
        return False


def _placed(recorder: Recorder) -> _Deviations:
    met: Counter[tuple[Freedom, str]] = Counter()
    deviations: _Deviations = {}
    for number, (freedom, _, subject) in enumerate(recorder.decisions):
        about = (freedom, text_of(subject))
        if number in recorder.schedule.deviations:
            deviations[*about, met[about]] = recorder.schedule.deviations[number]
        met[about] += 1
    return deviations


def _minimal(deviations: _Deviations, breaks: _Breaks) -> _Deviations:
    """Leave out ever smaller parts, until no single deviation can go."""
    part = len(deviations)
    while part:
        places = list(deviations)
        for start in range(0, len(places), part):
            left_out = places[start : start + part]
            rest = {at: value for at, value in deviations.items() if at not in left_out}
            if breaks(rest):
                deviations = rest
        # Something went at the finest grain: what could not go before may be able to go now.
        part = part if part == 1 and len(deviations) < len(places) else part // 2
    return deviations


def _lowered(deviations: _Deviations, breaks: _Breaks) -> _Deviations:
    for place in list(deviations):
        while deviations[place] > 1 and breaks({**deviations, place: deviations[place] - 1}):
            deviations = {**deviations, place: deviations[place] - 1}
    return deviations
