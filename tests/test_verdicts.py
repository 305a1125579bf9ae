"""Which verdict follows from which performances."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck.exit_codes import ExitCode, exit_code
from pattern_tck.expectations import Unmet
from pattern_tck.implementation import REFERENCE, Implementation
from pattern_tck.judging import Judge, Judgement
from pattern_tck.known import Entry, KnownFailures, read, shipped_divergences
from pattern_tck.performance import Performance
from pattern_tck.ports import Capabilities, Tempo
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import NotClaimed, NotExercised, TargetLacks, Verdict

GOOD = Performance()
BAD = Performance(Unmet("bookings", 1, 2), step="Then it is booked once", evidence=("sent",))
UNFIRED = Performance(unfired=("consumer dies before its effect",))
ENTRY = Entry("P2P-01", "moto loses it on Sundays", "https://example.org/1")


def scenario(**given: Any) -> Scenario:
    tags = given.pop("tags", {"P2P-01", "role-consumer"})
    return Scenario("point_to_point", "point_to_point/x.feature", 7, "", "x", frozenset(tags))


@dataclass
class Play:
    """Plays as the script says, by who performs, and notes who did."""

    reference: Performance = GOOD
    candidate: Performance = GOOD
    performers: list[str] = field(default_factory=list)

    def __call__(self, stage: Any) -> Performance:
        reference = stage.implementation.is_reference
        self.performers.append("reference" if reference else "candidate")
        return self.reference if reference else self.candidate


def judge(
    play: Play, *, candidate: bool = True, tags: Any = None, **more: Any
) -> tuple[Judgement, Judge]:
    clock = SimpleNamespace(now=lambda: 0.0, virtual=True)
    target: Any = SimpleNamespace(
        name="fake",
        version="1",
        clock=clock,
        tempo=Tempo(visibility=2, patience=15.0, slack=1.0, step=0.05),
        capabilities=Capabilities(
            frozenset({"tables"}), {"alarms": "no CloudWatch"}, {"buses": "it is a broker"}
        ),
    )
    reference = Implementation(REFERENCE, {})
    theirs = Implementation("mine:roles", {}) if candidate else reference
    judging = Judge(target, theirs, reference, **more)
    return judging.judge(scenario(tags=tags) if tags else scenario(), play), judging


@dataclass
class InTurn:
    """Performs as listed, one after the other, whoever performs."""

    performances: list[Performance]
    asked: int = 0

    def __call__(self, _stage: Any) -> Performance:
        self.asked += 1
        return self.performances[self.asked - 1]


def known(*entries: Entry) -> KnownFailures:
    return KnownFailures(entries)


def test_what_the_target_is_not_meant_to_have_is_not_applicable_and_not_performed() -> None:
    play = Play()
    judgement, _ = judge(play, tags=frozenset({"P2P-01", "role-consumer", "needs-buses"}))

    assert judgement.verdict is Verdict.NOT_APPLICABLE
    assert judgement.named == "target fake: it is a broker"
    assert play.performers == []


def test_a_candidate_that_keeps_it_passes() -> None:
    play = Play()
    judgement, judging = judge(play)

    assert judgement.verdict is Verdict.PASSED
    # Nobody to compare it with is wanted.
    assert play.performers == ["candidate"]
    assert not judging.calibrations


def test_a_candidate_that_breaks_it_fails_with_what_was_expected_and_seen() -> None:
    play = Play(candidate=BAD)
    judgement, judging = judge(play)

    assert judgement.verdict is Verdict.FAILED
    assert play.performers == ["candidate", "reference"]
    assert list(judging.calibrations.values()) == [""]
    assert (judgement.expected, judgement.seen) == ("1", "2")
    assert judgement.step == "Then it is booked once"
    assert judgement.evidence == ("sent",)
    assert judgement.reason == "bookings: expected 1, seen 2"


def test_an_error_that_is_no_expectation_fails_too_and_is_named() -> None:
    judgement, _ = judge(Play(candidate=Performance(KeyError("id"))))

    assert judgement.verdict is Verdict.FAILED
    assert judgement.reason == "KeyError: 'id'"


def test_nobody_is_blamed_for_what_the_reference_cannot_pass_either() -> None:
    play = Play(reference=BAD, candidate=BAD)
    judgement, _ = judge(play)

    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert "the reference does not pass here either" in judgement.reason


def test_what_the_reference_cannot_pass_may_be_passed_by_somebody_else() -> None:
    judgement, _ = judge(Play(reference=BAD))

    assert judgement.verdict is Verdict.PASSED


def test_a_fault_that_finds_no_place_in_the_reference_either_is_inconclusive() -> None:
    judgement, _ = judge(Play(reference=UNFIRED, candidate=UNFIRED))

    assert judgement.verdict is Verdict.INCONCLUSIVE


def test_a_divergence_is_asked_about_before_anything_else() -> None:
    play = Play(reference=BAD)
    judge(play, divergences=known(ENTRY))

    assert play.performers == ["reference"]


def test_a_fault_that_found_no_place_is_not_exercised() -> None:
    judgement, _ = judge(Play(candidate=UNFIRED))

    assert judgement.verdict is Verdict.NOT_EXERCISED
    assert "consumer dies before its effect" in judgement.reason


def test_a_fault_that_found_no_place_and_a_failure_are_not_exercised_either() -> None:
    both = Performance(Unmet("bookings", 1, 0), unfired=("consumer dies",))
    judgement, _ = judge(Play(candidate=both))

    assert judgement.verdict is Verdict.NOT_EXERCISED


def test_a_binding_that_cannot_suffer_the_fault_is_not_exercised() -> None:
    judgement, _ = judge(Play(candidate=Performance(NotExercised("cannot crash"))))

    assert judgement.verdict is Verdict.NOT_EXERCISED


def test_a_scenario_of_several_roles_says_which_one_is_not_claimed() -> None:
    judgement, _ = judge(Play(candidate=Performance(NotClaimed("it takes the payments as well"))))

    assert judgement.verdict is Verdict.NOT_EXERCISED
    assert judgement.reason == "it takes the payments as well"
    # Stated, so that the run of whoever claims one role of a use case can conform.
    assert exit_code([judgement], [judgement.scenario]) is ExitCode.INCOMPLETE
    assert exit_code([judge(Play())[0], judgement], []) is ExitCode.CONFORMS


def test_a_calibration_that_is_known_is_not_made_again() -> None:
    play = Play(candidate=BAD)
    judgement, _ = judge(play, calibrations={scenario().key: ""})

    assert judgement.verdict is Verdict.FAILED
    assert play.performers == ["candidate"]


@pytest.mark.parametrize("candidate", [True, False])
def test_a_named_divergence_explains_what_the_reference_cannot_pass(candidate: bool) -> None:
    judgement, _ = judge(Play(reference=BAD), candidate=candidate, divergences=known(ENTRY))

    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert judgement.named == f"divergence {ENTRY}"


def test_a_target_that_is_like_another_one_has_its_list_but_for_what_shows_there_alone(
    tmp_path: Path,
) -> None:
    poll, gone = (
        "A long poll waits for a message that comes a little later",
        "The only queue is gone",
    )
    of_moto = {(one.clause, one.scenario) for one in shipped_divergences("moto").entries}
    assert {("SQS-RCV-04", poll), ("SNS-PUB-01", gone)} <= of_moto
    file = tmp_path / "mine.yaml"
    file.write_text(
        "like: moto\n"
        f"without: [{{clause: SQS-RCV-04, scenario: {poll}, reason: it looks again here}}]\n"
        "entries: [{clause: P2P-01, reason: only here is it so, link: 'https://example.org'}]\n",
        "utf-8",
    )
    mine = {(one.clause, one.scenario) for one in read(file).entries}
    assert mine == of_moto - {("SQS-RCV-04", poll)} | {("P2P-01", "")}


@pytest.mark.parametrize("candidate", [True, False])
def test_a_divergence_that_no_longer_shows_is_an_error(candidate: bool) -> None:
    judgement, _ = judge(Play(), candidate=candidate, divergences=known(ENTRY))

    assert judgement.verdict is Verdict.ERROR
    assert judgement.reason.startswith("stale divergence: ")
    assert ENTRY.link in judgement.reason


def test_a_divergence_that_shows_only_to_some_explains_their_failure_and_nobodys_pass() -> None:
    only = replace(ENTRY, only_if="it sends again what was read")
    shown, _ = judge(Play(candidate=BAD), divergences=known(only))
    assert shown.verdict is Verdict.INCONCLUSIVE
    assert shown.named == f"divergence {only}"
    assert "only if it sends again what was read" in shown.named

    for candidate in (True, False):
        passed, _ = judge(Play(), candidate=candidate, divergences=known(only))
        assert passed.verdict is Verdict.PASSED
    unfired, _ = judge(Play(candidate=UNFIRED), divergences=known(only))
    assert unfired.verdict is Verdict.NOT_EXERCISED
    blamed, _ = judge(Play(reference=BAD), candidate=False, divergences=known(only))
    assert blamed.verdict is Verdict.INCONCLUSIVE


def test_a_known_deviation_is_told_and_does_not_fail() -> None:
    judgement, _ = judge(Play(candidate=BAD), deviations=known(ENTRY))

    assert judgement.verdict is Verdict.KNOWN_DEVIATION
    assert judgement.named == f"deviation {ENTRY}"


def test_a_deviation_that_no_longer_shows_is_an_error() -> None:
    judgement, _ = judge(Play(), deviations=known(ENTRY))

    assert judgement.verdict is Verdict.ERROR
    assert judgement.reason.startswith("stale deviation: ")


def test_a_deviation_does_not_hide_a_fault_that_found_no_place() -> None:
    judgement, _ = judge(Play(candidate=UNFIRED), deviations=known(ENTRY))

    assert judgement.verdict is Verdict.NOT_EXERCISED


def test_an_entry_of_another_clause_changes_nothing() -> None:
    other = Entry("P2P-02", ENTRY.reason, ENTRY.link)
    judgement, _ = judge(Play(candidate=BAD), deviations=known(other), divergences=known(other))

    assert judgement.verdict is Verdict.FAILED


def test_a_missing_capability_is_inconclusive_and_nobody_performs() -> None:
    play = Play()
    judgement, _ = judge(play, tags={"P2P-01", "role-consumer", "needs-alarms", "needs-moon"})

    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert judgement.reason == "target fake: no CloudWatch; it does not offer 'moon'"
    assert judgement.named
    assert play.performers == []


def test_what_the_target_lacks_as_it_turns_out_is_inconclusive() -> None:
    without = Performance(TargetLacks("no alarms"))
    lacks = Play(reference=without, candidate=without)

    assert judge(lacks)[0].verdict is Verdict.INCONCLUSIVE
    assert judge(lacks, candidate=False)[0].verdict is Verdict.INCONCLUSIVE


def test_the_reference_alone_answers_for_itself_and_performs_once() -> None:
    passed, failed = Play(), Play(reference=BAD)

    assert judge(passed, candidate=False)[0].verdict is Verdict.PASSED
    assert judge(failed, candidate=False)[0].verdict is Verdict.FAILED
    assert passed.performers == failed.performers == ["reference"]


def test_a_contract_scenario_judges_the_target_by_the_reference() -> None:
    play = Play(reference=BAD)
    judgement, _ = judge(play, candidate=False, tags={"SQS-DEL-01"})

    assert judgement.verdict is Verdict.FAILED


def test_a_candidate_does_not_answer_for_the_target() -> None:
    play = Play(reference=BAD)
    judgement, _ = judge(play, tags={"SQS-DEL-01"})

    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert play.performers == ["reference"]


def test_a_contract_scenario_is_performed_by_the_reference_alone() -> None:
    play = Play(candidate=BAD)

    assert judge(play, tags={"SQS-DEL-01"})[0].verdict is Verdict.PASSED
    assert play.performers == ["reference"]


# -- when a busy machine held the kit up

HELD_UP = replace(BAD, standstill=1.2)


def test_a_failure_while_the_machine_held_the_kit_up_is_not_believed_at_once() -> None:
    play = InTurn([HELD_UP, GOOD])
    judgement, _ = judge(play, candidate=False)

    assert (judgement.verdict, judgement.times) == (Verdict.PASSED, 2)


def test_a_failure_is_believed_at_once_if_nothing_held_the_kit_up_for_long() -> None:
    play = InTurn([replace(BAD, standstill=0.9), GOOD])
    judgement, _ = judge(play, candidate=False)

    assert (judgement.verdict, judgement.times, play.asked) == (Verdict.FAILED, 1, 1)


def test_what_every_performance_has_left_is_told() -> None:
    """The reference's after it, and that of what was performed again, among them."""
    play = InTurn(
        [
            replace(HELD_UP, left_behind=("a",)),
            replace(BAD, left_behind=("b",)),
            replace(GOOD, left_behind=("c",)),
            GOOD,
            GOOD,
        ]
    )
    judgement, judging = judge(play)

    assert judgement.left_behind == ("a", "b", "c")
    judging.calibrations.clear()
    assert judging.judge(scenario(), play).left_behind == ()


