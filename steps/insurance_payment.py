"""Sentences of the use case of an insurance payment: the client has nothing but the API."""

from __future__ import annotations

import itertools
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import api_exploration, faults
from pattern_tck.api_calls import Api
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.payments import (
    REQUESTS,
    SALES_SERVICE,
    SUBMISSION_API,
    answers_about,
    ask_for_state,
    booked_once,
    booked_sales,
    differs,
    has_reason,
    paid_in_all,
    payment,
    payments,
    request_id_of,
    submit,
    submit_until_answered,
)
from pattern_tck.tap import Call, Proceed

_SERVICES = {"API": SUBMISSION_API, "sales service": SALES_SERVICE}


@given("an insurance with both of its services")
def _(stage: Stage) -> None:
    stage.cast(SALES_SERVICE)
    sales = stage.channel_of(SALES_SERVICE, "sales")
    stage.cast(SUBMISSION_API, given={"SALES_QUEUE_URL": sales})


@given("the sales data never take a payment")
def _(stage: Stage) -> None:
    stage.faults.refuse(SALES_SERVICE, "effect", times=float("inf"))


@given(parsers.parse('the sales service is told of "{word}" twice'))
def _(stage: Stage, word: str) -> None:
    # Whatever its request id will be: the parts of the payment are known before.
    again = faults.Redeliver(payment(stage, word)["policyId"])
    stage.faults.at(SALES_SERVICE, "receive", again, "gets a payment twice", times=float("inf"))
    stage.notes["told twice"] = again


@given("the client asks for the state at every step of the sales service")
def _(stage: Stage) -> None:
    stage.notes["states"] = []

    def ask(call: Call, proceed: Proceed) -> Any:
        if "answers about p-1" in stage.notes:
            stage.notes["states"].append(_seen(stage, "p-1"))
        return proceed(call.parameters)

    for moment in ("effect", "conclusion", "acknowledgement"):
        words = f"is watched at its {moment}"
        stage.faults.at(SALES_SERVICE, moment, ask, words, times=float("inf"), at_least=0)


@given("the sales service of the insurance is away")
def _(stage: Stage) -> None:
    stage.stop(SALES_SERVICE)


@given(
    parsers.re(
        r"the (?P<service>API|sales service) of the insurance dies "
        r"(?P<side>before|after) its (?P<moment>\w+)"
    )
)
def _(stage: Stage, service: str, side: str, moment: str) -> None:
    stage.faults.crash(_SERVICES[service], moment, after=side == "after")


@when(parsers.parse('the client pays "{word}" as customer "{customer}" over "{amount}"'))
def _(stage: Stage, word: str, customer: str, amount: str) -> None:
    _pay(stage, word, customer, amount)


@when(
    parsers.parse(
        'the client pays "{word}" as customer "{customer}" over "{amount}", and clicks once more'
    )
)
def _(stage: Stage, word: str, customer: str, amount: str) -> None:
    _pay(stage, word, customer, amount)
    _pay(stage, word, customer, amount)


@when(parsers.parse('the client pays "{word}" on a lapsed policy'))
def _(stage: Stage, word: str) -> None:
    differs(stage, word, policyId=f"{stage.key('policy')}_lapsed")
    submit_until_answered(stage, word)


@when(parsers.parse('the client pays "{word}" without an answer, and again after a while'))
def _(stage: Stage, word: str) -> None:
    status = submit(stage, word).status
    expect_that(status >= 500, "status of the first answer", expected="none at all", seen=status)
    stage.calm()
    submit_until_answered(stage, word)


@when(parsers.parse('the client makes {count:d} payments as customer "{customer}" over "{amount}"'))
def _(stage: Stage, count: int, customer: str, amount: str) -> None:
    for word in payments(count):
        _pay(stage, word, customer, amount)


@when("the sales service of the insurance comes back")
def _(stage: Stage) -> None:
    stage.resume(SALES_SERVICE)


@when(parsers.parse("{body} is submitted as a payment"))
def _(stage: Stage, body: str) -> None:
    key = {"Idempotency-Key": "one-that-is-well-formed"}
    stage.notes["refused"] = _api(stage).call("POST", "/payments", body, key, misfit=True)


