"""Judging: from performances to a verdict.

The implementation under test performs each scenario. What it does not pass, and what a divergence
is known of, the reference performs on the same target (calibration): if that does not pass either,
the target is told of and not the implementation. What passes needs nobody to compare it with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from pattern_tck.applicability import why_not_applicable
from pattern_tck.expectations import Unmet
from pattern_tck.history.violation import Told
from pattern_tck.implementation import Implementation
from pattern_tck.in_step import in_step
from pattern_tck.known import Entry, KnownFailures
from pattern_tck.performance import Performance
from pattern_tck.ports import Recorded, Target
from pattern_tck.rehearsal import Rehearsal
from pattern_tck.scenarios import Scenario
from pattern_tck.stage import Stage
from pattern_tck.under_adversary import Harasser, Ordeal
from pattern_tck.verdicts import NotClaimed, NotExercised, OutOfReach, TargetLacks, Verdict

#: How often a scenario is performed at most while a busy machine holds the kit up in it.
_MOST_PERFORMANCES: Final = 3
#: Held up for so much of a visibility timeout, the kit may have missed what it had to do in time.
_TOO_LONG: Final = 0.5


@dataclass(frozen=True)
class Judgement:
    """A verdict, with what a report needs to explain it."""

    scenario: Scenario
    verdict: Verdict
    reason: str = ""
    expected: str = ""
    seen: str = ""
    step: str = ""
    evidence: tuple[str, ...] = ()
    seconds: float = 0.0
    calls: int = 0
    #: What was named for it, if anything: divergence, deviation, limit of a binding, missing role.
    named: str = ""
    left_behind: tuple[str, ...] = ()
    #: How many schedules of the adversary were played, and which of them broke it.
    schedules: int = 0
    schedule: str = ""
    #: How often it was performed: more than once where a busy machine held the kit up.
    times: int = 1
    #: What was done to the world in which it failed, and the file in which that was kept.
    recorded: Recorded | None = None
    world: str = ""
    #: What the oracle has found in the history, whether or not the steps held.
    history: tuple[Told, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the verdict is that it passed."""
        return self.verdict is Verdict.PASSED


Perform = Callable[[Stage], Performance]


