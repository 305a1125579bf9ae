"""The target `moto`: virtual time, workflows on it, and nothing left to chance."""

from __future__ import annotations

import importlib
import json
import sys
import threading
import time
import types
from typing import TYPE_CHECKING, Any

import moto.core.utils
import moto.sns.models
import moto.sqs.models
import pytest

from pattern_tck.fixtures.targets import moto_seams, moto_workflows
from pattern_tck.fixtures.targets.moto import MotoTarget, open_target
from pattern_tck.ports import TargetSettings
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.verdicts import UnusableTarget, UsageMistake

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROLE = "arn:aws:iam::123456789012:role/any"
_NEVER_USED = "https://sqs.us-east-1.amazonaws.com/123456789012/missing"


@pytest.fixture(scope="module")
def opened() -> Iterator[MotoTarget]:
    target = open_target(TargetSettings())
    # moto's interpreter is imported by the first call to Step Functions, which takes a second.
    target.client("stepfunctions").list_state_machines()
    yield target
    target.close()


@pytest.fixture
def target(opened: MotoTarget) -> Iterator[MotoTarget]:
    opened.reset()
    yield opened
    opened.reset()


class Bench:
    """Short words for what the tests do with a target."""

    def __init__(self, target: MotoTarget) -> None:
        self.target = target
        self.sqs = target.client("sqs")
        self.states = target.client("stepfunctions")
        self.start = target.clock.now()
        self._names = 0

    def queue(self, name: str, **attributes: Any) -> str:
        texts = {key: str(value) for key, value in attributes.items()}
        url: str = self.sqs.create_queue(QueueName=name, Attributes=texts)["QueueUrl"]
        return url

    def send(self, url: str, body: str = "x") -> None:
        self.sqs.send_message(QueueUrl=url, MessageBody=body)

    def receive(self, url: str, **more: Any) -> list[dict[str, Any]]:
        more.setdefault("MaxNumberOfMessages", 10)
        answer = self.sqs.receive_message(QueueUrl=url, AttributeNames=["All"], **more)
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def bodies(self, url: str) -> list[str]:
        return [message["Body"] for message in self.receive(url)]

    def run(self, states: dict[str, Any], **machine: Any) -> str:
        """Start a state machine, whose first state is the first one given."""
        self._names += 1
        definition = {"StartAt": next(iter(states)), "States": states, **machine}
        arn = self.states.create_state_machine(
            name=f"m{self._names}", definition=json.dumps(definition), roleArn=_ROLE
        )["stateMachineArn"]
        execution: str = self.states.start_execution(stateMachineArn=arn, name="run")[
            "executionArn"
        ]
        return execution

    def status(self, execution: str) -> str:
        answer = self.states.describe_execution(executionArn=execution)
        return f"{answer['status']} {answer.get('error', '')}".strip()

    def events(self, execution: str, kind: str) -> list[float]:
        """Give the times of the events of a kind, in seconds since the start."""
        history = self.states.get_execution_history(executionArn=execution)["events"]
        return [
            round(event["timestamp"].timestamp() - self.start, 3)
            for event in history
            if event["type"] == kind
        ]

    def pass_time(self, seconds: float) -> None:
        self.target.clock.pass_time(seconds)


@pytest.fixture
def bench(target: MotoTarget) -> Bench:
    return Bench(target)


def _send(url: str, body: str | dict[str, Any], **state: Any) -> dict[str, Any]:
    """Write down a task that sends a message."""
    waits = isinstance(body, dict)
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::sqs:sendMessage{'.waitForTaskToken' if waits else ''}",
        "Parameters": {"QueueUrl": url, "MessageBody": body},
        "ResultPath": None,
        **({"End": True} if "Next" not in state else {}),
        **state,
    }


def _ask(url: str, step: str, **state: Any) -> dict[str, Any]:
    """Write down a task that sends a message and waits for the answer."""
    return _send(url, {"step": step, "token.$": "$$.Task.Token"}, **state)


def _workflow_threads() -> list[threading.Thread]:
    # Threads of others (the server of third parties) may live on from an earlier test.
    return [
        thread
        for thread in threading.enumerate()
        if isinstance(
            getattr(getattr(thread, "_target", None), "__self__", None),
            moto_workflows.WorkflowThread,
        )
    ]


# Queues


