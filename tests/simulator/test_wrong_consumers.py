from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from pattern_tck.fixtures.targets import moto
from pattern_tck.ports import TargetSettings
from pattern_tck.simulator.adversary.allowed import plans_for
from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.search import explore, explore_each
from pattern_tck.simulator.adversary.verdicts import Found, Survived
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.in_process import InProcessDoor, open_door
from pattern_tck.simulator.freedoms import Choose, polite
from pattern_tck.simulator.world import World
from tests.broken import consumers_under_adversary as consumers
from tests.broken.consumers_under_adversary import Consumer, Shop

#: Seconds between two looks: past a visibility timeout, an hour, a day.
PAUSES = (0, 31, 31, 3700, 90_000)
TURNS = 3
#: How long workers side by side are watched, in seconds: three visibility timeouts and more.
WATCHED = 130


# -- what is expected in the end


def booked_once(shop: Shop, orders: list[str]) -> str | None:
    if sorted(shop.booked) != sorted(orders):
        return f"booked {shop.booked}"
    return None


def booked_once_and_drained(shop: Shop, orders: list[str]) -> str | None:
    shop.sleep(31)
    left = shop.sqs.receive_message(QueueUrl=shop.orders).get("Messages", [])
    return "an order comes again and again" if left else booked_once(shop, orders)


def shipped(shop: Shop, orders: list[str]) -> str | None:
    seen = set()
    for _ in range(6):
        answer = shop.sqs.receive_message(QueueUrl=shop.shipping, MaxNumberOfMessages=10)
        seen |= {json.loads(message["Body"])["id"] for message in answer.get("Messages", [])}
    return None if seen == set(orders) else f"shipped {sorted(seen)}"


def status_is_shipped(shop: Shop, _orders: list[str]) -> str | None:
    return None if shop.status == {"order-1": "shipped"} else f"the status is {shop.status}"


# -- the cases


@dataclass(frozen=True)
class Case:
    consumer: type[Consumer]
    fault: str
    words: str
    deviations: int = 1
    expected: Callable[[Shop, list[str]], str | None] = booked_once
    orders: int = 3
    #: Blocking workers side by side; with none, one consumer takes turns with the clock.
    workers: int = 0
    most_receives: int = 0

    def bodies(self) -> list[str]:
        if self.expected is status_is_shipped:
            changes = ("created", "paid", "shipped")
            return [json.dumps({"order": "order-1", "status": status}) for status in changes]
        return [json.dumps({"id": order}) for order in self.names()]

    def names(self) -> list[str]:
        return [f"order-{number}" for number in range(1, self.orders + 1)]


WRONG = [
    Case(consumers.BooksEveryTime, "FAULT-01", "order-1 is delivered a second time"),
    Case(consumers.BooksEveryTime, "FAULT-07", "order-1 is delivered again after its delete"),
    Case(consumers.KnowsMessageIds, "FAULT-03", "order-1 is stored, but the answer is lost"),
    Case(consumers.TrustsTheReceiveCount, "FAULT-04", "the receive of order-1 is counted"),
    Case(consumers.RemembersFiveMinutes, "FAULT-07", "order-1 is delivered again an hour after"),
    Case(consumers.ExpectsMessages, "FAULT-05", "a receive from orders finds nothing"),
    Case(consumers.TrustsTheCounters, "FAULT-15", "the counters of orders are those of a minute"),
    Case(consumers.StopsBelowTen, "FAULT-05", "a receive from orders", orders=12),
    Case(consumers.BelievesInOrder, "FAULT-02", "is overtaken by", expected=status_is_shipped),
    Case(consumers.CountsMessages, "FAULT-03", "order-1 is stored, but the answer is lost"),
    Case(
        consumers.KeepsTheFirstReceipt,
        "FAULT-01",
        "order-1 is delivered a second time",
        expected=booked_once_and_drained,
    ),
    Case(
        consumers.Consumer,
        "FAULT-04",
        "the receive of order-1 is counted",
        most_receives=1,
    ),
    Case(consumers.ForgetsWhatItDeleted, "FAULT-10", "of a batch, entry 1 fails"),
    Case(consumers.IgnoresFailedSends, "FAULT-10", "entry 1 fails: order-1", expected=shipped),
    Case(
        consumers.SwallowsSendErrors,
        "FAULT-11",
        "the sending of order-1 is throttled until the SDK gives up",
        expected=shipped,
    ),
    Case(
        consumers.TriesTwice,
        "FAULT-11",
        "gives up; then the sending of order-1 is throttled until",
        deviations=2,
        expected=shipped,
    ),
    Case(
        consumers.AcknowledgesFirst, "FAULT-09", "is killed after first's DeleteMessage", workers=1
    ),
    Case(consumers.ChecksThenBooks, "FAULT-08", "first's Insert comes so late", workers=2),
    Case(consumers.TrustsTheVisibilityTimeout, "FAULT-08", "comes so late", workers=2),
]
RIGHT = [
    Case(consumers.Consumer, "", "", 2, booked_once_and_drained),
    Case(consumers.KeepsTheHighestStatus, "", "", 2, status_is_shipped),
    Case(consumers.Relay, "", "", 2, shipped),
    Case(consumers.Consumer, "", "", 2, booked_once_and_drained, orders=2, workers=2),
]


