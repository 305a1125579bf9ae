"""Documents: the JSON that goes from state to state, written when somebody reads it."""

from __future__ import annotations

import json
from typing import Any, Final

from pattern_tck.simulator.octets import length

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: No character takes more bytes in UTF-8.
_WIDEST: Final = 4


class Document:
    """A JSON value and its text. Neither is ever changed."""

    __slots__ = ("_text", "value")

    def __init__(self, value: Any, text: str | None = None) -> None:
        self.value = value
        self._text = text

    @property
    def text(self) -> str:
        """Give the value in JSON, as short as it can be."""
        if self._text is None:
            self._text = _ENCODE(self.value)
        return self._text

    def exceeds(self, most: int) -> bool:
        """Say whether the text takes more bytes than that (SFN-LIM-01)."""
        text = self.text
        return len(text) * _WIDEST > most and length(text) > most


def written(value: Any) -> str:
    """Give a value in JSON, as short as it can be."""
    return _ENCODE(value)