def test_message_is_visible_exactly_after_twelve_hours_at_once(bench: Bench) -> None:
    url = bench.queue("q", VisibilityTimeout=43200)
    bench.send(url)
    assert len(bench.receive(url)) == 1
    bench.pass_time(43199.999)
    assert bench.receive(url) == []
    bench.pass_time(0.001)
    assert len(bench.receive(url)) == 1


@pytest.mark.parametrize("start", [0.1, 0.7, 1 / 3])
def test_deadline_is_met_between_whole_seconds(bench: Bench, start: float) -> None:
    bench.pass_time(start)
    url = bench.queue("q", VisibilityTimeout=30)
    bench.send(url)
    assert len(bench.receive(url)) == 1
    for _ in range(10):
        bench.pass_time(3)
    assert len(bench.receive(url)) == 1


def test_delay_ends_exactly(bench: Bench) -> None:
    url = bench.queue("q", DelaySeconds=5)
    bench.send(url)
    bench.pass_time(4.999)
    assert bench.receive(url) == []
    bench.pass_time(0.001)
    assert len(bench.receive(url)) == 1


def test_message_goes_to_dead_letter_queue_after_the_last_receive(bench: Bench) -> None:
    dead = bench.queue("dead")
    arn = "arn:aws:sqs:us-east-1:123456789012:dead"
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    url = bench.queue("q", VisibilityTimeout=30, RedrivePolicy=policy)
    bench.send(url)
    counts = []
    for _ in range(3):
        counts += [m["Attributes"]["ApproximateReceiveCount"] for m in bench.receive(url)]
        bench.pass_time(30)
    assert counts == ["1", "2", "3"]
    assert bench.receive(url) == []
    assert bench.bodies(dead) == ["x"]


def test_visibility_of_nothing_makes_a_message_visible_at_once(bench: Bench) -> None:
    url = bench.queue("q")
    bench.send(url)
    (message,) = bench.receive(url)
    bench.sqs.change_message_visibility(
        QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )
    assert bench.bodies(url) == ["x"]


def test_long_poll_returns_at_once_and_moves_nothing(bench: Bench) -> None:
    url = bench.queue("q", ReceiveMessageWaitTimeSeconds=20)
    began = time.perf_counter()
    assert bench.receive(url) == []
    assert bench.receive(url, WaitTimeSeconds=20) == []
    assert time.perf_counter() - began < 20, "one of the polls was waited for"
    assert bench.target.clock.now() == bench.start


def test_subscriptions_share_a_key_and_still_sign(bench: Bench) -> None:
    sns = bench.target.client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    urls = [bench.queue(f"q{n}") for n in range(10)]
    for n in range(10):
        arn = f"arn:aws:sqs:us-east-1:123456789012:q{n}"
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="m")
    envelopes = [json.loads(body) for url in urls for body in bench.bodies(url)]
    subscriptions = moto.sns.models.sns_backends["123456789012"]["us-east-1"].subscriptions
    assert len({id(each.private_key()) for each in subscriptions.values()}) == 1
    assert [envelope["Message"] for envelope in envelopes] == ["m"] * 10
    assert all(envelope["Signature"] for envelope in envelopes)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_that_drain_a_queue_lose_and_repeat_nothing(bench: Bench) -> None:
    url = bench.queue("q")
    for n in range(30):
        bench.send(url, str(n))
    seen: list[str] = []

    def drain() -> None:
        while messages := bench.receive(url, MaxNumberOfMessages=1):
            seen.append(messages[0]["Body"])
            bench.sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])

    threads = [threading.Thread(target=drain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen, key=int) == [str(n) for n in range(30)]
    bench.pass_time(3600)
    assert bench.receive(url) == []


# Workflows in time


def test_wait_state_takes_virtual_time_only(bench: Bench) -> None:
    url = bench.queue("q")
    execution = bench.run(
        {"Wait": {"Type": "Wait", "Seconds": 3600, "Next": "Send"}, "Send": _send(url, "done")}
    )
    bench.pass_time(3599.999)
    assert (bench.status(execution), bench.bodies(url)) == ("RUNNING", [])
    bench.pass_time(0.001)
    assert (bench.status(execution), bench.bodies(url)) == ("SUCCEEDED", ["done"])
    assert bench.events(execution, "ExecutionSucceeded") == [3600.0]


def test_wait_state_until_a_moment(bench: Bench) -> None:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(bench.start + 90))
    execution = bench.run({"Wait": {"Type": "Wait", "Timestamp": moment, "End": True}})
    bench.pass_time(3600)
    assert bench.events(execution, "ExecutionSucceeded") == [90.0]


