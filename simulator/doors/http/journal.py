"""The journal of a world: its calls and what happened inside, the last of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from pattern_tck.simulator.doors.wire.requests import Asked
from pattern_tck.simulator.refusals import AnswerLost
from pattern_tck.simulator.saved.reading import Entry

#: What is noted of a call whose answer never came.
LOST: Final = "the answer was lost"
#: How many lines are kept.
KEPT: Final = 2_000
#: Bodies up to this size (bytes) are kept as they are; of greater ones only the beginning of texts.
_WHOLE: Final = 2_048
_BEGINNING: Final = 120
_FIRST: Final = 20


class Journal:
    """What happened, in lines that are numbered from 1; the oldest are forgotten."""

    def __init__(self) -> None:
        self._lines: deque[tuple[int, float, Any]] = deque(maxlen=KEPT)
        self._number = 0

    def clear(self) -> None:
        """Forget every line; the numbers go on."""
        self._lines.clear()

    def _note(self, at: float, line: Any) -> None:
        self._number += 1
        self._lines.append((self._number, at, line))

    def called(self, at: float, asked: Asked, size: int, outcome: Any, answer_size: int) -> None:
        """Note a call: at which time of the world, how many bytes, and how it ended.

        ``outcome`` is the answer, or what went wrong in words.
        """
        parameters = asked.parameters if size <= _WHOLE else _shortened(asked.parameters)
        if answer_size > _WHOLE:
            outcome = _shortened(outcome)
        self._note(at, (asked.service, asked.operation, asked.region, parameters, outcome))

    def called_once(self, at: float, entry: Entry, answer: Any) -> None:
        """Note a call of a world that was saved."""
        document = entry.document
        asked = Asked(
            document["service"],
            document["operation"],
            document["parameters"],
            document["region"],
            "",
            "",
        )
        outcome = str(answer) if isinstance(answer, Exception) else answer
        if isinstance(answer, AnswerLost):
            outcome = LOST
        self.called(at, asked, len(entry.text), outcome, len(str(outcome)))

    def told(self, at: float, clause: str, words: str) -> None:
        """Note what happened inside, by whose clause."""
        self._note(at, (clause, words if len(words) <= _WHOLE else words[:_WHOLE]))

    def lines(self, after: int = 0, most: int = KEPT) -> list[dict[str, Any]]:
        """Give the last lines, of those after a number, the oldest first."""
        return list(self._shown(after, most))[::-1]

    def _shown(self, after: int, most: int) -> Iterator[dict[str, Any]]:
        for number, at, line in islice(reversed(self._lines), most):
            if number <= after:
                return
            if len(line) == 2:
                yield {"number": number, "at": at, "clause": line[0], "told": line[1]}
                continue
            service, operation, region, parameters, outcome = line
            ended = {"error" if isinstance(outcome, str) else "answer": outcome}
            yield {
                "number": number,
                "at": at,
                "service": service,
                "operation": operation,
                "region": region,
                "parameters": parameters,
                **ended,
            }


def _shortened(value: Any) -> Any:
    """Give a value with long texts cut and long lists ended, so that lines stay small."""
    if isinstance(value, Mapping):
        return {
            str(key)[:_BEGINNING]: _shortened(held) for key, held in islice(value.items(), _FIRST)
        }
    if isinstance(value, list | tuple):
        return [_shortened(item) for item in islice(value, _FIRST)]
    if isinstance(value, str):
        return value if len(value) <= _BEGINNING else f"{value[:_BEGINNING]}... ({len(value)})"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value
