from __future__ import annotations

import gc
import weakref
from functools import partial

import boto3
import pytest

from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.adversary.ordered import Ordered
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import SEND_THROTTLED, WORKER_KILLED, polite
from pattern_tck.simulator.world import World


class Yard:
    """A world with one queue, a client, and a note of what was received when."""

    def __init__(self, sqs, choose, **attributes):
        self.world = World(clock=VirtualClock(0), choose=choose)
        self.sqs = sqs
        self.interleaving = Interleaving(self.world, choose)
        self.received = []
        self.attributes = attributes

    def made(self):
        self.url = self.sqs.create_queue(QueueName="q", Attributes=self.attributes)["QueueUrl"]
        return self

    def send(self, body, **options):
        self.sqs.send_message(QueueUrl=self.url, MessageBody=body, **options)

    def consume(self, name="", *, delete=True):
        while True:
            answer = self.sqs.receive_message(QueueUrl=self.url, WaitTimeSeconds=20)
            for message in answer.get("Messages", []):
                self.received.append((self.world.clock.now(), name + message["Body"]))
                if delete:
                    self.sqs.delete_message(
                        QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"]
                    )

    def run(self, messages, seconds=100):
        return self.interleaving.run(
            lambda: len(self.received) == messages, at_most_seconds=seconds
        )


@pytest.fixture(scope="module")
def sqs():
    return boto3.client(
        "sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def yard(sqs):
    with open_door(World()) as door:

        def opened(choose=polite, **attributes):
            new = Yard(sqs, choose, **attributes)
            door.world = new.world
            return new.made()

        yield opened
        door.world = World()


def test_a_long_poll_ends_when_another_worker_sends(yard):
    here = yard()
    here.interleaving.worker("consumer", here.consume)
    here.interleaving.worker(
        "producer", lambda: [(here.interleaving.sleep(7), here.send(body)) for body in "ab"]
    )
    assert here.run(2)
    assert here.received == [(7, "a"), (14, "b")]


def test_a_long_poll_sees_what_becomes_visible_by_time_alone(yard):
    here = yard()
    here.send("late", DelaySeconds=5)
    here.interleaving.worker("a", lambda: here.consume(delete=False))
    assert here.run(2)
    assert here.received == [(5, "late"), (35, "late")]


def test_others_go_on_while_an_sdk_pauses_before_its_next_attempt(yard):
    ordered = Ordered()
    throttle = ordered.order(SEND_THROTTLED, about="first")
    here = yard(ordered.choose)
    here.interleaving.worker("consumer", here.consume)
    here.interleaving.worker("unlucky", lambda: here.send("first"))
    here.interleaving.worker("lucky", lambda: here.send("second"))
    assert here.run(2)
    assert throttle.filled
    assert here.received == [(0, "second"), (0.5, "first")]


def test_one_message_goes_to_one_of_two_who_poll(yard):
    here = yard()
    for name in "ab":
        here.interleaving.worker(name, partial(here.consume, name))
    here.interleaving.worker(
        "producer", lambda: [(here.interleaving.sleep(1), here.send(str(n))) for n in range(4)]
    )
    assert not here.run(5)
    assert {body[0] for _, body in here.received} == {"a", "b"}
    assert [body[1] for _, body in here.received] == ["0", "1", "2", "3"]


def test_a_fifo_group_goes_on_when_its_head_is_deleted(sqs):
    with open_door(World()) as door:
        world = door.world = World(clock=VirtualClock(0))
        url = sqs.create_queue(QueueName="q.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        for body in "abc":
            sqs.send_message(
                QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId=body
            )
        done = []
        interleaving = Interleaving(world, polite)

        def work():
            while True:
                answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
                for message in answer.get("Messages", []):
                    interleaving.sleep(3)
                    done.append((world.clock.now(), message["Body"]))
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

        interleaving.worker("first", work)
        interleaving.worker("second", work)
        assert interleaving.run(lambda: len(done) == 3)
        assert done == [(3, "a"), (6, "b"), (9, "c")]


def test_what_a_dead_worker_held_goes_to_another(yard):
    ordered = Ordered()
    death = ordered.order(WORKER_KILLED, 2, about="a's ReceiveMessage")
    here = yard(ordered.choose)
    here.send("x")
    here.interleaving.worker("a", lambda: here.consume("a"))
    here.interleaving.worker("b", lambda: here.consume("b"))
    assert here.run(1)
    assert death.filled
    assert here.interleaving.deaths == {"a": 1, "b": 0}
    assert here.received == [(30, "bx")]


def test_worlds_and_workers_go_away_when_the_run_is_over(yard):
    here = yard()
    for name in "ab":
        here.interleaving.worker(name, partial(here.consume, name))
    assert not here.run(1)
    gone = weakref.ref(here.world)
    del here
    yard()
    gc.collect()
    assert gone() is None
