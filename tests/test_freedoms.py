"""Freedoms, faults and scenarios speak of the same things."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from pytest_bdd.feature import get_feature

from pattern_tck.catalogue import clauses, faults
from pattern_tck.scenarios import Scenario, folder, scenarios
from pattern_tck.simulator import freedoms
from pattern_tck.simulator.freedoms import FREEDOMS, Freedom
from pattern_tck.steps.freedoms import USES

TESTS = Path(__file__).parent
WAYS = {"simulator", "tap", "puppet"}
EACH_FREEDOM = pytest.mark.parametrize("freedom", FREEDOMS.values(), ids=list(FREEDOMS))
EACH_FAULT = pytest.mark.parametrize("fault", faults().values(), ids=list(faults()))


@EACH_FREEDOM
def test_a_freedom_belongs_to_a_fault_that_the_simulator_brings_about(freedom):
    assert "simulator" in faults()[freedom.fault].by


@EACH_FREEDOM
def test_a_freedom_names_clauses_that_exist(freedom):
    assert freedom.clauses
    assert set(freedom.clauses) <= set(clauses())


@EACH_FREEDOM
def test_a_freedom_is_used_by_a_scenario_or_a_test(freedom):
    assert freedom.name in ordered() or named_by_tests(freedom)


@EACH_FAULT
def test_a_fault_puts_clauses_to_the_test_that_exist(fault):
    assert fault.exercises
    assert set(fault.exercises) <= set(clauses())


@EACH_FAULT
def test_a_fault_is_brought_about_by_somebody_or_has_a_reason(fault):
    assert set(fault.by) <= WAYS
    assert fault.by or fault.note


@EACH_FAULT
def test_what_the_simulator_brings_about_is_a_freedom_or_what_it_always_does(fault):
    chosen = fault.id in {freedom.fault for freedom in FREEDOMS.values()}
    always = "simulator" in fault.by and bool(fault.note)

    assert chosen + always == ("simulator" in fault.by)


@pytest.mark.parametrize("does", USES)
def test_a_sentence_is_about_a_choice_of_its_freedom(does):
    name, value, times = USES[does]

    choices = FREEDOMS[name].choices

    # Where the words tell the value, there are as many choices as there are messages.
    assert 1 <= value <= len(choices) or "{value}" in choices[-1]
    assert times >= 1


def test_every_sentence_is_used():
    assert {does for uses in ordered().values() for does, _ in uses} == set(USES)


def test_a_scenario_that_orders_a_freedom_says_what_it_needs():
    wrong = [
        scenario.key
        for uses in ordered().values()
        for _, scenario in uses
        if "adversary" not in scenario.needs
    ]
    assert wrong == []


def test_a_scenario_that_orders_a_freedom_is_about_a_clause_of_it():
    wrong = [
        f"{name}: {scenario.clause.id} {scenario.name}"
        for name, uses in ordered().items()
        for _, scenario in uses
        if scenario.clause.id not in FREEDOMS[name].clauses
    ]
    assert wrong == []


#: Nobody can tell from outside whether the freedom was used: that is what is promised.
UNNOTICED = {
    "A FIFO queue knows what is sent again",
    "A FIFO queue that is throttled loses nothing, and keeps the order",
    "A delete is made again because its answer was lost",
    "A send that is throttled for a moment",
    "A topic is deleted while a copy is on its way",
    "An attempt whose answer was lost is made again",
    "Below 30 messages in flight nobody is noisy",
}


def test_a_freedom_that_is_not_used_is_noticed(runs):
    ended = runs.run(
        "features/contract/freedoms.feature", "--target=simulator", "--partial", "-q",
        "-p", "deaf_target",
    )  # fmt: skip
    assert {one["scenario"] for one in ended.judged("passed")} == UNNOTICED
    assert len(ended.judgements) > len(UNNOTICED)


@cache
def ordered() -> dict[str, list[tuple[str, Scenario]]]:
    """Give the scenarios that order each freedom, with the sentence by which they do."""
    found: dict[str, list[tuple[str, Scenario]]] = {}
    for scenario in scenarios():
        file = folder() / scenario.file
        feature = get_feature(str(file.parent), file.name)
        for step in feature.scenarios[scenario.name].render(scenario.row).steps:
            if step.name.startswith("the target, as it may, "):
                does = re.sub('".+"', "{it}", step.name.partition("as it may, ")[2])
                found.setdefault(USES[does][0], []).append((does, scenario))
    return found


def named_by_tests(freedom: Freedom) -> bool:
    """Say whether a test names a freedom, by its name or by that of the constant."""
    constant = next(name for name, value in vars(freedoms).items() if value is freedom)
    names = re.compile(rf'\b{constant}\b|"{re.escape(freedom.name)}"')
    return any(
        names.search(file.read_text("utf-8"))
        for file in TESTS.rglob("*.py")
        if file != Path(__file__)
    )
