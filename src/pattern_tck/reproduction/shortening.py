"""Shortening a recording: what nobody needs to see a divergence is left out.

Only what cannot change the outcome goes: questions without effects whose answers nobody used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

from pattern_tck.reproduction.transcript import Made, Step, Waited

#: Operations that begin so change nothing.
_QUESTIONS: Final = ("Get", "List", "Describe")
#: A text that is shorter, such as a date, says nothing about where it comes from.
SHORTEST_REFERENCE: Final = 12


def shortened(steps: Sequence[Step]) -> list[Step]:
    """Give the steps without repeated looks and without questions that led to nothing."""
    looked_once = list(_without_repeats(steps))
    tail = _begin_of_tail(looked_once)
    used = [set(texts(_parameters(step))) for step in looked_once]
    kept = []
    for number, step in enumerate(looked_once):
        if number < tail and _is_question(step) and isinstance(step, Made):
            answers = [text for text in texts(step.answer) if len(text) >= SHORTEST_REFERENCE]
            needed = any(
                any(answer in text for text in later)
                for later in used[number + 1 :]
                for answer in answers
            )
            if not needed:
                continue
        kept.append(step)
    return list(_waits_together(kept))


def texts(value: Any) -> Iterator[str]:
    """Give every text that stands in a value, also in JSON within it."""
    if isinstance(value, str):
        yield value
        yield from texts(inner(value))
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name != "ResponseMetadata":
                yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def inner(text: str) -> Any:
    """Give the object or list that a text has as JSON, or None."""
    if text[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _without_repeats(steps: Sequence[Step]) -> Iterator[Step]:
    """Leave out a look that comes again before anything is done: the last one tells."""
    for number, step in enumerate(steps):
        if isinstance(step, Made) and _is_look(step):
            until_done = takewhile(_is_look, steps[number + 1 :])
            if any(isinstance(s, Made) and s.asked == step.asked for s in until_done):
                continue
        yield step


def _is_look(step: Step) -> bool:
    return not isinstance(step, Made) or _is_question(step) or _is_empty_handed(step)


def _is_empty_handed(step: Made) -> bool:
    told = [name for name in step.answer or () if name != "ResponseMetadata"]
    return step.operation == "ReceiveMessage" and not told and not step.error


def _is_question(step: Step) -> bool:
    return isinstance(step, Made) and step.operation.startswith(_QUESTIONS)


def _begin_of_tail(steps: Sequence[Step]) -> int:
    """Give where the last looks begin: they show what is wrong."""
    last = max(
        (n for n, step in enumerate(steps) if isinstance(step, Made) and not _is_question(step)),
        default=-1,
    )
    return last + 1


def _parameters(step: Step) -> Any:
    return step.parameters if isinstance(step, Made) else None


def _waits_together(steps: Sequence[Step]) -> Iterator[Step]:
    waited = 0.0
    for step in steps:
        if isinstance(step, Waited):
            waited += step.seconds
            continue
        if waited:
            yield Waited(waited)
            waited = 0.0
        yield step
    if waited:
        yield Waited(waited)
