"""A second opinion on queues: the same commands for moto, on the same clock.

Where moto is known to do otherwise, the command is not given, or given to the model alone. Such an
exemption names its clause, and moto's divergence must be on record for it.
"""

import json
from dataclasses import dataclass
from importlib import resources

import pytest
import yaml
from botocore.exceptions import ClientError
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from pattern_tck.fixtures.targets.moto import MotoWorld
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World
from tests.simulator.machines import search

#: Clauses that moto breaks: what is not compared because of them is said where they are named.
EXEMPT = {
    "DLQ-06",  # a dead letter of a FIFO queue keeps its time of sending
    "DLQ-26",  # and its deduplication id
    "SQS-FIFO-03",  # of a batch of one group that timed out, the last message comes first
    "SQS-FIFO-06",  # a batch is filled in the order of sending
    "SQS-FIFO-08",  # the id of a message that is not on the queue any more is forgotten
    "SQS-FIFO-16",  # sequence numbers are random
    "SQS-RH-03",  # any handle deletes from a FIFO queue
}
SOURCES = ("work", "orders.fifo")
DEAD = {"work": "work-dead", "orders.fifo": "orders-dead.fifo"}
COUNTERS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
COMPARED = {
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SentTimestamp",
    "MessageGroupId",
    "MessageDeduplicationId",
}

GROUPS = st.sampled_from("abc")
TIMEOUTS = st.sampled_from([None, 0, 1, 6, 30])
HOLDING = st.sampled_from([None, 1, 6, 30])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["trace", "kind", "fare"]),
    st.sampled_from(
        [
            {"DataType": "String", "StringValue": "äé"},
            {"DataType": "Number", "StringValue": "12.5"},
            {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        ]
    ),
    max_size=2,
)


@dataclass(eq=False)
class Known:
    """A message as the test remembers it."""

    queue: str
    body: str
    motos: str
    sent: int
    group: str = ""
    receives: int = 0
    last: "Receipt | None" = None
    gone: bool = False


@dataclass(eq=False)
class Receipt:
    queue: str
    message: Known
    ours: str
    motos: str
    until: int


class Refused(str):
    """The code of an error, where an answer is expected."""

    __slots__ = ()


