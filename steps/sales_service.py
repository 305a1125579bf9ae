"""Sentences of decouple messaging: the sales service is judged, and the kit is the front end."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.dead_letter_queue import watched
from pattern_tck.steps.payments import (
    SALES_SERVICE,
    booked_once,
    booked_sales,
    differs,
    has_reason,
    kept_for_people,
    paid_in_all,
    payment,
    payments,
    request_of,
    sale,
    sales_queue,
    store_request,
)
from pattern_tck.steps.rides import empty, words

_DAY = 24 * 3600
_NO_PAYMENTS: Mapping[str, str | Mapping[str, str | None]] = {
    "no JSON": "this is no payment",
    "a body without amount": {"amount": None},
    "an amount that is a word": {"amount": "a lot"},
}


@given("a sales service")
def _(stage: Stage) -> None:
    stage.cast(SALES_SERVICE)


@given("a sales service that is away")
def _(stage: Stage) -> None:
    stage.cast(SALES_SERVICE)
    stage.stop(SALES_SERVICE)


@given(parsers.parse("a sales service that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(SALES_SERVICE)
    stage.faults.crash(SALES_SERVICE, moment, after=side == "after")


@given(parsers.parse('a sales service to whom the queue delivers payment "{word}" once more'))
def _(stage: Stage, word: str) -> None:
    stage.cast(SALES_SERVICE)
    again = faults.Redeliver(stage.key(word))
    # The first receive remembers the message, the second one repeats it.
    stage.faults.at(SALES_SERVICE, "receive", again, "gets a payment twice", times=2, at_least=2)


@given("2 instances of a sales service, of which one is slow before its effect")
def _(stage: Stage) -> None:
    stage.cast(SALES_SERVICE, instances=2)
    stage.faults.slow(SALES_SERVICE, "effect")


@given("2 instances of a sales service, of which one comes to book when the payment has failed")
def _(stage: Stage) -> None:
    stage.cast(SALES_SERVICE, instances=2)
    # By then the other instance has used up the attempts.
    stage.faults.slow(SALES_SERVICE, "effect", times_visibility=10)
    stage.faults.refuse(SALES_SERVICE, "effect", times=float("inf"))


@given(parsers.parse('a sales service that cannot book payment "{word}" {count:d} times'))
def _(stage: Stage, word: str, count: int) -> None:
    stage.cast(SALES_SERVICE)
    stage.faults.refuse(SALES_SERVICE, "effect", times=count, about=stage.key(word))


@given(parsers.parse('a sales service that can never book payment "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast(SALES_SERVICE)
    stage.faults.refuse(SALES_SERVICE, "effect", times=float("inf"), about=stage.key(word))


@given(
    parsers.parse('a sales service that can never book payment "{word}", and dies as it says so')
)
def _(stage: Stage, word: str) -> None:
    stage.cast(SALES_SERVICE)
    stage.faults.refuse(SALES_SERVICE, "effect", times=float("inf"), about=stage.key(word))
    stage.faults.crash(SALES_SERVICE, "conclusion", after=True)


@given(parsers.parse('payment "{word}" of customer "{customer}" over "{amount}" is requested'))
@when(parsers.parse('payment "{word}" of customer "{customer}" over "{amount}" is requested'))
def _(stage: Stage, word: str, customer: str, amount: str) -> None:
    _request(stage, word, customer, amount)


@given(parsers.parse('payment "{word}" on a lapsed policy is requested'))
def _(stage: Stage, word: str) -> None:
    differs(stage, word, policyId=f"{stage.key('policy')}_lapsed")
    store_request(stage, stage.key(word))


@given(parsers.parse('payments "{listed}" are requested'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        store_request(stage, stage.key(word))


@given(parsers.parse('{count:d} payments of customer "{customer}" over "{amount}" are requested'))
def _(stage: Stage, count: int, customer: str, amount: str) -> None:
    for word in payments(count):
        _request(stage, word, customer, amount)


@given(parsers.parse('the request of payment "{word}" has ended as {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    store_request(stage, stage.key(word), state, "so it was decided")


@when(parsers.parse('payment "{word}" is sent to sales'))
def _(stage: Stage, word: str) -> None:
    _send(stage, word)


@when(parsers.parse('payment "{word}" is sent to sales, and once more under another MessageId'))
def _(stage: Stage, word: str) -> None:
    _send(stage, word)
    _send(stage, word)


@when(parsers.parse('payment "{word}" is sent to sales before its request can be seen'))
def _(stage: Stage, word: str) -> None:
    _send(stage, word)
    stage.turn()


@when(parsers.parse('payment "{word}" is sent to sales, and its request is never stored'))
def _(stage: Stage, word: str) -> None:
    _send(stage, word)


@when(parsers.parse('payments "{listed}" are sent to sales'))
def _(stage: Stage, listed: str) -> None:
    stage.stop(SALES_SERVICE)  # so that they are received together
    for word in words(listed):
        _send(stage, word)
    stage.resume(SALES_SERVICE)


@when(parsers.parse("all {count:d} payments are sent to sales, and the service comes back"))
def _(stage: Stage, count: int) -> None:
    for word in payments(count):
        _send(stage, word)
    stage.resume(SALES_SERVICE)


@when(parsers.parse('payment "{word}" comes to sales again a day later'))
def _(stage: Stage, word: str) -> None:
    # The same message as a second message: what a copy that outlived its delete looks like.
    if stage.target.clock.virtual:
        stage.pass_time(_DAY)
    _send(stage, word)


@when(parsers.parse('{body} is sent to sales as payment "{word}"'))
def _(stage: Stage, body: str, word: str) -> None:
    wrong = _NO_PAYMENTS[body]
    stage.puppet.send(
        sales_queue(stage),
        wrong if isinstance(wrong, str) else {**sale(stage, word), **wrong},
        {"CorrelationId": stage.key(word)},
        misfit=True,
    )


@when("a message without anything is sent to sales")
def _(stage: Stage) -> None:
    stage.puppet.send(sales_queue(stage), stage.key("nothing"), misfit=True)


@then(parsers.parse('the sale of payment "{word}" is booked once'))
def _(stage: Stage, word: str) -> None:
    booked_once(stage, {stage.key(word): payment(stage, word)["amount"]})


@then(parsers.parse("each of the {count:d} payments is booked once"))
def _(stage: Stage, count: int) -> None:
    wanted = {stage.key(word): payment(stage, word)["amount"] for word in payments(count)}
    booked_once(stage, wanted)


@then(parsers.parse('no sale of payment "{word}" is booked'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    seen = booked_sales(stage, stage.key(word))
    expect(f"sales of payment {word}", expected=[], seen=seen)
    expect("what customers have paid", expected=[], seen=stage.effects(SALES_SERVICE, "anna"))


@then(parsers.parse('customer "{customer}" has paid {cents:d} cents in all'))
def _(stage: Stage, customer: str, cents: int) -> None:
    paid_in_all(stage, customer, cents)


@then(parsers.parse('the state of request "{word}" is PENDING'))
def _(stage: Stage, word: str) -> None:
    stage.turn()
    expect(f"state of {word}", expected={"status": "PENDING"}, seen=dict(request_of(stage, word)))


@then(parsers.parse('the state of request "{word}" becomes {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    _becomes(stage, word, state)


@then(parsers.parse('the state of request "{word}" becomes {state:w}, with a reason'))
def _(stage: Stage, word: str, state: str) -> None:
    _becomes(stage, word, state)
    has_reason(request_of(stage, word).get("reason"), f"request {word}")


@then(parsers.parse('the message about payment "{word}" changes nothing in the state {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    empty(stage, sales_queue(stage))
    stage.calm()
    wanted = {"status": state, "reason": "so it was decided"}
    expect(f"state of {word}", expected=wanted, seen=dict(request_of(stage, word)))


@then(parsers.parse('the message about payment "{word}" is kept for people, with a reason'))
def _(stage: Stage, word: str) -> None:
    about = stage.key(word)

    def kept() -> None:
        found = [one for one in kept_for_people(stage) if about in str(one.attributes)]
        expect_that(found, "messages for people", expected=f"one about {about}", seen=found)
        has_reason(found[0].attributes.get("Reason"), "what is kept for people")

    stage.until(kept)


@then("it is kept for people before its attempts are used up")
def _(stage: Stage) -> None:
    def kept() -> None:
        seen = {one.body for one in kept_for_people(stage)}
        expect("messages for people", expected={stage.key("nothing")}, seen=seen)

    sent = stage.target.clock.now()
    stage.until(kept)
    within = 2 * stage.longest_visibility()
    took = stage.target.clock.now() - sent
    expect_that(took <= within, "time until it was kept", expected=f"{within:g} s", seen=took)
    has_reason(kept_for_people(stage)[0].attributes.get("Reason"), "what is kept for people")


@then("an alarm watches the payments for people")
def _(stage: Stage) -> None:
    watched(stage, stage.channel_of(SALES_SERVICE, "payments for people"))


@then("nothing is left on the sales queue")
def _(stage: Stage) -> None:
    empty(stage, sales_queue(stage))


def _request(stage: Stage, word: str, customer: str, amount: str) -> None:
    differs(stage, word, customerId=stage.key(customer), amount=amount)
    store_request(stage, stage.key(word))


def _send(stage: Stage, word: str) -> None:
    about = {"CorrelationId": stage.key(word)}
    stage.puppet.send(sales_queue(stage), sale(stage, word), about)


def _becomes(stage: Stage, word: str, state: str) -> None:
    def ended() -> None:
        expect(f"state of {word}", expected=state, seen=request_of(stage, word).get("status"))

    stage.until(ended)
    stage.calm()
    ended()
