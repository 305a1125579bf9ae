"""Every freedom that is searched is used, against at least one pattern, in an adversarial run.

A freedom that no scenario meets would be one that the kit only says it has. So for each there is a
schedule of which it is seen that it happened, and that the reference survives; or a reason why the
parts of patterns have no use for it. All is played in one run.
"""

from __future__ import annotations

import json

import pytest

from pattern_tck.exit_codes import ExitCode
from pattern_tck.scenarios import scenarios
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.freedoms import FREEDOMS
from pattern_tck.under_adversary import faults_of

_SHARED = "point_to_point/consumer.feature::Three consumers share twelve rides"
_FILTER = "pipes_and_filters/repetition.feature::"

#: The freedom: a scenario whose pattern has to survive it, and where in it to deviate how.
USED = {
    "send.answer-lost": (f"{_FILTER}The filter dies", "send.answer-lost:0=1"),
    "send.throttled": (f"{_FILTER}The filter dies", "send.throttled:0=1"),
    "batch.partial": (_SHARED, "batch.partial:0=1"),
    "receive.order": (_SHARED, "receive.order:0=1"),
    "receive.sparse": (_SHARED, "receive.sparse:0=1"),
    "receive.duplicate": (_SHARED, "receive.duplicate:0=1"),
    "receive.answer-lost": (
        "dead_letter_queue/consumer.feature::An outage that passes",
        "receive.answer-lost:0=1",
    ),
    "receive.in-flight-quota": (
        f"{_FILTER}Each pipe in turn has a fare twice",
        "receive.in-flight-quota:0=1",
    ),
    # Only a second receive makes a receipt stale: the other instance dies with the fare in hand.
    "delete.ignored": (
        f"{_FILTER}Two instances have a fare at the same time",
        "delete.ignored+worker.killed:3=2,8=1",
    ),
    "delete.undone": (_SHARED, "delete.undone:0=1"),
    "delete.answer-lost": (f"{_FILTER}The filter dies", "delete.answer-lost:0=1"),
    "counters.lag": (
        "dead_letter_queue/operator.feature::There is no dead letter",
        "counters.lag:0=1",
    ),
    "topic.duplicate": (
        "choreography/flow_watcher.feature::An event is told twice",
        "topic.duplicate:0=1",
    ),
    "topic.late": ("choreography/flow_watcher.feature::An event is told twice", "topic.late:0=1"),
    "filter.lag": (
        "message_filter/extraordinary_rides.feature::Its filter was narrowed a moment ago",
        "filter.lag:0=1",
    ),
    "task.answer-lost": (
        "saga/orchestrator.feature::Every step works",
        "task.answer-lost:0=1",
    ),
    "rule.twice": (
        "content_based_router/bus_consumer.feature::Its own event comes back to it",
        "rule.twice:0=1",
    ),
    "event.late": (
        "content_based_router/bus_consumer.feature::Its own event comes back to it",
        "event.late:0=1",
    ),
    "replay.order": (
        "content_based_router/bus_consumer.feature::Everything is replayed",
        "replay.order:0=1",
    ),
    "worker.slow": (_SHARED, "worker.slow:0=1"),
    "worker.killed": (_SHARED, "worker.killed:0=1"),
}

#: Why no part of a pattern meets a freedom. What the target owes about it has scenarios and tests.
UNUSED = {
    "attributes.lag": "parts set attributes when they are deployed, before anything can happen",
    "purge.lag": "no part of a pattern purges a queue: that would lose what others have sent",
    "rule.lag": (
        "parts make their rules when they are deployed and leave them alone; what an old rule lets "
        "through comes to the bus consumer in a scenario of its own, sent by the kit"
    ),
    "definition.lag": "parts make their state machines when they are deployed and leave them alone",
    "express.twice": (
        "the reference has standard workflows only: an express one could not wait for its steps"
    ),
    "schedule.twice": "no part of a pattern has a schedule; they have timers of their own",
    "schedule.late": "no part of a pattern has a schedule; they have timers of their own",
    "metric.silence": (
        "no part reads metrics: an alarm does, and what the parts owe is that it is there"
    ),
    "worker.turn": (
        "the kit gives whole turns to workers; what comes between two calls is ordered at the tap"
    ),
}


def test_each_freedom_that_is_searched_has_its_place_or_a_reason_not_to():
    searched = {freedom.name for freedom in FREEDOMS.values() if freedom.searched}
    assert USED.keys() | UNUSED.keys() == searched
    assert not USED.keys() & UNUSED.keys()


@pytest.mark.parametrize("freedom", USED)
def test_the_scenario_is_searched_for_it_when_an_adversary_is_asked_for(freedom):
    name, schedule = USED[freedom]
    (found, *_) = [one for one in scenarios() if f"{one.file}::{one.name}" == name]
    freedoms = [FREEDOMS[allowed] for allowed in Schedule.parse(schedule).allowed]
    assert {one.fault for one in freedoms} <= set(faults_of(found))
    assert found.role


def test_each_of_them_happens_to_a_pattern_and_the_reference_survives(runs, tmp_path):
    by_scenario: dict[str, list[str]] = {}
    for name, schedule in USED.values():
        by_scenario.setdefault(name, []).append(schedule)
    files = sorted({f"features/{name.partition('::')[0]}" for name in by_scenario})
    exercised = tmp_path / "exercised.json"

    ended = runs.run(
        *files, "--adversary", "--partial", "-q", "-p", "exercised",
        SCHEDULES=json.dumps(by_scenario), EXERCISED=str(exercised),
    )  # fmt: skip

    assert ended.code == ExitCode.CONFORMS, ended.out
    assert len(ended.judged("passed")) == len(by_scenario)
    happened = json.loads(exercised.read_text("utf-8"))
    missed = [
        f"{freedom}: {schedule}"
        for freedom, (_, schedule) in USED.items()
        if freedom not in happened.get(str(Schedule.parse(schedule)), ())
    ]
    assert not missed
