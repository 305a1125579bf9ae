"""Reading a text from left to right: what readers of expressions have in common."""

from __future__ import annotations

import re
from typing import Final

from pattern_tck.simulator.workflows.language.path_grammar import closing_bracket

_SPACE: Final = re.compile(r"\s*")


class TextReader:
    """A text, and how far it was read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def rest(self) -> str:
        """Give what was not read yet, from the first character that is no space."""
        self._skip()
        return self._text[self._at :]

    def _took(self, token: str) -> bool:
        self._skip()
        if not self._text.startswith(token, self._at):
            return False
        self._at += len(token)
        return True

    def _path(self, part: re.Pattern[str]) -> str:
        """Read a path that begins here: parts of this form, and whatever stands in brackets."""
        start = self._at
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                self._at = closing_bracket(self._text, self._at) + 1
            elif found := part.match(self._text, self._at):
                self._at = found.end()
            else:
                break
        return self._text[start : self._at]

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
