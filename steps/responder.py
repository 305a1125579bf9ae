"""Sentences of request-response: the responder is judged, and the kit asks."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.request_response import ask, correlation, fare, receipt, replies, reply_queue
from pattern_tck.steps.rides import empty, words
from pattern_tck.tap import Call, Proceed

_UNUSUAL = {
    "a JSON text": '{"Order": "Q-1", "part": [1, 2]}',
    "100 characters long": "Q-" + "7" * 98,
    "a number with leading zeros": "000420",
    "in letters of many alphabets": "Ångström-Ω-日本語-🦄",
}


@given("a responder")
def _(stage: Stage) -> None:
    stage.cast("responder")


@given(parsers.parse("a responder that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast("responder")
    stage.faults.crash("responder", moment, after=side == "after")


@given(parsers.parse("{count:d} responders, of which one is slow before its effect"))
def _(stage: Stage, count: int) -> None:
    stage.cast("responder", instances=count)
    stage.faults.slow("responder", "effect")


@given(
    parsers.parse(
        'a responder to whom the request for "{word:S}" is delivered once more when it is done'
    )
)
def _(stage: Stage, word: str) -> None:
    stage.cast("responder")
    again = faults.Redeliver(stage.key(word))
    stage.faults.at("responder", "receive", again, "gets a request twice", times=2, at_least=2)


@given(parsers.parse('a responder whose effect for fare "{word:S}" fails {count:d} times'))
def _(stage: Stage, word: str, count: int) -> None:
    stage.cast("responder")
    stage.faults.refuse("responder", "effect", times=count, about=stage.key(word))


@given(parsers.parse('a responder whose effect for fare "{word:S}" fails for the time being'))
def _(stage: Stage, word: str) -> None:
    stage.cast("responder")
    about = stage.key(word)
    stage.notes["trouble"] = stage.faults.refuse(
        "responder", "effect", times=float("inf"), about=about
    )


@given(parsers.parse("a responder whose reply is refused {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.cast("responder")
    stage.faults.refuse("responder", "reply", times=count)


@given(
    parsers.parse(
        'a responder whose requester "{name:S}" takes its reply queue away during the work'
    )
)
def _(stage: Stage, name: str) -> None:
    stage.cast("responder")

    def gone(call: Call, proceed: Proceed) -> Any:
        stage.puppet.delete_channel(reply_queue(stage, name))
        return proceed(call.parameters)

    stage.faults.at("responder", "effect", gone, "loses its requester")


@when(parsers.parse('requester "{name:S}" asks to authorise fare "{word:S}"'))
def _(stage: Stage, name: str, word: str) -> None:
    ask(stage, word, to=reply_queue(stage, name).address)


@when(parsers.parse('requester "{name:S}" asks to authorise fare "{word:S}" under another id'))
def _(stage: Stage, name: str, word: str) -> None:
    under = stage.key(f"{word}-anew")
    ask(stage, word, under=under, to=reply_queue(stage, name).address)


@when(parsers.parse('requester "{name:S}" asks to authorise fare "{word:S}" of customer "{who:S}"'))
def _(stage: Stage, name: str, word: str, who: str) -> None:
    ask(stage, word, to=reply_queue(stage, name).address, body=fare(stage, word, who))


@when(
    parsers.parse(
        'requester "{name:S}" asks to authorise fare "{word:S}", and again, '
        "since nothing told it of success"
    )
)
def _(stage: Stage, name: str, word: str) -> None:
    ask(stage, word, to=reply_queue(stage, name).address)
    ask(stage, word, to=reply_queue(stage, name).address)


@when(parsers.parse('requester "{name:S}" asks to authorise fares "{listed}" together'))
def _(stage: Stage, name: str, listed: str) -> None:
    for word in words(listed):
        ask(stage, word, to=reply_queue(stage, name).address)


@when(parsers.parse('requester "{name:S}" asks under an id that is {kind}'))
def _(stage: Stage, name: str, kind: str) -> None:
    stage.notes["id"] = _UNUSUAL[kind]
    ask(stage, "f-1", under=_UNUSUAL[kind], to=reply_queue(stage, name).address)


@when(parsers.parse('requester "{name:S}" asks with the text {body}'))
def _(stage: Stage, name: str, body: str) -> None:
    ask(stage, "f-1", to=reply_queue(stage, name).address, body=body)


@when(parsers.parse('somebody asks to authorise fare "{word:S}" without a return address'))
def _(stage: Stage, word: str) -> None:
    ask(stage, word)


@when(
    parsers.parse(
        'somebody asks to authorise fare "{word:S}" with a return address that is no address at all'
    )
)
def _(stage: Stage, word: str) -> None:
    ask(stage, word, to="to whom it may concern")


@when(
    parsers.parse(
        'somebody asks to authorise fare "{word:S}" with a return address that is '
        "a queue that never was"
    )
)
def _(stage: Stage, word: str) -> None:
    ask(stage, word, to=stage.channel("requests of responder").address + "-never")


@when("the responder is mended, and the operator redrives the dead requests")
def _(stage: Stage) -> None:
    stage.notes["trouble"].times = 0
    stage.puppet.redrive(_dead_requests(stage), _requests(stage))


@then(parsers.parse('requester "{name:S}" gets the answer to "{word:S}", and no other'))
def _(stage: Stage, name: str, word: str) -> None:
    _answered(stage, name, [stage.key(word)])
    stage.calm()
    _answered(stage, name, [stage.key(word)])
    receipts = {receipt(reply) for reply in replies(stage, name)}
    expect_that(
        len(receipts) == 1 and None not in receipts,
        f"receipts in the answers to {word}",
        expected="one receipt, however many answers",
        seen=receipts,
    )


@then(parsers.parse('requester "{name:S}" gets an answer under the id of each of "{listed}"'))
def _(stage: Stage, name: str, listed: str) -> None:
    _answered(stage, name, [stage.key(word) for word in words(listed)])


@then(parsers.parse('requester "{name:S}" gets an answer under exactly this id'))
def _(stage: Stage, name: str) -> None:
    _answered(stage, name, [stage.notes["id"]])


@then(parsers.parse('requester "{name:S}" gets two different receipts'))
def _(stage: Stage, name: str) -> None:
    def receipts() -> set[Any]:
        return {receipt(reply) for reply in replies(stage, name)}

    stage.until(lambda: expect("different receipts", expected=2, seen=len(receipts())))


@then(
    parsers.parse(
        'requester "{name:S}" gets the same receipt for "{word:S}" as requester "{other:S}"'
    )
)
def _(stage: Stage, name: str, word: str, other: str) -> None:
    _answered(stage, name, [stage.key(word)])
    before = {receipt(reply) for reply in replies(stage, other)}
    now = {receipt(reply) for reply in replies(stage, name)}
    expect("receipts of the second answer", expected=before, seen=now)


@then(parsers.parse('requester "{name:S}" gets a refusal under the id of "{word:S}"'))
def _(stage: Stage, name: str, word: str) -> None:
    _answered(stage, name, [stage.key(word)])
    seen = {reply.attributes.get("Status") for reply in replies(stage, name)}
    expect("status of the answer", expected={"refused"}, seen=seen)


@then(parsers.parse('fare "{word:S}" is authorised once'))
def _(stage: Stage, word: str) -> None:
    stage.until(lambda: expect_that(stage.effects("responder", word), f"authorisations of {word}",
                                    expected="one", seen="none"))  # fmt: skip
    stage.calm()
    seen = stage.effects("responder", word)
    expect(f"number of authorisations of {word}", expected=1, seen=len(seen))


@then(parsers.parse('fare "{word:S}" is authorised no more than once'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    seen = stage.effects("responder", word)
    expect_that(len(seen) <= 1, f"authorisations of {word}", expected="one at most", seen=seen)


@then(parsers.parse('fare "{word:S}" is not authorised'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"authorisations of {word}", expected=[], seen=stage.effects("responder", word))


@then("no request is left")
def _(stage: Stage) -> None:
    empty(stage, _requests(stage))


@then("the responder has put nothing on the request channel")
def _(stage: Stage) -> None:
    seen = [
        event.detail
        for event in stage.journal.events
        if event.channel == _requests(stage).name and "SendMessage" in event.operation
        if event.who.startswith("responder")
    ]
    expect("what the responder sent to its own request channel", expected=[], seen=seen)


@then(parsers.parse('the request for "{word:S}" becomes a dead letter'))
def _(stage: Stage, word: str) -> None:
    dead = _dead_requests(stage)
    stage.until(lambda: expect("dead requests", expected=1, seen=stage.probe.stock(dead)))


@then(parsers.parse('the request for "{word:S}" is set aside'))
def _(stage: Stage, word: str) -> None:
    # At once to the invalid-message channel, or by the redrive policy: both keep it, and both end.
    kept = [stage.channel("invalid requests of responder"), *_dead_requests_if_any(stage)]
    key = stage.key(word)

    def found() -> None:
        seen = [message for queue in kept for message in stage.puppet.take(queue)]
        expect_that(
            any(key in str(message) for message in seen),
            "what is kept of requests that nobody can be answered about",
            expected=f"the request for {word}",
            seen=[str(message) for message in seen],
        )

    stage.until(found)
    empty(stage, _requests(stage))


def _answered(stage: Stage, name: str, ids: list[str]) -> list[Message]:
    """Wait until a requester has answers under these ids, each at least one, and no others."""

    def seen() -> list[Message]:
        found = replies(stage, name)
        under = sorted({str(correlation(reply)) for reply in found})
        expect(f"ids of the answers to {name}", expected=sorted(ids), seen=under)
        return found

    return stage.until(seen)


def _requests(stage: Stage) -> Channel:
    return stage.channel("requests of responder")


def _dead_requests(stage: Stage) -> Channel:
    return stage.dead_letters_of(_requests(stage))


def _dead_requests_if_any(stage: Stage) -> list[Channel]:
    found = stage.probe.dead_letters(_requests(stage))
    return [found] if found else []
