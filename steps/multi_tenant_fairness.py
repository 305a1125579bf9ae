"""Sentences of multi-tenant fairness: who works for whom, and who has to wait."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import ride

_FAIR, _BY_TENANT = "fair-worker", "tenants-worker"
_BATCH = 10
#: How much of a burst may be served before a quiet tenant is.
_MOST_BEFORE = 0.75


@given(parsers.parse("a fair worker with room for {room:d} rides"))
def _(stage: Stage, room: int) -> None:
    _cast(stage, _FAIR, room)


@given(parsers.parse("a worker of the tenants' queues with room for {room:d} rides"))
def _(stage: Stage, room: int) -> None:
    _cast(stage, _BY_TENANT, room)


@given(parsers.parse('no ride of tenant "{tenant:S}" can be booked'))
def _(stage: Stage, tenant: str) -> None:
    stage.faults.refuse(_worker(stage), "effect", times=float("inf"), about=f"{tenant}-0")


@given(parsers.parse('the first ride of tenant "{tenant:S}" cannot be booked'))
def _(stage: Stage, tenant: str) -> None:
    about = stage.key(f"{tenant}-001")
    stage.faults.refuse(_worker(stage), "effect", times=float("inf"), about=about)


@given(parsers.parse("the worker of the tenants dies {side:w} it books"))
def _(stage: Stage, side: str) -> None:
    stage.faults.crash(_worker(stage), "effect", after=side == "after")


@given("another worker of the tenants, while the first one is held up")
def _(stage: Stage) -> None:
    stage.add_instance(_worker(stage))
    stage.faults.slow(_worker(stage), "effect")


@when(parsers.parse('tenant "{tenant:S}" completes {count:d} rides at once'))
def _(stage: Stage, tenant: str, count: int) -> None:
    # No turns before the next tenant has sent: in real time a turn lasts for as long as there is
    # something to do, which would be the whole burst.
    _complete(stage, tenant, count)


@when(parsers.parse('tenant "{tenant:S}" completes a ride every second, {count:d} times'))
def _(stage: Stage, tenant: str, count: int) -> None:
    for _ in range(count):
        _complete(stage, tenant, 1)
        stage.pass_time(1)


@when(parsers.parse('tenant "{tenant:S}" completes {count:d} rides, a third of a second apart'))
def _(stage: Stage, tenant: str, count: int) -> None:
    for _ in range(count):
        _complete(stage, tenant, 1)
        stage.pass_time(1 / 3)


@when(parsers.parse("the tenants wait for {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    # In steps shorter than the work on a ride: in long ones all places become free at once.
    for _ in range(3 * seconds):
        stage.pass_time(1 / 3)


@then(
    parsers.parse(
        'tenant "{quiet:S}" is served long before the burst of tenant "{noisy:S}" is over'
    )
)
def _(stage: Stage, quiet: str, noisy: str) -> None:
    _wait_for(stage, [*_keys(stage, quiet), *_keys(stage, noisy)])
    order = _in_order(stage)
    last = max(order.index(key) for key in _keys(stage, quiet))
    before = sum(key in order[:last] for key in _keys(stage, noisy))
    most = round(_MOST_BEFORE * len(_keys(stage, noisy)))
    expect_that(
        before <= most,
        f"rides of {noisy} that were booked before all of {quiet} were",
        expected=f"at most {most} of {len(_keys(stage, noisy))}",
        seen=before,
    )


@then(parsers.parse('each ride of tenant "{tenant:S}" is booked once'))
def _(stage: Stage, tenant: str) -> None:
    _booked_once(stage, _keys(stage, tenant))


@then("each ride of the tenants is booked once")
def _(stage: Stage) -> None:
    _booked_once(stage, [key for keys in stage.notes["rides"].values() for key in keys])


@then("all other rides of the tenants are booked once")
def _(stage: Stage) -> None:
    keys = [key for keys in stage.notes["rides"].values() for key in keys]
    _booked_once(stage, [key for key in keys if key != stage.notes["dead"]])


@then(parsers.parse('{count:d} rides of tenant "{tenant:S}" are in work at a time'))
def _(stage: Stage, count: int, tenant: str) -> None:
    queue = _queue(stage, tenant)

    def in_work() -> None:
        seen = int(stage.probe.attributes(queue)["ApproximateNumberOfMessagesNotVisible"])
        expect_that(seen >= count, f"rides of {tenant} in work", expected=f"at least {count}",
                    seen=seen)  # fmt: skip

    stage.until(in_work)


@then(parsers.parse('the first ride of tenant "{tenant:S}" becomes a dead letter'))
def _(stage: Stage, tenant: str) -> None:
    key = stage.notes["dead"] = stage.key(f"{tenant}-001")
    letters = stage.dead_letters_of(_queue(stage, tenant))

    def dead() -> None:
        seen = {(message.json or {}).get("id") for message in stage.puppet.take(letters)}
        expect("dead letters of the tenants", expected={key}, seen=seen)

    stage.until(dead)


def _cast(stage: Stage, role: str, room: int) -> None:
    stage.notes["worker"] = role
    stage.notes["rides"] = {}
    stage.ask_for(CAPACITY=room, WORK_SECONDS=1, TENANTS="A,B,C")
    stage.cast(role)


def _worker(stage: Stage) -> str:
    return str(stage.notes["worker"])


def _queue(stage: Stage, tenant: str) -> Channel:
    """Give the queue that takes the rides of a tenant."""
    word = "fair work" if _worker(stage) == _FAIR else f"work of {tenant}"
    return stage.channel_of(_worker(stage), word)


def _keys(stage: Stage, tenant: str) -> list[str]:
    return list(stage.notes["rides"].get(tenant, ()))


def _complete(stage: Stage, tenant: str, count: int) -> None:
    """Send rides in the name of their tenant, faster than anybody can work."""
    so_far = stage.notes["rides"].setdefault(tenant, [])
    words = [f"{tenant}-{len(so_far) + number:03}" for number in range(1, count + 1)]
    so_far += [stage.key(word) for word in words]
    for first in range(0, count, _BATCH):
        entries = [
            {"Id": word, "MessageBody": _told(stage, word, tenant), "MessageGroupId": tenant}
            for word in words[first : first + _BATCH]
        ]
        answer = stage.service.ask("send_message_batch", _queue(stage, tenant), Entries=entries)
        expect("rides that were refused", expected=[], seen=list(answer.get("Failed", ())))


def _told(stage: Stage, word: str, tenant: str) -> str:
    return json.dumps(ride(stage, word, tenant=tenant))


def _counts(stage: Stage) -> Counter[str]:
    return Counter(stage.probe.effect_keys(stage.channel_of(_worker(stage), "effects")))


def _wait_for(stage: Stage, keys: list[str]) -> None:
    def all_booked() -> None:
        missing = set(keys) - set(_counts(stage))
        expect("rides that are not booked", expected=set(), seen=missing)

    stage.until(all_booked)


def _booked_once(stage: Stage, keys: list[str]) -> None:
    _wait_for(stage, keys)
    stage.calm()
    counts = _counts(stage)
    seen = {key: counts[key] for key in keys}
    expect("bookings of each ride", expected=dict.fromkeys(keys, 1), seen=seen)


def _in_order(stage: Stage) -> list[str]:
    """Give the keys of all rides in the order in which they were booked for the first time."""
    moment = stage.application(_worker(stage)).role.moments["effect"]
    bookings = stage.channel_of(_worker(stage), "effects").name
    said = [
        event.detail
        for event in stage.journal.events
        if event.channel == bookings and event.operation.rpartition(" ")[2] in moment.operations
    ]
    keys = [key for keys in stage.notes["rides"].values() for key in keys]
    first: dict[str, Any] = {}
    for number, detail in enumerate(said):
        for key in keys:
            if key not in first and key in detail:
                first[key] = number
    return sorted(first, key=lambda key: first[key])
