"""Every fault has something that dies of it and passes politely, and the document says what."""

from __future__ import annotations

import json

import pytest

from pattern_tck import catalogue
from pattern_tck.exit_codes import ExitCode
from pattern_tck.hostile.results import Head, Line, Results
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.freedoms import FREEDOMS, polite
from pattern_tck.under_adversary import faults_of
from tests.killers.__main__ import freedom_of, of_play
from tests.killers.arranged import ARRANGED
from tests.killers.document import WRITTEN, document, kept
from tests.killers.figures import figures, suffering
from tests.killers.plays import PLAYS, Play
from tests.killers.register import KILLERS, without_killer
from tests.mutants import proof
from tests.mutants.register import mutants

KEPT = kept()
ROWS = {(row["freedom"], row["mutant"]): row for row in KEPT["killers"]}
MATRIX = proof.as_matrix(proof.kept(), mutants())


def test_the_document_is_made_of_what_is_kept():
    assert WRITTEN.read_text("utf-8") == document(KEPT), "run: python -m tests.killers"


def test_no_fault_of_the_contract_is_without_a_killer():
    assert without_killer(MATRIX, KILLERS) == []
    fewer = tuple(one for one in KILLERS if one.fault != "FAULT-09")
    assert without_killer(MATRIX, fewer) == ["FAULT-09"]


def test_what_is_kept_is_of_these_killers():
    assert {(one.freedom, one.mutant, one.scenario) for one in KILLERS} == {
        (row["freedom"], row["mutant"], row["scenario"]) for row in ROWS.values() if row["scenario"]
    }
    assert {one.name for one in PLAYS} == {
        row["mutant"] for row in ROWS.values() if not row["scenario"]
    }
    assert len(ROWS) == len(KEPT["killers"])
    for row in ROWS.values():
        assert FREEDOMS[row["freedom"]].fault == row["fault"]
        assert row["clause"] in catalogue.clauses()
        assert row["words"]


@pytest.mark.parametrize("one", KILLERS, ids=lambda one: one.mutant)
def test_a_mutant_passes_politely_and_dies_under_its_schedule(runs, one):
    row = ROWS[one.freedom, one.mutant]
    assert len(Schedule.parse(row["schedule"]).deviations) == 1
    assert one.fault in faults_of(one.found)
    # A schedule is played only when the scenario has passed while everybody was polite.
    ended = runs.run(
        f"features/{one.found.file}", f"--implementation={one.spec}", "--partial", "-q",
        "--schedule", row["schedule"], "-m", one.found.clause.id,
    )  # fmt: skip
    assert ended.code == ExitCode.FAILED, ended.out
    killed = {judged["key"]: judged["schedule"] for judged in ended.judged("failed")}
    assert killed.get(one.scenario) == row["schedule"]


@pytest.mark.parametrize("one", PLAYS, ids=lambda one: one.name)
def test_a_play_passes_politely_and_dies_under_its_schedule(one):
    (row,) = [row for row in ROWS.values() if row["mutant"] == one.name]
    assert one.run(polite) is None
    schedule = Schedule.parse(row["schedule"])
    recorder = Recorder(schedule)
    assert one.run(recorder.choose) == row["broke"]
    assert recorder.in_words() == row["words"]
    for left_out in schedule.deviations:
        rest = {at: value for at, value in schedule.deviations.items() if at != left_out}
        assert one.run(Recorder(Schedule(schedule.allowed, rest)).choose) is None


@pytest.mark.parametrize("one", ARRANGED, ids=lambda one: one.name)
def test_what_is_arranged_kills_and_nothing_else_does(one):
    assert one.run(False) is None
    assert one.run(True) is not None


def test_what_survives_is_no_killer():
    sound = Play("does_nothing", "FAULT-01", "SQS-DEL-02", "Does nothing.", lambda _choose: None)
    assert of_play(sound) is None
    at_once = Play("is_broken", "FAULT-01", "SQS-DEL-02", "It is.", lambda _choose: "broken")
    assert of_play(at_once) is None
    with pytest.raises(AssertionError, match="no freedom"):
        freedom_of(sound, of_nothing())


def of_nothing():
    from pattern_tck.simulator.adversary.verdicts import Found

    return Found(Schedule(frozenset(["FAULT-01"]), {0: 1}), "", "", 1)


def test_figures_count_what_was_played_and_nothing_beyond_a_bound(tmp_path):
    (bound, *_) = [
        one for one in suffering()["dead_letter_queue"] if one.name == "An outage that passes"
    ]
    results = Results(tmp_path / "r")
    results.begin(Head("suite", "reference", "simulator 1", {"python": "3"}, 20))
    line = Line(bound.key, bound.pattern, "FAULT-01", "1/1", 7, 12, 60, 1.0)
    for fault in faults_of(bound):
        results.add(Line(**{**vars(line), "part": fault}))
    broken = {"schedule": "s", "words": "w", "broke": "b"}
    results.add(Line(**{**vars(line), "part": "pairs", "drawn": ("a",), "found": broken}))

    of = figures(results)["patterns"]["dead_letter_queue"]

    assert of["one"] == of["schedules"] == 7 * len(faults_of(bound))
    assert (of["searched"], of["whole"], of["pairs"], of["broken"]) == (1, 1, 0, [])
    results.add(Line(**{**vars(line), "found": broken}))
    assert figures(results)["patterns"]["dead_letter_queue"]["broken"] == [bound.key]
    assert json.dumps(figures(results))
