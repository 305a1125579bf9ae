"""Whatever a state machine looks like, it ends, and its history is one."""

import json

from hypothesis import given, settings

from .random_machines import GIVEN, MACHINES
from .workflow_account import Account

ENDED = {"SUCCEEDED": "ExecutionSucceeded", "FAILED": "ExecutionFailed"}


def run(definition):
    account = Account()
    described = account.run(definition, GIVEN)
    (execution,) = account.begun.values()
    return described, account.history(execution, maxResults=1000)


@given(MACHINES)
@settings(deadline=None, max_examples=100)
def test_every_machine_ends_and_its_history_leads_from_event_to_event(definition):
    described, events = run(definition)
    assert events[-1]["type"] == ENDED[described["status"]]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["previousEventId"] < event["id"] for event in events)
    times = [event["timestamp"] for event in events]
    assert times == sorted(times)
    kinds = [event["type"] for event in events]
    if not any("Failed" in kind or "Aborted" in kind for kind in kinds):
        entered = sorted(name_of(event) for event in events if "StateEntered" in event["type"])
        left = sorted(name_of(event) for event in events if "StateExited" in event["type"])
        assert entered == left


def name_of(event):
    (details,) = [value for name, value in event.items() if name.endswith("EventDetails")]
    return details["name"]


@given(MACHINES)
@settings(deadline=None, max_examples=30)
def test_the_same_calls_give_the_same_run(definition):
    assert json.dumps(run(definition), default=str) == json.dumps(run(definition), default=str)