def test_wait_between_whole_seconds_is_not_rounded_up(bench: Bench) -> None:
    bench.pass_time(0.1)
    execution = bench.run({"Wait": {"Type": "Wait", "Seconds": 10, "End": True}})
    bench.pass_time(10)
    assert bench.status(execution) == "SUCCEEDED"


@pytest.mark.parametrize("steps", [[210.0], [30.0, 60.0, 120.0], [0.5] * 420])
def test_retries_come_at_their_moments(bench: Bench, steps: list[float]) -> None:
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 30, "BackoffRate": 2}
    execution = bench.run({"Send": _send(_NEVER_USED, "x", Retry=[{**retry, "MaxAttempts": 3}])})
    for step in steps:
        bench.pass_time(step)
    assert bench.events(execution, "TaskScheduled") == [0.0, 30.0, 90.0, 210.0]
    assert bench.status(execution).startswith("FAILED")


@pytest.mark.parametrize("steps", [[300.0], [299.0, 1.0]])
def test_task_times_out_when_nobody_answers(bench: Bench, steps: list[float]) -> None:
    url = bench.queue("q")
    execution = bench.run({"Ask": _ask(url, "a", TimeoutSeconds=300)})
    for step in steps:
        assert bench.status(execution) == "RUNNING"
        bench.pass_time(step)
    assert bench.status(execution) == "FAILED States.Timeout"
    assert bench.events(execution, "ExecutionFailed") == [300.0]


def test_task_times_out_when_its_heart_stops(bench: Bench) -> None:
    url = bench.queue("q")
    execution = bench.run({"Ask": _ask(url, "a", TimeoutSeconds=300, HeartbeatSeconds=60)})
    token = json.loads(bench.bodies(url)[0])["token"]
    for _ in range(3):
        bench.pass_time(59)
        bench.states.send_task_heartbeat(taskToken=token)
    bench.pass_time(59)
    assert bench.status(execution) == "RUNNING"
    bench.pass_time(1)
    assert bench.status(execution) == "FAILED States.Timeout"
    assert bench.events(execution, "ExecutionFailed") == [3 * 59 + 60.0]


def test_machine_times_out_as_a_whole(bench: Bench) -> None:
    wait = {"Type": "Wait", "Seconds": 3600, "End": True}
    execution = bench.run({"Wait": wait}, TimeoutSeconds=100)
    bench.pass_time(100)
    assert bench.status(execution) == "TIMED_OUT"


def test_parallel_branches_act_in_the_order_of_time(bench: Bench) -> None:
    url = bench.queue("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")

    def branch(seconds: int) -> dict[str, Any]:
        send = _send(url, f"after {seconds}")
        send["Parameters"]["MessageGroupId"] = "g"
        wait = {"Type": "Wait", "Seconds": seconds, "Next": "Send"}
        return {"StartAt": "Wait", "States": {"Wait": wait, "Send": send}}

    both = {"Type": "Parallel", "Branches": [branch(100), branch(10)], "End": True}
    execution = bench.run({"Both": both})
    bench.pass_time(3600)
    assert bench.bodies(url) == ["after 10", "after 100"]
    assert bench.events(execution, "TaskScheduled") == [10.0, 100.0]


