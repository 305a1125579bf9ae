"""Event patterns: which events a rule of EventBridge takes (EB-PAT-*)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pattern_tck.simulator.matching.alternatives import Dialect
from pattern_tck.simulator.matching.documents import load, undotted
from pattern_tck.simulator.matching.trees import compile_tree

EVENTBRIDGE: Final = Dialect(
    bound=5e9,
    as_written=True,
    needs_content=False,
    negatable=frozenset({"prefix", "suffix", "equals-ignore-case", "wildcard"}),
    folds_ends=True,
    # ``*:*:*:*:*:event-bus/*`` is refused (recorded, ``content_wildcard_complex_EXC``).
    most_alike=4,
)


class InvalidPattern(ValueError):
    """A pattern that EventBridge refuses; its text is the message of InvalidEventPatternException.

    It names the reason as AWS does, but not AWS's position of it in the text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"Event pattern is not valid. Reason: {reason}")


def compile_event_pattern(text: str, *, most_combinations: int = 1000) -> Callable[[Any], bool]:
    """Compile a pattern to a question about an event, an object as `documents.undotted` has it.

    ``most_combinations`` bounds what the arrays of ``$or`` multiply to (EB-PAT-07). Raises
    `InvalidPattern`.
    """
    try:
        pattern = load(text)
    except ValueError:
        raise InvalidPattern("Filter is not valid JSON") from None
    if not isinstance(pattern, dict):
        raise InvalidPattern("Filter is not an object")
    try:
        tree = compile_tree(undotted(pattern), EVENTBRIDGE)
    except ValueError as error:
        raise InvalidPattern(str(error)) from None
    if tree.branches > most_combinations:
        raise InvalidPattern(
            f"Rule is too complex - $or makes {tree.branches} combinations of at most "
            f"{most_combinations}"
        )
    matches = tree.matches
    return lambda event: matches(event, event)
