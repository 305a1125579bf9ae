"""How long a scenario waits: by the slowest queue that the player receives from."""

from __future__ import annotations

import pytest

from pattern_tck import catalogue
from pattern_tck.fixtures.targets import simulator
from pattern_tck.implementation import load
from pattern_tck.ports import TargetSettings
from pattern_tck.stage import Stage


def test_a_queue_of_reminders_that_ignores_the_wish_is_waited_for_as_well() -> None:
    target = simulator.open_target(TargetSettings())
    stage = Stage(target, load("tests.independent.deciders:roles"))
    try:
        stage.puppet.topic("business events")
        stage.puppet.queue("stuck flows")
        stage.ask_for(FLOW_TIMEOUT=60, VISIBILITY_TIMEOUT=5)
        stage.cast("flow-watcher")
        assert stage.probe.visibility(stage.channel_of("flow-watcher", "inbox")) == 5
        assert stage.longest_visibility() == 30
    finally:
        stage.close()
        target.close()


@pytest.mark.parametrize(
    ("role", "channels"),
    [
        ("flow-watcher", {"inbox", "reminders"}),
        ("quote-api", {"submissions", "quotes"}),
        ("tenants-worker", {"work of A", "work of B", "work of C"}),
    ],
)
def test_who_has_several_queues_receives_from_all_of_them(role: str, channels: set[str]) -> None:
    found = catalogue.roles()[role]
    assert {word for word in found.makes.values() if found.receives_from(word)} == channels
