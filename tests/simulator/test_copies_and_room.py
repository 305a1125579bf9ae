"""Copies, and what is gone: no copy outlives its message, and nothing that is gone takes room."""

import json
from collections import deque

import pytest

from pattern_tck.simulator.adversary.seeded import Seeded
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import (
    DELETE_UNDONE,
    RECEIVE_DUPLICATE,
    RECEIVE_ORDER,
    polite,
)
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import World

ARN = "arn:aws:sqs:us-east-1:123456789012:"
MUCH = 10_000_000


class Account:
    """An account whose adversary can be exchanged."""

    def __init__(self, choose=polite):
        self.world = World(clock=VirtualClock(1_700_000_000), choose=choose)

    def make(self, name, **attributes):
        if name.endswith(".fifo"):
            attributes |= {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        return self.sqs("CreateQueue", QueueName=name, Attributes=attributes)["QueueUrl"]

    def sqs(self, operation, **asked):
        return self.world.call("sqs", operation, asked)

    def receive(self, url, at_most=10, hold=30, **asked):
        asked |= {"MaxNumberOfMessages": at_most, "VisibilityTimeout": hold}
        return self.sqs("ReceiveMessage", QueueUrl=url, **asked).get("Messages", [])

    def delete(self, url, message):
        self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def queue(self, name):
        return self.world.region("us-east-1").queues.at(ARN + name)


def only(freedom, value, body=None):
    """Use one freedom, always, on one subject or on any."""
    return lambda asked, n, it: (
        value if asked is freedom and (body is None or str(it) == body) else 0
    )


@pytest.mark.parametrize(
    "choose",
    [only(RECEIVE_DUPLICATE, 1), only(RECEIVE_DUPLICATE, 2), only(DELETE_UNDONE, 1)],
    ids=["twice at once", "twice later", "again after its delete"],
)
def test_a_copy_does_not_outlive_the_retention_of_its_message(choose):
    account = Account()
    url = account.make("work", MessageRetentionPeriod="120")
    account.sqs("SendMessage", QueueUrl=url, MessageBody="old")
    account.world.clock.pass_time(61)
    account.sqs("SendMessage", QueueUrl=url, MessageBody="new")
    account.world.choose = choose
    (old,) = account.receive(url, at_most=1)
    account.delete(url, old)
    account.world.choose = polite
    account.world.clock.pass_time(31)
    assert sorted(m["Body"] for m in account.receive(url)) == ["new", "old"]
    account.world.clock.pass_time(31)
    assert [m["Body"] for m in account.receive(url)] == ["new"]


def held_by(queue):
    """Give how much each container of a queue holds, and of what belongs to it."""
    owners = [queue, getattr(queue, "_tenants", None), *getattr(queue, "_groups", {}).values()]
    sizes = {}
    for owner in filter(None, owners):
        names = getattr(owner, "__slots__", None) or vars(owner)
        for name in names:
            value = getattr(owner, name)
            if isinstance(value, (list, dict, set, deque)) and name != "attributes":
                sizes[name] = max(sizes.get(name, 0), len(value))
                if name == "_waiting":
                    sizes["in line"] = sum(map(len, value.values()))
    return sizes


HAULS = {
    "polite": polite,
    "twice at once": only(RECEIVE_DUPLICATE, 1),
    "twice later": only(RECEIVE_DUPLICATE, 2),
    "out of order": only(RECEIVE_ORDER, 1),
    "seeded": None,
}


@pytest.mark.parametrize("haul", HAULS)
@pytest.mark.parametrize("name", ["work", "work.fifo"])
@pytest.mark.parametrize("tenants", [0, 1, 2_000])
def test_what_is_gone_takes_no_room(haul, name, tenants):
    account = Account()
    url = account.make(name)
    # At the front of the line for all the time.
    group = {"MessageGroupId": "first"} if tenants or name != "work" else {}
    account.sqs("SendMessage", QueueUrl=url, MessageBody="first", **group)
    choose = HAULS[haul] or Seeded(7, 0.1, horizon=MUCH).choose
    for number in range(3_000):
        if tenants or name != "work":
            group = {"MessageGroupId": f"t{number % (tenants or 7)}"}
        account.sqs("SendMessage", QueueUrl=url, MessageBody=f"m{number}", **group)
        account.world.choose = choose
        # The adversary is slow to lose anything but messages here.
        messages = suffered(account, url)
        account.world.choose = polite
        for message in messages:
            account.delete(url, message)
        account.world.clock.pass_time(1)
    account.world.clock.pass_time(700)
    for _ in range(700):
        for message in account.receive(url):
            account.delete(url, message)
    queue = account.queue(name)
    assert queue.stored == 0
    assert max(held_by(queue).values()) <= 150, held_by(queue)


def suffered(account, url):
    try:
        return account.receive(url, at_most=2)
    except (AnswerLost, Refusal):
        return []


@pytest.mark.parametrize("kind", ["", ".fifo"])
def test_dead_letters_that_are_gone_take_no_room(kind):
    account = Account()
    dead = account.make(f"dead{kind}")
    redrive = json.dumps({"deadLetterTargetArn": f"{ARN}dead{kind}", "maxReceiveCount": 1})
    work = account.make(f"work{kind}", RedrivePolicy=redrive)
    for number in range(1_000):
        group = {"MessageGroupId": f"g{number}"} if kind else {}
        account.sqs("SendMessage", QueueUrl=work, MessageBody=f"m{number}", **group)
        account.receive(work, hold=0)
        assert not account.receive(work)
        (letter,) = account.receive(dead)
        account.delete(dead, letter)
        account.world.clock.pass_time(1)
    for name in (f"dead{kind}", f"work{kind}"):
        sizes = held_by(account.queue(name))
        remembered = {sizes.pop("_remembered", 0), sizes.pop("_forgetting", 0)}
        assert max(remembered) <= 301  # SQS-FIFO-09: five minutes
        assert max(sizes.values()) <= 150, (name, sizes)


@pytest.mark.parametrize("name", ["work", "work.fifo"])
def test_what_was_purged_takes_no_room(name):
    account = Account()
    url = account.make(name)
    for purge in range(10):
        for number in range(200):
            account.sqs(
                "SendMessage",
                QueueUrl=url,
                MessageBody=f"m{purge}-{number}",
                MessageGroupId=f"g{purge}-{number}",
            )
        account.receive(url)
        account.world.clock.pass_time(61)
        account.sqs("PurgeQueue", QueueUrl=url)
        assert not account.receive(url)
    account.world.clock.pass_time(301)
    account.receive(url)
    assert max(held_by(account.queue(name)).values()) <= 300, held_by(account.queue(name))


def test_the_order_of_a_fifo_queue_survives_a_look():
    account = Account()
    url = account.make("work.fifo")
    for group, body in ("b0", "a0", "b1"):
        account.sqs("SendMessage", QueueUrl=url, MessageBody=group + body, MessageGroupId=group)
    # Looked at, and at once visible again: the group lets others go before, its order stays.
    for expected in ("b0", "a0", "b0", "a0"):
        (message,) = account.receive(url, at_most=1, hold=0)
        assert message["Body"] == expected
