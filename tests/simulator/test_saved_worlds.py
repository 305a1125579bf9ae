"""A world that was saved goes on, where it is loaded, exactly as the first one does."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.adversary.seeded import Seeded
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.saved.keeping import load, save
from pattern_tck.simulator.saved.lines import schema
from pattern_tck.simulator.workflows.work import Lasting, TaskFailed
from tests.simulator.saved_account import ACTS, REGION, Doer, fresh, furnished, url, with_tables
from tests.simulator.workflow_account import FUNCTION, ROLE, machine, task

_LINES = Draft202012Validator(schema())


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTS, max_size=25), st.lists(ACTS, max_size=25), st.integers(0, 1000))
def test_a_loaded_world_answers_as_the_saved_one(first, then, seed):
    world = furnished(fresh())
    world.choose = Seeded(seed, 0.1).choose
    before = Doer(world)
    for act in first:
        before.do(act)
    text = save(world)
    again = load(text)
    assert again.clock.micros == world.clock.micros
    assert save(again) == text
    for one in (world, again):
        with_tables(one).choose = Seeded(seed + 1, 0.1).choose
    after = Doer(again, before.handles)
    for act in then:
        assert before.do(act) == after.do(act), act
    for line in save(again).splitlines():
        _LINES.validate(json.loads(line))
    load(save(again))


ASKS = """
import json, sys
from pattern_tck.simulator.saved.keeping import load
from tests.simulator.saved_account import Doer
acts, text = json.load(sys.stdin)
after = Doer(load(text))
print(json.dumps([after.do(act) for act in acts]))
"""


@pytest.mark.parametrize("hashing", ["1", "2"])
def test_another_process_goes_on_with_it(hashing):
    acts = [("put", n, "x") for n in range(3)] + [("publish", 1, "y"), ("wait", 60, "")]
    acts += [("receive", n, "") for n in range(9)] + [("replay", 4, ""), ("alarms", 0, "")]
    world = furnished(fresh())
    world.choose = Seeded(5, 0.2).choose
    before = Doer(world)
    for act in acts * 2:
        before.do(act)
    text = save(world)
    world.choose, before.handles = polite, []
    ran = subprocess.run(
        [sys.executable, "-c", ASKS],
        input=json.dumps([acts, text]),
        env={**os.environ, "PYTHONHASHSEED": hashing},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [before.do(act) for act in acts]


def test_workers_that_wait_for_each_other_are_played_in_their_turns():
    world = furnished(fresh())
    seeded = Seeded(11, 0.2)
    world.choose = seeded.choose
    found = []

    def consume():
        doer = Doer(world)
        while True:
            doer.call("sqs", "ReceiveMessage", QueueUrl=url("plain"), WaitTimeSeconds=20)
            while doer.handles:
                queue, handle = doer.handles.pop()
                doer.call("sqs", "DeleteMessage", QueueUrl=queue, ReceiptHandle=handle)
                found.append(handle)

    def produce():
        for number in range(6):
            Doer(world).do(("send", 3 * number + 3, "m"))
            world.sleep(7)

    both = Interleaving(world, seeded.choose, pace=0.01)
    both.worker("one", consume)
    both.worker("two", consume)
    both.worker("three", produce, restart=False)
    assert both.run(lambda: len(found) >= 6, at_most_seconds=4000)
    text = save(world)
    assert '{"again": ' in text
    assert '{"left": ' in text
    world.choose = polite
    again = load(text)
    for act in [("count", 0, ""), ("wait", 40, ""), ("receive", 9, ""), ("count", 0, "")]:
        assert Doer(world).do(act) == Doer(again).do(act)


def test_work_that_was_done_outside_is_not_done_again():
    world = fresh()
    calls = []

    def book(payload):
        calls.append(payload)
        if len(calls) == 1:
            raise TaskFailed("Full", "no seat")
        if len(calls) == 2:
            raise OverflowError("too many")
        return Lasting(30, lambda: {"seat": 7})

    world.tasks[FUNCTION + "book"] = book
    retry = [{"ErrorEquals": ["Full", "OverflowError"], "IntervalSeconds": 5}]
    made = world.call(
        "stepfunctions",
        "CreateStateMachine",
        {
            "name": "m",
            "roleArn": ROLE,
            "definition": json.dumps(machine(("Book", task("book", Retry=retry)))),
        },
    )
    started = world.call(
        "stepfunctions", "StartExecution", {"stateMachineArn": made["stateMachineArn"]}
    )
    world.clock.pass_time(20)
    half = save(world)
    world.clock.pass_time(30)
    again = load(save(world))
    assert len(calls) == 3
    asked = {"executionArn": started["executionArn"]}
    told = again.call("stepfunctions", "DescribeExecution", asked)
    assert told == world.call("stepfunctions", "DescribeExecution", asked)
    assert json.loads(told["output"]) == {"seat": 7}
    # Half way the result was not there yet, and nobody can know it here.
    with pytest.raises(NotModelled, match="done outside of the world"):
        load(half).clock.pass_time(30)


def test_whoever_waits_has_hung_up_in_the_file(turn):
    world = fresh()
    queue = world.call("sqs", "CreateQueue", {"QueueName": "q"}, REGION)["QueueUrl"]
    asked = {"QueueUrl": queue, "WaitTimeSeconds": 20}
    waiting = turn(world, lambda: world.call("sqs", "ReceiveMessage", asked, REGION))
    assert not waiting.go_on()
    again = load(save(world))
    sent = {"QueueUrl": queue, "MessageBody": "for whoever is there"}
    again.call("sqs", "SendMessage", sent, REGION)
    found = again.call("sqs", "ReceiveMessage", asked, REGION)["Messages"]
    assert [message["Body"] for message in found] == ["for whoever is there"]
    # The one that was saved goes on with who waits.
    world.call("sqs", "SendMessage", sent, REGION)
    assert waiting.go_on()
    assert waiting.result()["Messages"] == found
    load(save(world))


@pytest.fixture
def turn():
    from pattern_tck.simulator.doors.http.turns import Turn, wait

    def begin(world, work):
        world.wait = wait
        return Turn(work)

    return begin
