"""Channels that live for a moment: made, used, purged, deleted, and gone."""

from __future__ import annotations

import asyncio
import json

from bench.soak.scene import Scene


async def play(scene: Scene) -> None:
    """Make queues, topics, rules and worlds, and delete them again."""
    goes_on = scene.budget.turns()
    while goes_on():
        await _queue(scene)
        await _topic(scene)
        await _world(scene)
        await asyncio.sleep(0.02)


async def _queue(scene: Scene) -> None:
    name = f"brief{scene.number()}"
    url, _ = await scene.queue(name)
    entries = [{"Id": str(place), "MessageBody": "x" * 1000} for place in range(10)]
    await scene.sqs("SendMessageBatch", QueueUrl=url, Entries=entries)
    await scene.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=3)
    scene.equal("what a brief queue holds", await scene.counters(url), (7, 3, 0))
    await scene.sqs("TagQueue", QueueUrl=url, Tags={"a": "b"})
    await scene.sqs("PurgeQueue", QueueUrl=url)
    scene.equal("what a purge has left", await scene.counters(url), (0, 0, 0))
    await scene.refused("PurgeQueueInProgress", scene.sqs("PurgeQueue", QueueUrl=url))
    await scene.sqs("DeleteQueue", QueueUrl=url)
    await scene.refused("NonExistentQueue", scene.sqs("SendMessage", QueueUrl=url, MessageBody="x"))
    await scene.refused("QueueDeletedRecently", scene.queue(name))
    scene.did("brief queues")


async def _topic(scene: Scene) -> None:
    caller = scene.caller
    name = scene.name(f"brief{scene.number()}")
    topic = (await caller.call("sns", "CreateTopic", Name=name))["TopicArn"]
    url, arn = await scene.queue(f"of{scene.number()}")
    await caller.call("sns", "Subscribe", TopicArn=topic, Protocol="sqs", Endpoint=arn)
    await caller.call("sns", "Publish", TopicArn=topic, Message="brief")
    scene.equal("copies of a brief topic", (await scene.counters(url))[0], 1)
    await caller.call("sns", "DeleteTopic", TopicArn=topic)
    await scene.refused(
        "NotFound", caller.call("sns", "Publish", TopicArn=topic, Message="to nobody")
    )
    await scene.sqs("DeleteQueue", QueueUrl=url)
    scene.did("brief topics")


async def _world(scene: Scene) -> None:
    """Have a world with a message in it, and remove it."""
    name = f"brief-{scene.mark}-{scene.number()}"
    other = type(scene.caller)(scene.caller.port, name, scene.log)
    url = (await other.call("sqs", "CreateQueue", QueueName="q"))["QueueUrl"]
    await other.call("sqs", "SendMessage", QueueUrl=url, MessageBody="kept for nobody")
    listed = (await scene.sqs("ListQueues", QueueNamePrefix="q")).get("QueueUrls", [])
    scene.equal("queues of another world that are seen here", listed, [])
    status, _ = await other.control("DELETE", "worlds")
    scene.equal("status of removing a world", status, 200)
    other.close()
    _, answer = await scene.caller.control("GET", "worlds")
    if name in {world["name"] for world in json.loads(answer)["worlds"]}:
        scene.wrong(f"the world {name} was removed and is there")
    scene.did("brief worlds")
