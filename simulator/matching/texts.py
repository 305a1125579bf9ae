"""Texts: conditions on a string as a whole, at its ends, or as an internet address."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from pattern_tck.simulator.matching.numbers import Test
from pattern_tck.simulator.numerals import is_whole


def begins(prefix: str, *, fold: bool = False) -> Test:
    """Match the strings that begin so, in any letter case if ``fold``."""
    if fold:
        prefix = prefix.lower()
        return lambda value: isinstance(value, str) and value.lower().startswith(prefix)
    return lambda value: isinstance(value, str) and value.startswith(prefix)


def ends(suffix: str, *, fold: bool = False) -> Test:
    """Match the strings that end so, in any letter case if ``fold``."""
    if fold:
        suffix = suffix.lower()
        return lambda value: isinstance(value, str) and value.lower().endswith(suffix)
    return lambda value: isinstance(value, str) and value.endswith(suffix)


def equals_in_any_case(text: str) -> Test:
    """Match the same string in capital or small letters."""
    text = text.lower()
    return lambda value: isinstance(value, str) and value.lower() == text


def wildcard(pattern: str) -> Test:
    r"""Match the strings that have these pieces in this order, with anything for each ``*``.

    ``\*`` is an asterisk and ``\\`` a backslash. Raises ValueError.
    """
    first, *rest = _pieces(pattern)
    if not rest:
        return lambda value: isinstance(value, str) and value == first
    *middle, last = rest

    def fits(value: Any) -> bool:
        if not isinstance(value, str) or not value.startswith(first):
            return False
        end = len(value) - len(last)
        at = len(first)
        # Taking each piece as early as possible leaves the most room for those behind it.
        for piece in middle:
            found = value.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return at <= end and value.endswith(last)

    return fits


def most_alike(pattern: str) -> int:
    """Give how many wildcards have the same letter behind them.

    AWS refuses patterns that cost it too much, and does not say how it counts. This figure is
    what makes the one costly that it is known to refuse.
    """
    behind = Counter(piece[0] for piece in _pieces(pattern)[1:] if piece)
    return max(behind.values(), default=0)


def _pieces(pattern: str) -> list[str]:
    pieces = [""]
    letters = enumerate(pattern, 1)
    for at, letter in letters:
        if letter == "*":
            if pattern[at : at + 1] == "*":
                raise ValueError(f"Consecutive wildcard characters at pos {at}")
            pieces.append("")
        elif letter == "\\":
            escaped = next(letters, (at, ""))[1]
            if escaped not in ("*", "\\"):
                raise ValueError(f"Invalid escape character at pos {at}")
            pieces[-1] += escaped
        else:
            pieces[-1] += letter
    return pieces


def cidr(block: str) -> Test:
    """Match the internet addresses of a block, such as ``10.0.0.0/24``. Raises ValueError."""
    address, slash, mask = block.partition("/")
    if not slash or "/" in mask:
        raise ValueError("Malformed CIDR, one '/' required")
    if not is_whole(mask):
        raise ValueError("Malformed CIDR, mask bits must be an integer")
    try:
        ip_address(address)
    except ValueError:
        raise ValueError(f"Nonstandard IP address: {address}") from None
    try:
        network = ip_network(block, strict=False)
    except ValueError:
        raise ValueError("Malformed CIDR, mask bits beyond the address") from None
    return lambda value: isinstance(value, str) and _lies_in(value, network)


def _lies_in(text: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(text) in network
    except ValueError:
        return False
