"""The shop as its patterns see it: the kit tells business events, and hears what others tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from pytest_bdd import parsers, when

from pattern_tck.expectations import expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words

TOPIC = "business events"
_HEARD = "told events"

#: The events of the shop in the order in which they happen, if all of them do.
_COURSE = (
    "OrderCreated",
    "OrderPicked",
    "PickingFailed",
    "PaymentTaken",
    "PaymentFailed",
    "OrderShipped",
    "ReturnRequested",
    "ReturnReceived",
    "PaymentRefunded",
)
#: What OrderCreated says, unless a scenario says otherwise.
_ORDER = {"item": "horseshoe", "amount": "$20.00", "customer": "cmr"}

Event = Mapping[str, Any]


def listen_to_the_shop(stage: Stage) -> None:
    """Hear every event from now on."""
    queue = stage.puppet.queue(_HEARD)
    stage.puppet.subscribe(stage.puppet.make(TOPIC, "topic"), queue, RawMessageDelivery="true")


def tell(stage: Stage, event: str, word: str, **more: object) -> None:
    """Tell an event of an order as the domain would that is not under test, and let it be heard."""
    told = new_event(stage, event, stage.key(word), **more)
    publish_event(stage, told)


def new_event(stage: Stage, event: str, order: str, **more: object) -> Event:
    """Make an event with an id of its own; when it happened follows from the course of events."""
    told = stage.notes.setdefault("told by the kit", [])
    began = stage.notes.setdefault("the shop opened", stage.target.clock.now())
    place = _COURSE.index(event) if event in _COURSE else len(_COURSE)
    at = dt.datetime.fromtimestamp(began + place, dt.UTC)
    told.append(f"{event}-{order}-kit-{len(told)}")
    return {
        "event": event,
        "eventId": told[-1],
        "orderId": order,
        "at": at.isoformat(timespec="milliseconds"),
        **(_ORDER if event == "OrderCreated" else {}),
        **more,
    }


def publish_event(stage: Stage, event: Event) -> None:
    """Publish an event, and give everybody turns when it is delivered."""
    attributes = {"EventType": event["event"], "CorrelationId": event["orderId"]}
    stage.puppet.publish(stage.channel(TOPIC), event, attributes)
    if _HEARD in stage.directory.channels:
        stage.until(lambda: _expect_heard(stage, event))
    stage.turn()


def heard_messages(stage: Stage, word: str) -> list[Message]:
    """Give the messages by which events of an order were told, by whomever, copies too."""
    order = stage.key(word)
    heard = stage.puppet.take(stage.channel(_HEARD))
    return [message for message in heard if (message.json or {}).get("orderId") == order]


def heard_events(stage: Stage, word: str) -> dict[str, Event]:
    """Give the events that were told of an order, by their ids."""
    return {message.json["eventId"]: message.json for message in heard_messages(stage, word)}


def told_by_others(stage: Stage, word: str) -> list[str]:
    """Give the names of the events of an order that the kit did not tell, sorted."""
    ours = stage.notes.get("told by the kit", [])
    heard = heard_events(stage, word)
    return sorted(event["event"] for told, event in heard.items() if told not in ours)


def answer_events(stage: Stage, called: str, react: Callable[[Event], None]) -> None:
    """Have the kit play one more listener, who reacts to every event by itself."""
    queue = stage.puppet.queue(f"inbox of {called}")
    stage.puppet.subscribe(stage.channel(TOPIC), queue, RawMessageDelivery="true")
    stage.answer(queue, lambda message: react(message.json), called=called)


def _expect_heard(stage: Stage, event: Event) -> None:
    heard = {
        message.json["eventId"]
        for message in stage.puppet.take(stage.channel(_HEARD))
        if message.json
    }
    expect_that(
        event["eventId"] in heard, "events delivered", expected=event["eventId"], seen=heard
    )


@when(parsers.parse('the shop tells "{events}" of order "{word}"'))
def _(stage: Stage, events: str, word: str) -> None:
    for event in words(events):
        tell(stage, event, word)


@when(parsers.parse('later the shop tells "{event:w}" of order "{word}"'))
def _(stage: Stage, event: str, word: str) -> None:
    # Longer than it takes until the last one is heard by everybody, whatever happens to it.
    stage.pass_time(2.5 * stage.target.tempo.visibility)
    tell(stage, event, word)


@when(parsers.parse('the shop tells "{events}" of order "{word}", each of them twice'))
def _(stage: Stage, events: str, word: str) -> None:
    # At once, so that no copy makes good what the event itself came too early for.
    for event in words(events):
        told = new_event(stage, event, stage.key(word))
        publish_event(stage, told)
        publish_event(stage, told)


@when(parsers.parse('the shop tells "{one:w}" and "{other:w}" of order "{word}" at the same time'))
def _(stage: Stage, one: str, other: str, word: str) -> None:
    away = stage.applications
    for called in away:
        stage.stop(called)
    for event in (one, other):
        tell(stage, event, word)
    for called in away:
        stage.resume(called)
    stage.turn()


@when(parsers.parse('the shop tells of order "{word}" over an item that is sold out'))
def _(stage: Stage, word: str) -> None:
    tell(stage, "OrderCreated", word, item="horseshoe_sold_out")


@when(parsers.parse('the shop tells of order "{word}" by a customer who cannot pay'))
def _(stage: Stage, word: str) -> None:
    tell(stage, "OrderCreated", word, customer="cmr_fail_charge")


@when(
    parsers.parse('the shop tells "{event:w}" of order "{word}", whose item costs "{amount}" now')
)
def _(stage: Stage, event: str, word: str, amount: str) -> None:
    tell(stage, event, word, amount=amount)
