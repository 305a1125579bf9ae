"""Documents: the JSON that goes from state to state, written when somebody reads it."""

from __future__ import annotations

import json
from typing import Any, Final

from pattern_tck.simulator.json_texts import is_too_deep
from pattern_tck.simulator.octets import length

#: A value that holds itself is nested too deeply, so nobody need look for it beforehand.
_ENCODE: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode
#: No character takes more bytes in UTF-8.
_WIDEST: Final = 4


class Document:
    """A JSON value and its text. Neither is ever changed.

    ``as_given`` says that the text is the caller's, and not as short as it can be.
    """

    __slots__ = ("_text", "as_given", "value")

    def __init__(self, value: Any, text: str | None = None) -> None:
        self.value = value
        self.as_given = text is not None
        self._text = text

    @property
    def text(self) -> str:
        """Give the value in JSON: as it was given, or as short as it can be."""
        if self._text is None:
            self._text = _ENCODE(self.value)
        return self._text

    @property
    def too_deep(self) -> bool:
        """Say whether it is nested deeper than this interpreter follows it."""
        try:
            text = self.text
        except RecursionError:
            return True
        return is_too_deep(self.value, text)

    def exceeds(self, most: int) -> bool:
        """Say whether the text takes more bytes than that (SFN-LIM-01)."""
        text = self.text
        return len(text) * _WIDEST > most and length(text) > most


def written(value: Any) -> str:
    """Give a value in JSON, as short as it can be."""
    return _ENCODE(value)