def test_what_fails_three_times_has_failed() -> None:
    play = InTurn([HELD_UP, HELD_UP, HELD_UP, GOOD])
    judgement, _ = judge(play, candidate=False)

    assert (judgement.verdict, judgement.times) == (Verdict.FAILED, 3)


def test_a_candidate_gets_the_same_patience_as_the_reference() -> None:
    play = InTurn([BAD, HELD_UP, GOOD])
    judgement, _ = judge(play)
    assert (judgement.verdict, judgement.times, play.asked) == (Verdict.FAILED, 1, 3)

    play = InTurn([HELD_UP, GOOD])
    judgement, _ = judge(play)
    assert (judgement.verdict, judgement.times, play.asked) == (Verdict.PASSED, 2, 2)


def test_what_passes_is_believed_however_busy_the_machine() -> None:
    play = InTurn([replace(GOOD, standstill=9.0)])
    judgement, _ = judge(play, candidate=False)

    assert (judgement.verdict, judgement.times) == (Verdict.PASSED, 1)


@pytest.mark.parametrize("error", [NotExercised("no such fault"), TargetLacks("no alarms")])
def test_what_cannot_be_shown_is_not_tried_again(error: Exception) -> None:
    play = InTurn([Performance(error, standstill=9.0)])
    judge(play, candidate=False)

    assert play.asked == 1


@pytest.mark.parametrize("listed", ["divergences", "deviations"])
def test_a_failure_that_is_listed_is_believed_at_once(listed: str) -> None:
    reference = [GOOD] if listed == "deviations" else []
    play = InTurn([HELD_UP, *reference])
    judgement, _ = judge(play, **{listed: known(ENTRY)})

    assert judgement.verdict in {Verdict.INCONCLUSIVE, Verdict.KNOWN_DEVIATION}
    assert play.asked == len(play.performances)
