"""The chain of filters as its sentences see it: how it is wired, what enters it, what leaves it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty

#: What a fare may carry beside the fare itself, and no filter touches.
NOTE = {"to": "driver", "text": "The customer has two suitcases."}
_TOPIC = "processed fares"
_LEFT = "what has left the chain"


def build(stage: Stage, filters: Sequence[str], replaced: str = "") -> None:
    """Cast a filter for each name and wire them, the last one first; ``replaced`` is the kit's.

    A filter plays the role that the note "roles" has for its name, and else ``filter``.
    """
    stage.notes["filters"] = filters
    if "patience" in stage.notes:
        stage.ask_for(STAGE_DEADLINE=stage.notes["patience"] / len(filters))
    topic = end_of(stage)
    following: Channel | None = None
    for name in reversed(filters):
        if name == replaced:
            following = _play(stage, name, following or topic)
        else:
            wire(stage, name, following or topic)
            following = pipe_of(stage, name)
        stage.notes["entrance"] = following


def end_of(stage: Stage) -> Channel:
    """Give the topic at the end of a chain, to which a queue of the kit listens."""
    if _TOPIC not in stage.directory.channels:
        topic = stage.puppet.topic(_TOPIC)
        stage.puppet.subscribe(topic, stage.puppet.queue(_LEFT), RawMessageDelivery="true")
    return stage.channel(_TOPIC)


def place(stage: Stage, another: str) -> Channel:
    """Give where a filter is told to send to: the topic at the end, or a queue of this name."""
    return end_of(stage) if another == "a topic" else stage.puppet.make(another, "queue")


def wire(stage: Stage, name: str, following: Channel, instances: int = 1) -> None:
    """Deploy a filter, told that a queue or a topic comes next; one that is there ends."""
    if name in stage.applications:
        for one in stage.application(name).instances:
            one.close()
    stage.ask_for(FILTER=name)
    queue, topic = (following, None) if following.kind == "queue" else (None, following)
    given = {"NEXT_QUEUE_URL": queue, "NEXT_TOPIC_ARN": topic}
    role = stage.notes.get("roles", {}).get(name, "filter")
    stage.cast(role, called=name, instances=instances, given=given)


def alone(stage: Stage, name: str, instances: int = 1) -> None:
    """Cast one filter, between its pipe and one of the kit's."""
    stage.notes["filters"] = [name]
    wire(stage, name, stage.puppet.make("next pipe", "queue"), instances)


def pipe_of(stage: Stage, name: str) -> Channel:
    return stage.channel_of(name, "pipe")


def fare(stage: Stage, word: str, **more: object) -> dict[str, Any]:
    """Give a fare as it enters a chain."""
    return {"fareId": stage.key(word), "customerId": "cmr", "fareAmount": "$20.00", **more}


def numbered_fares(count: int) -> list[str]:
    return [f"f-{number:02}" for number in range(1, count + 1)]


def enter(
    stage: Stage,
    pipe: Channel,
    fares: Sequence[str],
    attributes: Mapping[str, Value] | None = None,
) -> None:
    """Send fares to a pipe."""
    for word in fares:
        stage.puppet.send(pipe, fare(stage, word), attributes)


def about(stage: Stage, messages: Sequence[Message], word: str) -> list[Message]:
    """Give the messages about a fare."""
    key = stage.key(word)
    return [one for one in messages if isinstance(one.json, dict) and one.json["fareId"] == key]


def arrived(stage: Stage, queue: Channel, word: str) -> Message:
    """Wait until a fare has come to a queue of the kit, and give it."""

    def there() -> Message:
        found = about(stage, [unwrapped(one) for one in stage.puppet.take(queue)], word)
        expect_that(found, f"fare {word} on {queue.name}", expected="there", seen=found)
        return found[0]

    return stage.until(there)


def leaves(stage: Stage, word: str) -> Message:
    """Wait until a fare has left the chain, and give the event that says so."""
    return arrived(stage, stage.channel(_LEFT), word)


def leave_done_by(stage: Stage, fares: Sequence[str], filters: Sequence[str]) -> None:
    """See that fares leave the chain, and say that these filters have processed them in order."""
    for word in fares:
        seen = (leaves(stage, word).json or {}).get("done")
        expect(f"who has processed fare {word}", expected=list(filters), seen=seen)


def events(stage: Stage) -> list[str]:
    """Give the ids of the fares that have left the chain, one for each event."""
    taken = stage.puppet.take(stage.channel(_LEFT))
    return sorted((one.json or {}).get("fareId", one.body) for one in taken)


def processed(stage: Stage, name: str, fares: Sequence[str]) -> None:
    """Wait until a filter has processed fares."""

    def all_processed() -> None:
        missing = [word for word in fares if not stage.effects(name, word)]
        expect(f"fares that {name} has not processed", expected=[], seen=missing)

    stage.until(all_processed)


def processed_once(stage: Stage, filters: Sequence[str], fares: Sequence[str]) -> None:
    """Wait until filters have processed fares, and see that each did so once."""
    for name in filters:
        processed(stage, name, fares)
    stage.calm()
    for name in filters:
        for word in fares:
            wanted = [f"{name} {fare(stage, word)['fareAmount']}"]
            seen = stage.effects(name, word)
            expect(f"effects of {name} on fare {word}", expected=wanted, seen=seen)


def becomes_dead_letter(stage: Stage, name: str, word: str) -> None:
    """Wait until a fare, and no other, is a dead letter of a filter; leave it there."""
    dead = stage.dead_letters_of(pipe_of(stage, name))

    def there() -> None:
        letters = stage.puppet.receive(dead, VisibilityTimeout=0)
        seen = {json.loads(letter["Body"])["fareId"] for letter in letters}
        expect(f"fares among the dead letters of {name}", expected={stage.key(word)}, seen=seen)

    stage.until(there)
    stage.notes["dead"] = name


def others_have_none_left(stage: Stage) -> None:
    """See that no pipe has a fare, and nobody a dead letter but who is known to have one."""
    stage.calm()
    for name in stage.notes["filters"]:
        pipe = pipe_of(stage, name)
        empty(stage, pipe)
        dead = stage.dead_letters_of(pipe)
        if name != stage.notes["dead"]:
            expect(f"dead letters of {name}", expected=0, seen=stage.probe.stock(dead))


def _play(stage: Stage, name: str, following: Channel) -> Channel:
    """Be a filter: take fares from a pipe of the kit, and hand them on."""

    def react(message: Message) -> None:
        body = {**message.json, "done": [*message.json.get("done", ()), name]}
        hand_on = stage.puppet.send if following.kind == "queue" else stage.puppet.publish
        hand_on(following, body, message.attributes)

    pipe = stage.puppet.queue(f"pipe of {name}")
    stage.answer(pipe, react, called=name)
    return pipe


def attempts(stage: Stage, name: str) -> int:
    """Give how often the pipe of a filter delivers a fare before it is a dead letter."""
    found = stage.probe.max_receives(pipe_of(stage, name))
    expect_that(found, f"maxReceiveCount of the pipe of {name}", expected="one", seen=found)
    return found or 0
