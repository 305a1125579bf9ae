"""One pass over a history: each event goes to whoever wants its kind, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pattern_tck.history.events import Happening
from pattern_tck.history.history import History
from pattern_tck.history.violation import Finding

#: Takes one event and gives what it breaks, if anything.
Handler = Callable[[Any], Finding | None]


def one_pass(history: History, handlers: Mapping[type[Happening], Handler]) -> Iterator[Finding]:
    """Hand every event to the handler of its kind, in order, and give what they find."""
    for event in history.events:
        handle = handlers.get(type(event))
        if handle is not None:
            found = handle(event)
            if found is not None:
                yield found
