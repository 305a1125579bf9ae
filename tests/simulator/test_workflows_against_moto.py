"""A second opinion on whole runs: moto's own interpreter, on a virtual clock."""

import itertools
import json

import pytest
from hypothesis import given, settings

from pattern_tck.fixtures.targets.moto import MotoWorld

from .random_machines import GIVEN, MACHINES
from .workflow_account import ROLE, Account

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def moto():
    world = MotoWorld.enter()
    yield world
    world.leave()


def of_moto(world, definition):
    states = world.client("stepfunctions", "us-east-1")
    name = f"m{next(NUMBERS)}"
    arn = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)[
        "stateMachineArn"
    ]
    execution = states.start_execution(stateMachineArn=arn, name=name, input=json.dumps(GIVEN))[
        "executionArn"
    ]
    world.clock.pass_time(10_000)
    described = states.describe_execution(executionArn=execution)
    events = states.get_execution_history(executionArn=execution)["events"]
    return described, events


def of_ours(definition):
    account = Account()
    described = account.run(definition, GIVEN, 10_000)
    (execution,) = account.begun.values()
    return described, account.history(execution, maxResults=1000)


def told(described):
    seconds = (described["stopDate"] - described["startDate"]).total_seconds()
    output = described.get("output")
    return {
        "status": described["status"],
        "output": None if output is None else json.loads(output),
        "error": described.get("error"),
        "cause": described.get("cause"),
        "seconds": round(seconds),
    }


@given(MACHINES)
@settings(deadline=None, max_examples=15)
def test_a_run_comes_to_the_same(moto, definition):
    ours, our_events = of_ours(definition)
    theirs, their_events = of_moto(moto, definition)
    assert told(ours) == told(theirs)
    kinds = [event["type"] for event in our_events]
    if is_one_line(definition):
        assert kinds == [event["type"] for event in their_events]
        ids = [event["previousEventId"] for event in our_events]
        assert ids == [event["previousEventId"] for event in their_events]


def is_one_line(definition):
    """Whether nothing goes on side by side, so that there is only one order of events."""
    return not any(state["Type"] in {"Parallel", "Map"} for state in definition["States"].values())
