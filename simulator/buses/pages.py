"""Pages: long lists are given in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pattern_tck.simulator.buses.constraints import check_number, invalid
from pattern_tck.simulator.numerals import is_whole

_Item = TypeVar("_Item")


def page(
    items: Sequence[_Item], asked: Mapping[str, Any]
) -> tuple[Sequence[_Item], dict[str, str]]:
    """Give the part of a list that NextToken and Limit ask for, and the token of the next one."""
    limit = asked.get("Limit", 100)
    check_number(limit, "limit", least=1, most=100)
    start = _start(asked.get("NextToken"))
    end = start + limit
    return items[start:end], {"NextToken": f"page-{end}"} if end < len(items) else {}


def _start(token: str | None) -> int:
    if token is None:
        return 0
    number = token.removeprefix("page-")
    if not is_whole(number):
        raise invalid("Parameter NextToken is not valid.")
    return int(number)
