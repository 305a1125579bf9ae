"""Compensation: in reverse order, and only of what was done or may have been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pattern_tck.history.content import fields_of
from pattern_tck.history.events import Answered, Received
from pattern_tck.history.history import History
from pattern_tck.history.one_pass import one_pass
from pattern_tck.history.violation import Bound, Finding


@dataclass
class _Step:
    """What is known about one step of one saga: its place, its commands, and their refusals."""

    place: int
    begun: list[Received] = field(default_factory=list)
    refused: list[tuple[Received, Answered]] = field(default_factory=list)


@dataclass
class _Saga:
    steps: dict[str, _Step] = field(default_factory=dict)
    undone: dict[str, Received] = field(default_factory=dict)
    #: The step that was undone last, by its first command.
    last: str = ""


class _Sagas:
    """What every saga was seen to ask for, and how it was answered."""

    def __init__(self, bound: Bound) -> None:
        terms = bound.terms
        self._terms = terms
        self._queues = {bound.channel(word) for word in terms["services"]}
        self._undoes: dict[str, str] = {step["undone"]: step["does"] for step in terms["steps"]}
        self._refusals = {step["does"]: frozenset(step["refused"]) for step in terms["steps"]}
        self._sagas: dict[str, _Saga] = {}
        #: The step that waits for an answer under each token.
        self._waiting: dict[str, tuple[str, _Step, Received]] = {}
        self._seen: set[str] = set()

    def answered(self, event: Answered) -> None:
        waiting = self._waiting.get(event.token)
        if waiting is not None and event.error in self._refusals[waiting[0]]:
            waiting[1].refused.append((waiting[2], event))

    def received(self, event: Received) -> Finding | None:
        if event.channel not in self._queues or event.message in self._seen:
            return None
        self._seen.add(event.message)
        fields = fields_of(event.body)
        name, about = fields.get(self._terms["name"]), fields.get(self._terms["about"])
        if not isinstance(name, str) or not isinstance(about, str):
            return None
        saga = self._sagas.setdefault(about, _Saga())
        if name in self._refusals:
            step = saga.steps.setdefault(name, _Step(len(saga.steps)))
            step.begun.append(event)
            self._waiting[str(fields.get(self._terms["token"]))] = (name, step, event)
        undone = self._undoes.get(name, "")
        if not undone or undone in saga.undone:
            return None
        saga.undone[undone] = event
        return _wrong(saga, undone, event, about)


def undone_in_reverse(history: History, bound: Bound) -> Iterator[Finding]:
    """Give compensations out of order (SAGA-02), and of what was never done (SAGA-03).

    A step was surely not done if it was never asked for, or if every command for it was answered
    with a refusal that is listed; any other error, and silence, leave it open.
    """
    sagas = _Sagas(bound)
    return one_pass(history, {Received: sagas.received, Answered: sagas.answered})


def _wrong(saga: _Saga, name: str, event: Received, about: str) -> Finding | None:
    """Give what is wrong with undoing a step, if anything."""
    step, last = saga.steps.get(name), saga.last
    if step is None:
        return (event,), f"of {about!r}, {name} was undone, and nobody had asked for it"
    saga.last = name
    if len(step.refused) == len(step.begun):
        # One refusal is the proof: of several, each says the same.
        return (*step.refused[0], event), f"of {about!r}, {name} was undone, and had been refused"
    earlier = saga.steps.get(last)
    if earlier is None or earlier.place > step.place:
        return None
    proof = (earlier.begun[0], step.begun[0], saga.undone[last], event)
    return proof, f"of {about!r}, {last} was undone before {name}, which came after it"
