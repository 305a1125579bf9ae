"""Sentences about archives of a bus, and about what is replayed from them."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.buses import PATTERNS, bus_of, events_of, last_rule

_ARCHIVE = "archive"


@given(parsers.parse("an archive of {what:w}"))
def _(stage: Stage, what: str) -> None:
    stage.buses.archive(_ARCHIVE, bus_of(stage), PATTERNS[what])


@given(parsers.parse("an archive of {what:w} that keeps events for {days:d} days"))
def _(stage: Stage, what: str, days: int) -> None:
    stage.buses.archive(_ARCHIVE, bus_of(stage), PATTERNS[what], days)


@when("the archive is replayed")
def _(stage: Stage) -> None:
    _replay(stage)


@when("the archive is replayed for the last rule alone")
def _(stage: Stage) -> None:
    _replay(stage, last_rule(stage).address)


@then(parsers.parse("the archive holds {count:d} event"))
def _(stage: Stage, count: int) -> None:
    archive = stage.channel(_ARCHIVE)
    expect("events in the archive", expected=count, seen=stage.buses.archived(archive))


@then(parsers.parse('one of the events of "{called}" bears the name of the replay'))
def _(stage: Stage, called: str) -> None:
    seen = [event.get("replay-name") for event in events_of(stage, called)]
    expect("replay-name", expected=["", stage.notes["replay"]],
           seen=sorted(name or "" for name in seen))  # fmt: skip


def _replay(stage: Stage, *rules: str) -> None:
    """Replay all that the archive has, and wait until that is done."""
    stage.linger()  # rules that are new have had a short time
    name = stage.buses.replay(
        "replay", stage.channel(_ARCHIVE), bus_of(stage), stage.target.clock.now(), rules
    )
    stage.notes["replay"] = name
    stage.until(lambda: expect("replay", expected="COMPLETED", seen=stage.buses.replay_state(name)))
