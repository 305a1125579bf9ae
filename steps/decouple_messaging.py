"""Sentences of decouple messaging: the submission API is judged, and the kit calls it."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.payments import (
    SUBMISSION_API,
    answers_about,
    ask,
    ask_for_state,
    differs,
    has_reason,
    payment,
    payments,
    request_id_of,
    store_request,
    submit,
    submit_until_answered,
)
from pattern_tck.steps.rides import words
from pattern_tck.tap import Call, Proceed

_GATEWAY_WAITS = 29
_HOUR = 3600
_DAY = 24 * _HOUR
#: A relay that dies sends again. That is no reason to send for as long as nobody receives.
_MOST_COPIES = 3
_REASON = "so it was decided"


@given("a submission API")
def _(stage: Stage) -> None:
    stage.cast(SUBMISSION_API)


@given("2 instances of a submission API")
def _(stage: Stage) -> None:
    stage.cast(SUBMISSION_API, instances=2)


@given(parsers.parse("a submission API that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast(SUBMISSION_API)
    stage.faults.crash(SUBMISSION_API, moment, after=side == "after")


@given("a submission API that can store nothing")
def _(stage: Stage) -> None:
    stage.cast(SUBMISSION_API)
    stage.faults.refuse(SUBMISSION_API, "store", times=float("inf"))


@given(parsers.parse("a submission API whose messages are refused {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.cast(SUBMISSION_API)
    stage.faults.refuse(SUBMISSION_API, "send", times=count)


@given("a submission API one of whose messages is not taken")
def _(stage: Stage) -> None:
    stage.cast(SUBMISSION_API)
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Call, proceed: Proceed) -> Any:
        act = faults.fail_first_entry if "Entries" in call.parameters else refused
        return act(call, proceed)

    stage.faults.at(SUBMISSION_API, "send", fail_one, "has one message not taken")


@given("a submission API to which the queue denies a message that it has taken")
def _(stage: Stage) -> None:
    stage.cast(SUBMISSION_API)
    refused = faults.refuse("InternalError", "try again")

    def deny(call: Call, proceed: Proceed) -> Any:
        proceed(call.parameters)
        return refused(call, proceed)

    stage.faults.at(SUBMISSION_API, "send", deny, "is denied what was taken")


@when(parsers.parse('payment "{word}" is submitted'))
@when(parsers.parse('payment "{word}" is submitted until an answer comes'))
@when(parsers.parse('payment "{word}" is submitted once more under its key'))
def _(stage: Stage, word: str) -> None:
    submit_until_answered(stage, word)


@when(parsers.parse('payments "{listed}" are submitted'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        submit_until_answered(stage, word)


@when(parsers.parse("{count:d} payments are submitted in a burst"))
def _(stage: Stage, count: int) -> None:
    for word in payments(count):
        submit_until_answered(stage, word)


@when(parsers.parse('payment "{word}" is submitted by a client that never comes back'))
def _(stage: Stage, word: str) -> None:
    submit(stage, word)


@when(
    parsers.parse('payment "{word}" is submitted to the one while the other is about to store it')
)
def _(stage: Stage, word: str) -> None:
    def meanwhile(call: Call, proceed: Proceed) -> Any:
        submit(stage, word, instance=1)
        return proceed(call.parameters)

    stage.faults.at(SUBMISSION_API, "store", meanwhile, "is overtaken by a second click")
    submit(stage, word, instance=0)
    # A click that got no answer is made again.
    for _ in range(2 - sum(answer.status == 202 for answer in answers_about(stage, word))):
        submit_until_answered(stage, word)


@when(parsers.parse('payment "{word}" is submitted over "{amount}" under its key'))
def _(stage: Stage, word: str, amount: str) -> None:
    differs(stage, word, amount=amount)
    submit_until_answered(stage, word)


@when(parsers.parse('payment "{word}" is submitted as payment "{other}" of equal content'))
def _(stage: Stage, word: str, other: str) -> None:
    differs(stage, other, **payment(stage, word))
    submit_until_answered(stage, other)


@when("nobody takes anything from the sales queue for a while")
def _(stage: Stage) -> None:
    stage.calm()


@when(parsers.parse('the sales service ends payment "{word}" as {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    store_request(stage, request_id_of(stage, word), state, "" if state == "BOOKED" else _REASON)


@when(parsers.parse("{count:d} days pass before somebody asks"))
def _(stage: Stage, count: int) -> None:
    stage.pass_time(count * _DAY)


@when(parsers.parse("somebody asks for the payment {request_id:S}"))
def _(stage: Stage, request_id: str) -> None:
    stage.notes["unknown"] = ask(stage, request_id, misfit=True)


@then(parsers.parse('payment "{word}" is accepted under a request id, and not said to be booked'))
def _(stage: Stage, word: str) -> None:
    answer = answers_about(stage, word)[-1]
    expect("status of the answer", expected=202, seen=answer.status)
    expect("state in the answer", expected="PENDING", seen=answer.json["status"])
    where = answer.headers.get("location")
    expect("where to ask", expected=f"/payments/{request_id_of(stage, word)}", seen=where)


@then(parsers.parse('payments "{listed}" are accepted under different request ids'))
def _(stage: Stage, listed: str) -> None:
    ids = {request_id_of(stage, word) for word in words(listed)}
    expect("number of request ids", expected=len(words(listed)), seen=len(ids))


@then(parsers.parse("each of the {count:d} payments is accepted"))
def _(stage: Stage, count: int) -> None:
    ids = {request_id_of(stage, word) for word in payments(count)}
    expect("number of request ids", expected=count, seen=len(ids))


@then(parsers.parse('payment "{word}" is accepted within the time that a gateway waits'))
def _(stage: Stage, word: str) -> None:
    expect("status of the answer", expected=202, seen=answers_about(stage, word)[-1].status)
    took = stage.notes[f"seconds for {word}"]
    within = f"less than {_GATEWAY_WAITS} s"
    expect_that(took < _GATEWAY_WAITS, "time until the answer", expected=within, seen=took)


@then(
    parsers.parse('it takes an hour until somebody asks for payment "{word}", and it is {state:w}')
)
def _(stage: Stage, word: str, state: str) -> None:
    if stage.target.clock.virtual:
        stage.pass_time(_HOUR)
    _state_is(stage, word, state)


@then(parsers.parse('the state of payment "{word}" is told as {state:w}'))
def _(stage: Stage, word: str, state: str) -> None:
    _state_is(stage, word, state)


@then(parsers.parse('the state of payment "{word}" is told as {state:w}, with the reason'))
def _(stage: Stage, word: str, state: str) -> None:
    _state_is(stage, word, state)
    told = ask_for_state(stage, word).json
    has_reason(told.get("reason"), f"payment {word}")
    expect(f"reason of {word}", expected=_REASON, seen=told["reason"])


@then(parsers.parse('the answers about payment "{word}" say when to ask again'))
def _(stage: Stage, word: str) -> None:
    for answer in (answers_about(stage, word)[-1], ask_for_state(stage, word)):
        seen = answer.headers.get("retry-after", "nothing")
        expect_that(seen.isdecimal(), "seconds until to ask again", expected="some", seen=seen)


@then(parsers.parse('the answer about payment "{word}" says that nobody need ask again'))
def _(stage: Stage, word: str) -> None:
    answer = ask_for_state(stage, word)
    expect("state", expected="BOOKED", seen=answer.json["status"])
    seen = answer.headers.get("retry-after")
    expect("seconds until to ask again", expected=None, seen=seen)


@then("the submission API says that there is no such payment")
def _(stage: Stage) -> None:
    answer = stage.notes["unknown"]
    expect("status of the answer", expected=404, seen=answer.status)
    expect("type of the answer", expected="application/problem+json", seen=answer.type)


@then("the second submission is refused as a conflict")
def _(stage: Stage) -> None:
    statuses = [answer.status for answer in answers_about(stage, "p-1")]
    expect("statuses of the answers", expected=[202, 409], seen=statuses)


@then(parsers.parse('both answers about payment "{word}" have one request id'))
def _(stage: Stage, word: str) -> None:
    answers = answers_about(stage, word)
    expect("statuses of the answers", expected=[202, 202], seen=[each.status for each in answers])
    first, second = (answer.json["requestId"] for answer in answers)
    expect("request id of the second answer", expected=first, seen=second)


@then("nobody was told that a payment is accepted")
def _(stage: Stage) -> None:
    status = answers_about(stage, "p-1")[-1].status
    expect_that(status >= 500, "status of the answer", expected="500 or above", seen=status)


@then(parsers.parse('a message about payment "{word}" is on the sales queue'))
@then(parsers.parse('a message about payment "{word}" is on the sales queue, perhaps twice'))
def _(stage: Stage, word: str) -> None:
    _arrived(stage, [word])


@then(parsers.parse("a message about each of the {count:d} payments is on the sales queue"))
def _(stage: Stage, count: int) -> None:
    _arrived(stage, payments(count))


@then(
    parsers.parse(
        'a message about payment "{word}" is on the sales queue, '
        "with its request id as correlation id"
    )
)
def _(stage: Stage, word: str) -> None:
    _arrived(stage, [word])
    seen = {one.attributes.get("CorrelationId") for one in _messages(stage)}
    expect("correlation ids", expected={request_id_of(stage, word)}, seen=seen)


@then(parsers.parse('the message about payment "{word}" waits for sales, and no other one'))
def _(stage: Stage, word: str) -> None:
    _arrived(stage, [word])
    stage.calm()
    bodies = _bodies(stage)
    wanted = {"requestId": request_id_of(stage, word), **payment(stage, word)}
    other = [body for body in bodies if body != wanted]
    expect("other messages on the sales queue", expected=[], seen=other)
    few = len(bodies) <= _MOST_COPIES
    expect_that(few, "copies on the sales queue", expected="one, or hardly more", seen=len(bodies))


@then(parsers.parse('every message on the sales queue is about payment "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    wanted = {"requestId": request_id_of(stage, word), **payment(stage, word)}
    other = [body for body in _bodies(stage) if body != wanted]
    expect("other messages on the sales queue", expected=[], seen=other)


@then(parsers.parse('the message about payment "{word}" is about "{amount}"'))
def _(stage: Stage, word: str, amount: str) -> None:
    _arrived(stage, [word])
    stage.calm()
    seen = {body["amount"] for body in _bodies(stage)}
    expect("amounts that are to be booked", expected={amount}, seen=seen)


@then("a message comes to sales about a payment that is stored")
def _(stage: Stage) -> None:
    def told() -> str:
        told_of = {body["requestId"] for body in _bodies(stage)}
        expect("number of payments that sales is told of", expected=1, seen=len(told_of))
        return told_of.pop()

    request_id = stage.until(told)
    answer = ask(stage, request_id)
    seen = (answer.status, (answer.json or {}).get("status"))
    expect("status of the answer, and state", expected=(200, "PENDING"), seen=seen)


@then("no message comes to sales")
def _(stage: Stage) -> None:
    stage.calm()
    expect("messages on the sales queue", expected=[], seen=_bodies(stage))


def _state_is(stage: Stage, word: str, state: str) -> None:
    answer = ask_for_state(stage, word)
    seen = (answer.status, (answer.json or {}).get("status"))
    expect(f"state of payment {word}", expected=(200, state), seen=seen)


def _arrived(stage: Stage, wanted: list[str]) -> None:
    def all_there() -> None:
        seen = {body["requestId"] for body in _bodies(stage)}
        missing = [word for word in wanted if request_id_of(stage, word) not in seen]
        expect("payments without a message on the sales queue", expected=[], seen=missing)

    stage.until(all_there)


def _bodies(stage: Stage) -> list[dict[str, str]]:
    return [message.json for message in _messages(stage)]


def _messages(stage: Stage) -> list[Message]:
    queue: Channel = stage.channel("sales")
    return stage.puppet.take(queue)
