"""A bus: each event at exactly the targets whose rule takes it, in the form that they ask for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from bench.soak.plays.arrivals import expect
from bench.soak.scene import Scene


def _event(message: Mapping[str, Any]) -> tuple[int, str]:
    event = json.loads(message["Body"])
    detail = event["detail"]
    return detail["number"], f"{event['source']} {event['detail-type']} {json.dumps(detail)}"


def _told(message: Mapping[str, Any]) -> tuple[int, str]:
    said = json.loads(message["Body"])
    return said["number"], str(said["words"])


async def play(scene: Scene) -> None:
    """Put events on a bus with three rules."""
    chance = scene.chance

    async def events(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("events", operation, **parameters)

    bus = scene.name("bus")
    await events("CreateEventBus", Name=bus)
    rides, rides_arn = await scene.queue("rides")
    dear, dear_arn = await scene.queue("dear")
    words, words_arn = await scene.queue("words")
    transformer = {
        "InputPathsMap": {"n": "$.detail.number", "from": "$.detail.from", "what": "$.source"},
        "InputTemplate": '{"number": <n>, "words": "<what> in <from>"}',
    }
    rules: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "rides": ({"source": [{"prefix": "ride."}]}, {"Arn": rides_arn}),
        "dear": ({"detail": {"fare": [{"numeric": [">=", 50, "<", 90]}]}}, {"Arn": dear_arn}),
        "words": (
            {"detail-type": [{"anything-but": "Silent"}], "detail": {"from": ["Berlin", "Bonn"]}},
            {"Arn": words_arn, "InputTransformer": transformer},
        ),
    }
    for name, (pattern, target) in rules.items():
        await events("PutRule", Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
        told = await events(
            "PutTargets", Rule=name, EventBusName=bus, Targets=[{"Id": name, **target}]
        )
        scene.equal("targets that were not put", told["FailedEntryCount"], 0)
    expected: dict[str, dict[int, str]] = {name: {} for name in rules}

    def entry() -> dict[str, Any]:
        source = chance.choice(("ride.booked", "ride.ended", "payment.made"))
        kind = chance.choice(("Told", "Silent"))
        city = chance.choice(("Berlin", "Bonn", "Köln"))
        fare = chance.randrange(100)
        detail = {"number": scene.number(), "from": city, "fare": fare}
        number = detail["number"]
        shown = f"{source} {kind} {json.dumps(detail)}"
        if source.startswith("ride."):
            expected["rides"][number] = shown
        if 50 <= fare < 90:
            expected["dear"][number] = shown
        if kind == "Told" and city != "Köln":
            expected["words"][number] = f"{source} in {city}"
        return {
            "Source": source,
            "DetailType": kind,
            "Detail": json.dumps(detail),
            "EventBusName": bus,
        }

    async def put() -> None:
        goes_on = scene.budget.turns()
        while goes_on():
            entries = [entry() for _ in range(chance.choice((1, 1, 5, 10)))]
            told = await events("PutEvents", Entries=entries)
            scene.equal("events that were not taken", told["FailedEntryCount"], 0)
            scene.did("events put", len(entries))

    await asyncio.gather(put(), put())
    await asyncio.gather(
        expect(scene, rides, expected["rides"], _event),
        expect(scene, dear, expected["dear"], _event),
        expect(scene, words, expected["words"], _told),
    )
    for name in rules:
        await events("RemoveTargets", Rule=name, EventBusName=bus, Ids=[name])
        await events("DeleteRule", Name=name, EventBusName=bus)
    await events("DeleteEventBus", Name=bus)
    await scene.delete_queues(rides, dear, words)
