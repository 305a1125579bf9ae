"""The soak: a short one with few steps, and that it sees what a broken server would do."""

import asyncio
import json
import random
from hashlib import md5

import pytest
from bench.soak.__main__ import soak
from bench.soak.judging import judge
from bench.soak.log import Log, Window
from bench.soak.plays import arrivals, ordered, standard
from bench.soak.plays.letters import letter
from bench.soak.rounds import PLAYS, Sample
from bench.soak.scene import Budget, Scene


def test_a_short_soak_finds_nothing_wrong():
    figures = soak(rounds=2, steps=2, seed=7)
    assert figures["complaints"] == []
    assert figures["broken"] == 0
    assert figures["sockets_left"] == 0
    assert figures["calls"] > 500
    for what in ("executions", "brief worlds", "events put", "schedules", "alarms"):
        assert figures["done"][what], what


def test_every_play_has_a_world():
    assert len(PLAYS) == 10
    assert len({world for _, world in PLAYS.values()}) > 5


class Liar:
    """A caller whose world does what it likes: ``lie`` changes what is received."""

    port, world = 0, "lies"

    def __init__(self, lie):
        self.log = Log()
        self._lie = lie
        self._held = []
        self._receives = 0

    def arn(self, service, resource):
        return f"arn:aws:{service}:eu-west-1:123456789012:{resource}"

    async def drop_call(self, service, operation, **parameters):
        await asyncio.sleep(0)

    async def call(self, service, operation, **asked):
        await asyncio.sleep(0)
        return getattr(self, operation)(**asked)

    def CreateQueue(self, QueueName, Attributes):  # noqa: N802, N803 - as the API has it
        return {"QueueUrl": f"http://lies/{QueueName}"}

    def SendMessage(self, QueueUrl, **message):  # noqa: N802, N803
        number = str(len(self._held))
        self._held.append(message)
        return {"MessageId": number, "SequenceNumber": number}

    def SendMessageBatch(self, QueueUrl, Entries):  # noqa: N802, N803
        told = [{"Id": one["Id"], **self.SendMessage("", **one)} for one in Entries]
        return {"Successful": told}

    def ReceiveMessage(self, **asked):  # noqa: N802
        self._receives += 1
        given, self._held = self._held[:10], self._held[10:]
        return {"Messages": self._lie([self._shown(one) for one in given], self._receives)}

    def _shown(self, message):
        body = message["MessageBody"]
        return {
            "Body": body,
            "MD5OfBody": md5(body.encode()).hexdigest(),
            "MessageId": "x",
            "ReceiptHandle": body,
            "MessageAttributes": message.get("MessageAttributes", {}),
            "Attributes": {"MessageGroupId": message.get("MessageGroupId", "")},
        }

    def ChangeMessageVisibility(self, **asked):  # noqa: N802
        return {}

    def DeleteMessage(self, **asked):  # noqa: N802
        return {}

    def DeleteMessageBatch(self, QueueUrl, Entries):  # noqa: N802, N803
        return {"Successful": Entries}


def complaints(lie, expected):
    """Receive through a liar what is expected, by number; give what `expect` complains of."""
    caller = Liar(lie)
    scene = Scene(caller, Budget(steps=1), random.Random(1), "1")
    for number in expected:
        caller.SendMessage("", MessageBody=json.dumps({"number": number, "text": "t"}))

    def read(message):
        said = json.loads(message["Body"])
        return said["number"], said["text"]

    asyncio.run(arrivals.expect(scene, "http://lies/q", expected, read))
    return " ".join(caller.log.complaints)


EXPECTED = {1: "t", 2: "t", 3: "t"}


def test_what_arrives_as_it_should_is_well():
    assert complaints(lambda messages, _: messages, EXPECTED) == ""


def test_what_is_lost_is_seen(monkeypatch):
    monkeypatch.setattr(arrivals, "PATIENCE", 0)
    assert "lacks [1]" in complaints(lambda messages, _: messages[1:], EXPECTED)


def changed(message):
    return {**message, "Body": message["Body"].replace('"t"', '"u"')}


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lambda messages, _: messages + messages[:1], "more than once: [1]"),
        (lambda messages, _: [changed(one) for one in messages], "'u'"),
        (
            lambda messages, receive: (
                [*messages, {**messages[0], "Body": '{"number": 9, "text": "t"}'}]
                if receive == 1
                else []
            ),
            "has 9",
        ),
    ],
)
def test_what_is_doubled_changed_or_invented_is_seen(lie, said):
    assert said in complaints(lie, EXPECTED)


def test_a_letter_knows_itself():
    written = letter(random.Random(3), 5)
    message = {
        "Body": written.body,
        "MD5OfBody": md5(written.body.encode()).hexdigest(),
        "MessageAttributes": written.attributes,
    }
    assert not written.differs(message)
    assert "body" in written.differs({**message, "Body": "other"})
    assert "digest" in written.differs({**message, "MD5OfBody": "0"})
    assert "attributes" in written.differs({**message, "MessageAttributes": {"z": {}}})


def test_order_within_a_group_is_held_against_what_was_accepted():
    caller = Liar(lambda messages, _: messages[::-1])
    play = ordered._Play(Scene(caller, Budget(steps=1), random.Random(1), "1"), "http://lies/q")
    play.accepted["g0"] = [1, 2]
    for number in (1, 2):
        play.letters[number] = letter(random.Random(number), number)
        body = play.letters[number].body
        caller.SendMessage("", MessageBody=body, MessageGroupId="g0")
    asyncio.run(play._work(caller.ReceiveMessage()["Messages"]))
    assert any("next of group g0" in said for said in caller.log.complaints)


def test_a_message_that_nobody_sent_or_that_was_deleted_is_seen():
    caller = Liar(lambda messages, _: messages)
    play = standard._Play(Scene(caller, Budget(steps=1), random.Random(1), "1"), "http://lies/q")
    play._check({"Body": '{"number": 4}'}, asked_at=0)
    written = play.book.letters[5] = letter(random.Random(5), 5)
    play.book.deleted[5] = 1.0
    play._check({"Body": written.body, "MD5OfBody": "", "MessageId": ""}, asked_at=2.0)
    said = " ".join(caller.log.complaints)
    assert "nobody sent" in said
    assert "message 5 was received after its delete" in said


def sampled(resident, for_a_call=1.0, at=0.0):
    return Sample(at, resident, 0, for_a_call, Window())


def judged(samples):
    log = Log()
    figures = judge(samples, log)
    return figures, " ".join(log.complaints)


def test_memory_that_grows_is_seen_and_memory_that_swings_is_not():
    figures, said = judged([sampled(100.0 + number) for number in range(40)])
    assert figures["grown_mb"] == pytest.approx(29)
    assert "memory has grown by 29.0 MB, and 12.0 are allowed" in said
    _, said = judged([sampled(100.0 + 5 * (number % 3)) for number in range(40)])
    assert said == ""


def test_calls_that_take_more_and_more_are_seen():
    _, said = judged([sampled(100.0, 1.0 + number / 10) for number in range(30)])
    assert "a call takes" in said


def test_few_rounds_say_nothing_about_growth():
    assert judged([sampled(100.0), sampled(500.0)])[1] == ""


def test_memory_counts_as_soon_as_the_journals_are_full():
    filling = [Sample(0.0, 50.0 + 5 * number, 0, 1.0, Window(), False) for number in range(10)]
    figures, said = judged(filling + [sampled(100.0)] * 10)
    assert (figures["grown_mb"], said) == (0, "")
