"""Sentences of the choreography: domains that hear events, and tell their own."""

from __future__ import annotations

import itertools
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.business_events import (
    TOPIC,
    Event,
    answer_events,
    heard_events,
    heard_messages,
    listen_to_the_shop,
    new_event,
    publish_event,
    told_by_others,
)
from pattern_tck.steps.rides import empty, words
from pattern_tck.tap import Call, Proceed

#: What the domains are called in sentences, and the roles that they play.
_ROLES = {"warehouse": "warehouse", "payments domain": "payments"}
_DOMAIN = "(?P<who>warehouse|payments domain)"
#: Calls by which one domain would tell another one what to do.
_REACHING_OUT = {
    "SendMessage", "SendMessageBatch", "PutEvents", "StartExecution", "Invoke",
}  # fmt: skip
#: What a domain that the kit plays hears, what it must have told before, and what it tells.
_STAND_INS = {
    "warehouse": [
        ("OrderCreated", "", "OrderPicked"),
        ("PaymentFailed", "OrderPicked", "StockReleased"),
        ("ReturnRequested", "OrderPicked", "ReturnReceived"),
    ],
    "payments domain": [
        ("OrderCreated", "", "PaymentTaken"),
        ("PickingFailed", "PaymentTaken", "PaymentRefunded"),
        ("ReturnReceived", "PaymentTaken", "PaymentRefunded"),
    ],
}
#: What OrderCreated says where a domain cannot do its part, and what it tells then.
_TROUBLE = {
    "OrderPicked": ("item", "_sold_out", "PickingFailed"),
    "PaymentTaken": ("customer", "_fail_charge", "PaymentFailed"),
}


@given(parsers.re(f"an? {_DOMAIN}"))
def _(stage: Stage, who: str) -> None:
    _cast(stage, who)


@given(parsers.re(f"a {_DOMAIN} to whom nobody listens"))
def _(stage: Stage, who: str) -> None:
    stage.cast(_ROLES[who], called=who)


@given(parsers.re(rf"a {_DOMAIN} that dies (?P<side>\w+) its (?P<moment>\w+)"))
def _(stage: Stage, who: str, side: str, moment: str) -> None:
    _cast(stage, who)
    stage.faults.crash(who, moment, after=side == "after")


@given(parsers.re(rf"a {_DOMAIN} whose first (?P<count>\d+) publications are refused"))
def _(stage: Stage, who: str, count: str) -> None:
    _cast(stage, who)
    stage.faults.refuse(who, "publication", times=int(count))


@given(parsers.re(f'a {_DOMAIN} that cannot book order "(?P<word>[^"]+)"'))
def _(stage: Stage, who: str, word: str) -> None:
    _cast(stage, who)
    stage.faults.refuse(who, "effect", times=float("inf"), about=stage.key(word))


@given(parsers.re(f'a {_DOMAIN} to whom the queue delivers order "(?P<word>[^"]+)" twice'))
def _(stage: Stage, who: str, word: str) -> None:
    _cast(stage, who)
    again = faults.Redeliver(stage.key(word))
    # The first receive remembers the message, the second one repeats it.
    stage.faults.at(who, "receive", again, "gets an event twice", times=2, at_least=2)


@given(
    parsers.re(
        f"2 instances of a {_DOMAIN} that take one message at a time, "
        "of which one is slow before its effect"
    )
)
def _(stage: Stage, who: str) -> None:
    _cast(stage, who, instances=2)

    def one(call: Call, proceed: Proceed) -> Any:
        return proceed({**call.parameters, "MaxNumberOfMessages": 1})

    stage.faults.at(who, "receive", one, "gets one message only", times=float("inf"))
    stage.faults.slow(who, "effect")


@given(parsers.parse("somebody who answers every {heard:w} with {told:w}"))
def _(stage: Stage, heard: str, told: str) -> None:
    def react(event: Event) -> None:
        if event["event"] == heard:
            publish_event(stage, new_event(stage, told, event["orderId"]))

    answer_events(stage, "somebody else", react)


@given("the whole shop")
def _(stage: Stage) -> None:
    listen_to_the_shop(stage)
    for who, role in _ROLES.items():
        if role in stage.implementation.roles:
            stage.cast(role, called=who)
        else:
            _stand_in(stage, who)
    _play_shipping(stage)


