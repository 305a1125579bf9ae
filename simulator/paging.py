"""Paging: a list answered piece by piece, each with the token of the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.refusals import Refusal


def page(
    name: str,
    items: Sequence[Any],
    asked: Mapping[str, Any],
    *,
    size: int = 1000,
    code: str = "InvalidParameterValue",
    most: str = "MaxResults",
) -> dict[str, Any]:
    """Give one page of a list under its name in the answer, with ``NextToken`` if there is more.

    ``most`` is the parameter that asks for a size of the page. Raises `Refusal` with ``code`` for
    a token that was never given.
    """
    token = asked.get("NextToken") or "0"
    if not is_whole(token) or int(token) > len(items):
        raise Refusal(code, f"Invalid or expired next token: {token}")
    begin = int(token)
    end = begin + (asked.get(most) or size)
    answer: dict[str, Any] = {name: list(items[begin:end])}
    if end < len(items) and (asked.get(most) or len(items) > size):
        answer["NextToken"] = str(end)
    return answer
