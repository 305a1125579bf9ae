"""What the model of queues and topics costs, alone and behind its doors: see ``simulator.py``.

Each measure begins with a new world. Times are of the fastest of a few rounds, or the median of
many single calls, since whatever else the machine does can only make them longer.
"""

from __future__ import annotations

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.table import Table

from pattern_tck.fixtures.targets.moto import MotoWorld
from pattern_tck.simulator.adversary.seeded import Seeded
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.below_serialisers import open_fidelity_door
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import World

#: ``call(operation, parameters)`` of SQS.
Call = Callable[..., Mapping[str, Any]]

_ACCOUNT = "us-east-1:123456789012"
_BATCH = 10
#: Messages of a long haul that one seed is for, and more decisions than they need.
_STAGE = 10_000
_MUCH = 1 << 62


def three_calls(sqs: Any) -> Table:
    """Measure send, receive and delete of one message, by every way there is."""
    table = Table("send + receive + delete", "us", "times faster than moto", "goal")
    moto = MotoWorld.enter()
    try:
        motos = _three(moto.client("sqs", "us-east-1")._make_api_call, rounds=100)  # noqa: SLF001
    finally:
        moto.leave()
    rows = [
        ("moto in process, through boto3", motos, ""),
        ("the engine alone", _three(_engine(new_world()), rounds=2_000), "at most 25 us"),
    ]
    for name, opened, rounds, goal in (
        (
            "through boto3 and the door in process",
            open_door,
            2_000,
            "at most 50 us, at least 50 times",
        ),
        ("through boto3 and the door below it", open_fidelity_door, 100, ""),
    ):
        with opened(new_world()):
            rows.append((name, _three(sqs._make_api_call, rounds=rounds), goal))  # noqa: SLF001
    for name, took, goal in rows:
        table.add_row(name, f"{1e6 * took:.1f}", f"{motos / took:.1f}", goal)
    return table


def lengths(sqs: Any) -> Table:
    """Measure what the length of a queue costs, in time and in room."""
    table = Table("long queues", "measured", "goal")
    short, long = (_receive_latency(stored) for stored in (10, 100_000))
    table.add_row(
        "a receive, 100,000 stored against 10",
        f"{1e6 * long:.1f} us / {1e6 * short:.1f} us = {long / short:.2f}",
        "at most 1.5",
    )
    with open_door(new_world()):
        took = _drain(sqs._make_api_call, 100_000)  # noqa: SLF001
    table.add_row("draining 100,000 by ten, through boto3", f"{took:.2f} s", "at most 2 s")
    table.add_row("a stored message of 100 bytes", f"{_room(20_000):.0f} bytes", "")
    return table


def fan_out(queues: int = 100) -> Table:
    """Measure a publish to many queues, each with a filter policy that lets it pass."""
    table = Table("topics", "measured", "goal")
    world = new_world()
    topic = world.call("sns", "CreateTopic", {"Name": "rides"})["TopicArn"]
    for number in range(queues):
        _listen(world, topic, f"q{number}", number)
    asked = {
        "TopicArn": topic,
        "Message": "x" * 100,
        "MessageAttributes": {"fare": {"DataType": "Number", "StringValue": "150"}},
    }
    took = _fastest(lambda: world.call("sns", "Publish", asked), rounds=20)
    table.add_row(f"a publish to {queues} filtered queues", f"{1e3 * took:.2f} ms", "at most 2 ms")
    return table


def haul(messages: int) -> Table:
    """Take many messages through one queue under a seeded adversary; none may be lost."""
    table = Table("a long haul under a seeded adversary", "measured", "goal")
    hauled = _Haul(new_world())
    began = time.perf_counter()
    hauled.run(messages)
    took = time.perf_counter() - began
    table.add_row("messages", f"{messages:,} in {took:.1f} s", "")
    table.add_row("a message", f"{1e6 * took / messages:.1f} us", "")
    table.add_row("deviations", f"{hauled.deviations:,}", "")
    table.add_row("received more than once", f"{hauled.again:,}", "")
    table.add_row("lost", str(messages - len(hauled.seen)), "0")
    if len(hauled.seen) != messages:
        raise SystemExit(f"{messages - len(hauled.seen)} messages were lost")
    return table


def new_world() -> World:
    """Give a new world, whose time begins with the epoch."""
    return World(clock=VirtualClock(0))


def _engine(world: World) -> Call:
    return lambda operation, asked: world.call("sqs", operation, asked)


def _three(call: Call, rounds: int) -> float:
    url = call("CreateQueue", {"QueueName": "bench"})["QueueUrl"]
    sent, asked = {"QueueUrl": url, "MessageBody": "x" * 100}, {"QueueUrl": url}

    def three() -> None:
        call("SendMessage", sent)
        handle = call("ReceiveMessage", asked)["Messages"][0]["ReceiptHandle"]
        call("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": handle})

    return _fastest(three, rounds)


