"""Sentences of scatter-gather: the aggregator is judged, the kit asks and answers."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import received
from pattern_tck.stage import Stage
from pattern_tck.steps.quotes import (
    answer,
    bidder_queue,
    heard,
    quote,
    quoted,
    remembered,
    request_for,
)
from pattern_tck.steps.rides import words
from pattern_tck.tap import Call, Proceed

_HOUR = 3600


@given("there is little time for quotes")
def _(stage: Stage) -> None:
    stage.notes["seconds"] = _little_time(stage)


@given("what is closed is remembered for an hour")
def _(stage: Stage) -> None:
    stage.notes["keep"] = _HOUR


@given("an auction of quotes that ends at its deadline")
def _(stage: Stage) -> None:
    stage.notes["seconds"] = _little_time(stage)
    _cast(stage, COMPLETE_BY="deadline")


@given("an auction of quotes that waits for all until its deadline")
def _(stage: Stage) -> None:
    stage.notes["seconds"] = _little_time(stage)
    _cast(stage, COMPLETE_BY="all")


@given(parsers.re(r"an auction of quotes that ends with (?P<count>\d+) answers?"))
def _(stage: Stage, count: str) -> None:
    _cast(stage, COMPLETE_BY="quorum", QUORUM=count)


@given(parsers.parse("an auction of quotes that ends with the first quote of {limit:d} or less"))
def _(stage: Stage, limit: int) -> None:
    _cast(stage, COMPLETE_BY="first-best", ACCEPTABLE=limit)


@given(parsers.parse('quotes are asked of "{listed}", and all are waited for'))
def _(stage: Stage, listed: str) -> None:
    queues = {bidder: bidder_queue(stage, bidder).address for bidder in words(listed)}
    _cast(stage, COMPLETE_BY="all", RECIPIENTS=json.dumps(queues))


@given(parsers.parse('bidders "{listed}" listen to it'))
def _(stage: Stage, listed: str) -> None:
    for bidder in words(listed):
        queue = bidder_queue(stage, bidder)
        stage.puppet.subscribe(stage.channel("auction"), queue, RawMessageDelivery="true")


@given(parsers.parse('the queue of bidder "{bidder:w}" is gone'))
def _(stage: Stage, bidder: str) -> None:
    queue = bidder_queue(stage, bidder)
    stage.puppet.delete_channel(queue)
    del stage.directory.channels[queue.name]


@given("the aggregator has a second instance")
def _(stage: Stage) -> None:
    stage.add_instance("aggregator")


@given("the aggregator has a second instance, and its first one is slow before its first trigger")
def _(stage: Stage) -> None:
    stage.add_instance("aggregator")
    stage.faults.slow("aggregator", "trigger")


@given("the aggregator is away")
def _(stage: Stage) -> None:
    stage.stop("aggregator")


@given(parsers.parse('the aggregator dies when it has asked "{bidder:w}"'))
def _(stage: Stage, bidder: str) -> None:
    asked = bidder_queue(stage, bidder).address
    stage.faults.crash("aggregator", "copy", after=True, about=asked)


@given(parsers.parse("the aggregator dies {side:w} its {moment:w}"))
@when(parsers.parse("the aggregator is to die {side:w} its next {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.turn()
    stage.faults.crash("aggregator", moment, after=side == "after")


@given(parsers.parse("the aggregator finds no answers the first {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.faults.at("aggregator", "receive", faults.empty_receive, "finds nothing", times=count)


@given(parsers.parse("the results are refused {count:d} times"))
def _(stage: Stage, count: int) -> None:
    stage.faults.refuse("aggregator", "publication", times=count)


@given(parsers.parse('"{bidder:w}" quotes {amount:d} before the asking returns'))
def _(stage: Stage, bidder: str, amount: int) -> None:
    def answered_first(call: Call, proceed: Proceed) -> Any:
        outcome = proceed(call.parameters)
        for sent in call.parameters.get("PublishBatchRequestEntries", [call.parameters]):
            seen = received({**sent, "Body": sent["Message"], "MessageId": ""})
            answer(stage, seen, bidder, amount)
        return outcome

    stage.faults.at("aggregator", "scatter", answered_first, "is answered before its call returns")


@when("an auction is to wait for all answers, and for no deadline")
def _(stage: Stage) -> None:
    stage.notes["seconds"] = ""
    try:
        _cast(stage, COMPLETE_BY="all")
    except Exception as refusal:  # noqa: BLE001 - however a team says no
        stage.notes["refusal"] = refusal


@when("the aggregator is back")
def _(stage: Stage) -> None:
    stage.resume("aggregator")


@when("the first instance of the aggregator gives way to a second one")
def _(stage: Stage) -> None:
    stage.turn()
    stage.add_instance("aggregator")
    gone = stage.application("aggregator").instances.pop(0)
    gone.crash()
    gone.close()


@when("so much time passes as there is for quotes")
def _(stage: Stage) -> None:
    stage.pass_time(stage.notes["seconds"])


@when("that time is over")
def _(stage: Stage) -> None:
    stage.pass_time(stage.notes["keep"] + stage.notes["seconds"] + stage.target.tempo.slack)


@when(parsers.parse('quotes for ride "{word:S}" are asked for'))
def _(stage: Stage, word: str) -> None:
    _ask(stage, word)


@when(parsers.parse('quotes for rides "{listed}" are asked for'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _ask(stage, word)


@when(parsers.parse('it is seen to, and quotes for ride "{word:S}" are asked for once more'))
def _(stage: Stage, word: str) -> None:
    stage.turn()
    _ask(stage, word)
    stage.turn()


@when(parsers.parse('"{bidder:w}" quotes {amount:d} for "{word:S}"'))
def _(stage: Stage, bidder: str, amount: int, word: str) -> None:
    quote(stage, word, bidder, amount)


@when(parsers.parse('"{bidder:w}" refuses to quote for "{word:S}"'))
def _(stage: Stage, bidder: str, word: str) -> None:
    quote(stage, word, bidder, None)


@when(parsers.parse('the quotes for "{word:S}" are "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    for bidder, amount in quoted(listed):
        quote(stage, word, bidder, amount)


@when(
    parsers.parse(
        "the aggregator is away until the deadline, "
        'and "{bidder:w}" quotes {amount:d} for "{word:S}"'
    )
)
def _(stage: Stage, bidder: str, amount: int, word: str) -> None:
    stage.turn()
    stage.stop("aggregator")
    stage.pass_time(stage.notes["seconds"])
    quote(stage, word, bidder, amount)
    stage.resume("aggregator")


@when(
    parsers.parse(
        "the deadline comes while an instance is slow before its {moment:w} "
        'with "{listed}" for "{word:S}"'
    )
)
def _(stage: Stage, moment: str, listed: str, word: str) -> None:
    deadline = float(str(request_for(stage, word).attributes.get("Deadline")))
    left = deadline - stage.target.clock.now() - stage.longest_visibility() / 2
    stage.pass_time(max(left, 0))
    stage.faults.slow("aggregator", moment)
    for bidder, amount in quoted(listed):
        quote(stage, word, bidder, amount)


@when(
    parsers.parse(
        'one instance is slow before its record of "{listed}" for "{word:S}", '
        'while "{other:w}" quotes {price:d}'
    )
)
def _(stage: Stage, listed: str, word: str, other: str, price: int) -> None:
    # The other answer comes when the first one is in hand, and before that one would come again.
    request = request_for(stage, word)
    answer(stage, request, other, price, delay=max(1, int(stage.longest_visibility() / 3)))
    stage.faults.slow("aggregator", "record", times_visibility=0.7)
    for bidder, amount in quoted(listed):
        answer(stage, request, bidder, amount)


@when(parsers.parse("an answer to no request comes that has an id that nobody gave"))
def _(stage: Stage) -> None:
    _stray(stage, under=stage.key("nobody"))


@when(parsers.parse("an answer to no request comes that has no id"))
def _(stage: Stage) -> None:
    _stray(stage, under="")


@when(parsers.parse('an answer to the request for "{word:S}" says {body}'))
def _(stage: Stage, word: str, body: str) -> None:
    # It says that it is an offer: as a refusal, one that names who refuses can be read.
    answer(stage, request_for(stage, word), "zephyr", 0, body=body)


@then("the aggregator refuses to start")
def _(stage: Stage) -> None:
    refusal = stage.notes.get("refusal")
    expect_that(refusal, "start of the aggregator", expected="a refusal", seen=refusal)


@then(parsers.parse('each of "{listed}" is asked to quote for "{word:S}"'))
def _(stage: Stage, listed: str, word: str) -> None:
    def missing() -> list[str]:
        return [
            bidder
            for bidder in words(listed)
            if not heard(stage, bidder_queue(stage, bidder), word)
        ]

    stage.until(lambda: expect("bidders that were not asked", expected=[], seen=missing()))


@then(parsers.parse('"{bidder:w}" is not asked to quote'))
def _(stage: Stage, bidder: str) -> None:
    seen = stage.puppet.take(bidder_queue(stage, bidder))
    expect(f"requests to {bidder}", expected=[], seen=[str(each) for each in seen])


@then(
    parsers.parse(
        'the request to quote for "{word:S}" carries a deadline that runs from its scatter'
    )
)
def _(stage: Stage, word: str) -> None:
    request = request_for(stage, word)
    sent = int(request.system["SentTimestamp"]) / 1000
    deadline = request.attributes.get("Deadline")
    expect_that(
        isinstance(deadline, (int, float)) and abs(deadline - sent - stage.notes["seconds"]) <= 2,
        "deadline in the request",
        expected=f"{stage.notes['seconds']} s after {sent}",
        seen=deadline,
    )


def _cast(stage: Stage, **configured: object) -> None:
    tempo = stage.target.tempo
    stage.puppet.queue("results", FifoQueue="true")
    stage.ask_for(
        # More time than the scenario takes, so that no deadline gets in its way.
        DEADLINE=stage.notes.setdefault("seconds", int(2 * tempo.patience)),
        KEEP_CLOSED=stage.notes.setdefault("keep", int(10 * tempo.patience)),
        **configured,
    )
    topic = stage.puppet.make("auction", "topic")
    stage.puppet.subscribe(topic, bidder_queue(stage, "everybody"), RawMessageDelivery="true")
    stage.cast("aggregator")


def _little_time(stage: Stage) -> int:
    return 3 * stage.target.tempo.visibility


def _ask(stage: Stage, word: str) -> None:
    stage.notes.setdefault("asked for", []).append(stage.key(word))
    asked = {"rfq-id": stage.key(word), "from": "Berlin", "to": "Frankfurt", "customer": "cmr"}
    stage.puppet.send(stage.channel("triggers"), asked)


def _stray(stage: Stage, under: str) -> None:
    request = request_for(stage, "r-1")
    stage.notes["items"] = remembered(stage)
    answer(stage, request, "zephyr", 5, under=under)
