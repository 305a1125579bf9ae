"""A redrive policy: exactly so many receives, then the dead-letter queue, and back by a task."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from bench.soak.plays.letters import Letter, letter, number_of
from bench.soak.scene import Scene

_MOST_RECEIVES: Final = 3


class _Play:
    def __init__(self, scene: Scene, url: str, dead: str) -> None:
        self.scene = scene
        self.url = url
        self.dead = dead
        self.letters: dict[int, Letter] = {}
        self.poison: set[int] = set()
        self.receives: Counter[int] = Counter()
        self.done: set[int] = set()
        self.sending = True
        self.healed = False

    async def send(self) -> None:
        scene = self.scene
        goes_on = scene.budget.turns()
        while goes_on():
            number = scene.number()
            one = letter(scene.chance, number)
            self.letters[number] = one
            if scene.chance.random() < 0.2:
                self.poison.add(number)
            await scene.sqs(
                "SendMessage",
                QueueUrl=self.url,
                MessageBody=one.body,
                MessageAttributes=one.attributes,
            )
            await asyncio.sleep(0)

    async def receive(self) -> None:
        scene = self.scene
        while self.sending or self.letters.keys() - self.done:
            told = await scene.sqs(
                "ReceiveMessage",
                QueueUrl=self.url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=1,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
            for message in told.get("Messages", []):
                await self._work(message)
            if not self.sending and not self._live():
                return

    def _live(self) -> set[int]:
        spent = {n for n in self.poison if self.receives[n] >= _MOST_RECEIVES}
        return self.letters.keys() - self.done - (set() if self.healed else spent)

    async def _work(self, message: Mapping[str, Any]) -> None:
        scene, number = self.scene, number_of(message["Body"])
        if said := self.letters[number].differs(message):
            scene.wrong(f"message {number}: {said}")
        self.receives[number] += 1
        if self.receives[number] > _MOST_RECEIVES + self.healed:
            scene.wrong(f"message {number} was received {self.receives[number]} times")
        named = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
        give_back = self.receives[number] == 1 and scene.chance.random() < 0.2
        if (number in self.poison and not self.healed) or give_back:
            await scene.sqs("ChangeMessageVisibility", VisibilityTimeout=0, **named)
        else:
            await scene.sqs("DeleteMessage", **named)
            self.done.add(number)

    async def until_laid_aside(self) -> None:
        """Poll on: a message past its receives is moved by the next receive (DLQ-02)."""
        scene = self.scene

        async def moved() -> bool:
            told = await scene.sqs("ReceiveMessage", QueueUrl=self.url, MaxNumberOfMessages=10)
            for message in told.get("Messages", []):
                await self._work(message)
            there = sum(await scene.counters(self.dead))
            return there == len(self.poison) and not any(await scene.counters(self.url))

        await scene.until(moved, "all poison is in the dead-letter queue")
        for number in self.poison:
            scene.equal(f"receives of {number}", self.receives[number], _MOST_RECEIVES)
        scene.did("messages laid aside", len(self.poison))

    async def look_at_dead_letters(self, source: str) -> None:
        """Look at some dead letters, and let them lie."""
        told = await self.scene.sqs(
            "ReceiveMessage",
            QueueUrl=self.dead,
            MaxNumberOfMessages=10,
            VisibilityTimeout=0,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        for message in told.get("Messages", []):
            number = number_of(message["Body"])
            if number not in self.poison:
                self.scene.wrong(f"message {number} is a dead letter, and no poison")
            if said := self.letters[number].differs(message):
                self.scene.wrong(f"dead letter {number}: {said}")
            came_from = message["Attributes"].get("DeadLetterQueueSourceArn")
            self.scene.equal("source of a dead letter", came_from, source)


async def play(scene: Scene) -> None:
    """Have some messages fail for ever, mend the fault, and redrive them."""
    dead, dead_arn = await scene.queue("dead")
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": _MOST_RECEIVES})
    url, arn = await scene.queue("frail", VisibilityTimeout="120", RedrivePolicy=policy)
    one = _Play(scene, url, dead)
    receivers = [asyncio.ensure_future(one.receive()) for _ in range(2)]
    await asyncio.gather(*(one.send() for _ in range(2)))
    one.sending = False
    await asyncio.gather(*receivers)
    await one.until_laid_aside()
    await one.look_at_dead_letters(arn)
    one.healed = True
    one.receives.clear()
    if one.poison:
        await scene.sqs("StartMessageMoveTask", SourceArn=dead_arn)
        await asyncio.gather(one.receive(), one.receive())
        told = await scene.sqs("ListMessageMoveTasks", SourceArn=dead_arn)
        moved = told["Results"][0]["ApproximateNumberOfMessagesMoved"]
        scene.equal("dead letters that were moved", moved, len(one.poison))
        scene.did("dead letters moved back", moved)
    scene.equal("messages that were done", one.done, set(one.letters))
    await scene.delete_queues(url, dead)
