"""Whatever the adversary does, no promise is broken.

Commands at random, under an adversary that uses every freedom by chance. What a test expects knows
the freedoms too: an answer that was lost leaves its caller in doubt, not in the wrong.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from pattern_tck.simulator.adversary.seeded import Seeded
from pattern_tck.simulator.clock import SECOND, VirtualClock
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.queues.message import DELAYED, IN_FLIGHT
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.world import World
from tests.simulator.machines import search

ARN = "arn:aws:sqs:us-east-1:123456789012:"
DAY = 86_400
LONG = 4 * DAY
MUCH = 10_000_000
#: What is refused for no fault of the caller.
UNLUCKY = {"RequestThrottled", "OverLimit", "InternalError", "Throttling"}

GROUPS = st.sampled_from("abc")
HOLDS = st.sampled_from([0, 1, 30, 600])


@dataclass(eq=False)
class Sent:
    """A message as its sender knows it; ``told`` is its MessageId, if he was ever told."""

    body: str
    since: int
    delay: int
    attributes: dict
    group: str = ""
    told: str = ""
    #: Somebody may have deleted or purged it.
    forsaken: bool = False
    #: It was deleted, and the deleter knows.
    deleted: bool = False


@dataclass(eq=False)
class Held:
    """One receive of a message."""

    sent: Sent
    queue: str
    handle: str
    until: int
    over: bool = False


@dataclass
class Trace:
    """What was received of one queue."""

    deliveries: Counter = field(default_factory=Counter)
    handles: set = field(default_factory=set)


class Hostile(RuleBasedStateMachine):
    """Commands for one queue and its dead-letter queue, in a world that is as bad as allowed."""

    fifo = False
    names = ("work", "dead")

    held = Bundle("held")

    @initialize(
        seed=st.integers(0, 1 << 30),
        badness=st.sampled_from([0.02, 0.1, 0.4]),
        retention=st.sampled_from([LONG, LONG, 120]),
        most=st.sampled_from([1, 2, 3, 1000]),
    )
    def begin(self, seed, badness, retention, most):
        seeded = Seeded(seed, badness, horizon=MUCH)
        self.world = World(clock=VirtualClock(1_700_000_000), choose=seeded.choose)
        self.retention, self.most = retention, most
        # So that what is held comes back before its time is over.
        self.longest_hold = 600 if retention == LONG else 30
        work, dead = self.names
        of_type = {"FifoQueue": "true"} if self.fifo else {}
        redrive = {"deadLetterTargetArn": ARN + dead, "maxReceiveCount": most}
        self.urls = {}
        self.make(dead, {**of_type, "MessageRetentionPeriod": str(14 * DAY)})
        self.make(
            work,
            {
                **of_type,
                "MessageRetentionPeriod": str(retention),
                "RedrivePolicy": json.dumps(redrive),
            },
        )
        self.queues = self.world.region("us-east-1").queues
        self.sent = {}
        self.receipts = []
        self.traces = defaultdict(Trace)
        self.purged = -60 * SECOND
        self.bodies = iter(f"m{number}" for number in range(MUCH))

    def make(self, name, attributes):
        asked = {"QueueName": name, "Attributes": attributes}
        self.urls[name] = self.world.call("sqs", "CreateQueue", asked)["QueueUrl"]

    @property
    def now(self):
        return self.world.clock.micros

    def ask(self, operation, queue, **asked):
        """Give the answer; None if it was lost or refused for no fault of ours."""
        try:
            return self.world.call("sqs", operation, {"QueueUrl": self.urls[queue], **asked})
        except AnswerLost:
            return None
        except Refusal as refusal:
            if refusal.code not in UNLUCKY:
                raise
            return None

    # -- sending

    def entry(self, group, delay, attribute):
        body = next(self.bodies)
        attributes = {"kind": {"DataType": "String", "StringValue": attribute}} if attribute else {}
        asked = {"MessageBody": body, "MessageAttributes": attributes}
        if self.fifo:
            asked |= {"MessageGroupId": group, "MessageDeduplicationId": body}
        else:
            asked["DelaySeconds"] = delay
        sent = Sent(
            body, self.now, 0 if self.fifo else delay, attributes, group if self.fifo else ""
        )
        self.sent[body] = sent
        return sent, asked

    @rule(group=GROUPS, delay=st.sampled_from([0, 0, 5]), attribute=st.sampled_from(["", "x"]))
    def send(self, group, delay, attribute):
        sent, asked = self.entry(group, delay, attribute)
        self.told(sent, self.ask("SendMessage", self.names[0], **asked))
        if self.fifo and not sent.told:  # SQS-FIFO-07: a second try does no harm
            self.told(sent, self.ask("SendMessage", self.names[0], **asked))

    @rule(groups=st.lists(GROUPS, min_size=2, max_size=10))
    def send_several(self, groups):
        made = [self.entry(group, 0, "") for group in groups]
        entries = [{"Id": sent.body, **asked} for sent, asked in made]
        answer = self.ask("SendMessageBatch", self.names[0], Entries=entries)
        if answer is not None:
            taken = answer.get("Successful", [])
            said = [*taken, *answer.get("Failed", [])]
            assert sorted(each["Id"] for each in said) == sorted(each["Id"] for each in entries)
            for each in taken:
                self.told(self.sent[each["Id"]], each)

    def told(self, sent, answer):
        if answer is not None:
            sent.told = answer["MessageId"]

    # -- receiving

    @rule(target=held, at_most=st.integers(1, 10), hold=HOLDS, dead=st.sampled_from([0, 0, 0, 1]))
    def receive(self, at_most, hold, dead):
        return multiple(*self.received(self.names[dead], at_most, hold))

    def received(self, queue, at_most, hold):
        hold = min(hold, self.longest_hold)
        answer = self.ask(
            "ReceiveMessage",
            queue,
            MaxNumberOfMessages=at_most,
            VisibilityTimeout=hold,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = (answer or {}).get("Messages", [])
        assert len(messages) <= at_most  # SQS-RCV-01
        found = [self.judged(queue, message, hold) for message in messages]
        if self.fifo:
            self.judge_order(queue, found)
        self.receipts += found
        return found

    def judged(self, queue, message, hold):
        sent = self.sent[message["Body"]]
        facts = message["Attributes"]
        # DLQ-29: whichever queue it comes from, it is what was sent.
        assert message.get("MessageAttributes", {}) == sent.attributes
        assert not sent.told or message["MessageId"] == sent.told
        assert not sent.deleted or not self.fifo
        assert self.now >= sent.since + sent.delay * SECOND  # SQS-DEL-08
        if queue == self.names[0]:  # SQS-DEL-05
            assert self.now < sent.since + self.retention * SECOND
        trace = self.traces[queue]
        handle = message["ReceiptHandle"]
        assert handle not in trace.handles  # SQS-RH-01
        trace.handles.add(handle)
        # A copy that the queue made has a number of its own, and counts for itself.
        copy = handle.split("/")[1]
        trace.deliveries[copy] += 1
        if queue == self.names[0]:  # DLQ-01
            assert trace.deliveries[copy] <= self.most
            assert int(facts["ApproximateReceiveCount"]) <= self.most
            assert "DeadLetterQueueSourceArn" not in facts
        else:
            assert int(facts["ApproximateReceiveCount"]) > self.most
            assert facts["DeadLetterQueueSourceArn"] == ARN + self.names[0]
        return Held(sent, queue, handle, self.now + hold * SECOND)

    def judge_order(self, queue, found):
        """See that groups are in order (SQS-FIFO-03), and nobody overtakes (SQS-FIFO-05)."""
        order = {body: place for place, body in enumerate(self.sent)}
        for receipt in self.receipts:
            if not receipt.over and receipt.queue == queue and self.now < receipt.until:
                behind = [
                    each for each in found if order[each.sent.body] > order[receipt.sent.body]
                ]
                assert receipt.sent.group not in {each.sent.group for each in behind}
        places = defaultdict(list)
        for each in found:
            places[each.sent.group].append(order[each.sent.body])
        assert all(line == sorted(line) for line in places.values())
        if queue != self.names[0]:
            return
        given = {each.sent.body for each in found}
        dead = {message.body for message in self.queues.at(ARN + self.names[1])}
        for body in self.expected():
            place = order[body]
            passed_over = place < max(places[self.sent[body].group], default=0)
            assert not passed_over or body in given or body in dead

    # -- what a consumer does then

    @rule(receipt=held)
    def delete(self, receipt):
        sent = receipt.sent
        forsaken, sent.forsaken = sent.forsaken, True
        try:
            answer = self.ask("DeleteMessage", receipt.queue, ReceiptHandle=receipt.handle)
        except Refusal:  # SQS-RH-03
            assert self.fifo
            assert receipt.over or receipt.until <= self.now
            sent.forsaken = forsaken
            return
        self.note_deleted(receipt, done=answer is not None)

    @rule(receipts=st.lists(held, min_size=1, max_size=10, unique=True))
    def delete_several(self, receipts):
        queue = receipts[0].queue
        mine = {str(n): each for n, each in enumerate(receipts) if each.queue == queue}
        entries = [{"Id": id_, "ReceiptHandle": each.handle} for id_, each in mine.items()]
        for each in mine.values():
            each.sent.forsaken = True
        answer = self.ask("DeleteMessageBatch", queue, Entries=entries)
        for done in (answer or {}).get("Successful", []):
            self.note_deleted(mine[done["Id"]], done=True)

    def note_deleted(self, receipt, *, done):
        # No clause says what a handle is worth whose message may be a dead letter by now.
        if done and self.now < receipt.until and not receipt.over:
            receipt.sent.deleted = True
        receipt.over = True

    @rule(receipt=held, hold=HOLDS)
    def change_visibility(self, receipt, hold):
        hold = min(hold, self.longest_hold)
        try:
            answer = self.ask(
                "ChangeMessageVisibility",
                receipt.queue,
                ReceiptHandle=receipt.handle,
                VisibilityTimeout=hold,
            )
        except Refusal:
            assert receipt.over or (self.fifo and receipt.until <= self.now)
            return
        assert answer == {}
        # SQS-RH-01: a handle is that of one receive, and a later one takes its place.
        order = receipt.handle.split("/")[1]
        last = [
            each
            for each in self.receipts[self.receipts.index(receipt) :]
            if each.queue == receipt.queue and each.handle.split("/")[1] == order
        ][-1]
        assert not self.fifo or last is receipt
        if last.until > self.now:  # SQS-VIS-08: too late, it is of no effect
            last.until = self.now + hold * SECOND

    # -- the queue itself, and time

    @rule(dead=st.booleans())
    def purge(self, dead):
        if self.now < self.purged + 120 * SECOND:
            return
        self.purged = self.now
        self.ask("PurgeQueue", self.names[dead])
        # SQS-DEL-20: what is sent within the next minute may go too, see `pass_time`.
        for sent in self.sent.values():
            sent.forsaken = True
        for receipt in self.receipts:
            receipt.over = receipt.over or receipt.queue == self.names[dead]

    @rule(hold=st.sampled_from(["1", "30", "600"]))
    def change_attributes(self, hold):
        self.ask("SetQueueAttributes", self.names[0], Attributes={"VisibilityTimeout": hold})

    @rule(seconds=st.sampled_from([0.5, 1, 5, 30, 61]))
    def pass_time(self, seconds):
        self.world.clock.pass_time(seconds)
        for sent in self.sent.values():
            sent.forsaken = sent.forsaken or self.purged <= sent.since <= self.purged + 60 * SECOND

    @precondition(lambda self: self.retention == LONG)
    @rule(seconds=st.sampled_from([700, 3_601]))
    def pass_more_time(self, seconds):
        self.pass_time(seconds)

    # -- what holds at any time

    @invariant()
    def counters_are_recounts(self):
        for name in self.names:
            queue = self.queues.at(ARN + name)
            counters = queue.counters()
            states = Counter(message.state for message in queue)
            assert counters[1:] == (states[IN_FLIGHT], states[DELAYED])
            assert sum(counters) == queue.stored == len(list(queue))

    @invariant()
    def what_was_taken_is_stored(self):
        stored = {m.body: m for name in self.names for m in self.queues.at(ARN + name)}
        for body in self.expected():
            assert body in stored
            assert stored[body].id == self.sent[body].told

    @invariant()
    def fifo_queues_hold_nothing_twice(self):
        if self.fifo:  # SQS-FIFO-07
            stored = [m.body for name in self.names for m in self.queues.at(ARN + name)]
            assert len(stored) == len(set(stored))

    def expected(self):
        """Give the bodies that must be somewhere (SQS-DEL-01)."""
        return [
            sent.body
            for sent in self.sent.values()
            if sent.told
            and not sent.forsaken
            and not self.purged <= sent.since <= self.purged + 60 * SECOND
            and self.now < sent.since + self.retention * SECOND
        ]

    def teardown(self):
        """Be polite, wait until nobody holds anything, and receive what is left."""
        if not hasattr(self, "world"):
            return
        self.world.choose = polite
        self.world.clock.pass_time(2 * self.longest_hold)
        expected = set(self.expected())
        found = Counter()
        for queue in self.names:
            while messages := self.received(queue, 10, 600):
                found.update(each.sent.body for each in messages)
                for each in messages:
                    self.delete(each)
        assert expected <= set(found)
        if self.fifo:
            assert set(found.values()) <= {1}


class HostileFifo(Hostile):
    """The same for FIFO queues, which promise more."""

    fifo = True
    names = ("work.fifo", "dead.fifo")


@pytest.mark.parametrize("machine", [Hostile, HostileFifo])
def test_no_promise_is_broken(machine):
    search(machine, examples=60, steps=30)
