"""What the patterns around a bus share: ride events, who listens to them, and what was told."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message
from pattern_tck.stage import Stage

RIDE_BUS = "ride events"
#: The queue of the kit that hears everything that is said on the ride bus.
HEARD = "what is heard"

_EVERYTHING = '{"source": [{"prefix": ""}]}'
#: A new rule has acted for sure after so many seconds (EB-DEL-08): AWS says "a short time".
_SHORT_TIME = 360
_NEW = "rules that are new"
_REPLAY = "replay"


def ride_bus(stage: Stage) -> Channel:
    """Give the bus of ride events, which is made when it is first asked for."""
    return stage.puppet.make(RIDE_BUS, "bus")


def join(stage: Stage, role: str, *, instances: int = 1) -> None:
    """Cast a role that has rules of a bus."""
    stage.cast(role, instances=instances)
    stage.notes[_NEW] = True


def listen(stage: Stage, called: str = HEARD, bus: str = RIDE_BUS) -> None:
    """Let a queue of the kit hear everything that is said on a bus."""
    rule = stage.buses.rule(f"rule of {called}", stage.puppet.make(bus, "bus"), _EVERYTHING)
    queue = stage.puppet.make(called, "queue")
    stage.buses.aim(rule, {"listener": stage.buses.admit(queue, rule)})
    stage.notes[_NEW] = True


def given_values(**texts: str) -> dict[str, Any]:
    """Give the values that stand in a table; a dash says that there is none."""
    return {name: _value(text) for name, text in texts.items() if text != "-"}


def detail(stage: Stage, word: str = "r-1", **more: Any) -> dict[str, Any]:
    """Give what an event says of a ride, and note it as what was last told."""
    told = {"version": "1.0", "id": stage.key(word), "customer": "cmr", **more}
    stage.notes["told"] = told
    return told


def completed(stage: Stage, word: str, **more: Any) -> dict[str, Any]:
    """Give what is said of an ordinary ride that has ended."""
    return detail(stage, word, **{"tier": "silver", "fare": 256.5, "distance": 600, **more})


def put(stage: Stage, kind: str, said: dict[str, Any], *, misfit: bool = False) -> None:
    """Put a ride event on the ride bus, when new rules have had their short time."""
    if stage.notes.pop(_NEW, False):
        let_rules_act(stage)
    domain = "fares" if kind == "FareCollected" else "rides"
    entry = {
        "Source": f"wild-rydes.{domain}",
        "DetailType": kind,
        "Detail": json.dumps(said),
    }
    stage.buses.put(ride_bus(stage), entry, misfit=misfit)


def let_rules_act(stage: Stage) -> None:
    """Let the short time pass after which new rules act: without anybody's turns, if it can be."""
    if stage.target.clock.virtual:
        stage.target.clock.pass_time(_SHORT_TIME)
    else:
        stage.linger()


def heard(stage: Stage, called: str = HEARD) -> list[dict[str, Any]]:
    """Give the events that a listener has ever heard."""
    return [dict(message.json) for message in stage.puppet.take(stage.channel(called))]


def heard_about(stage: Stage, word: str, called: str = HEARD) -> dict[str, Any]:
    """Wait until a listener has heard of a ride, and give the first event about it."""

    def first() -> dict[str, Any]:
        about = [event for event in heard(stage, called) if tells_of(stage, event, word)]
        expect_that(about, f"events about {word}", expected="one or more", seen=about)
        return about[0]

    return stage.until(first)


def tells_of(stage: Stage, event: dict[str, Any], word: str) -> bool:
    """Say whether an event is about a ride."""
    return bool(event["detail"].get("id") == stage.key(word))


def different(stage: Stage, queue: Channel) -> list[Message]:
    """Give the messages that ever came to a queue, those of one body as one."""
    return list({message.body: message for message in stage.puppet.take(queue)}.values())


def replay(stage: Stage, archive: Channel, *rules: str) -> None:
    """Replay an archive on the ride bus, for all rules if none is named, and see it end."""
    if stage.notes.pop(_NEW, False):
        let_rules_act(stage)
    bus, now = ride_bus(stage), stage.target.clock.now()
    name = stage.buses.replay(_REPLAY, archive, bus, now, rules)
    stage.until(lambda: expect("replay", expected="COMPLETED", seen=stage.buses.replay_state(name)))


@when(
    parsers.re(
        r"an? (?P<kind>\w+) of the fare (?P<fare>\S+), the distance (?P<distance>\S+) and the tier "
        r"(?P<tier>\S+) is put on the ride bus"
    )
)
def _(stage: Stage, kind: str, fare: str, distance: str, tier: str) -> None:
    put(stage, kind, detail(stage, **given_values(fare=fare, distance=distance, tier=tier)))


@when(
    parsers.re(
        r"an? (?P<kind>\w+) of a gold customer is put on the ride bus under correlation id "
        r'"(?P<correlation>[^"]+)"'
    )
)
def _(stage: Stage, kind: str, correlation: str) -> None:
    said = completed(stage, "r-1", tier="gold", correlationId=stage.key(correlation))
    put(stage, kind, said)


@then(parsers.parse('the ride bus has had an event of each of the rides "{listed}" once'))
def _(stage: Stage, listed: str) -> None:
    had(stage, [word.strip() for word in listed.split(",")], once=True)


@then(parsers.parse('the ride bus has had events of the rides "{listed}", and of no other'))
def _(stage: Stage, listed: str) -> None:
    had(stage, [word.strip() for word in listed.split(",")])


def had(stage: Stage, rides: list[str], *, once: bool = False) -> None:
    """Wait until the ride bus has had events about these rides, and see that it had no others."""
    wanted = sorted(stage.key(word) for word in rides)

    def ids() -> list[str]:
        return sorted(str(event["detail"].get("id")) for event in heard(stage))

    def seen() -> list[str]:
        return ids() if once else sorted(set(ids()))

    stage.until(lambda: expect("rides that were told of", expected=wanted, seen=sorted(set(ids()))))
    stage.calm()
    expect("rides that were told of", expected=wanted, seen=seen())


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
