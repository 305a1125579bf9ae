"""Sentences about the event patterns that a bus understands."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.buses import event, put, rule
from pattern_tck.steps.topics import taken

#: The pattern that AWS names for every event.
_EVERYTHING = '{"source": [{"prefix": ""}]}'
_ANSWERS = {"taken": "", "refused": "InvalidEventPatternException"}


@given(parsers.re(r"a rule with the pattern (?P<pattern>\{.*\})"))
def _(stage: Stage, pattern: str) -> None:
    rule(stage, pattern, ["chosen"])
    rule(stage, _EVERYTHING, ["everything"])


@when(parsers.re(r"an event with the detail (?P<detail>\{.*\}) is put on the bus"))
def _(stage: Stage, detail: str) -> None:
    put(stage, event(detail))


@when(
    parsers.re(
        r'an event from "(?P<source>[^"]+)" with the detail (?P<detail>\{.*\}) is put on the bus'
    )
)
def _(stage: Stage, source: str, detail: str) -> None:
    put(stage, event(detail, source=source))


@when(parsers.parse('an event from "{source}" of the type "{kind}" is put on the bus'))
def _(stage: Stage, source: str, kind: str) -> None:
    put(stage, event("{}", source=source, kind=kind))


@when(parsers.re(r"an event with the resources (?P<resources>\[.*\]) is put on the bus"))
def _(stage: Stage, resources: str) -> None:
    put(stage, event("{}", Resources=json.loads(resources)))


@then("the rule has delivered the event")
def _(stage: Stage) -> None:
    _seen_beside(stage)
    taken(stage, stage.channel("chosen"), 1)


@then("the rule has not delivered the event")
def _(stage: Stage) -> None:
    _seen_beside(stage)
    stage.linger()
    left = stage.probe.stock(stage.channel("chosen"))
    expect("events that the rule let through", expected=0, seen=left)


@then(parsers.re(r"the pattern (?P<pattern>\{.*) is (?P<answer>taken|refused)"))
def _(stage: Stage, pattern: str, answer: str) -> None:
    _judge(stage, pattern, answer)


@then(
    parsers.parse(
        "a pattern with {count:d} alternatives at each of {places:d} places is {answer:w}"
    )
)
def _(stage: Stage, count: int, places: int, answer: str) -> None:
    alternatives = [{"n": [number]} for number in range(count)]
    pattern = {"detail": {f"place{n}": {"$or": alternatives} for n in range(places)}}
    _judge(stage, json.dumps(pattern), answer)


def _judge(stage: Stage, pattern: str, answer: str) -> None:
    chosen = stage.channel("rule 1")
    code = stage.puppet.refusal(lambda: stage.buses.change_rule(chosen, pattern))
    expect("answer to the pattern", expected=_ANSWERS[answer], seen=code)


def _seen_beside(stage: Stage) -> Any:
    """Wait until a rule for everything has delivered the event: the bus has dealt with it."""
    return taken(stage, stage.channel("everything"), 1)
