"""Event patterns: which events a rule of EventBridge takes (EB-PAT-*)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pattern_tck.simulator.matching.alternatives import Dialect
from pattern_tck.simulator.matching.documents import load, undotted
from pattern_tck.simulator.matching.faults import Fault, Place
from pattern_tck.simulator.matching.pattern_text import (
    Malformed,
    Node,
    place_of,
    read,
    shown_place,
)
from pattern_tck.simulator.matching.trees import compile_tree

EVENTBRIDGE: Final = Dialect(
    bound=5e9,
    takes_any_number=True,
    needs_content=False,
    negatable=frozenset({"prefix", "suffix", "equals-ignore-case", "wildcard"}),
    folds_ends=True,
    # ``*:*:*:*:*:event-bus/*`` is refused (recorded, ``content_wildcard_complex_EXC``).
    most_alike=4,
)


class InvalidPattern(ValueError):
    """A pattern that EventBridge refuses; its text is the message of InvalidEventPatternException.

    It names the reason and the place as AWS does.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"Event pattern is not valid. Reason: {reason}")


def compile_event_pattern(text: str, *, most_combinations: int = 1000) -> Callable[[Any], bool]:
    """Compile a pattern to a question about an event, an object as `documents.undotted` has it.

    ``most_combinations`` bounds what the arrays of ``$or`` multiply to (EB-PAT-07). Raises
    `InvalidPattern`.
    """
    try:
        places = read(text)
        pattern = load(text)
    except Malformed as error:
        raise InvalidPattern(f"{error}{shown_place(text, error.at)}") from None
    except (ValueError, RecursionError):
        raise InvalidPattern("Filter is not valid JSON") from None
    if not isinstance(pattern, dict):
        raise InvalidPattern("Filter is not an object" + shown_place(text, places.begin))
    try:
        tree = compile_tree(undotted(pattern), EVENTBRIDGE)
    except Fault as fault:
        raise InvalidPattern(f"{fault}{_shown(fault, text, places)}") from None
    except ValueError as error:
        raise InvalidPattern(str(error)) from None
    if tree.branches > most_combinations:
        raise InvalidPattern(
            f"Rule is too complex - $or makes {tree.branches} combinations of at most "
            f"{most_combinations}"
        )
    matches = tree.matches
    return lambda event: matches(event, event)


def _shown(fault: Fault, text: str, places: Node) -> str:
    if fault.place is Place.UNSAID:
        return ""
    shown = shown_place(text, place_of(places, fault.path, fault.place))
    return shown * 2 if fault.twice else shown
