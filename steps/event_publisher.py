"""Sentences about who publishes on the bus of ride events."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.ride_events import completed, had, heard_about, listen
from pattern_tck.steps.rides import numbered, words
from pattern_tck.steps.still_to_do import still_to_do

_PUBLISHER = "event-publisher"


@given("an event publisher")
def _(stage: Stage) -> None:
    _cast(stage)


@given("an event publisher on a bus without rules")
def _(stage: Stage) -> None:
    stage.cast(_PUBLISHER)


@given("an event publisher one of whose events is not taken")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.at(_PUBLISHER, "publication", faults.fail_events(), "has one event not taken")


@given(parsers.parse('an event publisher whose event about the ride "{word}" is never taken'))
def _(stage: Stage, word: str) -> None:
    _cast(stage)
    about = stage.key(word)
    never, always = faults.fail_events(about), float("inf")
    what = f"never gets {word} taken"
    stage.faults.at(_PUBLISHER, "publication", never, what, times=always, about=about)


@given(parsers.parse("an event publisher who is throttled {count:d} times"))
def _(stage: Stage, count: int) -> None:
    _cast(stage)
    code, message = "ThrottlingException", "Rate exceeded"
    stage.faults.refuse(
        _PUBLISHER, "publication", times=count, code=code, message=message, status=400
    )


@given("an event publisher to whom one answer of the bus is lost")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.at(_PUBLISHER, "publication", faults.lose_answer, "does not get an answer")


@given("an event publisher that dies before its effect")
def _(stage: Stage) -> None:
    _cast(stage)
    stage.faults.crash(_PUBLISHER, "effect")


@when(parsers.parse('the event publisher is to tell of the rides "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _trigger(stage, words(listed))


@when(parsers.parse("the event publisher is to tell of {count:d} rides"))
def _(stage: Stage, count: int) -> None:
    _trigger(stage, numbered(count))


@when(
    parsers.parse(
        'the event publisher is to tell of the ride "{word}" under correlation id "{correlation}"'
    )
)
def _(stage: Stage, word: str, correlation: str) -> None:
    _trigger(stage, [word], correlationId=stage.key(correlation))


@then(parsers.parse("the ride bus has had an event of each of the {count:d} rides"))
def _(stage: Stage, count: int) -> None:
    had(stage, numbered(count))


@then(parsers.parse('the event of the ride "{word}" on the ride bus has type, source, version and '
                    'correlation id'))  # fmt: skip
def _(stage: Stage, word: str) -> None:
    event = heard_about(stage, word)
    seen = (event["detail-type"], event["source"], event["detail"])
    expected = ("RideCompleted", "wild-rydes.rides", stage.notes["told"])
    expect("type, source and detail", expected=expected, seen=seen)


@then("the event publisher says that it has sent")
def _(stage: Stage) -> None:
    said = "what the event publisher says"
    stage.until(lambda: expect(said, expected=["sent"], seen=stage.effects(_PUBLISHER, "t-1")))


@then("the event publisher does not say that it has sent")
def _(stage: Stage) -> None:
    stage.calm()
    seen = stage.effects(_PUBLISHER, "t-1")
    expect_that(not seen, "what the event publisher says", expected="nothing", seen=seen)
    left = still_to_do(stage, _PUBLISHER, "t-1")
    expect("triggers that are still to be done", expected=1, seen=left)


def _cast(stage: Stage) -> None:
    """Cast the publisher on a bus where the kit hears everything."""
    listen(stage)
    stage.linger()
    stage.cast(_PUBLISHER)


def _trigger(stage: Stage, rides: list[str], **more: str) -> None:
    events = [{"type": "RideCompleted", "detail": completed(stage, word, **more)} for word in rides]
    stage.puppet.send(stage.channel("triggers"), {"id": stage.key("t-1"), "events": events})
