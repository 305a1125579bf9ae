"""Numerals: what SQS and SNS take for the number of an attribute whose type is Number.

Besides, what is taken for a whole number anywhere in a text: an attribute, a token, a version.

Both read decimal numbers with a sign, a point and an exponent (their developer guides, "message
attributes"). Python reads more: blanks, underscores, ``nan`` and ``inf``, which would be accepted
here and refused there.
"""

from __future__ import annotations

import re
from typing import Final

_WHOLE: Final = re.compile("[0-9]{1,9}")
_NUMERAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_numeral(text: str) -> bool:
    """Say whether a text is a decimal number and nothing else."""
    return bool(_NUMERAL.fullmatch(text))


def is_whole(text: str) -> bool:
    """Say whether a text is a whole number that Python reads without a thought.

    To Python other characters are digits too, of which not all can be read, and of the digits of
    a number it takes only so many.
    """
    return bool(_WHOLE.fullmatch(text))