@pytest.mark.parametrize("mode", ["INLINE", "DISTRIBUTED"])
def test_map_takes_its_items_in_turn(bench: Bench, mode: str) -> None:
    config = {"Mode": mode, **({"ExecutionType": "STANDARD"} if mode == "DISTRIBUTED" else {})}
    wait = {"Type": "Wait", "Seconds": 10, "End": True}
    each = {"ProcessorConfig": config, "StartAt": "Wait", "States": {"Wait": wait}}
    items = {"Type": "Pass", "Result": [1, 2, 3, 4], "Next": "Each"}
    every = {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": each, "End": True}
    execution = bench.run({"Items": items, "Each": every})
    bench.pass_time(19.999)
    assert bench.status(execution) == "RUNNING"
    bench.pass_time(0.001)
    assert bench.status(execution) == "SUCCEEDED"


# Workflows and answers


def test_next_task_has_begun_when_the_answer_was_taken(bench: Bench) -> None:
    url = bench.queue("q")
    execution = bench.run({"A": _ask(url, "a", Next="B"), "B": _send(url, "b")})
    (asked,) = bench.receive(url)
    bench.states.send_task_success(taskToken=json.loads(asked["Body"])["token"], output="{}")
    bench.target.quiet()
    assert bench.bodies(url) == ["b"]
    assert bench.status(execution) == "SUCCEEDED"
    assert bench.target.clock.now() == bench.start


def test_saga_compensates_in_reverse_order(bench: Bench) -> None:
    url = bench.queue("q")

    def caught(then: str) -> dict[str, Any]:
        return {"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": then}]}

    states = {
        "hotel": _ask(url, "hotel", Next="car", **caught("failed")),
        "car": _ask(url, "car", Next="flight", **caught("cancel hotel")),
        "flight": _ask(url, "flight", Next="booked", **caught("cancel car")),
        "cancel car": _ask(url, "cancel car", Next="cancel hotel"),
        "cancel hotel": _ask(url, "cancel hotel", Next="failed"),
        "booked": {"Type": "Succeed"},
        "failed": {"Type": "Fail", "Error": "Trip.Failed"},
    }
    execution = bench.run(states)
    steps = []
    while messages := bench.receive(url):
        (message,) = messages
        asked = json.loads(message["Body"])
        steps.append(asked["step"])
        bench.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if asked["step"] == "flight":
            bench.states.send_task_failure(taskToken=asked["token"], error="Full", cause="full")
        else:
            bench.states.send_task_success(taskToken=asked["token"], output="{}")
    assert steps == ["hotel", "car", "flight", "cancel car", "cancel hotel"]
    assert bench.status(execution) == "FAILED Trip.Failed"


def test_two_hundred_answers_are_all_followed_at_once(bench: Bench) -> None:
    url = bench.queue("q", VisibilityTimeout=43200)
    bench.run({"Ask": _ask(url, "a", Next="Ask")})
    for _ in range(200):
        (message,) = bench.receive(url)
        bench.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        token = json.loads(message["Body"])["token"]
        bench.states.send_task_success(taskToken=token, output="{}")
    assert len(bench.receive(url)) == 1


def test_runs_are_alike_to_the_last_event(bench: Bench) -> None:
    url = bench.queue("q")
    branches = [{"StartAt": "S", "States": {"S": _send(url, str(n))}} for n in range(5)]
    kinds = []
    for _ in range(2):
        execution = bench.run({"P": {"Type": "Parallel", "Branches": branches, "End": True}})
        events = bench.states.get_execution_history(executionArn=execution)["events"]
        kinds.append([(e["id"], e["previousEventId"], e["type"]) for e in events])
    assert kinds[0] == kinds[1]
    assert bench.bodies(url) == [*"01234", *"01234"]


# Order and cleanliness


def test_reset_leaves_no_thread_and_no_message(bench: Bench) -> None:
    url = bench.queue("q")
    wait = {"Type": "Wait", "Seconds": 10, "Next": "Send"}
    branch = {"StartAt": "Wait", "States": {"Wait": wait, "Send": _send(url, "late")}}
    bench.run({"Both": {"Type": "Parallel", "Branches": [branch, branch], "End": True}})
    bench.run({"Ask": _ask(url, "a", HeartbeatSeconds=60, TimeoutSeconds=300)})
    assert len(_workflow_threads()) > 6
    bench.target.reset()
    assert _workflow_threads() == []
    url = bench.queue("q")
    bench.pass_time(3600)
    assert bench.receive(url) == []


def test_stopped_thread_does_nothing_more() -> None:
    clock = VirtualClock()
    workflows = moto_workflows.Workflows(clock, client_of=lambda region, service: None)
    never = moto_workflows.Event(workflows)
    done: list[str] = []

    def work(name: str) -> None:
        done.append(f"{name} begins")
        try:
            never.wait(60)
        finally:
            done.append(f"{name} is unwound")
        done.append(f"{name} goes on")

    moto_workflows.WorkflowThread(workflows, target=work, args=("a",)).start()
    workflows.settle()
    moto_workflows.WorkflowThread(workflows, target=work, args=("b",)).start()
    workflows.stop()
    assert done == ["a begins", "a is unwound"]
    assert _workflow_threads() == []


def test_workflow_that_turns_in_a_circle_is_stopped(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moto_workflows, "LONGEST_RUN", 0.05)
    circle = {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}
    with pytest.raises(moto_workflows.WorkflowStuck, match="turn in a circle"):
        bench.run(circle)
    assert _workflow_threads() == []


def test_time_does_not_pass_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        VirtualClock().pass_time(-1)


def test_moto_has_no_endpoint() -> None:
    with pytest.raises(UsageMistake, match="no endpoint"):
        open_target(TargetSettings(endpoint_url="http://localhost:4566"))


