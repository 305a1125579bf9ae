"""Numerals: what SQS and SNS take for the number of an attribute whose type is Number.

Both read decimal numbers with a sign, a point and an exponent (their developer guides, "message
attributes"). Python reads more: blanks, underscores, ``nan`` and ``inf``, which would be accepted
here and refused there.
"""

from __future__ import annotations

import re
from typing import Final

_NUMERAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def is_numeral(text: str) -> bool:
    """Say whether a text is a decimal number and nothing else."""
    return bool(_NUMERAL.fullmatch(text))
