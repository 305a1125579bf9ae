"""Which roles a team may play, guessed from what there is; each guess says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pattern_tck.discovery.finding import Found, Queue, name_of


@dataclass(frozen=True)
class Guess:
    """A role that something found may be a part of.

    ``channels`` has the addresses that are known, by variable.
    """

    role: str
    why: str
    channels: Mapping[str, str] = field(default_factory=dict)


def guesses(found: Found) -> list[Guess]:
    """Give the roles that may be played on what was found; several may be the same role."""
    dead_letters = {queue.dead_letters for queue in found.queues}
    invalid = [queue for queue in found.queues if _lays_aside(queue)]
    aside = {"INVALID_QUEUE_URL": invalid[0].url} if len(invalid) == 1 else {}
    worked = [
        queue
        for queue in found.queues
        if queue.name not in dead_letters and queue not in invalid and not _is_dead(queue)
    ]
    made = [
        *(guess for queue in worked for guess in _of_queue(queue, aside)),
        *_of_topics(found),
        *_of_buses(found),
        *_of_workflows(found),
    ]
    return [_with_table(guess, found) for guess in made]


def _of_queue(queue: Queue, aside: Mapping[str, str]) -> Iterator[Guess]:
    told = f"queue {queue.name}"
    for topic, attributes in queue.topics:
        role, how = _subscriber(attributes)
        yield Guess(
            role,
            f"{told} is subscribed to topic {name_of(topic)}{how}",
            {"TOPIC_ARN": topic, "INBOX_QUEUE_URL": queue.url, **aside},
        )
    for bus in queue.buses:
        yield Guess(
            "bus-consumer",
            f"a rule of bus {bus} hands events to {told}",
            {"BUS_NAME": bus, "INBOX_QUEUE_URL": queue.url, **aside},
        )
    if queue.topics or queue.buses:
        return
    redrive = (
        f"has a redrive policy (to {queue.dead_letters})"
        if queue.dead_letters
        else "has no redrive policy, which a consumer's queue should have"
    )
    if queue.is_fifo:
        yield Guess(
            "fifo-consumer",
            f"{told} is a FIFO queue and {redrive}",
            {"LEDGER_QUEUE_URL": queue.url, **aside},
        )
    elif "request" in queue.name.lower():
        yield Guess(
            "responder",
            f"{told} is called so and {redrive}",
            {"REQUESTS_QUEUE_URL": queue.url, **aside},
        )
    else:
        yield Guess("consumer", f"{told} {redrive}", {"WORK_QUEUE_URL": queue.url, **aside})


def _subscriber(attributes: Mapping[str, str]) -> tuple[str, str]:
    if not attributes.get("FilterPolicy"):
        return "subscriber", ""
    if attributes.get("FilterPolicyScope") == "MessageBody":
        return "body-filtering-subscriber", " with a filter policy on the body"
    return "filtering-subscriber", " with a filter policy"


def _of_topics(found: Found) -> Iterator[Guess]:
    heard = {topic for queue in found.queues for topic, _ in queue.topics}
    for topic in found.topics:
        if topic not in heard:
            yield Guess(
                "publisher",
                f"topic {name_of(topic)} has no subscription among what was found, so somebody "
                "publishes there for others",
                {"TOPIC_ARN": topic},
            )


def _of_buses(found: Found) -> Iterator[Guess]:
    heard = {bus for queue in found.queues for bus in queue.buses}
    for bus in found.buses:
        if bus not in heard:
            yield Guess(
                "event-publisher",
                f"bus {bus} has no rule for a queue among what was found, so somebody puts events "
                "there for others",
                {"BUS_NAME": bus},
            )


def _of_workflows(found: Found) -> Iterator[Guess]:
    for workflow in found.workflows:
        yield Guess(
            "orchestrator",
            f"state machine {name_of(workflow)} may be that of a saga",
            {"STATE_MACHINE_ARN": workflow},
        )


def _with_table(guess: Guess, found: Found) -> Guess:
    if len(found.tables) != 1:
        return guess
    table = found.tables[0]
    return Guess(guess.role, guess.why, {**guess.channels, "EFFECTS_TABLE": table.name})


def _lays_aside(queue: Queue) -> bool:
    return any(word in queue.name.lower() for word in ("invalid", "unreadable", "poison"))


def _is_dead(queue: Queue) -> bool:
    return queue.name.lower().removesuffix(".fifo").endswith(("dlq", "dead-letters", "deadletter"))
