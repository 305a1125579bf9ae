"""Effects once: however often a message comes, what it asks for is had once."""

from __future__ import annotations

from collections.abc import Iterator

from pattern_tck.history.events import Had
from pattern_tck.history.history import History
from pattern_tck.history.violation import Bound, Finding


def effects_once(history: History, bound: Bound) -> Iterator[Finding]:
    """Give each effect that was had once more about the same key (IDEMP-01, P2P-03).

    The same item written again is one effect. Where a role has several effects about a key, they
    are told apart by their values (``each: value``).
    """
    channel = bound.channel("effects")
    by_value = bound.terms.get("each") == "value"
    first: dict[tuple[str, str], Had] = {}
    for event in history.events:
        if type(event) is Had and event.channel == channel:
            about = (event.key, event.value if by_value else "")
            earlier = first.setdefault(about, event)
            if earlier.item != event.item:
                yield (
                    (earlier, event),
                    f"{bound.application} had the effect about {event.key!r} more than once",
                )
