"""A FIFO queue: in order within each group, and each deduplication id once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bench.soak.plays.letters import Letter, letter, number_of
from bench.soak.scene import Scene

_GROUPS: Final = 6


class _Play:
    def __init__(self, scene: Scene, url: str) -> None:
        self.scene = scene
        self.url = url
        self.letters: dict[int, Letter] = {}
        #: The numbers of each group, in the order in which they were accepted.
        self.accepted: dict[str, list[int]] = {f"g{n}": [] for n in range(_GROUPS)}
        self.ids: dict[int, tuple[str, str]] = {}
        #: How many of each group were deleted: the next one must be the one at this place.
        self.gone: Counter[str] = Counter()
        self.sending = True

    async def send(self, group: str) -> None:
        """Send to one group, one after the other, and repeat some."""
        scene = self.scene
        goes_on = scene.budget.turns()
        while goes_on():
            size = scene.chance.choice((1, 1, 4))
            numbers = [scene.number() for _ in range(size)]
            for number in numbers:
                self.letters[number] = letter(scene.chance, number)
                self.accepted[group].append(number)
            await self._hand_over(group, numbers)
            if scene.chance.random() < 0.2:
                # The same again is accepted, told the same, and delivered once.
                known = [self.ids[number] for number in numbers]
                await self._hand_over(group, numbers)
                scene.equal("ids of repeated sends", [self.ids[n] for n in numbers], known)
                scene.did("repeated sends to FIFO queues", size)
            scene.did("messages sent to FIFO queues", size)

    async def _hand_over(self, group: str, numbers: Sequence[int]) -> None:
        entries = [
            {
                "MessageBody": self.letters[number].body,
                "MessageAttributes": self.letters[number].attributes,
                "MessageGroupId": group,
                "MessageDeduplicationId": f"{self.scene.mark}-{number}",
            }
            for number in numbers
        ]
        if len(entries) == 1:
            told = await self.scene.sqs("SendMessage", QueueUrl=self.url, **entries[0])
            self.ids[numbers[0]] = told["MessageId"], told["SequenceNumber"]
            return
        batch = [{"Id": str(n), **one} for n, one in zip(numbers, entries, strict=True)]
        told = await self.scene.sqs("SendMessageBatch", QueueUrl=self.url, Entries=batch)
        for one in told["Successful"]:
            self.ids[int(one["Id"])] = one["MessageId"], one["SequenceNumber"]

    def left(self) -> bool:
        """Say whether something is still to come."""
        return any(self.gone[group] < len(sent) for group, sent in self.accepted.items())

    async def receive(self) -> None:
        scene = self.scene
        while self.sending or self.left():
            told = await scene.sqs(
                "ReceiveMessage",
                QueueUrl=self.url,
                MaxNumberOfMessages=scene.chance.choice((1, 3, 10)),
                WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
            )
            await self._work(told.get("Messages", []))

    async def _work(self, messages: Sequence[Mapping[str, Any]]) -> None:
        scene = self.scene
        seen: Counter[str] = Counter()
        for message in messages:
            number, group = number_of(message["Body"]), message["Attributes"]["MessageGroupId"]
            expected = self.accepted[group][self.gone[group] + seen[group]]
            scene.equal(f"next of group {group}", number, expected)
            seen[group] += 1
            if said := self.letters[number].differs(message):
                scene.wrong(f"message {number}: {said}")
        scene.did("messages received from FIFO queues", len(messages))
        if scene.chance.random() < 0.15:
            for message in messages:
                await scene.sqs(
                    "ChangeMessageVisibility",
                    QueueUrl=self.url,
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=0,
                )
            return
        # Written down before it is asked: whoever is given the next ones may hear of it earlier.
        self.gone += seen
        entries = [
            {"Id": str(place), "ReceiptHandle": one["ReceiptHandle"]}
            for place, one in enumerate(messages)
        ]
        if entries:
            told = await scene.sqs("DeleteMessageBatch", QueueUrl=self.url, Entries=entries)
            scene.equal("deleted of a batch", len(told.get("Successful", [])), len(entries))


async def play(scene: Scene) -> None:
    """Load one FIFO queue with a sender for each group and competing receivers."""
    url, _ = await scene.queue("ordered", FifoQueue="true", VisibilityTimeout="120")
    one = _Play(scene, url)
    receivers = [asyncio.ensure_future(one.receive()) for _ in range(3)]
    await asyncio.gather(*(one.send(group) for group in one.accepted))
    one.sending = False

    async def drained() -> bool:
        return not one.left()

    if not await scene.until(drained, "every group is received to its end"):
        for task in receivers:
            task.cancel()
    await asyncio.gather(*receivers)
    for group, numbers in one.accepted.items():
        orders = [int(one.ids[number][1]) for number in numbers]
        scene.equal(f"sequence numbers of {group} grow", orders, sorted(set(orders)))
    await scene.delete_queues(url)
