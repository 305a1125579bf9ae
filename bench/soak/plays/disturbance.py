"""Callers that nobody wants: malformed, cut off, too many at once, too slow to read."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from bench.soak.scene import Scene
from bench.soak.wire import HungUp, Refused, Wire

#: Requests that one connection sends without waiting for an answer.
_IN_LINE = 25


async def play(scene: Scene) -> None:
    """Disturb the door in every way that is known here, and look whether it still answers."""
    url, _ = await scene.queue("disturbed")
    goes_on = scene.budget.turns()
    while goes_on():
        await _malformed(scene, url)
        await _cut_off(scene, url)
        await _in_line(scene, url)
        await _slow(scene, url)
        await _control(scene)
        await asyncio.sleep(0.05)

    async def alone() -> bool:
        _, answer = await scene.caller.control("GET", "time")
        return bool(json.loads(answer)["waiting"] == 0)

    await scene.until(alone, "no call of the disturbed world waits")
    await scene.sqs("DeleteQueue", QueueUrl=url)


async def _malformed(scene: Scene, url: str) -> None:
    whole = scene.caller.written("sqs", "SendMessage", {"QueueUrl": url, "MessageBody": "text"})
    garbled = bytearray(whole)
    for _ in range(scene.chance.randrange(1, 6)):
        garbled[scene.chance.randrange(len(garbled))] = scene.chance.randrange(256)
    for data in (
        bytes(garbled),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        whole.replace(b"AWS4-HMAC-SHA256", b"Nothing"),
        whole.replace(b"AmazonSQS.SendMessage", b"AmazonSQS.Nothing"),
        whole.replace(b'"text"', b'{"deep": [[1]]}'),
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        scene.chance.randbytes(200),
    ):
        wire = await Wire.open(scene.caller.port)
        with suppress(HungUp, ConnectionError, ValueError):
            await wire.send(data)
            wire._writer.write_eof()  # noqa: SLF001 - nothing more is coming
            status, _, body = await wire.answer()
            # 501: a garbled name may be that of something that is not modelled.
            if status >= 500 and b"NotModelled" not in body:
                scene.wrong(f"status {status} for {data[:300]!r}: {body[:300]!r}")
        wire.drop()
    with suppress(Refused):
        await scene.caller.call("sqs", "SendMessage", QueueUrl=url, MessageBody="")
    scene.did("malformed requests", 8)


async def _cut_off(scene: Scene, url: str) -> None:
    poll = scene.caller.written(
        "sqs", "ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 20, "VisibilityTimeout": 0}
    )
    wires = [await Wire.open(scene.caller.port) for _ in range(5)]
    for wire in wires:
        await wire.send(poll[: scene.chance.randrange(1, len(poll) + 1)])
    await asyncio.sleep(0)
    for wire in wires:
        wire.drop()
    scene.did("connections cut off", len(wires))


async def _in_line(scene: Scene, url: str) -> None:
    """Send many requests at once on one connection: the answers come in their order."""
    wire = await Wire.open(scene.caller.port)
    asked: dict[str, Any] = {"QueueUrl": url, "AttributeNames": ["QueueArn"]}
    one = scene.caller.written("sqs", "GetQueueAttributes", asked)
    other = scene.caller.written("sqs", "GetQueueUrl", {"QueueName": url.rpartition("/")[2]})
    await wire.send((one + other) * (_IN_LINE // 2))
    for place in range(2 * (_IN_LINE // 2)):
        _, _, body = await wire.answer()
        scene.equal(f"answer {place} in line", b"QueueArn" in body, place % 2 == 0)
    wire.drop()
    scene.did("requests in line", _IN_LINE)


async def _slow(scene: Scene, url: str) -> None:
    """Ask for much and read it little by little, or not at all."""
    body = "y" * 50_000
    await scene.sqs("SendMessage", QueueUrl=url, MessageBody=body)
    look = scene.caller.written("sqs", "ReceiveMessage", {"QueueUrl": url, "VisibilityTimeout": 0})
    slow, never = await Wire.open(scene.caller.port), await Wire.open(scene.caller.port)
    for wire in (slow, never):
        await wire.send(look * _IN_LINE)
    for _ in range(_IN_LINE):
        status, _, answer = await slow.answer()
        scene.equal("status for a slow reader", status, 200)
        json.loads(answer)
        await asyncio.sleep(0.002)
    slow.drop()
    never.drop()
    with suppress(Refused):
        # Once in a minute.
        await scene.sqs("PurgeQueue", QueueUrl=url)
    scene.did("slow readers", 2)


async def _control(scene: Scene) -> None:
    for path in ("health", "time", "state", "journal?limit=50", "faults", "freedoms", "worlds"):
        status, answer = await scene.caller.control("GET", path)
        scene.equal(f"status of {path}", status, 200)
        json.loads(answer)
    status, _ = await scene.caller.control("POST", "time", '{"advance": "much"}')
    scene.equal("status of a wrong advance", status, 400)
    scene.did("looks at control endpoints", 8)
