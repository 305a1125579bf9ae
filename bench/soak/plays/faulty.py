"""A world with faults: duplicates, lost answers, throttles, and still nothing is lost."""

from __future__ import annotations

import json
import time
from typing import Any

from bench.soak.plays.letters import Letter, letter, number_of
from bench.soak.scene import Scene
from bench.soak.wire import PATIENCE, HungUp, Refused


async def play(scene: Scene) -> None:
    """Send and receive as an SDK does, again and again until it is answered."""
    url, _ = await scene.queue("faulty", VisibilityTimeout="1")
    chance = {"seed": scene.chance.randrange(10**6), "probability": 0.1}
    status, said = await scene.caller.control("POST", "faults", json.dumps(chance))
    scene.equal(f"status of ordering faults ({said[:80]!r})", status, 200)
    letters: dict[int, Letter] = {}
    seen: set[int] = set()
    goes_on = scene.budget.turns()
    while goes_on():
        number = scene.number()
        one = letters[number] = letter(scene.chance, number)
        await _tried(
            scene,
            "SendMessage",
            QueueUrl=url,
            MessageBody=one.body,
            MessageAttributes=one.attributes,
        )
        await _receive(scene, url, letters, seen)
    end = time.monotonic() + PATIENCE
    while letters.keys() - seen and time.monotonic() < end:
        await _receive(scene, url, letters, seen)
    if lost := letters.keys() - seen:
        scene.wrong(f"lost under faults: {sorted(lost)[:20]}")
    _, said = await scene.caller.control("GET", "faults")
    scene.did("faults that happened", json.loads(said)["chance"]["deviations"])
    scene.did("messages under faults", len(letters))
    # What was deleted may come again a day later, so the world is emptied as a whole.
    status, _ = await scene.caller.control("POST", "reset", "{}")
    scene.equal("status of a reset", status, 200)


async def _receive(scene: Scene, url: str, letters: dict[int, Letter], seen: set[int]) -> None:
    told = await _tried(
        scene,
        "ReceiveMessage",
        QueueUrl=url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=1 if scene.chance.random() < 0.1 else 0,
        MessageAttributeNames=["All"],
    )
    for message in told.get("Messages", []):
        number = number_of(message["Body"])
        if number not in letters:
            scene.wrong(f"a message that nobody sent: {message['Body']!r:.200}")
        elif said := letters[number].differs(message):
            scene.wrong(f"message {number} under faults: {said}")
        seen.add(number)
        await _tried(scene, "DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


async def _tried(scene: Scene, operation: str, **parameters: Any) -> dict[str, Any]:
    """Call until an answer comes; a throttle and a lost answer are tried again."""
    while True:
        try:
            return await scene.sqs(operation, **parameters)
        except HungUp:
            scene.did("answers that were lost")
        except Refused as refused:
            if refused.code not in {"RequestThrottled", "OverLimit"}:
                raise
