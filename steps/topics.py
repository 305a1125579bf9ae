"""What the patterns around a topic share: listening, publishing, and what becomes of rides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.probe import Subscription
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride


def listen(stage: Stage, called: str, topic: str = "completed rides", **how: Any) -> None:
    """Let a queue of the kit listen to a topic, and note the subscription under its name."""
    heard, queue = stage.puppet.make(topic, "topic"), stage.puppet.make(called, "queue")
    stage.notes[called] = stage.puppet.subscribe(heard, queue, **how)


def publish(
    stage: Stage,
    body: object,
    attributes: Mapping[str, Value] | None = None,
    *,
    misfit: bool = False,
) -> None:
    """Publish to the topic of completed rides, perhaps what its contract does not allow."""
    stage.puppet.publish(stage.channel("completed rides"), body, attributes, misfit=misfit)


def publish_rides(stage: Stage, rides: Iterable[str]) -> None:
    """Publish ride completions with the attributes that subscribers choose by."""
    for word in rides:
        body = ride(stage, word)
        publish(stage, body, {name: body[name] for name in ("fare", "distance")})


def correlated(stage: Stage, correlation: str) -> Mapping[str, Value]:
    """Give the attributes of an ordinary ride that is published under a correlation id."""
    return {"CorrelationId": stage.key(correlation), "fare": 256.5, "distance": 600}


def books_each_once(stage: Stage, applications: Iterable[str], rides: Iterable[str]) -> None:
    """Wait until applications have booked rides, and see that each did so once."""
    wanted = {stage.key(word): 1 for word in rides}

    def seen(called: str) -> Counter[str]:
        booked = stage.probe.effect_keys(stage.channel_of(called, "effects"))
        return Counter(key for key in booked if key in wanted)

    def all_have_booked() -> None:
        for called in applications:
            missing = sorted(set(wanted) - set(seen(called)))
            expect(f"rides that {called} did not book", expected=[], seen=missing)

    stage.until(all_have_booked)
    stage.calm()
    for called in applications:
        expect(f"bookings of each ride by {called}", expected=wanted, seen=dict(seen(called)))


def books_nothing(stage: Stage, called: str, but: Iterable[str] = ()) -> None:
    """See that an application books nothing (but), and that it has no trouble of any kind."""
    stage.calm()
    booked = stage.probe.effect_keys(stage.channel_of(called, "effects"))
    wanted = sorted(stage.key(word) for word in but)
    expect(f"rides that {called} booked", expected=wanted, seen=booked)
    expect(f"messages that {called} has left anywhere", expected={}, seen=_lying(stage, called))


def inbox_of(stage: Stage, called: str) -> Channel:
    """Give the queue of an application that listens to the topic."""
    return stage.channel_of(called, "inbox")


def subscription_of(stage: Stage, called: str) -> Subscription:
    """Give the subscription by which an application gets its rides."""
    arn = stage.probe.arn(inbox_of(stage, called))
    found = [
        subscription
        for subscription in stage.probe.subscriptions(stage.channel("completed rides"))
        if subscription.endpoint == arn
    ]
    expect(f"subscriptions of the inbox of {called}", expected=1, seen=len(found))
    return found[0]


def undelivered_letters(stage: Stage, subscription: Subscription) -> Channel:
    """Give the dead-letter queue of a subscription."""
    policy = subscription.attributes.get("RedrivePolicy")
    expect_that(policy, "redrive policy of the subscription", expected="one", seen=policy)
    arn = json.loads(policy or "{}")["deadLetterTargetArn"]
    return stage.probe.queue_at(arn, "undelivered letters")


def has_as_dead_letter(stage: Stage, called: str) -> None:
    """See that one message becomes a dead letter of an application, and of no other one."""
    letters = stage.dead_letters_of(inbox_of(stage, called))
    stage.until(
        lambda: expect(f"dead letters of {called}", expected=1, seen=stage.probe.stock(letters))
    )
    stage.calm()

    def lies_alone() -> None:
        seen = {
            place: count
            for application in stage.applications
            for place, count in _lying(stage, application).items()
        }
        expect("messages that lie anywhere", expected={f"dead letters of {called}": 1}, seen=seen)

    # A copy that the queue has given out besides is given up later than the message itself.
    stage.until(lies_alone)


def taken(stage: Stage, queue: Channel, count: int) -> list[Message]:
    """Wait until so many messages have come to a queue, and take them."""

    def arrived() -> list[Message]:
        messages = stage.puppet.take(queue)
        expect(f"messages on {queue.name}", expected=count, seen=len(messages))
        return messages

    return stage.until(arrived)


def _lying(stage: Stage, called: str) -> Mapping[str, int]:
    """Give how many messages lie where somebody would have to look for an application."""
    inbox = inbox_of(stage, called)
    dead = stage.probe.dead_letters(inbox)
    places = {
        f"inbox of {called}": inbox,
        f"invalid messages of {called}": stage.channel_of(called, "invalid messages"),
        f"dead letters of {called}": dead,
    }
    stocks = {place: stage.probe.stock(queue) for place, queue in places.items() if queue}
    return {place: count for place, count in stocks.items() if count}