def _fastest(does: Callable[[], object], rounds: int, of: int = 5) -> float:
    """Give the seconds that something takes, by the fastest of some series of rounds."""
    times = []
    for _ in range(of):
        began = time.perf_counter()
        for _ in range(rounds):
            does()
        times.append((time.perf_counter() - began) / rounds)
    return min(times)


def _receive_latency(stored: int, rounds: int = 2_000) -> float:
    """Measure a receive with so many on the queue: delete and send, which keep it so, apart."""
    call = _engine(new_world())
    url = call("CreateQueue", {"QueueName": "bench"})["QueueUrl"]
    _fill(call, url, stored)

    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        (found,) = call("ReceiveMessage", {"QueueUrl": url})["Messages"]
        times.append(time.perf_counter() - began)
        call("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": found["ReceiptHandle"]})
        call("SendMessage", {"QueueUrl": url, "MessageBody": "x"})
    return statistics.median(times)


def _fill(call: Call, url: str, messages: int) -> None:
    for _ in range(messages // _BATCH):
        entries = [{"Id": str(number), "MessageBody": "x" * 100} for number in range(_BATCH)]
        call("SendMessageBatch", {"QueueUrl": url, "Entries": entries})


def _drain(call: Call, messages: int) -> float:
    url = call("CreateQueue", {"QueueName": "bench"})["QueueUrl"]
    _fill(call, url, messages)
    left = messages
    began = time.perf_counter()
    while left:
        found = call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": _BATCH})["Messages"]
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            for number, message in enumerate(found)
        ]
        call("DeleteMessageBatch", {"QueueUrl": url, "Entries": entries})
        left -= len(found)
    return time.perf_counter() - began


def _room(messages: int) -> float:
    """Measure the bytes that a stored message takes, with its body."""
    call = _engine(new_world())
    url = call("CreateQueue", {"QueueName": "bench"})["QueueUrl"]
    with _traced() as used:
        for number in range(messages):
            call("SendMessage", {"QueueUrl": url, "MessageBody": f"{number:0100}"})
        return used() / messages


@contextmanager
def _traced() -> Iterator[Callable[[], int]]:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        yield lambda: tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def _listen(world: World, topic: str, name: str, least: int) -> None:
    arn = f"arn:aws:sqs:{_ACCOUNT}:{name}"
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Statement": [allow]})
    world.call("sqs", "CreateQueue", {"QueueName": name, "Attributes": {"Policy": policy}})
    passes = json.dumps({"fare": [{"numeric": [">=", least]}]})
    world.call(
        "sns",
        "Subscribe",
        {
            "TopicArn": topic,
            "Protocol": "sqs",
            "Endpoint": arn,
            "Attributes": {"FilterPolicy": passes},
        },
    )


class _Haul:
    """Sends by ten, receives by ten, deletes; whatever fails is done again."""

    def __init__(self, world: World) -> None:
        self.seen: set[str] = set()
        self.again = 0
        #: How often the adversary was not polite.
        self.deviations = 0
        self._world = world
        self._url = str(self._call("CreateQueue", QueueName="bench")["QueueUrl"])

    def run(self, messages: int) -> None:
        """Take so many messages through the queue."""
        for first in range(0, messages, _STAGE):
            # It remembers all its decisions: one for the whole way would fill the memory.
            adversary = Seeded(first, 0.01, horizon=_MUCH)
            self._world.choose = adversary.choose
            for number in range(first, min(first + _STAGE, messages), _BATCH):
                self._send([str(number + each) for each in range(_BATCH)])
                self._receive()
                # So that what is held without anybody's knowledge comes back.
                self._world.clock.pass_time(0.1)
            self.deviations += len(adversary.schedule.deviations)
        self._world.choose = polite
        # What was held, or is to come again after its delete, is visible by then.
        for seconds in (31, 3_600, 86_400):
            self._world.clock.pass_time(seconds)
            while self._receive():
                pass

    def _send(self, bodies: list[str]) -> None:
        left = set(bodies)
        while left:
            entries = [{"Id": body, "MessageBody": body} for body in bodies if body in left]
            answer = self._call("SendMessageBatch", QueueUrl=self._url, Entries=entries)
            left -= {done["Id"] for done in answer.get("Successful", ())}

    def _receive(self) -> int:
        found = self._call("ReceiveMessage", QueueUrl=self._url, MaxNumberOfMessages=_BATCH)
        messages = found.get("Messages", ())
        for message in messages:
            self.again += message["Body"] in self.seen
            self.seen.add(message["Body"])
        if messages:
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages)
            ]
            self._call("DeleteMessageBatch", QueueUrl=self._url, Entries=entries)
        return len(messages)

    def _call(self, operation: str, **asked: Any) -> Mapping[str, Any]:
        try:
            return self._world.call("sqs", operation, asked)
        except (AnswerLost, Refusal):
            return {}