@when(parsers.re(f"the {_DOMAIN} dies after its next effect"))
def _(stage: Stage, who: str) -> None:
    stage.turn()
    stage.faults.crash(who, "effect", after=True)


@when("something is told that is no event")
def _(stage: Stage) -> None:
    body, attributes = "an order, I think", {"EventType": "OrderCreated"}
    stage.puppet.publish(stage.channel(TOPIC), body, attributes, misfit=True)


@when(parsers.parse('everything that was told of order "{word}" is told once more'))
def _(stage: Stage, word: str) -> None:
    # The last one first: an archive gives no order either.
    for event in reversed(heard_events(stage, word).values()):
        publish_event(stage, event)


@then(parsers.re(f'the {_DOMAIN} tells "(?P<events>[^"]+)" of order "(?P<word>[^"]+)"'))
def _(stage: Stage, who: str, events: str, word: str) -> None:
    _expect_told(stage, who, sorted(words(events)), word)


@then(parsers.re(f'the {_DOMAIN} tells nothing of order "(?P<word>[^"]+)"'))
def _(stage: Stage, who: str, word: str) -> None:
    _expect_told(stage, who, [], word)


@then(
    parsers.re(
        rf'the {_DOMAIN} tells "(?P<event>\w+)" of order "(?P<word>[^"]+)", '
        "if repeatedly then as the same event"
    )
)
def _(stage: Stage, who: str, event: str, word: str) -> None:
    _expect_told(stage, who, [event], word)

    def told_again() -> None:
        heard = heard_messages(stage, word)
        copies = [message for message in heard if message.json["event"] == event]
        expect_that(len(copies) > 1, "messages that tell it", expected="two", seen=len(copies))

    stage.until(told_again)
    _expect_told(stage, who, [event], word)


@then(parsers.re(f'the books of the {_DOMAIN} say "(?P<listed>[^"]+)" of order "(?P<word>[^"]+)"'))
def _(stage: Stage, who: str, listed: str, word: str) -> None:
    stage.until(lambda: _expect_books(stage, who, words(listed), word))
    stage.calm()
    _expect_books(stage, who, words(listed), word)


@then(parsers.re(f'the books of the {_DOMAIN} say nothing of order "(?P<word>[^"]+)"'))
def _(stage: Stage, who: str, word: str) -> None:
    stage.calm()
    _expect_books(stage, who, [], word)


