"""What a failure says of the history: the first thing that it breaks, with its smallest proof."""

from __future__ import annotations

from collections.abc import Sequence

from pattern_tck.history.violation import Told


def proof(history: Sequence[Told]) -> list[str]:
    """Give the lines: the sentence, the events that prove it, and how much more there is."""
    if not history:
        return []
    first, more = history[0], len(history) - 1
    said = f"{first.invariant} ({', '.join(first.clauses)}): {first.sentence}"
    others = [f"and {more} more, in the JSON report"] if more else []
    return [said, *first.events, *others]