@dataclass
class Judge:
    """Gives verdicts on one implementation on one target."""

    target: Target
    implementation: Implementation
    reference: Implementation
    divergences: KnownFailures = field(default_factory=KnownFailures)
    deviations: KnownFailures = field(default_factory=KnownFailures)
    #: What the reference was seen to do here before: scenario key -> why it failed, or "".
    calibrations: dict[str, str] = field(default_factory=dict)
    #: Makes the implementation suffer, if that was asked for.
    adversary: Harasser | None = None
    #: Tries a scenario without the systems that run already, if there are such.
    rehearsal: Rehearsal | None = None
    #: What all performances of one scenario, the reference's too, have left on the target.
    _left: list[str] = field(default_factory=list)

    def judge(self, scenario: Scenario, perform: Perform) -> Judgement:
        """Have a scenario performed as often as its verdict needs, and give the verdict."""
        self._left.clear()
        judgement = self._judged(scenario, perform)
        return replace(judgement, left_behind=tuple(self._left)) if self._left else judgement

    def _judged(self, scenario: Scenario, perform: Perform) -> Judgement:
        if foreign := why_not_applicable(self.target.capabilities, scenario):
            reason = f"target {self.target.name}: {foreign}"
            return Judgement(scenario, Verdict.NOT_APPLICABLE, reason, named=reason)
        lacking = [
            self.target.capabilities.lacking.get(need, f"it does not offer {need!r}")
            for need in sorted(scenario.needs - self.target.capabilities.present)
        ]
        if lacking:
            reason = f"target {self.target.name}: {'; '.join(lacking)}"
            return Judgement(scenario, Verdict.INCONCLUSIVE, reason, named=reason)
        if self.implementation.is_reference or scenario.role is None:
            judgement = self._judge_reference(scenario, perform)
        else:
            judgement = self._judge_candidate(scenario, perform)
        if self.adversary is None or scenario.role is None or self._is_elsewhere(scenario):
            return judgement
        return self._harass(judgement, perform) if judgement.passed else judgement

    def _judge_reference(self, scenario: Scenario, perform: Perform) -> Judgement:
        divergence = self.divergences.find(scenario)
        performance = self._perform(self.reference, perform, doubt=divergence is None)
        if divergence is not None and not (divergence.only_if and performance.passed):
            if performance.passed:
                return self._stale(scenario, performance, "divergence", str(divergence))
            return _judgement(
                scenario, Verdict.INCONCLUSIVE, performance, named=f"divergence {divergence}"
            )
        if isinstance(performance.error, TargetLacks):
            return _judgement(scenario, Verdict.INCONCLUSIVE, performance)
        if scenario.role is None and not performance.passed and not self._answers_for_target:
            return _judgement(scenario, Verdict.INCONCLUSIVE, performance)
        return _judgement(scenario, _verdict(performance), performance)

    def _judge_candidate(self, scenario: Scenario, perform: Perform) -> Judgement:
        divergence = self.divergences.find(scenario)
        if known := self._known_beforehand(scenario, perform, divergence):
            return known
        deviation = self.deviations.find(scenario)
        performance = self._perform(
            self.implementation,
            perform,
            in_real_time=self._keeps_own_time(scenario),
            doubt=deviation is None,
            subject=scenario.role or "",
        )
        if isinstance(performance.error, (NotClaimed, OutOfReach)):
            # Stated, not hidden: whoever claims one part of a use case conforms in that part, and
            # a system that runs already in what can be seen of it.
            reason = str(performance.error)
            return _judgement(
                scenario, Verdict.NOT_EXERCISED, performance, reason=reason, named=reason
            )
        if _may_be_the_target(performance) and (why := self.calibrate(scenario, perform)):
            return _not_even_the_reference(scenario, why)
        verdict = _verdict(performance)
        if divergence is not None and verdict is Verdict.FAILED:
            return _judgement(
                scenario, Verdict.INCONCLUSIVE, performance, named=f"divergence {divergence}"
            )
        if deviation is None or verdict is Verdict.NOT_EXERCISED:
            return _judgement(scenario, verdict, performance)
        if performance.passed:
            return self._stale(scenario, performance, "deviation", str(deviation))
        return _judgement(
            scenario, Verdict.KNOWN_DEVIATION, performance, named=f"deviation {deviation}"
        )

    def _known_beforehand(
        self, scenario: Scenario, perform: Perform, divergence: Entry | None
    ) -> Judgement | None:
        """Give the verdict that needs no performance of the implementation, if there is one."""
        if self.rehearsal and (why := self.rehearsal.out_of_reach(scenario, perform)):
            return Judgement(scenario, Verdict.NOT_EXERCISED, why, named=why)
        if divergence is not None:
            if why := self.calibrate(scenario, perform):
                return _not_even_the_reference(scenario, why, f"divergence {divergence}")
            if not divergence.only_if:
                return self._stale(scenario, Performance(), "divergence", str(divergence))
        if self._is_elsewhere(scenario) and not scenario.http_alone:
            reason = "the API is known only by its URL, and this scenario looks behind it"
            return Judgement(scenario, Verdict.NOT_EXERCISED, reason, named=reason)
        if self._keeps_own_time(scenario) and "virtual-time" in scenario.needs:
            reason = "its own timers run in real time, and this scenario takes hours"
            return Judgement(scenario, Verdict.NOT_EXERCISED, reason, named=reason)
        return None

    def _harass(self, judgement: Judgement, perform: Perform) -> Judgement:
        """Have what passed performed again under the adversary."""
        ordeal = self._ordeal(self.implementation, judgement.scenario, perform)
        if ordeal.broken is None or ordeal.performance is None:
            return replace(judgement, schedules=ordeal.schedules)
        if not self.implementation.is_reference:
            other = self._ordeal(self.reference, judgement.scenario, perform, ordeal.fault)
            if other.broken is not None:
                reason = f"the reference does not survive {ordeal.fault} here either: {other.why}"
                return Judgement(judgement.scenario, Verdict.INCONCLUSIVE, reason)
        failed = _judgement(
            judgement.scenario,
            Verdict.FAILED,
            ordeal.performance,
            reason=f"under the adversary: {ordeal.why}. {ordeal.performance.why}",
        )
        return replace(failed, schedules=ordeal.schedules, schedule=ordeal.schedule)

    def _ordeal(
        self,
        implementation: Implementation,
        scenario: Scenario,
        perform: Perform,
        fault: str = "",
    ) -> Ordeal:
        assert self.adversary is not None
        return self.adversary.harass(
            scenario, lambda choose: perform(Stage(self.target, implementation, choose)), fault
        )

    def calibrate(self, scenario: Scenario, perform: Perform) -> str:
        """Have the reference perform; give why it does not pass, or nothing. Kept for later."""
        if scenario.key not in self.calibrations:
            doubt = self.divergences.find(scenario) is None
            self.calibrations[scenario.key] = self._perform(
                self.reference, perform, doubt=doubt
            ).why
        return self.calibrations[scenario.key]

    def _is_elsewhere(self, scenario: Scenario) -> bool:
        binding = self.implementation.roles.get(scenario.role or "")
        return binding is not None and binding.http_alone

    @property
    def _answers_for_target(self) -> bool:
        # Whoever runs the reference alone asks about the target; a team asks about its own code.
        return self.implementation.is_reference

    def _keeps_own_time(self, scenario: Scenario) -> bool:
        binding = self.implementation.roles.get(scenario.role or "")
        return scenario.own_timer and binding is not None and binding.own_time

    def _perform(
        self,
        implementation: Implementation,
        perform: Perform,
        *,
        in_real_time: bool = False,
        doubt: bool = True,
        subject: str = "",
    ) -> Performance:
        """Have it performed; again while it fails and a busy machine may be to blame.

        Without ``doubt`` a failure is what is expected, and the first one is believed.
        """
        times = 1
        while True:
            target = in_step(self.target) if in_real_time else self.target
            performance = perform(Stage(target, implementation, subject=subject))
            self._left += performance.left_behind
            believed = not doubt or not _may_be_the_machine(performance, target)
            if believed or times == _MOST_PERFORMANCES:
                return replace(performance, times=times) if times > 1 else performance
            times += 1

    def _stale(
        self, scenario: Scenario, performance: Performance, kind: str, entry: str
    ) -> Judgement:
        reason = (
            f"stale {kind}: the scenario passes on {self.target.name} {self.target.version}, "
            f"so this entry is to be removed: {entry}"
        )
        return _judgement(scenario, Verdict.ERROR, performance, reason=reason)