class QueuesOfBoth(RuleBasedStateMachine):
    moto: MotoWorld

    receipts = Bundle("receipts")

    def __init__(self):
        super().__init__()
        self.moto.reset()
        self.world = World(clock=self.moto.clock)
        self.sqs = self.moto.client("sqs", "us-east-1", parameter_validation=False)
        self.urls = {}
        self.known = {}
        self.sequences = []
        self.purged = -60 * SECOND
        #: The queues of which something was asked since they were last counted.
        self.touched = set()

    @property
    def now(self):
        return self.world.clock.micros

    def both(self, operation, queue, ours=None, motos=None, **asked):
        """Ask both, each with its own ids; give both answers."""
        asked = {name: value for name, value in asked.items() if value is not None}
        our_url, motos_url = self.urls[queue]
        self.touched |= {queue, DEAD.get(queue, queue)}
        return (
            self.ask_us(operation, QueueUrl=our_url, **asked, **(ours or {})),
            self.ask_moto(operation, QueueUrl=motos_url, **asked, **(motos or {})),
        )

    def ask_us(self, operation, **asked):
        try:
            return self.world.call("sqs", operation, asked)
        except Refusal as refusal:
            return Refused(refusal.code)

    def ask_moto(self, operation, **asked):
        try:
            return self.sqs._make_api_call(operation, asked)
        except ClientError as error:
            return Refused(error.response["Error"]["Code"])

    @initialize(
        delay=st.sampled_from(["0", "1"]),
        hold=st.sampled_from(["1", "6", "30"]),
        receives=st.sampled_from([1, 2, 2, 4]),
        by_content=st.booleans(),
    )
    def make_queues(self, delay, hold, receives, by_content):
        self.receives, self.hold, self.by_content = receives, int(hold), by_content
        for source, dead in DEAD.items():
            fifo = {"FifoQueue": "true"} if source.endswith(".fifo") else {}
            by = {"ContentBasedDeduplication": "true"} if fifo and by_content else {}
            self.make(dead, {**fifo, "VisibilityTimeout": hold})
            redrive = {
                "deadLetterTargetArn": f"arn:aws:sqs:us-east-1:123456789012:{dead}",
                "maxReceiveCount": receives,
            }
            self.make(
                source,
                {
                    **fifo,
                    **by,
                    "DelaySeconds": delay,
                    "VisibilityTimeout": hold,
                    "RedrivePolicy": json.dumps(redrive),
                },
            )

    def make(self, name, attributes):
        asked = {"QueueName": name, "Attributes": attributes}
        self.urls[name] = (
            self.ask_us("CreateQueue", **asked)["QueueUrl"],
            self.ask_moto("CreateQueue", **asked)["QueueUrl"],
        )

    # -- sending

    @rule(delay=st.sampled_from([None, None, 0, 1, 6]), attributes=ATTRIBUTES)
    def send(self, delay, attributes):
        self.store("work", {"DelaySeconds": delay, "MessageAttributes": attributes or None})

    @rule(group=GROUPS, attributes=ATTRIBUTES)
    def send_in_order(self, group, attributes):
        self.store(
            "orders.fifo",
            {
                "MessageGroupId": group,
                "MessageDeduplicationId": self.deduplication(f"m{len(self.known)}"),
                "MessageAttributes": attributes or None,
            },
        )

    def store(self, queue, more):
        body = f"m{len(self.known)}"
        ours, motos = self.both("SendMessage", queue, MessageBody=body, **more)
        self.note(queue, body, ours, motos, more.get("MessageGroupId", ""))

    def note(self, queue, body, ours, motos, group):
        for digest in ("MD5OfMessageBody", "MD5OfMessageAttributes"):
            assert ours.get(digest) == motos.get(digest)
        known = Known(queue, body, motos["MessageId"], self.now, group)
        assert ours["MessageId"] not in self.known
        self.known[ours["MessageId"]] = known
        if queue == "orders.fifo":  # SQS-FIFO-16: moto's are not looked at
            self.sequences.append(int(ours["SequenceNumber"]))
            assert self.sequences == sorted(set(self.sequences))

    @rule(delays=st.lists(st.sampled_from([None, 0, 1]), min_size=2, max_size=10))
    def send_several(self, delays):
        entries = [
            {
                "Id": str(number),
                "MessageBody": f"m{len(self.known) + number}",
                **({} if delay is None else {"DelaySeconds": delay}),
            }
            for number, delay in enumerate(delays)
        ]
        self.store_all("work", entries)

    @rule(groups=st.lists(GROUPS, min_size=2, max_size=5))
    def send_several_in_order(self, groups):
        entries = []
        for number, group in enumerate(groups):
            body = f"m{len(self.known) + number}"
            identity = self.deduplication(body)
            by_id = {"MessageDeduplicationId": identity} if identity else {}
            entries.append(
                {"Id": str(number), "MessageBody": body, "MessageGroupId": group, **by_id}
            )
        self.store_all("orders.fifo", entries)

    def store_all(self, queue, entries):
        ours, motos = self.both("SendMessageBatch", queue, Entries=entries)
        assert not ours.get("Failed")
        assert not motos.get("Failed")
        by_id = {entry["Id"]: entry for entry in motos["Successful"]}
        for entry, said in zip(entries, ours["Successful"], strict=True):
            assert entry["Id"] == said["Id"]
            self.note(
                queue,
                entry["MessageBody"],
                said,
                by_id[entry["Id"]],
                entry.get("MessageGroupId", ""),
            )

    def deduplication(self, body):
        return None if self.by_content else f"{body}-id"

    @rule(data=st.data())
    def send_again(self, data):
        sent = [(k, id_) for id_, k in self.known.items() if k.group]
        recent = [each for each in sent if self.now < each[0].sent + 299 * SECOND]
        if not recent:
            return
        known, identity = data.draw(st.sampled_from(recent[-5:]))
        asked = {
            "MessageBody": known.body,
            "MessageGroupId": known.group,
            "MessageDeduplicationId": self.deduplication(known.body),
        }
        if known.gone or known.queue != "orders.fifo":
            # SQS-FIFO-08: moto has forgotten what it no longer has on the queue.
            asked = {name: value for name, value in asked.items() if value}
            ours = self.ask_us("SendMessage", QueueUrl=self.urls["orders.fifo"][0], **asked)
        else:
            ours, _ = self.both("SendMessage", "orders.fifo", **asked)
        assert ours["MessageId"] == identity

    # -- receiving

    @rule(
        target=receipts,
        queue=st.sampled_from(["work", "work", "work-dead"]),
        at_most=st.integers(1, 10),
        hold=TIMEOUTS,
    )
    def receive(self, queue, at_most, hold):
        ours, motos = self.received(queue, at_most, hold)
        assert [m["Body"] for m in ours] == [m["Body"] for m in motos]
        receipts = self.compared(queue, ours, motos, hold)
        # DLQ-24: moto leaves what was received three times in its place.
        return self.kept(receipts, lambda receipt: receipt.message.receives < 3)

    @rule(
        target=receipts, queue=st.sampled_from(["orders.fifo", "orders-dead.fifo"]), hold=TIMEOUTS
    )
    def receive_one_in_order(self, queue, hold):
        if queue in SOURCES and any(self.is_due(known) for known in self.known.values()):
            # SQS-FIFO-04: once it is a dead letter, its group goes on, or the next one.
            return multiple()
        ours, motos = self.received(queue, 1, hold)
        assert [m["Body"] for m in ours] == [m["Body"] for m in motos]
        return multiple(*self.compared(queue, ours, motos, hold))

    @rule(target=receipts, queue=st.sampled_from(["orders.fifo", "orders-dead.fifo"]), hold=HOLDING)
    def receive_in_order(self, queue, hold):
        stored = [k for k in self.known.values() if k.group and not k.gone]
        if len(stored) > 10:
            return multiple()  # SQS-FIFO-06: what is left out would not be the same
        if sum(self.is_back(known, queue) for known in stored) > 1:
            return multiple()  # SQS-RCV-02: moto gives fewer, as it looks at one after the other
        ours, motos = self.received(queue, 10, hold)
        # SQS-FIFO-04, SQS-FIFO-06: between groups there is no order.
        by_group = [
            sorted(answer, key=lambda m: m["Attributes"]["MessageGroupId"])
            for answer in (ours, motos)
        ]
        receipts = self.compared(queue, *by_group, hold)
        # SQS-FIFO-03: moto mixes up what is left of a group, unless it is one message.
        last = {receipt.message.group: receipt for receipt in receipts}
        return self.kept(receipts, lambda receipt: last[receipt.message.group] is receipt)

    def received(self, queue, at_most, hold):
        answers = self.both(
            "ReceiveMessage",
            queue,
            MaxNumberOfMessages=at_most,
            VisibilityTimeout=hold,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        for answer in answers:
            assert not isinstance(answer, Refused)
            assert len(answer.get("Messages", [])) <= at_most
        assert all("Messages" not in answer or answer["Messages"] for answer in answers)
        if queue in SOURCES:
            self.see_what_died(queue)
        return [answer.get("Messages", []) for answer in answers]

    def is_due(self, known):
        """Say whether the next receive would make a dead letter of a message in order."""
        return self.is_back(known, "orders.fifo") and known.receives >= self.receives

    def is_back(self, known, queue):
        """Say whether a message was received, and is visible again."""
        held = known.queue == queue and not known.gone and known.last is not None
        return held and self.now >= known.last.until

    def see_what_died(self, queue):
        dead = self.world.region("us-east-1").queues.addressed({"QueueUrl": DEAD[queue]})
        for message in dead:
            self.known[message.id].queue = dead.name

    def compared(self, queue, ours, motos, hold):
        receipts = []
        for our, moto in zip(ours, motos, strict=True):
            known = self.known[our["MessageId"]]
            assert known.motos == moto["MessageId"]
            assert not known.gone
            assert self.seen(queue, our) == self.seen(queue, moto)
            known.queue = queue
            known.receives += 1
            assert our["Attributes"]["ApproximateReceiveCount"] == str(known.receives)
            until = self.now + SECOND * (self.hold if hold is None else hold)
            known.last = Receipt(queue, known, our["ReceiptHandle"], moto["ReceiptHandle"], until)
            receipts.append(known.last)
        return receipts

    def seen(self, queue, message):
        names = COMPARED
        if queue == "orders-dead.fifo":  # DLQ-06, DLQ-26
            names = COMPARED - {"SentTimestamp", "MessageDeduplicationId"}
        attributes = {n: v for n, v in message["Attributes"].items() if n in names}
        left_out = {"MessageId", "ReceiptHandle", "Attributes"}
        return attributes, {n: v for n, v in message.items() if n not in left_out}

    def kept(self, receipts, keeps):
        for receipt in receipts:
            if not keeps(receipt):
                self.delete(receipt)
        return multiple(*(receipt for receipt in receipts if not receipt.message.gone))

    # -- what a consumer does then

    def in_flight(self, receipt):
        message = receipt.message
        return not message.gone and message.last is receipt and self.now < receipt.until

    @rule(receipt=receipts)
    def delete(self, receipt):
        message = receipt.message
        in_flight = self.in_flight(receipt)
        ours = {"ReceiptHandle": receipt.ours}
        motos = {"ReceiptHandle": receipt.motos}
        if not message.gone and message.queue != receipt.queue:
            return  # No clause says what the handle is worth once its message is a dead letter.
        if message.group and not message.gone and not in_flight:
            # SQS-RH-03: moto deletes with any handle.
            answer = self.ask_us("DeleteMessage", QueueUrl=self.urls[receipt.queue][0], **ours)
            assert answer == "InvalidParameterValue"
        elif not message.gone or receipt.queue == message.queue:
            answers = self.both("DeleteMessage", receipt.queue, ours=ours, motos=motos)
            assert not any(isinstance(answer, Refused) for answer in answers)
            message.gone = True

    @rule(receipt=receipts, hold=st.sampled_from([0, 1, 6, 30]))
    def change_visibility(self, receipt, hold):
        message = receipt.message
        held = message.last if self.in_flight(message.last) else None
        if held and held.queue == receipt.queue and (held is receipt or not message.group):
            # SQS-VIS-08: a handle of an earlier receive will do, on a standard queue.
            answers = self.both(
                "ChangeMessageVisibility",
                receipt.queue,
                VisibilityTimeout=hold,
                ours={"ReceiptHandle": receipt.ours},
                motos={"ReceiptHandle": receipt.motos},
            )
            assert not any(isinstance(answer, Refused) for answer in answers)
            held.until = self.now + hold * SECOND
        else:
            # No clause says whether it hides the message again (SQS-VIS-08), and moto does.
            answer = self.ask_us(
                "ChangeMessageVisibility",
                QueueUrl=self.urls[receipt.queue][0],
                VisibilityTimeout=hold,
                ReceiptHandle=receipt.ours,
            )
            assert answer in ({}, "MessageNotInflight", "InvalidParameterValue")

    @rule(queue=st.sampled_from([*DEAD, *DEAD.values()]))
    def use_a_handle_of_nobody(self, queue):
        handle = {"ReceiptHandle": "nobody's"}
        answers = self.both("DeleteMessage", queue, ours=handle, motos=handle)
        assert answers == ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid")

    # -- the queue itself, and time

    @rule(hold=st.sampled_from([1, 6, 30]))
    def change_the_default(self, hold):
        for queue in self.urls:
            self.both("SetQueueAttributes", queue, Attributes={"VisibilityTimeout": str(hold)})
        self.hold = hold

    @rule()
    def purge(self):
        """Of standard queues: moto holds groups back for what was in flight when purged."""
        if self.now < self.purged + 60 * SECOND:
            return
        self.purged = self.now
        for queue in ("work", "work-dead"):
            self.both("PurgeQueue", queue)
        for known in self.known.values():
            if not known.group and not known.gone:
                known.gone = True
                known.queue = ""  # moto knows no handle any more of what was purged

    @rule(seconds=st.sampled_from([1.01, 1.01, 6.01, 31.01]))
    def pass_time(self, seconds):
        self.world.clock.pass_time(seconds)
        self.touched |= set(self.urls)

    @invariant()
    def both_count_the_same(self):
        for queue in sorted(self.touched):
            ours, motos = self.both("GetQueueAttributes", queue, AttributeNames=list(COUNTERS))
            assert ours["Attributes"] == motos["Attributes"], queue
        self.touched.clear()

    @invariant()
    def nothing_is_forgotten(self):
        stored = sum(
            int(count)
            for url, _ in self.urls.values()
            for count in self.ask_us(
                "GetQueueAttributes", QueueUrl=url, AttributeNames=list(COUNTERS)
            )["Attributes"].values()
        )
        assert stored == sum(not known.gone for known in self.known.values())


@pytest.fixture
def moto_world():
    world = MotoWorld.enter()
    yield world
    world.leave()


def compare(world, *, examples, steps, derandomize=True):
    machine = type("QueuesOfBoth", (QueuesOfBoth,), {"moto": world})
    search(machine, examples=examples, steps=steps, derandomize=derandomize)


def test_queues(moto_world):
    compare(moto_world, examples=30, steps=30)


def test_each_exemption_is_on_record():
    file = resources.files("pattern_tck.fixtures.targets") / "divergences" / "moto.yaml"
    entries = yaml.safe_load(file.read_text("utf-8"))["entries"]
    assert {entry["clause"] for entry in entries} >= EXEMPT
