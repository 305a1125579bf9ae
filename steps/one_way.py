"""Sentences of the one-way message exchange, about the notifier who tells."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride, words
from pattern_tck.steps.still_to_do import still_to_do

_TRIGGERS = "triggers"
_NOTICES = "offered notices"
_HOUR = 3600

#: What the queue may say instead of taking a message: code, message, status.
_REFUSALS = {
    "throttled": ("RequestThrottled", "Request throttled.", 403),
    "not allowed": ("AccessDenied", "Access to the resource is denied.", 403),
    "the message is invalid": ("InvalidMessageContents", "Invalid characters.", 400),
}


@given("a notifier, and nobody who takes its notices")
def _(stage: Stage) -> None:
    stage.cast("notifier")


@given("a notifier, and a receiver who is slow")
def _(stage: Stage) -> None:
    stage.cast("notifier")


@given("a notifier, and a receiver whose every attempt fails")
def _(stage: Stage) -> None:
    dead = stage.puppet.queue("dead notices")
    policy = {"deadLetterTargetArn": stage.puppet.arn(dead), "maxReceiveCount": 2}
    stage.puppet.queue(_NOTICES, RedrivePolicy=json.dumps(policy))
    stage.cast("notifier")


@given(parsers.parse("a notifier whose every send is refused: {reason}"))
def _(stage: Stage, reason: str) -> None:
    stage.cast("notifier")
    _refuse(stage, reason, float("inf"))


@given(parsers.parse('a notifier, and a queue that refuses everything about "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.cast("notifier")
    about = stage.key(word)
    act = faults.fail_entries(about)
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Any, proceed: Any) -> Any:
        return (act if "Entries" in call.parameters else refused)(call, proceed)

    stage.faults.at(
        "notifier", "send", fail_one, f"is refused {word}", times=float("inf"), about=about
    )


@given(parsers.parse("a notifier whose first {count:d} sends are throttled"))
def _(stage: Stage, count: int) -> None:
    stage.cast("notifier")
    _refuse(stage, "throttled", count)


@given("a notifier to whom the answer to a send is lost")
def _(stage: Stage) -> None:
    stage.cast("notifier")
    stage.faults.at("notifier", "send", faults.lose_answer, "does not get an answer")


@given(parsers.parse("a notifier that is killed {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast("notifier")
    stage.faults.crash("notifier", moment, after=side == "after")


@when("the queue for notices is gone")
def _(stage: Stage) -> None:
    stage.puppet.delete_channel(stage.channel(_NOTICES))


@when(parsers.parse('pick-up "{word}" is to be told'))
def _(stage: Stage, word: str) -> None:
    _trigger(stage, word, "pick-up")


@when(parsers.parse('pick-ups "{listed}" are to be told'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _trigger(stage, word, "pick-up")


@when(parsers.parse("{count:d} pick-ups are to be told"))
def _(stage: Stage, count: int) -> None:
    stage.notes["told"] = [f"p-{number}" for number in range(1, count + 1)]
    for word in stage.notes["told"]:
        _trigger(stage, word, "pick-up")


@when(parsers.parse("a notice of {notice} is to be told"))
def _(stage: Stage, notice: str) -> None:
    _trigger(stage, "n-1", notice)


@when("a pick-up that is of use for 10 minutes is to be told")
def _(stage: Stage) -> None:
    until = int(stage.target.clock.now()) + 600
    stage.notes["until"] = until
    _trigger(stage, "n-1", "pick-up", usefulUntil=until)


@when("the notifier is started anew")
def _(stage: Stage) -> None:
    stage.application("notifier").instances[0].crash()


@then(parsers.parse("all {count:d} notices wait for the receiver"))
def _(stage: Stage, count: int) -> None:
    stage.until(lambda: expect("notices waiting", expected=count, seen=len(_ids(stage))))


@then(parsers.parse("the notifier says of all {count:d} that they are sent"))
def _(stage: Stage, count: int) -> None:
    for word in stage.notes["told"]:
        _says_sent(stage, word)


@then(parsers.parse('the notifier says "sent" of "{word}"'))
def _(stage: Stage, word: str) -> None:
    _says_sent(stage, word)


@then(parsers.parse('the notifier says "sent" of each of "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        _says_sent(stage, word)


@then(
    parsers.parse(
        'the notifier says "sent" of each of "{listed}", while the receiver is still busy'
    )
)
def _(stage: Stage, listed: str) -> None:
    queue = stage.channel(_NOTICES)
    told = words(listed)

    def busy_and_said() -> None:
        stage.puppet.receive(queue)  # taken, and not acknowledged
        said = [stage.effects("notifier", word) for word in told]
        expect(f"what is said of {listed}", expected=[["sent"]] * len(told), seen=said)

    stage.until(busy_and_said)
    stock = stage.probe.stock(queue)
    expect_that(
        stock >= len(told), "notices that are not done", expected=f"{len(told)}", seen=stock
    )


@then(parsers.re("(long afterwards it has told|it tells) nothing again, and keeps nothing .*"))
def _(stage: Stage) -> None:
    if stage.target.clock.virtual:
        stage.pass_time(_HOUR)
    stage.calm()
    sent = len(_arrived(stage))
    table = stage.channel_of("notifier", "effects")
    expect("notices that were sent", expected=1, seen=sent)
    expect("what is kept", expected=[stage.key("p-1")], seen=stage.probe.effect_keys(table))
    # Whatever it is for: an item without a key is no effect, but it is kept all the same.
    expect("items that are kept", expected=1, seen=len(stage.probe.item_names(table)))


@then(parsers.parse('the notice "{word}" becomes a dead letter of the receiver'))
def _(stage: Stage, word: str) -> None:
    dead = stage.channel("dead notices")

    def dead_letters() -> None:
        stage.puppet.receive(stage.channel(_NOTICES))  # a failed attempt
        seen = {(letter.json or {}).get("id") for letter in stage.puppet.take(dead)}
        expect("dead letters", expected={stage.key(word)}, seen=seen)

    stage.until(dead_letters)


@then(parsers.parse('the notifier has said "sent" of "{word}", and nothing else'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"what is said of {word}", expected=["sent"], seen=stage.effects("notifier", word))


@then(parsers.parse('the notifier tells of the refusal of "{word}", or goes on trying'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    stage.calm()
    said = stage.effects("notifier", word)
    triggers = stage.probe.stock(stage.channel(_TRIGGERS))
    left = triggers if said else still_to_do(stage, "notifier", word)
    expect_that(
        (said, left) in ((["not sent"], 0), ([], 1)),
        "what the notifier says, and how much is left to do",
        expected='"not sent" and none, or nothing and one',
        seen=(said, left),
    )


@then(parsers.parse('the notices "{listed}" arrive, and no others'))
def _(stage: Stage, listed: str) -> None:
    wanted = {stage.key(word) for word in words(listed)}

    def all_arrived() -> None:
        expect("notices that arrived", expected=wanted, seen=_ids(stage))

    stage.until(all_arrived)
    stage.calm()
    all_arrived()


@then(
    parsers.parse(
        "it arrives as {intent:w} {kind:w} with a version, and with its content unchanged"
    )
)
def _(stage: Stage, intent: str, kind: str) -> None:
    notice = _first(stage)
    stated = [notice.attributes.get(name) for name in ("Intent", "Type")]
    expect("intent and type", expected=[intent, kind], seen=stated)
    version = notice.attributes.get("Version")
    expect_that(version, "version", expected="one", seen=version)
    content = (notice.json or {}).get("content")
    expect("content", expected=_content(stage, "n-1"), seen=content)


@then("it arrives with the time at which it expires")
def _(stage: Stage) -> None:
    seen = _first(stage).attributes.get("ExpiresAt")
    expect("when it expires", expected=stage.notes["until"], seen=seen)


@then("it arrives without a time at which it expires")
def _(stage: Stage) -> None:
    expect("when it expires", expected=None, seen=_first(stage).attributes.get("ExpiresAt"))


def _refuse(stage: Stage, reason: str, times: float) -> None:
    code, message, status = _REFUSALS[reason]
    stage.faults.refuse("notifier", "send", times=times, code=code, message=message, status=status)


def _content(stage: Stage, word: str) -> dict[str, Any]:
    return ride(stage, word)


def _trigger(stage: Stage, word: str, notice: str, **more: object) -> None:
    wish = {"id": stage.key(word), "notice": notice, "content": _content(stage, word), **more}
    stage.puppet.send(_triggers(stage), wish)


def _triggers(stage: Stage) -> Channel:
    return stage.channel(_TRIGGERS)


def _arrived(stage: Stage) -> list[Message]:
    return stage.puppet.take(stage.channel(_NOTICES))


def _ids(stage: Stage) -> set[str]:
    return {str((message.json or {}).get("id")) for message in _arrived(stage)}


def _first(stage: Stage) -> Message:
    def arrived() -> Message:
        messages = _arrived(stage)
        expect_that(messages, "notices that arrived", expected="one", seen=messages)
        return messages[0]

    return stage.until(arrived)


def _says_sent(stage: Stage, word: str) -> None:
    def said() -> None:
        seen = stage.effects("notifier", word)
        expect(f"what the notifier says of {word}", expected=["sent"], seen=seen)

    stage.until(said)
