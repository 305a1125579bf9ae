"""The oracle: silent about what is legal, loud about each way to break it, brief in its proof."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck import catalogue
from pattern_tck.history.events import (
    Answered,
    DeadLettered,
    Deleted,
    Had,
    Noted,
    Purged,
    Received,
    Remaining,
    Stored,
)
from pattern_tck.history.oracle import CHECKS, violations
from pattern_tck.history.terms import invariants
from pattern_tck.history.violation import Broken
from tests.legal_histories import (
    LEDGER,
    LETTERS,
    PLAYERS,
    REPLIES,
    REQUESTS,
    SERVICES,
    UNDOES,
    Weaver,
    legal,
    text,
)

SEEDS = st.integers(0, 2**32)


def positions(history, kind, channel=None, application=None):
    return [
        number
        for number, event in enumerate(history.events)
        if type(event) is kind
        and channel in {None, event.channel}
        and application in {None, event.application}
    ]


def without(history, *numbers):
    left = [event for number, event in enumerate(history.events) if number not in numbers]
    return history.only(left)


def swapped(history, first, second):
    events = list(history.events)
    events[first], events[second] = events[second], events[first]
    return history.only(events)


def put(history, number, event):
    return history.only([*history.events[:number], event, *history.events[number:]])


def changed(history, number, **fields):
    events = list(history.events)
    events[number] = replace(events[number], **fields)
    return history.only(events)


# -- each is a way to break a legal history, under the name of the invariant that must see it


def an_effect_is_missing(history, chance):
    return without(history, chance.choice(positions(history, Had, "effects of ledger")))


def a_delete_comes_before_the_effect(history, chance):
    number = chance.choice(positions(history, Had, "effects of ledger"))
    key = history.events[number].key
    message = next(
        event.message
        for event in history.events
        if type(event) is Received and f'"id": "{key}"' in event.body
    )
    deleted = next(
        n for n in positions(history, Deleted, LEDGER) if history.events[n].message == message
    )
    return swapped(history, number, deleted)


def a_queue_is_emptied_by_its_consumer(history, chance):
    return put(history, chance.randrange(len(history.events)), Purged(0.0, "l", "ledger", LEDGER))


def one_of_a_list_is_not_sent(history, chance):
    return without(history, chance.choice(positions(history, Stored, "offered events")))


def what_nobody_can_read_is_deleted(history, chance):
    number = chance.choice(
        [n for n in positions(history, Received, LEDGER) if history.events[n].body[1:2] == "m"]
    )
    message = history.events[number].message
    return put(history, number + 1, Deleted(0.0, "ledger", "ledger", LEDGER, message))


def an_effect_is_had_again(history, chance):
    had = history.events[chance.choice(positions(history, Had))]
    return put(history, len(history.events), replace(had, item="another one"))


def an_effect_comes_after_a_later_one(history, chance):
    of_one_ride = {}
    for number in positions(history, Had, "effects of ledger"):
        key = history.events[number].key
        body = next(
            json.loads(event.body)
            for event in history.events
            if type(event) is Received and f'"id": "{key}"' in event.body
        )
        of_one_ride.setdefault(body["ride"], []).append(number)
    first, second = sorted(chance.sample(chance.choice(list(of_one_ride.values())), 2))
    return put(without(history, first), second, history.events[first])


def two_sends_change_places(history, chance):
    of_one_ride = {}
    for number in positions(history, Stored, "offered events"):
        ride = json.loads(history.events[number].body)["ride"]
        of_one_ride.setdefault(ride, []).append(number)
    first, second = sorted(chance.sample(chance.choice(list(of_one_ride.values())), 2))
    return swapped(history, first, second)


def a_request_is_not_answered(history, chance):
    number = chance.choice(positions(history, Stored, REPLIES))
    known = history.events[number].attributes
    same = [n for n in positions(history, Stored, REPLIES) if history.events[n].attributes == known]
    return without(history, *same)


def a_reply_has_another_id(history, chance):
    number = chance.choice(positions(history, Stored, REPLIES))
    marks = {**history.events[number].attributes, "CorrelationId": text("unheard of")}
    return changed(history, number, attributes=marks)


def a_second_reply_says_something_else(history, chance):
    number = chance.choice(positions(history, Stored, REPLIES))
    other = replace(history.events[number], body='{"receipt": "another"}')
    return put(history, len(history.events), other)


def an_answer_goes_to_another_question(history, chance):
    first, second = chance.sample(positions(history, Had, "effects of asker"), 2)
    value = history.events[first].value
    other = changed(history, second, value=value)
    # Heard before it was noted, so that it is surely the answer to something else.
    heard = [
        event for event in other.events if type(event) is Received and event.application == "asker"
    ]
    rest = [event for event in other.events if event not in heard]
    asked = [event for event in rest if type(event) is Stored and event.application == "asker"]
    return other.only([*asked, *heard, *(event for event in rest if event not in asked)])


def a_step_is_undone_that_was_refused(history, chance):
    return add_commands(history, "ChargeFare", error="PaymentAuthException", undo=["ChargeFare"])


def a_step_is_undone_that_nobody_asked_for(history, chance):
    return add_commands(history, undo=["CreditCustomerAccount"])


def compensations_come_in_the_order_of_the_steps(history, chance):
    done = ["RegisterFare", "ChargeFare"]
    return add_commands(history, *done, undo=done)


def a_deed_is_undone_that_was_not_done(history, chance):
    return add_orders(history, ("PickingFailed", "refunded $20.00"))


def a_deed_is_undone_to_another_extent(history, chance):
    return add_orders(
        history, ("OrderCreated", "charged $20.00"), ("PickingFailed", "refunded $25.00")
    )


def a_deed_is_undone_twice(history, chance):
    return add_orders(
        history,
        ("OrderCreated", "charged $20.00"),
        ("PickingFailed", "refunded $20.00"),
        ("ReturnReceived", "refunded $20.00"),
    )


def a_deed_is_done_when_there_is_nothing_to_be_done(history, chance):
    return add_orders(history, ("PickingFailed", ""), ("OrderCreated", "charged $20.00"))


def add_orders(history, *heard):
    weaver = Weaver(Random(0), numbers=10**6)
    more = []
    for event, value in heard:
        effects = [weaver.effect("broken", value, weaver.name("item"))] if value else []
        more += weaver.heard(event, "broken", *effects)
    return history.only([*history.events, *more])


def add_commands(history, *done, error="", undo):
    weaver = Weaver(Random(0), numbers=10**6)
    more = []
    for name in done:
        token = weaver.name("token")
        more.append(weaver.command(name, "broken", SERVICES[name], token))
        more.append(Answered(0.0, "the kit", "the kit", "", token, error))
    more += [
        weaver.command(UNDOES[name], "broken", SERVICES[name], weaver.name("token"))
        for name in undo
    ]
    return history.only([*history.events, *more])


def a_message_is_received_once_too_often(history, chance):
    number = chance.choice(positions(history, DeadLettered))
    message = history.events[number].message
    last = max(n for n in positions(history, Received, LEDGER) if is_of(history, n, message))
    return put(history, last, history.events[last])


def a_dead_letter_comes_early(history, chance):
    return changed(history, chance.choice(positions(history, DeadLettered)), receives=2)


def a_dead_letter_is_seen_early(history, chance):
    number = chance.choice(positions(history, DeadLettered))
    message = history.events[number].message
    last = max(n for n in positions(history, Received, LEDGER) if is_of(history, n, message))
    seen = replace(history.events[last], channel=LETTERS)
    events = [event for n, event in enumerate(history.events) if n not in {last, number}]
    return history.only([*events, seen])


def a_dead_letter_is_made_by_hand(history, chance):
    number = chance.choice(positions(history, Received, LEDGER))
    event = history.events[number]
    by_hand = Stored(0.0, "ledger", "ledger", LETTERS, "by hand", event.body, {})
    first = min(n for n in positions(history, Received, LEDGER) if is_of(history, n, event.message))
    return put(history, first + 1, by_hand)


def a_message_vanishes(history, chance):
    return without(history, chance.choice(positions(history, Remaining, LEDGER)))


def a_message_comes_again(history, chance):
    number = chance.choice(positions(history, Deleted, LEDGER))
    message = history.events[number].message
    received = next(n for n in positions(history, Received) if is_of(history, n, message))
    return put(history, len(history.events), history.events[received])


def is_of(history, number, message):
    return history.events[number].message == message


WAYS = {
    an_effect_is_missing: "nothing lost",
    a_delete_comes_before_the_effect: "done before deleted",
    a_queue_is_emptied_by_its_consumer: "nothing lost",
    one_of_a_list_is_not_sent: "nothing lost",
    what_nobody_can_read_is_deleted: "nothing lost",
    an_effect_is_had_again: "effects once",
    an_effect_comes_after_a_later_one: "order of effects",
    two_sends_change_places: "order of sends",
    a_request_is_not_answered: "answered as asked",
    a_reply_has_another_id: "answered as asked",
    a_second_reply_says_something_else: "answered as asked",
    an_answer_goes_to_another_question: "asked and heard",
    a_step_is_undone_that_was_refused: "undone in reverse",
    a_step_is_undone_that_nobody_asked_for: "undone in reverse",
    compensations_come_in_the_order_of_the_steps: "undone in reverse",
    a_deed_is_undone_that_was_not_done: "undone if done",
    a_deed_is_undone_to_another_extent: "undone if done",
    a_deed_is_undone_twice: "undone if done",
    a_deed_is_done_when_there_is_nothing_to_be_done: "undone if done",
    a_message_is_received_once_too_often: "allowed receives",
    a_dead_letter_comes_early: "allowed receives",
    a_dead_letter_is_seen_early: "allowed receives",
    a_dead_letter_is_made_by_hand: "allowed receives",
    a_message_vanishes: "one place",
    a_message_comes_again: "one place",
}


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_is_legal_breaks_nothing(seed):
    assert violations(legal(seed), PLAYERS) == []


@pytest.mark.parametrize(
    ("way", "invariant"), WAYS.items(), ids=lambda one: getattr(one, "__name__", one)
)
@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_each_way_to_break_it_is_found_and_proved_briefly(way, invariant, seed):
    history = way(legal(seed), Random(seed))

    found = [one for one in violations(history, PLAYERS) if one.invariant == invariant]

    assert found
    for one in found:
        assert one.invariant in {each.invariant for each in told_by(history, one.events)}
        for event in one.events:
            fewer = list(one.events)
            fewer.remove(event)
            # What is left may prove something else, such as a reply that nobody has asked for.
            said = {each.sentence for each in told_by(history, fewer)}
            assert one.sentence not in said, f"{event} is not needed"


def told_by(history, events):
    return violations(history.only(events), PLAYERS)


@pytest.mark.parametrize("fault", ["FAULT-01", "FAULT-06", "FAULT-07"])
def test_a_target_that_was_told_to_make_copies_is_not_blamed_for_them(fault):
    history = a_message_comes_again(legal(1), Random(1))
    told = replace(history, excused={fault})
    assert [one.invariant for one in violations(history, PLAYERS)] == ["one place"]
    assert violations(told, PLAYERS) == []


def test_a_message_that_was_moved_back_under_its_old_id_is_received_anew():
    history = a_message_is_received_once_too_often(legal(3), Random(3))
    assert [one.invariant for one in violations(history, PLAYERS)] == ["allowed receives"]
    assert violations(replace(history, moved=True, complete=False), PLAYERS) == []


def test_what_grew_too_old_is_not_lost():
    history = a_message_vanishes(legal(1), Random(1))
    assert violations(history, PLAYERS)
    assert violations(replace(history, ended=400_000.0), PLAYERS) == []


def test_what_nobody_has_looked_at_in_the_end_is_not_lost():
    history = a_message_vanishes(legal(1), Random(1))
    assert violations(replace(history, complete=False), PLAYERS) == []


def test_an_effect_that_is_written_over_is_one_effect():
    history = legal(1)
    had = history.events[positions(history, Had)[0]]
    assert violations(put(history, len(history.events), had), PLAYERS) == []


def test_every_invariant_is_described_and_checked():
    assert {one.name for one in invariants()} == set(CHECKS)
    assert {one.name for one in invariants()} == set(WAYS.values())


@pytest.mark.parametrize("invariant", invariants(), ids=lambda one: one.name)
def test_terms_name_clauses_roles_and_channels_that_there_are(invariant):
    assert set(invariant.clauses) <= set(catalogue.clauses())
    assert invariant.everybody or invariant.roles
    for name, terms in invariant.roles.items():
        role = catalogue.roles()[name]
        words = {*role.given.values(), *role.makes.values()}
        named = [terms[key] for key in ("from", "to") if key in terms]
        named += [each["at"] for each in terms.get("done", ()) if "at" in each]
        named += terms.get("services", [])
        assert set(named) <= words, name


def test_a_request_that_lies_aside_needs_no_answer():
    history = a_request_is_not_answered(legal(2), Random(2))
    (found,) = [one for one in violations(history, PLAYERS) if one.invariant == "answered as asked"]
    request = found.events[0]
    aside = Stored(0.0, "responder", "responder", "invalid", "m", request.body, request.attributes)
    before = history.events.index(found.events[1])
    assert request.channel == REQUESTS
    assert violations(put(history, before, aside), PLAYERS) == []


def test_what_lies_in_an_outbox_as_it_came_is_not_lost():
    history = one_of_a_list_is_not_sent(legal(2), Random(2))
    (found,) = [one for one in violations(history, PLAYERS) if one.invariant == "nothing lost"]
    trigger = next(event for event in found.events if isinstance(event, Received))
    deleted = next(n for n in positions(history, Deleted) if is_of(history, n, trigger.message))

    def put_by(text):
        content = {"Item": {"pk": {"S": "outbox"}, "wish": {"S": text}}}
        item = Noted(0.0, trigger.who, trigger.application, "effects", "PutItem", content)
        return violations(put(history, deleted, item), PLAYERS)

    assert put_by(trigger.body) == []
    assert "nothing lost" in {one.invariant for one in put_by('{"id": "another"}')}


def test_a_failure_names_the_clause_the_sentence_and_the_proof():
    (found,) = violations(a_message_comes_again(legal(1), Random(1)), PLAYERS)

    said = str(Broken(found))

    assert "SQS-DEL-01" in said
    assert found.sentence in said
    assert all(event.words in said for event in found.events)
    assert found.lines[0] == str(found)
    assert len(found.lines) == 1 + len(found.events)


def test_what_is_only_too_early_is_told_and_is_no_harm():
    early = a_delete_comes_before_the_effect(legal(1), Random(1))
    lost = an_effect_is_missing(legal(1), Random(1))

    (told,) = violations(early, PLAYERS)
    found = {one.invariant: one.harm for one in violations(lost, PLAYERS)}

    assert (told.invariant, told.harm) == ("done before deleted", False)
    assert found["nothing lost"]
