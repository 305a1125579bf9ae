"""Sentences of request-response: the requester is judged, and the kit answers."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import received
from pattern_tck.stage import Stage
from pattern_tck.steps.request_response import (
    answer,
    correlation,
    fare,
    fare_id,
    request_for,
    requests_for,
    return_address,
)
from pattern_tck.steps.rides import empty, words
from pattern_tck.tap import Call, Proceed

_HOUR = 3600


@given("a requester")
def _(stage: Stage) -> None:
    _cast(stage)


@given("a requester with little time")
def _(stage: Stage) -> None:
    _cast_in_haste(stage)


@given(parsers.parse("a requester with little time that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    _cast_in_haste(stage)
    stage.faults.crash("requester", moment, after=side == "after")


@given(parsers.parse("{count:d} requesters, of which one is slow before its first trigger"))
def _(stage: Stage, count: int) -> None:
    _cast(stage, instances=count)
    stage.faults.slow("requester", "trigger")


@given("a requester whose first request is sent twice")
def _(stage: Stage) -> None:
    _cast(stage)

    def twice(call: Call, proceed: Proceed) -> Any:
        stage.notes["first copy"] = proceed(call.parameters)
        return proceed(call.parameters)

    stage.faults.at("requester", "request", twice, "loses the first answer, and sends again")


@given(parsers.parse('a requester who is answered with "{said:S}" before its request call returns'))
def _(stage: Stage, said: str) -> None:
    _cast(stage)

    def answered_first(call: Call, proceed: Proceed) -> Any:
        outcome = proceed(call.parameters)
        for sent in call.parameters.get("Entries", [call.parameters]):
            seen = {**sent, "Body": sent["MessageBody"], "MessageId": _message_id(outcome)}
            answer(stage, received(seen), said)
        return outcome

    stage.faults.at("requester", "request", answered_first, "is answered before its call returns")


@when(parsers.parse('fare "{word:S}" is to be authorised'))
def _(stage: Stage, word: str) -> None:
    _trigger(stage, word)


@when(parsers.parse('fares "{listed}" are to be authorised'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _trigger(stage, word)


@when(parsers.parse("{count:d} more fares are to be authorised"))
def _(stage: Stage, count: int) -> None:
    stage.notes["queues made"] = _queues_made(stage)
    stage.notes["more"] = [f"more-{number}" for number in range(count)]
    for word in stage.notes["more"]:
        _trigger(stage, word)


@when(parsers.parse('fare "{word:S}" is to be authorised, and is answered with "{said:S}"'))
def _(stage: Stage, word: str, said: str) -> None:
    _trigger(stage, word)
    answer(stage, request_for(stage, word), said)
    _outcome(stage, word, said)


@when(parsers.parse('fare "{word:S}" is to be authorised, and is refused'))
def _(stage: Stage, word: str) -> None:
    _trigger(stage, word)
    answer(stage, request_for(stage, word), "the payment provider says no", status="refused")


@when(parsers.parse('fare "{word:S}" is to be authorised, and nobody answers in time'))
def _(stage: Stage, word: str) -> None:
    _trigger(stage, word)
    _outcome(stage, word, "timeout")


@when(
    parsers.parse(
        'fare "{word:S}" is to be authorised, and every request is answered with "{said:S}"'
    )
)
def _(stage: Stage, word: str, said: str) -> None:
    stage.answer(stage.channel("requests"), lambda request: answer(stage, request, said))
    _trigger(stage, word)


@when(parsers.parse('fare "{word:S}" is answered with "{said:S}"'))
def _(stage: Stage, word: str, said: str) -> None:
    stage.notes["answered"] = (word, said)
    answer(stage, request_for(stage, word), said)


@when("it is answered once more after its outcome")
def _(stage: Stage) -> None:
    word, said = stage.notes["answered"]
    _outcome(stage, word, said)
    answer(stage, request_for(stage, word), said)


@when(parsers.parse('they are answered in the order "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        answer(stage, request_for(stage, word), f"receipt-of-{word}")


@when(parsers.parse('the first copy of the request is answered with "{said:S}"'))
def _(stage: Stage, said: str) -> None:
    copies = stage.until(lambda: requests_for(stage, "f-1", at_least=2))
    first = _message_id(stage.notes["first copy"])
    answer(stage, next(copy for copy in copies if copy.id == first), said)


@when("a reply arrives that has an id that nobody gave")
def _(stage: Stage) -> None:
    answer(stage, request_for(stage, "f-1"), "r-0", under=stage.key("nobody"))


@when("a reply arrives that has an id that nobody gave, thrice")
def _(stage: Stage) -> None:
    for _ in range(3):
        answer(stage, request_for(stage, "f-1"), "r-0", under=stage.key("nobody"))


@when("a reply arrives that has no id")
def _(stage: Stage) -> None:
    answer(stage, request_for(stage, "f-1"), "r-0", under="")


@when("a reply arrives that has no id and no readable body")
def _(stage: Stage) -> None:
    answer(stage, request_for(stage, "f-1"), "r-0", under="", body="this is no JSON")


@when("half the time to wait passes")
def _(stage: Stage) -> None:
    stage.pass_time(_little_time(stage) / 2)


@when("an hour passes")
def _(stage: Stage) -> None:
    stage.pass_time(_HOUR)


@when("the requester is killed")
def _(stage: Stage) -> None:
    stage.turn()
    stage.application("requester").instances[0].crash()


@then(parsers.parse('the outcome of "{word:S}" is "{said:S}"'))
def _(stage: Stage, word: str, said: str) -> None:
    _outcome(stage, word, said)
    stage.calm()
    _outcome(stage, word, said)


@then(parsers.parse('each of "{listed}" has its own answer as its outcome'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _outcome(stage, word, f"receipt-of-{word}")


@then(
    parsers.parse('the request for "{word:S}" has a return address that is not the request channel')
)
def _(stage: Stage, word: str) -> None:
    address = return_address(request_for(stage, word)).address
    requests = stage.channel("requests").address
    expect_that(
        address != requests, "return address", expected=f"another than {requests}", seen=address
    )


@then(parsers.parse("there are {count:d} requests with an id each, and no two are the same"))
def _(stage: Stage, count: int) -> None:
    def ids() -> list[Any]:
        return [correlation(request) or request.id for request in _requests(stage)]

    stage.until(lambda: expect("requests", expected=count, seen=len(ids())))
    expect("different ids of requests", expected=count, seen=len(set(ids())))


@then(parsers.parse("no queue was made for any of the {count:d}"))
def _(stage: Stage, count: int) -> None:
    for word in stage.notes["more"]:
        request_for(stage, word)
    seen = _queues_made(stage) - stage.notes["queues made"]
    expect(f"queues made for {count} requests", expected=0, seen=seen)


@then(parsers.parse('fare "{word:S}" is asked for again, under the same id'))
def _(stage: Stage, word: str) -> None:
    copies = stage.until(lambda: requests_for(stage, word, at_least=2))
    ids = {correlation(copy) or copy.id for copy in copies}
    expect(f"different ids under which {word} is asked for", expected=1, seen=len(ids))


@then("no trigger is left")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("triggers"))


@then("no reply is left at the return address")
def _(stage: Stage) -> None:
    empty(stage, return_address(request_for(stage, "f-1")))


@then(parsers.parse('the return address of the request for "{word:S}" is no more'))
def _(stage: Stage, word: str) -> None:
    address = return_address(request_for(stage, word))
    expect("reply queue of the dead requester", expected="gone",
           seen="there" if stage.probe.exists(address) else "gone")  # fmt: skip


def _cast(stage: Stage, *, instances: int = 1) -> None:
    # More time than the scenario takes, so that no time-out gets in its way.
    stage.ask_for(REQUEST_TIMEOUT=int(stage.target.tempo.patience))
    stage.cast("requester", instances=instances)


def _cast_in_haste(stage: Stage) -> None:
    stage.ask_for(REQUEST_TIMEOUT=_little_time(stage))
    stage.cast("requester")


def _little_time(stage: Stage) -> int:
    return 4 * stage.target.tempo.visibility


def _trigger(stage: Stage, word: str) -> None:
    stage.puppet.send(stage.channel("triggers"), fare(stage, word))


def _requests(stage: Stage) -> list[Any]:
    return stage.puppet.take(stage.channel("requests"))


def _outcome(stage: Stage, word: str, said: str) -> None:
    """Wait until a fare has this outcome, and no other beside it."""

    def seen() -> list[str]:
        table = stage.channel_of("requester", "effects")
        return stage.probe.effects(table, fare_id(stage, word))

    stage.until(lambda: expect(f"outcome of fare {word}", expected=[said], seen=seen()))


def _queues_made(stage: Stage) -> int:
    return sum(
        event.operation == "sqs CreateQueue" and event.who.startswith("requester")
        for event in stage.journal.events
    )


def _message_id(outcome: Any) -> str:
    """Give the MessageId in the answer to a send, single or batch."""
    one = outcome["Successful"][0] if "Successful" in outcome else outcome
    return str(one["MessageId"])
