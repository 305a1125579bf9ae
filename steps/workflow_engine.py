"""Sentences about ride dispatch: what a workflow of one's own owes."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.ride_dispatch import (
    WORKFLOW,
    ask_for,
    asked_for,
    await_commands,
    await_events,
    await_refusal,
    begin,
    booked_for,
    commands_about,
    done_for,
    events_about,
    expect_named,
    of_ride,
    services_of,
    told_of,
    workflow_of,
)
from pattern_tck.steps.rides import empty, words

_HOUR = 60 * 60


@given("a ride dispatcher")
def _(stage: Stage) -> None:
    begin(stage, step_timeout=10 * stage.target.tempo.visibility)


@given("a ride dispatcher that loses patience after a moment")
def _(stage: Stage) -> None:
    begin(stage, step_timeout=stage.target.tempo.visibility)


@given(parsers.parse("a ride dispatcher that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    begin(stage, step_timeout=5 * stage.target.tempo.visibility)
    stage.faults.crash("ride-dispatcher", moment, after=side == "after")


@given(parsers.parse('{service:w} takes its time for "{command}"'))
def _(stage: Stage, service: str, command: str) -> None:
    services_of(stage).slow[service] = command


@given(parsers.parse("the bus fails once to take event {number:d} of an outcome"))
def _(stage: Stage, number: int) -> None:
    stage.faults.use_freedom("batch.partial", value=number)


@when(parsers.parse('ride "{word}" is asked for'))
def _(stage: Stage, word: str) -> None:
    ask_for(stage, word)


@when(parsers.parse('ride "{word}" is asked for, of kind "{kind}"'))
def _(stage: Stage, word: str, kind: str) -> None:
    ask_for(stage, word, kind=kind)


@when(parsers.parse('ride "{word}" is asked for, of no kind'))
def _(stage: Stage, word: str) -> None:
    ask_for(stage, word, kind=None)


@when(parsers.parse('ride "{word}" with {count:d} legs is asked for'))
def _(stage: Stage, word: str, count: int) -> None:
    ask_for(stage, word, legs=count)


@when(parsers.parse('ride "{word}" is asked for, to be planned in {hours:d} hours'))
def _(stage: Stage, word: str, hours: int) -> None:
    due = dt.datetime.fromtimestamp(stage.target.clock.now() + hours * _HOUR, dt.UTC)
    ask_for(stage, word, kind="scheduled", planAt=due.strftime("%Y-%m-%dT%H:%M:%SZ"))


@when(parsers.parse('ride "{word}" is over'))
@then(parsers.parse('ride "{word}" finishes'))
def _(stage: Stage, word: str) -> None:
    await_events(stage, word, "FareDue", "RideFinished")


@when(parsers.parse('the workflow of ride "{word}" is run once more'))
def _(stage: Stage, word: str) -> None:
    first = stage.until(lambda: workflow_of(stage, word))
    same = json.loads(stage.probe.output(first)["input"])
    stage.puppet.start(stage.channel(WORKFLOW), same, f"{first.name}-again")


@when(parsers.parse("{service:w} finishes what it has in hand"))
def _(stage: Stage, service: str) -> None:
    services = services_of(stage)
    stage.until(lambda: expect_that(services.holding(service), service, expected="busy", seen=[]))
    services.finish(service)


@when(parsers.parse("{service:w} gives signs of life for three such moments"))
def _(stage: Stage, service: str) -> None:
    held = services_of(stage).in_hand[service]
    stage.until(lambda: expect_that(held, service, expected="busy", seen=held))
    for _quarter in range(3 * 4):
        # Time passes first: LocalStack refuses a token for some milliseconds after handing it out.
        stage.pass_time(stage.target.tempo.visibility / 4)
        stage.puppet.client("stepfunctions").send_task_heartbeat(
            taskToken=held[0].json["taskToken"]
        )


@when(parsers.parse('{command:w} is asked for ride "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    await_commands(stage, word, command)


@when(parsers.parse('{command:w} is done for ride "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    def done() -> None:
        seen = done_for(stage, word)
        expect_that(command in seen, f"done for ride {word}", expected=command, seen=seen)

    stage.until(done)


@then(parsers.parse('ride "{word}" finishes within {hours:d} hours more'))
def _(stage: Stage, word: str, hours: int) -> None:
    stage.pass_time(hours * _HOUR)
    await_events(stage, word, "FareDue", "RideFinished")


@then(parsers.parse('ride "{word}" finishes with the prices "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    await_events(stage, word, "FareDue", "RideFinished")
    for event in events_about(stage, word):
        seen = event["detail"].get("prices")
        expect(f"prices told of ride {word}", expected=words(listed), seen=seen)


@then(parsers.parse('ride "{word}" is refused because of {because:w}'))
def _(stage: Stage, word: str, because: str) -> None:
    await_refusal(stage, word, because)


@then(parsers.parse('what is told of ride "{word}" names its customer, {command:w} and {error:w}'))
def _(stage: Stage, word: str, command: str, error: str) -> None:
    await_refusal(stage, word, error)
    expect_named(stage, word, "cmr", command)


@then(parsers.parse('what is told of ride "{word}" names its unicorn and its hold'))
def _(stage: Stage, word: str) -> None:
    key = stage.key(word)
    for event in events_about(stage, word):
        expected = {"RideFinished": ("unicorn", f"unicorn of {key}")}.get(
            event["detail-type"], ("holdId", f"hold of {key}")
        )
        seen = event["detail"].get(expected[0])
        expect(f"{expected[0]} told of ride {word}", expected=expected[1], seen=seen)


@then(parsers.parse('"{listed}" are told of ride "{word}"'))
def _(stage: Stage, listed: str, word: str) -> None:
    await_events(stage, word, *words(listed))


@then(parsers.parse('no {event:w} is told of ride "{word}"'))
def _(stage: Stage, event: str, word: str) -> None:
    seen = told_of(stage, word)
    expect_that(event not in seen, f"told of ride {word}", expected=f"no {event}", seen=seen)


@then(parsers.parse('each event about ride "{word}" is told under one id'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    ids = defaultdict(set)
    for event in events_about(stage, word):
        ids[event["detail-type"]].add(event["detail"].get("eventId"))
    for kind, seen in ids.items():
        expect_that(len(seen) == 1 and all(seen), f"ids of {kind}", expected="one id", seen=seen)


@then(parsers.parse('the services were asked for "{listed}" for ride "{word}"'))
def _(stage: Stage, listed: str, word: str) -> None:
    stage.calm()
    # What is asked side by side has no order, and a message that comes twice is one command.
    asked = services_of(stage).script.asked
    seen = {each["commandId"]: each["command"] for each in asked if of_ride(stage, word, each)}
    expected = sorted(words(listed))
    expect(f"commands for ride {word}", expected=expected, seen=sorted(seen.values()))


@then(parsers.parse('no service was asked for anything for ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"commands for ride {word}", expected=[], seen=asked_for(stage, word))


@then(parsers.parse('no service is asked for anything for ride "{word}" within {hours:d} hours'))
def _(stage: Stage, word: str, hours: int) -> None:
    stage.pass_time(hours * _HOUR)
    expect(f"commands for ride {word}", expected=[], seen=asked_for(stage, word))


@then(parsers.parse('no {command:w} was asked for ride "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    stage.calm()
    expect(f"{command} for ride {word}", expected=[], seen=commands_about(stage, word, command))


@then(parsers.parse('{command:w} was asked once for ride "{word}"'))
def _(stage: Stage, command: str, word: str) -> None:
    stage.calm()
    seen = len(commands_about(stage, word, command))
    expect(f"{command} for ride {word}", expected=1, seen=seen)


@then(parsers.parse('nothing is done twice for ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    await_events(stage, word, "FareDue", "RideFinished")
    stage.calm()
    seen = done_for(stage, word)
    once = ["AssignUnicorn", "FollowRide", "HoldFare", "PriceLeg", "PriceLeg"]
    expect(f"what is done for ride {word}", expected=once, seen=sorted(seen))


@then(parsers.parse('{one:w} and {other:w} are both asked for ride "{word}"'))
def _(stage: Stage, one: str, other: str, word: str) -> None:
    await_commands(stage, word, one, other)


@then(parsers.parse('{service:w} has "{listed}" in hand, and no more'))
def _(stage: Stage, service: str, listed: str) -> None:
    services, expected = services_of(stage), words(listed)
    stage.until(
        lambda: expect(f"in hand of {service}", expected=expected, seen=services.holding(service))
    )
    stage.calm()
    expect(f"in hand of {service}", expected=expected, seen=services.holding(service))


@then(parsers.parse('nothing is left booked for ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"still booked for ride {word}", expected=[], seen=booked_for(stage, word))


@then(parsers.parse('ReleaseFare of ride "{word}" names the hold'))
def _(stage: Stage, word: str) -> None:
    seen = [command.get("hold") for command in commands_about(stage, word, "ReleaseFare")][:1]
    expected = [{"holdId": f"hold of {stage.key(word)}"}]
    expect("hold that ReleaseFare is about", expected=expected, seen=seen)


@then(parsers.parse('{command:w} is asked for ride "{word}", and no outcome comes'))
def _(stage: Stage, command: str, word: str) -> None:
    await_commands(stage, word, command)
    stage.calm()
    expect(f"told of ride {word}", expected=[], seen=told_of(stage, word))


@then(parsers.parse('neither {command:w} nor any outcome of ride "{word}" comes'))
def _(stage: Stage, command: str, word: str) -> None:
    stage.calm()
    expect(f"{command} for ride {word}", expected=[], seen=commands_about(stage, word, command))
    expect(f"told of ride {word}", expected=[], seen=told_of(stage, word))


@then(parsers.parse('the notice for the rider of ride "{word}" waits to be read'))
def _(stage: Stage, word: str) -> None:
    expect("notices", expected=1, seen=stage.probe.stock(stage.channel("notices")))


@then(parsers.parse('people are called for ride "{word}"'))
def _(stage: Stage, word: str) -> None:
    def told() -> None:
        taken = stage.puppet.take(stage.channel("calls for people"))
        about = [message.body for message in taken if stage.key(word) in message.body]
        expect_that(about, f"calls for people about {word}", expected="a call", seen=about)

    stage.until(told)


@then(parsers.parse('ride "{word}" has one workflow'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    names = [execution.name for execution in stage.probe.executions(stage.channel(WORKFLOW))]
    expect(f"number of workflows of ride {word}", expected=1, seen=len(names))


@then("no ride request is left")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("ride requests"))