def _may_be_the_machine(performance: Performance, target: Target) -> bool:
    if performance.passed or not performance.standstill:
        return False
    if isinstance(performance.error, (NotExercised, TargetLacks)):
        return False
    return performance.standstill >= _TOO_LONG * target.tempo.visibility


def _may_be_the_target(performance: Performance) -> bool:
    return not (performance.passed or isinstance(performance.error, NotExercised))


def _verdict(performance: Performance) -> Verdict:
    if performance.passed:
        return Verdict.PASSED
    if isinstance(performance.error, NotExercised) or performance.unfired:
        return Verdict.NOT_EXERCISED
    return Verdict.FAILED


def _not_even_the_reference(scenario: Scenario, why: str, named: str = "") -> Judgement:
    reason = f"the reference does not pass here either: {why}"
    return Judgement(scenario, Verdict.INCONCLUSIVE, reason, named=named)


def _judgement(
    scenario: Scenario,
    verdict: Verdict,
    performance: Performance,
    *,
    reason: str = "",
    named: str = "",
) -> Judgement:
    error = performance.error
    return Judgement(
        scenario,
        verdict,
        reason or performance.why,
        expected=error.expected if isinstance(error, Unmet) else "",
        seen=error.seen if isinstance(error, Unmet) else "",
        step=performance.step,
        evidence=() if verdict is Verdict.PASSED else performance.evidence,
        seconds=performance.seconds,
        calls=performance.calls,
        named=named,
        times=performance.times,
        recorded=performance.world if verdict is Verdict.FAILED else None,
        history=tuple(each.told for each in performance.history),
    )
