"""The kit under the adversary: what passes politely, and what becomes of it then."""

from __future__ import annotations

import re

import pytest

from pattern_tck import catalogue
from pattern_tck.exit_codes import ExitCode
from pattern_tck.scenarios import scenarios
from pattern_tck.simulator.freedoms import FREEDOMS
from pattern_tck.under_adversary import faults_of

#: A scenario in which nothing goes wrong by itself: three consumers share twelve rides.
QUIET = ("-m", "P2P-01 and role-consumer", "--partial", "-q")


def by(variant):
    return (f"--implementation=tests.broken.{variant}", *QUIET)


@pytest.mark.parametrize(
    ("variant", "fault", "words"),
    [
        ("point_to_point:acknowledges_first", "FAULT-09", "killed after the DeleteMessageBatch"),
        ("point_to_point:books_every_time", "FAULT-01", "is delivered a second time"),
        ("point_to_point:checks_then_writes", "FAULT-08", "comes so late that the visibility"),
        ("point_to_point:gives_up_when_empty", "FAULT-09", "killed after the ReceiveMessage"),
    ],
)
def test_what_passes_politely_is_broken_by_one_deviation(runs, variant, fault, words):
    polite = runs.run("features", *by(variant))
    assert polite.code == ExitCode.CONFORMS, polite.out

    broken = runs.run("features", *by(variant), "--adversary")

    assert broken.code == ExitCode.FAILED
    (failed,) = broken.judged("failed")
    assert re.fullmatch(rf"{fault}:\d+=\d", failed["schedule"])
    assert failed["reason"].startswith(f"under the adversary: {fault} (")
    assert words in failed["reason"]
    assert failed["evidence"]
    assert f"--schedule {failed['schedule']}" in " ".join(broken.out.split())


def test_a_workflow_dies_of_a_lost_answer_that_the_reference_survives(runs):
    asked = (
        "features/workflow_engine/dispatch.feature", "-k", "ride_with_two_legs", "--partial", "-q",
        "--schedule=task.answer-lost:5=1",
    )  # fmt: skip
    survived = runs.run(*asked)
    assert survived.code == ExitCode.CONFORMS, survived.out

    broken = runs.run(*asked, "--implementation=tests.broken.workflow_engine:follows_once")

    (failed,) = broken.judged("failed")
    assert "the work of FollowRide of" in failed["reason"]
    assert "is done, but its answer never reaches the workflow" in failed["reason"]


def test_a_schedule_that_was_printed_plays_the_same_again(runs):
    implementation = by("point_to_point:books_every_time")
    (found,) = runs.run("features", *implementation, "--adversary").judged("failed")

    again = runs.run("features", *implementation, "--schedule", found["schedule"])

    (failed,) = again.judged("failed")
    assert (failed["schedule"], without_names(failed["reason"])) == (
        found["schedule"],
        without_names(found["reason"]),
    )


def without_names(text):
    """Give a reason without the part of a name that each process has for itself."""
    return re.sub(r"-[0-9a-f]{6}-", "-", text)


def test_another_schedule_does_not_break_it(runs):
    polite = runs.run(
        "features", *by("point_to_point:books_every_time"), "--schedule", "FAULT-01:polite"
    )
    assert polite.code == ExitCode.CONFORMS


def test_chance_finds_it_too_and_says_what_it_did(runs):
    found = runs.run("features", *by("point_to_point:books_every_time"), "--adversary-seed", "1")
    (failed,) = found.judged("failed")
    assert failed["schedule"].startswith("FAULT-01:")


def test_the_reference_survives_what_its_pattern_names_and_the_report_counts_it(runs):
    ended = runs.run("features", *QUIET, "--adversary")

    assert ended.code == ExitCode.CONFORMS, ended.out
    (judgement,) = ended.judged("passed")
    assert judgement["schedules"] > 100
    said = " ".join(ended.out.split())
    assert f"1 scenarios, {judgement['schedules']} schedules played, none broken" in said


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--target=moto", "--adversary"), "uses no freedoms, so no adversary can be asked for"),
        (("--adversary=0",), "a search has at least one deviation"),
        (("--schedule=FAULT-01",), "is no schedule: it is written like FAULT-01:3=1,7=2"),
        (("--schedule=FAULT-99:0=1",), "FAULT-99 is neither a fault with a freedom"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_a_sentence(runs, options, complaint):
    ended = runs.run("features", *QUIET, *options)
    assert ended.code == ExitCode.USAGE
    assert complaint in " ".join((ended.out + ended.err).split())


SPARED = sorted({fault for _, fault in catalogue.spared()})


@pytest.mark.parametrize("fault", SPARED)
def test_who_is_spared_from_a_fault_would_be_broken_by_it(runs, fault):
    names = {name for name, of in catalogue.spared() if of == fault}
    clauses = {s.clause.id for s in scenarios() if f"{s.file}::{s.name}" in names}
    ended = runs.run(
        "features", "-m", " or ".join(sorted(clauses)), "--partial", "-q", "--adversary",
        "-p", "nobody_spared", NOT_SPARED=fault,
    )  # fmt: skip
    broken = {
        f"{one['file']}::{one['scenario']}"
        for one in ended.judged("failed")
        if one["schedule"].startswith(fault)
    }
    assert broken == names


def test_a_scenario_is_spared_only_from_what_it_would_suffer():
    known = {f"{s.file}::{s.name}": s for s in scenarios()}
    for name, fault in catalogue.spared():
        assert name in known, name
        concerned = catalogue.faults()[fault]
        assert concerned.concerns(known[name].pattern, known[name].clause.id)
        assert fault in {freedom.fault for freedom in FREEDOMS.values()}
        assert fault not in faults_of(known[name])


def test_the_journal_says_what_happened_where_nobody_could_see_it(runs):
    ended = runs.run(
        "features", "--implementation=tests.broken.topic_queue_chaining:admits_nobody",
        "-m", "TQC-01", "--partial", "-q",
    )  # fmt: skip
    (failed,) = ended.judged("failed")
    told = [line for line in failed["evidence"] if "the target: by SNS-PUB-08" in line]
    assert told
    assert "becomes a dead letter: the policy of arn:aws:sqs:" in told[0]


def test_nobody_is_blamed_for_what_the_reference_does_not_survive_either(runs):
    # A message that is no ride is set aside once for each copy, by the reference too.
    ended = runs.run(
        "features", "--implementation=pattern_tck.reference_impl.point_to_point:ROLES",
        "-m", "DLQ-18", "--partial", "-q", "--adversary", "-p", "nobody_spared",
        NOT_SPARED="FAULT-01",
    )  # fmt: skip
    (judgement, *_) = ended.judged("inconclusive")
    assert judgement["reason"].startswith("the reference does not survive FAULT-01 here either: ")
    assert not ended.judged("failed")