@then(parsers.parse('nothing of order "{word}" is missing from the stock'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    seen = stage.effects("warehouse", word)
    back = seen.count("released") + seen.count("taken back")
    expect(f"what is out of stock for order {word}", expected=0, seen=seen.count("picked") - back)


@then(parsers.parse('the customer of order "{word}" has paid nothing in the end'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    seen = sorted(stage.effects("payments domain", word))
    balanced = not seen or seen == ["charged $20.00", "refunded $20.00"]
    expect_that(balanced, f"payments for order {word}", expected="none in all", seen=seen)


@then(parsers.re(f"nothing is left in the inbox of the {_DOMAIN}"))
def _(stage: Stage, who: str) -> None:
    inbox = stage.channel_of(who, "inbox")
    empty(stage, inbox)
    dead = stage.probe.stock(stage.dead_letters_of(inbox))
    expect(f"events that the {who} gave up", expected=0, seen=dead)


@then(parsers.re(f"the {_DOMAIN} has sent nothing to anybody directly"))
def _(stage: Stage, who: str) -> None:
    seen = [
        str(event)
        for event in stage.journal.events
        if event.who == who and event.operation.split()[-1] in _REACHING_OUT
    ]
    expect("calls to others", expected=[], seen=seen)


@then("every event that was told names its order, its kind and itself")
def _(stage: Stage) -> None:
    for message in itertools.chain(heard_messages(stage, "o-1"), heard_messages(stage, "o-2")):
        event = message.json
        expected = {"EventType": event["event"], "CorrelationId": event["orderId"]}
        expect(f"attributes of {event['eventId']}", expected=expected, seen=message.attributes)
        expect_that(event.get("at"), "when it happened", expected="a time", seen=event)


@then(parsers.parse('no more than {count:d} events are told of order "{word}"'))
def _(stage: Stage, count: int, word: str) -> None:
    stage.calm()
    seen = [event["event"] for event in heard_events(stage, word).values()]
    expect_that(len(seen) <= count, "events told", expected=f"{count} at most", seen=seen)


@then(parsers.re(f"the {_DOMAIN} sets it aside, and nothing else"))
def _(stage: Stage, who: str) -> None:
    aside = stage.channel_of(who, "invalid messages")

    def kept() -> None:
        seen = {message.body for message in stage.puppet.take(aside)}
        expect("messages set aside", expected={"an order, I think"}, seen=seen)

    stage.until(kept)
    dead = stage.probe.stock(stage.dead_letters_of(stage.channel_of(who, "inbox")))
    expect("dead letters", expected=0, seen=dead)


@then(parsers.re(f'order "(?P<word>[^"]+)" becomes a dead letter of the {_DOMAIN}'))
def _(stage: Stage, word: str, who: str) -> None:
    letters = stage.dead_letters_of(stage.channel_of(who, "inbox"))
    stage.until(lambda: expect("dead letters", expected=1, seen=stage.probe.stock(letters)))
    seen = {message.json["orderId"] for message in stage.puppet.take(letters)}
    expect("orders that are dead letters", expected={stage.key(word)}, seen=seen)


@then(parsers.re(r'order "(?P<word>[^"]+)" ends with the events "(?P<events>[^"]+)"'))
def _(stage: Stage, word: str, events: str) -> None:
    _expect_ended(stage, word, set(words(events)), set())


@then(
    parsers.re(
        r'order "(?P<word>[^"]+)" ends with the events "(?P<events>[^"]+)", '
        r'perhaps without "(?P<optional>[^"]+)"'
    )
)
def _(stage: Stage, word: str, events: str, optional: str) -> None:
    _expect_ended(stage, word, set(words(events)), set(words(optional)))


def _cast(stage: Stage, who: str, instances: int = 1) -> None:
    listen_to_the_shop(stage)
    stage.cast(_ROLES[who], called=who, instances=instances)


def _stand_in(stage: Stage, who: str) -> None:
    """Play a domain that nobody has claimed."""
    told: set[tuple[str, str]] = set()

    def react(event: Event) -> None:
        order = event["orderId"]
        for heard, before, tells in _STAND_INS[who]:
            known = not before or (order, before) in told
            if event["event"] == heard and known and (order, tells) not in told:
                outcome = _outcome(event, tells)
                told.add((order, outcome))
                publish_event(stage, new_event(stage, outcome, order))

    answer_events(stage, who, react)


def _outcome(event: Event, tells: str) -> str:
    """Give what a domain tells that would like to tell something else, but may be in trouble."""
    about, ending, failure = _TROUBLE.get(tells, ("", "", ""))
    return failure if about and event[about].endswith(ending) else tells


def _play_shipping(stage: Stage) -> None:
    """Ship what is picked and paid for."""
    seen: set[tuple[str, str]] = set()

    def react(event: Event) -> None:
        order, before = event["orderId"], len(seen)
        if event["event"] in {"OrderPicked", "PaymentTaken"}:
            seen.add((order, event["event"]))
        both = {(order, "OrderPicked"), (order, "PaymentTaken")} <= seen
        if both and len(seen) > before:
            publish_event(stage, new_event(stage, "OrderShipped", order))

    answer_events(stage, "shipping", react)


def _expect_told(stage: Stage, who: str, events: list[str], word: str) -> None:
    """See that just these events are told of an order, each as one event."""

    def told() -> None:
        expect(f"events of {word} by the {who}", expected=events, seen=told_by_others(stage, word))

    if events:
        stage.until(told)
    stage.calm()
    told()


def _expect_books(stage: Stage, who: str, expected: list[str], word: str) -> None:
    seen = sorted(stage.effects(who, word))
    expect(f"books of the {who} about {word}", expected=sorted(expected), seen=seen)


def _expect_ended(stage: Stage, word: str, events: set[str], optional: set[str]) -> None:
    """See that these events were told of an order, and no others."""

    def ended() -> None:
        seen = sorted(event["event"] for event in heard_events(stage, word).values())
        right = len(seen) == len(set(seen)) and events - optional <= set(seen) <= events
        expect_that(right, f"events of {word}", expected=", ".join(sorted(events)), seen=seen)

    stage.until(ended)
    stage.calm()
    ended()
