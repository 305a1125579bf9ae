"""The oracle: holds a history against every invariant that binds anybody who took part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pattern_tck.history.allowed_receives import allowed_receives
from pattern_tck.history.effects_once import effects_once
from pattern_tck.history.history import History
from pattern_tck.history.nothing_lost import done_before_deleted, nothing_lost
from pattern_tck.history.one_place import one_place
from pattern_tck.history.order_kept import order_of_effects, order_of_sends
from pattern_tck.history.replies_belong import answered_as_asked, asked_and_heard
from pattern_tck.history.terms import Invariant, invariants
from pattern_tck.history.undone_if_done import undone_if_done
from pattern_tck.history.undone_in_reverse import undone_in_reverse
from pattern_tck.history.violation import Bound, Check, Violation

CHECKS: Final[Mapping[str, Check]] = {
    "nothing lost": nothing_lost,
    "done before deleted": done_before_deleted,
    "one place": one_place,
    "effects once": effects_once,
    "order of effects": order_of_effects,
    "order of sends": order_of_sends,
    "answered as asked": answered_as_asked,
    "asked and heard": asked_and_heard,
    "undone in reverse": undone_in_reverse,
    "undone if done": undone_if_done,
    "allowed receives": allowed_receives,
}

#: So many violations of one invariant are told of one application; more say no more.
_MOST: Final = 5


@dataclass(frozen=True)
class Player:
    """An application that took part, its role, and what it calls its channels."""

    application: str
    role: str
    channel: Callable[[str], str]


def violations(history: History, players: Iterable[Player]) -> list[Violation]:
    """Give everything in a history that breaks an invariant, in the order of the invariants."""
    playing = list(players)
    return [found for each in invariants() for found in _found(each, history, playing)]


def _found(invariant: Invariant, history: History, players: list[Player]) -> Iterator[Violation]:
    check = CHECKS[invariant.name]
    for bound in _bound(invariant, players):
        for events, sentence in islice(check(history, bound), _MOST):
            yield Violation(invariant.name, invariant.clauses, events, sentence, invariant.harm)


def _bound(invariant: Invariant, players: list[Player]) -> Iterator[Bound]:
    if invariant.everybody:
        yield Bound("", {}, lambda word: word)
    for player in players:
        if player.role in invariant.roles:
            yield Bound(player.application, invariant.roles[player.role], player.channel)