# -- how it is played


def opened(case: Case, sqs: Any, clock: VirtualClock) -> Shop:
    """Open a shop with two queues."""
    urls = {}
    for name in ("dead-letters", "shipping", "orders"):
        attributes = {}
        if name == "orders" and case.most_receives:
            policy = {
                "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dead-letters",
                "maxReceiveCount": case.most_receives,
            }
            attributes["RedrivePolicy"] = json.dumps(policy)
        urls[name] = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return Shop(sqs, urls["orders"], urls["shipping"], clock.now, clock.pass_time)


def order_everything(case: Case, shop: Shop) -> None:
    """Send all orders, each until it is taken, as a careful producer does."""
    for body in case.bodies():
        for _ in range(5):
            with contextlib.suppress(ClientError):
                shop.sqs.send_message(QueueUrl=shop.orders, MessageBody=body)
                break


def work_in_turns(case: Case, shop: Shop) -> None:
    """Let consumers work in turns; one that crashes is started anew, unless it is a job."""
    workers = [case.consumer(shop) for _ in range(max(1, case.workers))]
    for pause in PAUSES:
        shop.sleep(pause)
        for _ in range(TURNS):
            for place, worker in enumerate(workers):
                if worker.done:
                    continue
                try:
                    worker.work()
                except Exception:  # noqa: BLE001 - whatever it is, the process ends by it
                    if worker.is_job:
                        worker.done = True
                    else:
                        workers[place] = case.consumer(shop)


def work_side_by_side(case: Case, shop: Shop, world: World) -> None:
    """Let blocking consumers work side by side."""
    interleaving = Interleaving(world, world.choose)
    shop.step, shop.sleep = interleaving.step, interleaving.sleep

    def serve() -> None:
        worker = case.consumer(shop)
        while True:
            worker.work()

    for name in ("first", "second")[: case.workers]:
        interleaving.worker(name, serve)
    interleaving.run(lambda: False, at_most_seconds=WATCHED)


class Played:
    """A case in a new world for every run."""

    def __init__(self, case: Case, door: InProcessDoor, sqs: Any) -> None:
        self.case = case
        self.door = door
        self.sqs = sqs

    def __call__(self, choose: Choose) -> str | None:
        world = self.door.world = World(clock=VirtualClock(1_800_000_000))
        shop = opened(self.case, self.sqs, world.clock)
        world.choose = choose
        order_everything(self.case, shop)
        if self.case.workers:
            work_side_by_side(self.case, shop, world)
        else:
            work_in_turns(self.case, shop)
        world.choose = polite
        return self.case.expected(shop, self.case.names())


@pytest.fixture(scope="module")
def sqs():
    return boto3.client(
        "sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def play(sqs):
    with open_door(World()) as door:
        yield lambda case: Played(case, door, sqs)


@pytest.fixture
def on_moto():
    target = moto.open_target(TargetSettings())
    yield target
    target.close()


def named(case: Case) -> str:
    side_by_side = f"-by-{case.workers}" if case.workers else ""
    return f"{case.consumer.__name__}-{case.fault or 'right'}{side_by_side}"


@pytest.mark.parametrize("case", WRONG, ids=named)
def test_it_passes_where_everything_is_polite(play, case):
    assert play(case)(polite) is None


@pytest.mark.parametrize("case", WRONG + RIGHT, ids=named)
def test_it_passes_on_moto(on_moto, case):
    shop = opened(case, on_moto.client("sqs"), on_moto.clock)
    order_everything(case, shop)
    work_in_turns(case, shop)
    assert case.expected(shop, case.names()) is None


@pytest.mark.parametrize("case", WRONG, ids=named)
def test_it_falls_to_a_schedule_that_says_why(play, case):
    run = play(case)
    found = explore(run, faults=[case.fault], deviations=case.deviations)
    assert isinstance(found, Found), found.sentence
    assert len(found.schedule.deviations) == case.deviations
    assert case.words in found.words
    assert found.runs <= 100 * case.deviations
    replayed = Recorder(Schedule.parse(str(found.schedule)))
    assert run(replayed.choose) == found.broke


@pytest.mark.parametrize("case", RIGHT, ids=named)
def test_what_is_right_survives_all_pairs_of_deviations(play, case):
    survived = explore(play(case), deviations=2)
    assert isinstance(survived, Survived), survived.sentence
    assert survived.bound == 2
    assert survived.decisions > 10


def test_blame_falls_on_the_faults_that_matter(play):
    case = Case(consumers.KnowsMessageIds, "", "")
    verdicts = explore_each(play(case), plans_for(["SQS-DEL-02", "SQS-DEL-04", "SQS-DEL-03"]))
    assert {fault: isinstance(verdict, Found) for fault, verdict in verdicts.items()} == {
        "FAULT-01": False,
        "FAULT-02": False,
        "FAULT-03": True,
    }
