"""Octets: a text in UTF-8, whatever is in it.

JSON can write one half of a surrogate pair alone (D800 to DFFF), which is no character: Python
keeps it in a text and does not encode it. It is counted here like any other character of its
plane; who may not have it is refused for it elsewhere.
"""

from __future__ import annotations

import re
from typing import Final

_HALF: Final = re.compile("[\ud800-\udfff]")


def octets(text: str) -> bytes:
    """Give the octets of a text, also of one with half a pair."""
    return text.encode("utf-8", "surrogatepass")


def length(text: str) -> int:
    """Give how many octets a text takes."""
    return len(text) if text.isascii() else len(octets(text))


def has_half_a_pair(text: str) -> bool:
    """Say whether a text has a half of a surrogate pair, and so cannot be sent to anybody."""
    return not text.isascii() and _HALF.search(text) is not None
