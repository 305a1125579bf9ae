"""Topics: a copy in exactly the queues whose filter takes it, and nowhere else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

from bench.soak.plays.arrivals import expect
from bench.soak.scene import Scene

_COLOURS: Final = ("red", "green", "blue")


def _raw(message: Mapping[str, Any]) -> tuple[int, str]:
    colour = message.get("MessageAttributes", {}).get("colour", {}).get("StringValue")
    return json.loads(message["Body"])["number"], f"{colour} {message['Body']}"


def _wrapped(message: Mapping[str, Any]) -> tuple[int, str]:
    envelope = json.loads(message["Body"])
    colour = envelope["MessageAttributes"]["colour"]["Value"]
    return json.loads(envelope["Message"])["number"], f"{colour} {envelope['Message']}"


def _in_order(message: Mapping[str, Any]) -> tuple[int, str]:
    return json.loads(message["Body"])["number"], message["Attributes"]["MessageGroupId"]


async def play(scene: Scene) -> None:
    """Publish to a topic with three subscriptions, and to a FIFO topic with one."""
    chance = scene.chance

    async def sns(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("sns", operation, **parameters)

    topic = (await sns("CreateTopic", Name=scene.name("fan")))["TopicArn"]
    every, every_arn = await scene.queue("every")
    red, red_arn = await scene.queue("red")
    great, great_arn = await scene.queue("great")
    filters: tuple[tuple[str, dict[str, str]], ...] = (
        (every_arn, {"RawMessageDelivery": "true"}),
        (red_arn, {"FilterPolicy": json.dumps({"colour": ["red", {"prefix": "gr"}]})}),
        (
            great_arn,
            {
                "RawMessageDelivery": "true",
                "FilterPolicyScope": "MessageBody",
                "FilterPolicy": json.dumps({"size": [{"numeric": [">", 50]}]}),
            },
        ),
    )
    for arn, attributes in filters:
        await sns("Subscribe", TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    expected: dict[str, dict[int, str]] = {"every": {}, "red": {}, "great": {}}

    def entry() -> dict[str, Any]:
        number, size, colour = scene.number(), chance.randrange(100), chance.choice(_COLOURS)
        text = json.dumps({"number": number, "size": size, "text": "Größe <&> 😀"})
        shown = f"{colour} {text}"
        expected["every"][number] = shown
        if colour in {"red", "green"}:
            expected["red"][number] = shown
        if size > 50:
            expected["great"][number] = shown
        attribute = {"DataType": "String", "StringValue": colour}
        return {"Message": text, "MessageAttributes": {"colour": attribute}}

    async def publish() -> None:
        goes_on = scene.budget.turns()
        while goes_on():
            if chance.random() < 0.5:
                await sns("Publish", TopicArn=topic, **entry())
                scene.did("messages published")
                continue
            batch = [{"Id": str(place), **entry()} for place in range(5)]
            told = await sns("PublishBatch", TopicArn=topic, PublishBatchRequestEntries=batch)
            scene.equal("published of a batch", len(told["Successful"]), 5)
            scene.did("messages published", 5)

    await asyncio.gather(publish(), publish(), _fifo(scene))
    await asyncio.gather(
        expect(scene, every, expected["every"], _raw),
        expect(scene, red, expected["red"], _wrapped),
        expect(scene, great, expected["great"], _raw),
    )
    await sns("DeleteTopic", TopicArn=topic)
    await scene.delete_queues(every, red, great)


async def _fifo(scene: Scene) -> None:
    """Publish to a FIFO topic, repeat some, and have them in order, once."""

    async def sns(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("sns", operation, **parameters)

    name = scene.name("line") + ".fifo"
    made = await sns("CreateTopic", Name=name, Attributes={"FifoTopic": "true"})
    topic = made["TopicArn"]
    url, arn = await scene.queue("line", FifoQueue="true")
    await sns(
        "Subscribe",
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    groups: dict[int, str] = {}
    goes_on = scene.budget.turns()
    while goes_on():
        number = scene.number()
        groups[number] = f"g{number % 3}"
        for _ in range(1 + (scene.chance.random() < 0.2)):
            await sns(
                "Publish",
                TopicArn=topic,
                Message=json.dumps({"number": number}),
                MessageGroupId=groups[number],
                MessageDeduplicationId=f"{scene.mark}-{number}",
            )
        await asyncio.sleep(0.01)
    last: dict[str, int] = {}

    def read(message: Mapping[str, Any]) -> tuple[int, str]:
        number, group = _in_order(message)
        if number <= last.get(group, 0):
            scene.wrong(f"{number} of group {group} comes after {last[group]}")
        last[group] = number
        return number, group

    await expect(scene, url, groups, read)
    await sns("DeleteTopic", TopicArn=topic)
    await scene.delete_queues(url)
