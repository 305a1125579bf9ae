"""Complaints about what is no JSON, in the words of the parser that SNS uses."""

from __future__ import annotations

import json
import re
from typing import Final

_WHERE: Final = (
    "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {}, "
    "column: {}]"
)
_TOKEN: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def of_json(text: str) -> str:
    """Say why a text is no JSON; of a mistake whose words are not known, only that it is one.

    Line and column are counted from one; the column is the one behind what was read.
    """
    try:
        json.loads(text)
    except json.JSONDecodeError as mistake:
        return f"failed to parse JSON.{_reason(text, mistake)}"
    except (RecursionError, ValueError):
        pass  # nested too deeply, or a number of too many digits, for anybody to say more
    return "failed to parse JSON."


def _reason(text: str, mistake: json.JSONDecodeError) -> str:
    at, found = mistake.pos, text[mistake.pos : mistake.pos + 1]
    if mistake.msg.startswith("Expecting property name") and found:
        return (
            f" Unexpected character ('{found}' (code {ord(found)})): was expecting double-quote to "
            f"start field name{_WHERE.format(mistake.lineno, mistake.colno)}"
        )
    token = _TOKEN.match(text, at)
    if mistake.msg == "Expecting value" and token:
        return (
            f" Unrecognized token '{token[0]}': was expecting (JSON String, Number, Array, Object "
            "or token 'null', 'true' or 'false')"
            f"{_WHERE.format(mistake.lineno, mistake.colno + len(token[0]))}"
        )
    return ""
