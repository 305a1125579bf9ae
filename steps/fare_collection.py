"""Sentences of the use case of a fare that is collected by the systems of others."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.fixtures.third_parties import customer_accounting as accounting_does
from pattern_tck.fixtures.third_parties import payment_gateway as gateway_does
from pattern_tck.fixtures.third_parties.customer_accounting import CustomerAccounting
from pattern_tck.fixtures.third_parties.payment_gateway import CONTRACT, PaymentGateway
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import words

_SAGA = "fare-saga"
#: More often than a step is tried before it is given up, and less often than its compensation.
_UNTIL_GIVEN_UP = 8


@given("a saga of fares")
def _(stage: Stage) -> None:
    _begin(stage, workers=1)


@given("a saga of fares with 2 workers, of which one is slow before its progress")
def _(stage: Stage) -> None:
    _begin(stage, workers=2)
    stage.faults.slow(_SAGA, "progress")


@given(parsers.parse("the gateway will refuse {operation:S}"))
def _(stage: Stage, operation: str) -> None:
    _gateway(stage).order(gateway_does.REFUSE, operation)


@given(parsers.parse("the gateway will lose the answer of {operation:S}"))
def _(stage: Stage, operation: str) -> None:
    _gateway(stage).order(gateway_does.LOSE_THE_ANSWER, operation)


@given("the gateway will lose the answers of charges until the step is given up")
def _(stage: Stage) -> None:
    _gateway(stage).order(gateway_does.LOSE_THE_ANSWER, "charges", times=_UNTIL_GIVEN_UP)


@given(parsers.parse("the gateway will be down for {count:d} calls"))
def _(stage: Stage, count: int) -> None:
    _gateway(stage).order(gateway_does.BE_DOWN, "", times=count)


@given("the gateway will not refund")
def _(stage: Stage) -> None:
    _gateway(stage).order(gateway_does.BE_DOWN, "refunds", times=float("inf"))


@given(parsers.parse("accounting will refuse {command:w}"))
def _(stage: Stage, command: str) -> None:
    _accounting(stage).order(accounting_does.REFUSE, command)


@given(parsers.parse("accounting will lose the answer of {command:w} for good"))
def _(stage: Stage, command: str) -> None:
    _accounting(stage).order(accounting_does.LOSE_THE_ANSWER, command, times=float("inf"))


@given(parsers.parse("accounting will answer twice to {command:w}"))
def _(stage: Stage, command: str) -> None:
    _accounting(stage).order(accounting_does.ANSWER_TWICE, command)


@given(parsers.parse("accounting will answer late to {command:w}"))
def _(stage: Stage, command: str) -> None:
    _accounting(stage).order(accounting_does.ANSWER_LATE, command, times=float("inf"))


@given(parsers.re(r"its worker dies (?P<side>before|after) its (?P<moment>\w+)"))
def _(stage: Stage, side: str, moment: str) -> None:
    act = faults.crash_after if side == "after" else faults.crash_before
    stage.faults.at(_SAGA, moment, act, f"dies {side} its {moment}")


@when(parsers.parse('fare "{word}" is to be collected end to end'))
@when(parsers.parse('fare "{word}" is to be collected end to end once more'))
def _(stage: Stage, word: str) -> None:
    _collect(stage, word)
    stage.turn()


@when(parsers.parse('fares "{listed}" are to be collected end to end'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _collect(stage, word)


@when("accounting answers what it has kept back")
def _(stage: Stage) -> None:
    stage.notes["heard"] = len(_heard(stage))
    sent = _accounting(stage).answer_now()
    expect_that(sent, "answers that were kept back", expected="some", seen=sent)


@when("accounting answers about a fare that was never begun")
def _(stage: Stage) -> None:
    stage.puppet.send(
        stage.channel_of(_SAGA, "answers of accounting"),
        {"fareId": stage.key("f-9"), "command": "CreditCustomerAccount", "done": True},
        {"CorrelationId": "nobody-knows"},
    )


@then(parsers.parse('the gateway has "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    expect("books of the gateway", expected=words(listed), seen=_done(_gateway(stage).books))


@then("the gateway has nothing")
def _(stage: Stage) -> None:
    expect("books of the gateway", expected=[], seen=_done(_gateway(stage).books))


@then(parsers.parse('accounting has "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    expect("books of accounting", expected=words(listed), seen=_done(_accounting(stage).books))


@then("accounting has nothing")
def _(stage: Stage) -> None:
    expect("books of accounting", expected=[], seen=_done(_accounting(stage).books))


@then(parsers.re(r"everybody hears once that the fare was (?P<which>collected|not collected)"))
def _(stage: Stage, which: str) -> None:
    _hear(stage, which == "collected")
    stage.calm()
    told = [message.body for message in _heard(stage)]
    # Whoever is killed after he has told it tells it again, in the same words.
    seen = set(told) if stage.adversity.active else told
    expect("number of outcomes", expected=1, seen=len(seen))


@then("everybody hears that the fare was collected, perhaps twice")
def _(stage: Stage) -> None:
    _hear(stage, successful=True)
    stage.calm()
    seen = [message.attributes["IsSuccessful"] for message in _heard(stage)]
    expect("outcomes", expected={"true"}, seen=set(seen))


@then(parsers.parse('people are called about the fare, and told that its "{left}" is left'))
def _(stage: Stage, left: str) -> None:
    def called() -> None:
        told = [call.json for call in stage.puppet.take(stage.channel("calls for people"))]
        # Whoever dies after he has called calls again.
        seen = {(call["fareId"], call["left"]) for call in told}
        expect("calls for people", expected={(stage.key("f-1"), left)}, seen=seen)

    stage.until(called)


@then("nobody hears that the fare was collected")
def _(stage: Stage) -> None:
    stage.calm()
    seen = [message.attributes["IsSuccessful"] for message in _heard(stage)]
    expect_that("true" not in seen, "outcomes", expected="none that is successful", seen=seen)


@then("nothing changes for the fare")
def _(stage: Stage) -> None:
    before = stage.effects(_SAGA, "f-1")
    stage.calm()
    expect("outcomes", expected=stage.notes["heard"], seen=len(_heard(stage)))
    expect("what is known of the fare", expected=before, seen=stage.effects(_SAGA, "f-1"))


@then(
    parsers.parse(
        'of fares "{listed}" one was collected, and of the other it is known what was refused'
    )
)
def _(stage: Stage, listed: str) -> None:
    def known() -> None:
        seen = sorted(value for word in words(listed) for value in stage.effects(_SAGA, word))
        right = len(seen) == 2 and seen[0] == "collected" and "refused" in seen[1]
        expect_that(right, "what is known", expected="one collected, one refused", seen=seen)

    stage.until(known)


def _begin(stage: Stage, *, workers: int) -> None:
    visibility = stage.target.tempo.visibility
    stage.ask_for(
        # A worker that is held up for longer than a visibility timeout is not too late yet.
        STEP_TIMEOUT=3 * visibility,
        RETRY_AFTER=visibility / 2,
        ESCALATE_AFTER=4 * visibility,
    )
    gateway = stage.notes["gateway"] = PaymentGateway()
    stage.serve("payment gateway", gateway, CONTRACT)
    stage.cast(_SAGA, instances=workers)
    stage.notes["accounting"] = CustomerAccounting(
        lambda address, body, attributes: stage.puppet.client("sqs").send_message(
            QueueUrl=address,
            MessageBody=json.dumps(body),
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
            },
        )
    )
    stage.answer(stage.channel("account requests"), _accounting(stage).react)
    stage.puppet.subscribe(
        stage.channel("fare outcomes"), stage.puppet.queue("listeners"), RawMessageDelivery="true"
    )


def _gateway(stage: Stage) -> PaymentGateway:
    gateway: PaymentGateway = stage.notes["gateway"]
    return gateway


def _accounting(stage: Stage) -> CustomerAccounting:
    accounting: CustomerAccounting = stage.notes["accounting"]
    return accounting


def _collect(stage: Stage, word: str) -> None:
    fare = {"fareId": stage.key(word), "customerId": stage.key("cmr"), "fareAmount": "$20.00"}
    stage.puppet.send(stage.channel_of(_SAGA, "fares to collect"), fare)


def _done(books: list[tuple[str, str, str]]) -> list[str]:
    return [what for what, _, _ in books]


def _heard(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel("listeners"))


def _hear(stage: Stage, successful: bool) -> None:
    def heard() -> None:
        seen: set[Any] = {message.attributes["IsSuccessful"] for message in _heard(stage)}
        expect("outcomes", expected={"true" if successful else "false"}, seen=seen)

    stage.until(heard)