def test_moto_serves_one_call_at_a_time(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2)
    met = []

    def meet(*_: Any) -> list[Any]:
        try:
            together.wait(0.05)
        except threading.BrokenBarrierError:
            return []
        met.append("two calls")
        return []

    url = bench.queue("q")
    monkeypatch.setattr(moto.sqs.models.SQSBackend, "receive_message", meet)
    threads = [threading.Thread(target=bench.receive, args=(url,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []


def test_timers_of_one_moment_go_off_in_their_order_and_are_forgotten() -> None:
    clock = VirtualClock()
    done: list[str] = []
    clock.after(1, lambda: done.append("a"))
    clock.after(1, lambda: done.append("b"))
    clock.pass_time(1)
    assert done == ["a", "b"]
    clock.after(1, lambda: done.append("c")).cancel()
    clock.after(1, lambda: done.append("d"))
    clock.start_afresh()
    clock.pass_time(1)
    assert done == ["a", "b"]


def test_two_targets_share_the_world_until_the_last_one_closes(bench: Bench) -> None:
    url = bench.queue("q")
    other = open_target(TargetSettings())
    bench.send(url)
    other.clock.pass_time(5)
    assert bench.target.clock.now() == bench.start + 5
    other.close()
    other.close()
    assert bench.bodies(url) == ["x"]


def _all_seams() -> Iterator[tuple[Any, str]]:
    yield moto.core.utils, "utcnow"
    yield moto.sqs.models.Message, "visible"
    yield moto.sqs.models.SQSBackend, "receive_message"
    yield moto.sns.models.Subscription, "private_key"
    for module, name in moto_seams._WORKFLOW_SEAMS:
        yield importlib.import_module(f"moto.stepfunctions.parser.{module}"), name


def _take_hold() -> None:
    clock, seams = VirtualClock(), moto_seams.Seams()
    workflows = moto_workflows.Workflows(clock, client_of=lambda region, service: None)
    try:
        moto_seams.put_on_clock(clock, seams)
        moto_seams.share_one_key(seams)
        moto_seams.put_on_workflows(workflows, seams)
    finally:
        seams.restore()


@pytest.fixture
def untouched(opened: MotoTarget) -> Iterator[None]:
    """Give moto back for the time of a test, as if no target were open."""
    world = opened._world
    world.let_go()
    yield
    world.take_hold()


@pytest.mark.usefixtures("untouched")
def test_each_missing_seam_is_told() -> None:
    _take_hold()
    for owner, name in _all_seams():
        with pytest.MonkeyPatch.context() as patch:
            patch.delattr(owner, name)
            with pytest.raises(UnusableTarget, match=rf"{name}.*moto>=5.2"):
                _take_hold()
    for module, name in moto_seams._WORKFLOW_SEAMS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(f"moto.stepfunctions.parser.{module}.{name}", object())
            with pytest.raises(UnusableTarget, match=rf"{module}.{name}.*moto>=5.2"):
                _take_hold()
    _take_hold()


@pytest.mark.usefixtures("untouched")
def test_new_way_of_waiting_in_moto_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = types.ModuleType("moto.stepfunctions.newcomer")
    newcomer.time = time  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, newcomer.__name__, newcomer)
    with pytest.raises(UnusableTarget, match="newcomer without time"):
        _take_hold()


@pytest.mark.usefixtures("untouched")
def test_new_use_of_a_known_module_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(moto_seams._STAND_INS_HAVE, "threading", {"Thread", "Lock", "RLock"})
    with pytest.raises(UnusableTarget, match=r"without threading\.Event"):
        _take_hold()


@pytest.mark.usefixtures("untouched")
def test_moto_gets_everything_back() -> None:
    before = [vars(owner)[name] for owner, name in _all_seams()]
    _take_hold()
    assert [vars(owner)[name] for owner, name in _all_seams()] == before
    clock, seams = VirtualClock(), moto_seams.Seams()
    moto_seams.put_on_clock(clock, seams)
    assert moto.core.utils.utcnow() == clock.utcnow()
    late = types.ModuleType("moto.late")
    late.utcnow = moto.core.utils.utcnow  # type: ignore[attr-defined]
    sys.modules[late.__name__] = late
    seams.restore()
    del sys.modules[late.__name__]
    assert late.utcnow is moto.core.utils.utcnow
    assert moto.core.utils.utcnow() != clock.utcnow()