@when("a payment is submitted without a key")
def _(stage: Stage) -> None:
    body: dict[str, Any] = payment(stage, "p-1")
    stage.notes["refused"] = _api(stage).call("POST", "/payments", body, misfit=True)


@then("the submission API serves whatever its contract allows")
def _(stage: Stage) -> None:
    made = api_exploration.allowed(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the submission API refuses whatever its contract forbids")
def _(stage: Stage) -> None:
    made = api_exploration.forbidden(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the submission API knows what it has told, wherever its links lead")
def _(stage: Stage) -> None:
    made = api_exploration.linked(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the submission API refuses it with a problem document")
def _(stage: Stage) -> None:
    answer = stage.notes["refused"]
    expect("status of the answer", expected=400, seen=answer.status)
    expect("type of the answer", expected="application/problem+json", seen=answer.type)


@then("no payment leaves a trace")
def _(stage: Stage) -> None:
    stage.calm()
    stored = stage.probe.item_names(stage.channel(REQUESTS))
    expect("items that are stored", expected=[], seen=stored)
    left = stage.probe.stock(stage.channel("sales"))
    expect("messages on the sales queue", expected=0, seen=left)


@then(parsers.parse('the client sees "{word}" PENDING, and in the end {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    # Nobody was given a turn yet: this is the moment after the answer.
    expect(f"state of {word}", expected="PENDING", seen=_seen(stage, word))
    _ends(stage, word, state)


@then(parsers.parse('the client sees "{word}" {state:w} in the end'))
def _(stage: Stage, word: str, state: str) -> None:
    _ends(stage, word, state)


@then(parsers.parse("the client sees each of the {count:d} payments {state:w} in the end"))
def _(stage: Stage, count: int, state: str) -> None:
    for word in payments(count):
        _ends(stage, word, state)


@then(parsers.parse('the client sees "{word}" PENDING for as long as the sales service is away'))
def _(stage: Stage, word: str) -> None:
    for _ in range(3):
        expect(f"state of {word}", expected="PENDING", seen=_seen(stage, word))
        stage.calm()


@then(parsers.parse('"{word}" was PENDING, and {state:w} from then on'))
def _(stage: Stage, word: str, state: str) -> None:
    stage.calm()
    assert stage.notes["told twice"].done
    seen = [each for each, _ in itertools.groupby([*stage.notes["states"], _seen(stage, word)])]
    expect(f"states of {word}, one after the other", expected=["PENDING", state], seen=seen)


@then(parsers.parse('the client is told why "{word}" was not booked'))
def _(stage: Stage, word: str) -> None:
    has_reason(ask_for_state(stage, word).json.get("reason"), f"payment {word}")


@then(parsers.parse('the client has called the API once to pay "{word}"'))
def _(stage: Stage, word: str) -> None:
    expect("status of the only answer", expected=[202], seen=_statuses(stage, word))


@then(parsers.parse('the sales data hold payment "{word}" of the client once'))
def _(stage: Stage, word: str) -> None:
    booked_once(stage, {request_id_of(stage, word): payment(stage, word)["amount"]})


@then(parsers.parse('the sales data hold no payment "{word}" of the client'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    seen = booked_sales(stage, request_id_of(stage, word))
    expect(f"sales of payment {word}", expected=[], seen=seen)


@then(parsers.parse('the sales data hold {cents:d} cents of "{customer}"'))
def _(stage: Stage, cents: int, customer: str) -> None:
    paid_in_all(stage, customer, cents)


def _api(stage: Stage) -> Api:
    return stage.api(SUBMISSION_API)


def _pay(stage: Stage, word: str, customer: str, amount: str) -> None:
    differs(stage, word, customerId=stage.key(customer), amount=amount)
    submit_until_answered(stage, word)


def _seen(stage: Stage, word: str) -> str:
    return str(ask_for_state(stage, word).json["status"])


def _statuses(stage: Stage, word: str) -> list[int]:
    return [answer.status for answer in answers_about(stage, word)]


def _ends(stage: Stage, word: str, state: str) -> None:
    """Ask until the payment has ended, as a client does, and see how."""

    def ended() -> str:
        seen = _seen(stage, word)
        expect_that(seen != "PENDING", f"state of {word}", expected="a final one", seen=seen)
        return seen

    expect(f"final state of {word}", expected=state, seen=stage.until(ended))
