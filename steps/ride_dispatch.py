"""Ride dispatch as its sentences see it: four services played by the kit, and a listener."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.answering import Command, Script
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.probe import Execution
from pattern_tck.stage import Stage

WORKFLOW = "ride dispatch of ride-dispatcher"
#: What each release undoes.
UNDOES = {"ReleaseUnicorn": "AssignUnicorn", "ReleaseFare": "HoldFare"}
_SERVICES = ("pricing", "fleet", "payments", "tracking")
_TOLD = "events told"


@dataclass
class Services:
    """The four services: they react as the script says, at once or when a scenario lets them."""

    script: Script
    #: What a service takes its time for, by the beginning of "COMMAND NUMBER".
    slow: dict[str, str] = field(default_factory=dict)
    #: What it has in hand.
    in_hand: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))

    def reacting(self, service: str) -> Callable[[Message], None]:
        """Give how one service reacts to a message."""

        def react(message: Message) -> None:
            beginning = self.slow.get(service)
            if beginning and called(message.json).startswith(beginning):
                self.in_hand[service].append(message)
            else:
                self.script.react(message)

        return react

    def finish(self, service: str) -> None:
        """Have a service do what it has in hand."""
        messages, self.in_hand[service] = self.in_hand[service], []
        for message in messages:
            self.script.react(message)

    def holding(self, service: str) -> list[str]:
        """Give what a service has in hand: "COMMAND NUMBER" of each, once."""
        return sorted({called(message.json) for message in self.in_hand[service]})


def called(command: Command) -> str:
    """Give the name of a command, with its number if it has one."""
    return f"{command['command']} {command.get('number', '')}".strip()


def begin(stage: Stage, step_timeout: int) -> None:
    """Have rides dispatched, the services played, and the events listened to."""
    patience = 2 * stage.target.tempo.visibility
    stage.ask_for(STEP_TIMEOUT=step_timeout, ESCALATE_AFTER=patience)
    stage.cast("ride-dispatcher")
    script = stage.notes["script"] = Script(
        workflows=stage.puppet.client("stepfunctions"),
        now=stage.target.clock.now,
        # Under the same id the same thing is asked for, and done once.
        key="commandId",
        outputs={
            "PriceLeg": lambda command: {"price": f"{10 + command['number']}.00"},
            "AssignUnicorn": lambda command: {"unicorn": f"unicorn of {command['rideId']}"},
            "HoldFare": lambda command: {"holdId": f"hold of {command['rideId']}"},
        },
    )
    services = stage.notes["services"] = Services(script)
    for service in _SERVICES:
        stage.answer(stage.channel(service), services.reacting(service))
    told = stage.puppet.queue(_TOLD)
    rule = stage.buses.rule(
        "everything", stage.channel("ride events"), '{"source": [{"prefix": ""}]}'
    )
    stage.buses.aim(rule, {"told": stage.buses.admit(told, rule)})


def ask_for(stage: Stage, word: str, legs: int = 2, **more: object) -> None:
    """Ask for a ride; instant unless something else is said, and None is left out."""
    places = ["Berlin", "Jena", "Erfurt", "Fulda", "Frankfurt"]
    request = {
        "rideId": stage.key(word),
        "customerId": "cmr",
        "kind": "instant",
        "legs": [{"from": places[at], "to": places[at + 1]} for at in range(legs)],
        **more,
    }
    given = {name: value for name, value in request.items() if value is not None}
    stage.puppet.send(stage.channel("ride requests"), given)


def services_of(stage: Stage) -> Services:
    services: Services = stage.notes["services"]
    return services


def asked_for(stage: Stage, word: str) -> list[str]:
    """Give the commands about a ride, in order."""
    return _about(stage, word, services_of(stage).script.asked)


def done_for(stage: Stage, word: str) -> list[str]:
    """Give the commands about a ride that took effect, in order."""
    return _about(stage, word, services_of(stage).script.done)


def booked_for(stage: Stage, word: str) -> list[str]:
    """Give what is booked for a ride and not released afterwards."""
    left: list[str] = []
    for command in done_for(stage, word):
        if command in UNDOES.values():
            left.append(command)
        elif UNDOES.get(command) in left:
            left.remove(UNDOES[command])
    return left


def of_ride(stage: Stage, word: str, command: Command) -> bool:
    """Say whether a command is about a ride."""
    return bool(command["rideId"] == stage.key(word))


def commands_about(stage: Stage, word: str, command: str) -> list[Command]:
    """Give the commands of a name about a ride."""
    asked = services_of(stage).script.asked
    return [each for each in asked if each["command"] == command and of_ride(stage, word, each)]


def events_about(stage: Stage, word: str) -> list[dict[str, Any]]:
    """Give the events about a ride, as the listener has them."""
    events = [message.json for message in stage.puppet.take(stage.channel(_TOLD))]
    return [event for event in events if event["detail"].get("rideId") == stage.key(word)]


def told_of(stage: Stage, word: str) -> list[str]:
    """Give the types of the events about a ride, each once."""
    return sorted({event["detail-type"] for event in events_about(stage, word)})


def await_events(stage: Stage, word: str, *types: str) -> None:
    """Wait until these types of events, and no others, are told of a ride."""
    stage.until(
        lambda: expect(
            f"events about ride {word}", expected=sorted(types), seen=told_of(stage, word)
        )
    )


def await_commands(stage: Stage, word: str, *commands: str) -> None:
    """Wait until commands have come to their services, done or still in hand."""
    services = services_of(stage)

    def come() -> None:
        held = [one for name in services.in_hand for one in services.holding(name)]
        seen = [*asked_for(stage, word), *held]
        expect_that(
            set(commands) <= set(seen), f"asked for ride {word}", expected=str(commands), seen=seen
        )

    stage.until(come)


def await_refusal(stage: Stage, word: str, because: str) -> None:
    """Wait until a ride is told to be refused, and the reason with it."""
    await_events(stage, word, "RideRefused")
    expect_named(stage, word, because)


def expect_named(stage: Stage, word: str, *what: str) -> None:
    """Expect that what is told of a ride names something."""
    told = json.dumps([event["detail"] for event in events_about(stage, word)])
    for each in what:
        expect_that(each in told, f"what is told of ride {word}", expected=each, seen=told)


def workflow_of(stage: Stage, word: str) -> Execution:
    """Give the first workflow that has a ride for its input."""
    found = [
        execution
        for execution in stage.probe.executions(stage.channel(WORKFLOW))
        if stage.key(word) in stage.probe.output(execution)["input"]
    ]
    expect_that(found, f"workflows of ride {word}", expected="one", seen=found)
    return found[0]


def _about(stage: Stage, word: str, commands: list[Command]) -> list[str]:
    return [command["command"] for command in commands if of_ride(stage, word, command)]
