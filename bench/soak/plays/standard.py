"""A standard queue and competing receivers: nothing is lost, nothing invented, nothing changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.soak.plays.letters import Letter, letter, number_of
from bench.soak.scene import Scene
from bench.soak.wire import Refused

#: Seconds after which a message that nobody deletes comes again.
_VISIBILITY: Final = 2
#: What a receiver is told that changes the visibility timeout after that.
_TOO_LATE: Final = frozenset({"MessageNotInflight", "InvalidParameterValue"})


class _Book:
    """What was sent, what may have been, and what was deleted, when."""

    def __init__(self) -> None:
        self.letters: dict[int, Letter] = {}
        self.ids: dict[int, str] = {}
        #: Sent without an answer: they may be there or not.
        self.doubtful: set[int] = set()
        self.deleted: dict[int, float] = {}

    def missing(self) -> set[int]:
        """Give the numbers that were accepted and not yet deleted."""
        return self.letters.keys() - self.doubtful - self.deleted.keys()


class _Play:
    def __init__(self, scene: Scene, url: str) -> None:
        self.scene = scene
        self.url = url
        self.book = _Book()
        self.sending = True

    async def send(self) -> None:
        scene, book = self.scene, self.book
        goes_on = scene.budget.turns()
        while goes_on():
            drawn = scene.chance.random()
            written = {(number := scene.number()): letter(scene.chance, number) for _ in range(5)}
            numbers = list(written)
            if drawn < 0.05:
                # The dropped call may be done: it is in the book before it is known.
                book.letters[numbers[0]] = written[numbers[0]]
                book.doubtful.add(numbers[0])
                await scene.caller.drop_call("sqs", "SendMessage", **self._asked(written, numbers))
            elif drawn < 0.6:
                book.letters[numbers[0]] = written[numbers[0]]
                told = await scene.sqs("SendMessage", **self._asked(written, numbers))
                book.ids[numbers[0]] = told["MessageId"]
            else:
                book.letters.update(written)
                entries = [
                    {
                        "Id": str(number),
                        "MessageBody": one.body,
                        "MessageAttributes": one.attributes,
                        "DelaySeconds": scene.chance.choice((0, 0, 1)),
                    }
                    for number, one in written.items()
                ]
                told = await scene.sqs("SendMessageBatch", QueueUrl=self.url, Entries=entries)
                book.ids |= {int(one["Id"]): one["MessageId"] for one in told["Successful"]}
            scene.did("messages sent to standard queues", 5 if drawn >= 0.6 else 1)

    def _asked(self, written: Mapping[int, Letter], numbers: Sequence[int]) -> dict[str, Any]:
        one = written[numbers[0]]
        return {
            "QueueUrl": self.url,
            "MessageBody": one.body,
            "MessageAttributes": one.attributes,
        }

    async def receive(self) -> None:
        scene = self.scene
        while self.sending or self.book.missing():
            if scene.chance.random() < 0.02:
                await scene.caller.drop_call(
                    "sqs", "ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=1
                )
            asked_at = time.monotonic()
            told = await scene.sqs(
                "ReceiveMessage",
                QueueUrl=self.url,
                MaxNumberOfMessages=scene.chance.choice((1, 5, 10)),
                WaitTimeSeconds=scene.chance.choice((0, 1, 1)),
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
            )
            await self._work(told.get("Messages", []), asked_at)

    async def _work(self, messages: Sequence[Mapping[str, Any]], asked_at: float) -> None:
        scene = self.scene
        for message in messages:
            self._check(message, asked_at)
        if len(messages) > 1 and scene.chance.random() < 0.5:
            entries = [
                {"Id": str(place), "ReceiptHandle": one["ReceiptHandle"]}
                for place, one in enumerate(messages)
            ]
            told = await scene.sqs("DeleteMessageBatch", QueueUrl=self.url, Entries=entries)
            scene.equal("deleted of a batch", len(told.get("Successful", [])), len(messages))
            for message in messages:
                self.book.deleted.setdefault(number_of(message["Body"]), time.monotonic())
            return
        for message in messages:
            await self._treat(message)

    async def _treat(self, message: Mapping[str, Any]) -> None:
        try:
            await self._end(message)
        except Refused as refused:
            # Where this machine is slow, the message may be visible again, or somebody else's.
            if refused.code.rpartition(".")[2] not in _TOO_LATE:
                raise

    async def _end(self, message: Mapping[str, Any]) -> None:
        scene, drawn = self.scene, self.scene.chance.random()
        named = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
        if drawn < 0.1:
            await scene.sqs("ChangeMessageVisibility", VisibilityTimeout=0, **named)
            return
        if drawn < 0.15:
            # Forgotten: it comes again by itself.
            return
        if drawn < 0.25:
            await scene.sqs("ChangeMessageVisibility", VisibilityTimeout=30, **named)
        await scene.sqs("DeleteMessage", **named)
        self.book.deleted.setdefault(number_of(message["Body"]), time.monotonic())

    def _check(self, message: Mapping[str, Any], asked_at: float) -> None:
        scene, book = self.scene, self.book
        number = number_of(message["Body"])
        written = book.letters.get(number)
        if written is None:
            scene.wrong(f"a message that nobody sent: {message['Body']!r:.200}")
            return
        if said := written.differs(message):
            scene.wrong(f"message {number}: {said}")
        if number in book.ids and book.ids[number] != message["MessageId"]:
            scene.wrong(f"message {number} has another id than its sender was told")
        if book.deleted.get(number, asked_at) < asked_at:
            scene.wrong(f"message {number} was received after its delete")
        scene.did("messages received from standard queues")


async def play(scene: Scene) -> None:
    """Load one standard queue with senders, receivers, and some who hang up."""
    url, _ = await scene.queue("work", VisibilityTimeout=str(_VISIBILITY))
    one = _Play(scene, url)
    receivers = [asyncio.ensure_future(one.receive()) for _ in range(4)]
    await asyncio.gather(*(one.send() for _ in range(3)))
    one.sending = False

    async def drained() -> bool:
        return not one.book.missing() or any(task.done() for task in receivers)

    if not await scene.until(drained, "every message is received and deleted"):
        scene.wrong(f"lost: {sorted(one.book.missing())[:20]}")
        for task in receivers:
            task.cancel()
    await asyncio.gather(*receivers)

    # Those that nobody was told of may still be there, and those that were given to the dead.
    async def empty() -> bool:
        asked_at = time.monotonic()
        told = await scene.sqs(
            "ReceiveMessage",
            QueueUrl=url,
            MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
            WaitTimeSeconds=1,
        )
        await one._work(told.get("Messages", []), asked_at)  # noqa: SLF001 - its own play
        return not any(await scene.counters(url))

    await scene.until(empty, "the queue is empty")
    await scene.delete_queues(url)
