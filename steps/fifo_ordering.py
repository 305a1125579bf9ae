"""Sentences of FIFO ordering: a ledger of events. "a-2" is the second event of ride "a"."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ReadTimeoutError
from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import empty, words
from pattern_tck.tap import Call, Proceed

CONSUMER = "fifo-consumer"
_HOUR = 3600


def cast(stage: Stage, instances: int = 1, **environment: object) -> None:
    """Have the consumer play, whose HTTP client does not wait long if nothing is said."""
    stage.ask_for(**{"READ_TIMEOUT": 1, **environment})
    stage.cast(CONSUMER, instances=instances)


@given("a FIFO consumer")
def _(stage: Stage) -> None:
    cast(stage)


@given(parsers.parse('a FIFO consumer that fails to enter "{word:S}" {count:d} times'))
def _(stage: Stage, word: str, count: int) -> None:
    cast(stage)
    stage.faults.refuse(CONSUMER, "effect", times=count, about=stage.key(word))


@given(parsers.parse('a FIFO consumer that fails to enter "{word:S}" for good'))
def _(stage: Stage, word: str) -> None:
    cast(stage)
    trouble = stage.faults.refuse(CONSUMER, "effect", times=float("inf"), about=stage.key(word))
    stage.notes["trouble"] = trouble


@given("a FIFO consumer to whom sequence numbers jump")
def _(stage: Stage) -> None:
    cast(stage)
    seen: list[str] = []

    def jump(call: Call, proceed: Proceed) -> Any:
        answer = copy.deepcopy(dict(proceed(call.parameters)))
        for message in answer.get("Messages", ()):
            seen.append(message["MessageId"])
            message.setdefault("Attributes", {})["SequenceNumber"] = str(1000 * len(seen))
        return answer

    stage.faults.at(CONSUMER, "receive", jump, "is given numbers that jump", times=float("inf"))


@given(parsers.parse("{count:d} FIFO consumers, of which one is slow before its {moment:w}"))
def _(stage: Stage, count: int, moment: str) -> None:
    cast(stage, instances=count)
    stage.faults.slow(CONSUMER, moment)


@given(parsers.parse("a FIFO consumer that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    cast(stage)
    stage.faults.crash(CONSUMER, moment, after=side == "after")


@given("a FIFO consumer whose first answer is lost")
def _(stage: Stage) -> None:
    cast(stage)
    stage.stop(CONSUMER)  # so that the first receive finds the events

    def lose(call: Call, proceed: Proceed) -> Any:
        proceed(call.parameters)
        raise ReadTimeoutError(endpoint_url="the queue")

    stage.faults.at(CONSUMER, "receive", lose, "waits for an answer in vain")


@given(
    parsers.parse(
        "a FIFO consumer whose client waits {read:d} seconds for an answer, and work {work:d} "
        "seconds"
    )
)
def _(stage: Stage, read: int, work: int) -> None:
    cast(stage, READ_TIMEOUT=read, VISIBILITY_TIMEOUT=work)


@when(parsers.parse('the events "{listed}" come together'))
def _(stage: Stage, listed: str) -> None:
    stage.stop(CONSUMER)
    for word in words(listed):
        _send(stage, word)
    stage.resume(CONSUMER)
    stage.turn()


@when(parsers.parse('the events "{listed}" come as copies of their own'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _send(stage, word, MessageDeduplicationId=f"copy-of-{stage.key(word)}")


@when(parsers.parse('"{word:S}" is sent once more {seconds:d} seconds later'))
def _(stage: Stage, word: str, seconds: int) -> None:
    stage.pass_time(seconds)
    _send(stage, word)


@when(parsers.parse('another event comes that says it is "{word:S}"'))
def _(stage: Stage, word: str) -> None:
    other = {**event(stage, word), "id": stage.key("other"), "amount": "7.00"}
    stage.puppet.send(
        _events(stage),
        other,
        MessageGroupId=other["ride"],
        MessageDeduplicationId=other["id"],
    )


@when(parsers.parse('the text {text} comes among the events of "{ride:S}"'))
def _(stage: Stage, text: str, ride: str) -> None:
    stage.notes["text"] = text
    stage.puppet.send(
        _events(stage),
        text,
        misfit=True,
        MessageGroupId=stage.key(ride),
        MessageDeduplicationId=stage.key("text"),
    )


@when("a FIFO consumer is killed, and another one started")
def _(stage: Stage) -> None:
    stage.add_instance(CONSUMER)
    gone = stage.application(CONSUMER).instances.pop(0)
    gone.crash()
    gone.close()


@when("an hour goes by before the ledger takes it")
def _(stage: Stage) -> None:
    for _ in range(12):
        stage.pass_time(_HOUR / 12)
    stage.notes["trouble"].times = 0


@then(parsers.parse('the ledger has just "{listed}", each ride in its order'))
def _(stage: Stage, listed: str) -> None:
    has_just(stage, words(listed))


@then(parsers.parse('the other event is laid aside as invalid, and the ledger has just "{word:S}"'))
def _(stage: Stage, word: str) -> None:
    _laid_aside(stage, "the other event", lambda message: _id(message) == stage.key("other"))
    has_just(stage, [word])


@then("the text is laid aside from the ledger events")
def _(stage: Stage) -> None:
    _laid_aside(stage, stage.notes["text"], lambda message: message.body == stage.notes["text"])


@then(parsers.parse('the gap before "{word:S}" is reported, and no other'))
def _(stage: Stage, word: str) -> None:
    behind = event(stage, word)
    wanted = {(behind["ride"], behind["version"] - 1)}
    stage.until(lambda: expect("gaps", expected=wanted, seen=_gaps(stage)))
    stage.calm()
    expect("gaps", expected=wanted, seen=_gaps(stage))


@then("no gap is reported")
def _(stage: Stage) -> None:
    stage.calm()
    expect("gaps", expected=set(), seen=_gaps(stage))


@then("nothing is left among the ledger events")
def _(stage: Stage) -> None:
    empty(stage, _events(stage))


@then(parsers.parse('the ledger has "{listed}" before a visibility timeout has passed'))
def _(stage: Stage, listed: str) -> None:
    for _ in words(listed):
        stage.turn()
    expect("ledger", expected=_keys(stage, words(listed)), seen=set(_entries(stage)))


@then(parsers.parse("the ledger events stay out of sight for at least {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    seen = stage.probe.visibility(_events(stage))
    expect_that(seen >= seconds, "visibility timeout", expected=f"at least {seconds}", seen=seen)


def event(stage: Stage, word: str) -> dict[str, Any]:
    """Give the event of a word: "a-2" is the second event of ride "a"."""
    ride, _, version = word.partition("-")
    return {
        "id": stage.key(word),
        "ride": stage.key(ride),
        "version": int(version),
        "amount": f"{version}.50",
    }


def has_just(stage: Stage, listed: Iterable[str]) -> None:
    """Wait until the ledger has these events; see that it has them once, and in their order."""
    wanted = list(listed)
    expected = _keys(stage, wanted)

    def entered() -> None:
        missing = expected - set(_entries(stage))
        expect("events that are not in the ledger", expected=set(), seen=missing)

    stage.until(entered)
    stage.calm()
    expect("entries of each event", expected=dict.fromkeys(expected, 1), seen=_entries(stage))
    seen = _in_order(stage, wanted)
    in_order = sorted(wanted, key=lambda word: (event(stage, word)["ride"], word))
    by_ride = sorted(seen, key=lambda word: event(stage, word)["ride"])  # stable: keeps the order
    expect("entries by ride, in the order of their entry", expected=in_order, seen=by_ride)


def _in_order(stage: Stage, wanted: Iterable[str]) -> list[str]:
    """Give the events in the order in which they were entered for the first time."""
    moment = stage.application(CONSUMER).role.moments["effect"]
    ledger = stage.channel_of(CONSUMER, "effects").name
    made = [
        each
        for each in stage.journal.events
        if each.channel == ledger
        and each.operation.rpartition(" ")[2] in moment.operations
        and ("killed after" in each.outcome or not each.outcome)
    ]
    first = {
        word: number
        for word in wanted
        for number, each in reversed(list(enumerate(made)))
        if each.mentions(stage.key(word))
    }
    return sorted(first, key=lambda word: first[word])


def _entries(stage: Stage) -> dict[str, int]:
    return dict(Counter(stage.probe.effect_keys(stage.channel_of(CONSUMER, "effects"))))


def _keys(stage: Stage, listed: Iterable[str]) -> set[str]:
    return {stage.key(word) for word in listed}


def _events(stage: Stage) -> Channel:
    return stage.channel_of(CONSUMER, "ledger events")


def _send(stage: Stage, word: str, **ids: str) -> None:
    told = event(stage, word)
    groups = {"MessageGroupId": told["ride"], "MessageDeduplicationId": told["id"], **ids}
    stage.puppet.send(_events(stage), told, **groups)


def _gaps(stage: Stage) -> set[tuple[Any, Any]]:
    taken = stage.puppet.take(stage.channel_of(CONSUMER, "gaps"))
    return {((gap.json or {}).get("ride"), (gap.json or {}).get("missing")) for gap in taken}


def _laid_aside(stage: Stage, what: str, is_it: Any) -> None:
    invalid = stage.channel_of(CONSUMER, "invalid messages")

    def laid_aside() -> None:
        seen = [is_it(message) for message in stage.puppet.take(invalid)]
        expect_that(seen and all(seen), f"invalid messages, {what}", expected="it alone", seen=seen)

    stage.until(laid_aside)


def _id(message: Message) -> Any:
    body = message.json
    return body.get("id") if isinstance(body, dict) else None
