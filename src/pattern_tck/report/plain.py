"""Text that is safe to show: nothing that drives a terminal, breaks XML, or opens a door.

Messages are written by anybody. Their text reaches a report only through `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

#: Control characters but newline and tab, lone surrogates, what XML forbids, and what turns the
#: direction of a line.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

#: Who holds a task token may answer the task, and who holds a receipt handle may delete the
#: message. Either may stand in JSON within JSON, so there may be backslashes before its quotes.
_SECRET = re.compile(
    r"""(?P<name>(?:task[_-]?token|\btoken|receipt[_-]?handle)\\*["']\s*[:=]\s*\\*["'])"""
    r"""(?P<value>[^"'\\]+)""",
    re.IGNORECASE,
)
_HIDDEN = "(hidden)"

#: The value of a field, in JSON or in what Python shows: text (also where the end of it was cut
#: off), perhaps with DynamoDB's type before it, a bare word or number, or else all that follows.
_VALUE = (
    r"""\\*["']\s*[:=]\s*(?:\{\s*\\*["'][SN]\\*["']\s*:\s*)?)"""
    r"""(?:\(hidden\)|(?P<open>\\*["']).*?(?:(?<!\\)(?P=open)|$)|[\[{].*|[^\s,}\])]+)"""
)


class _Secrets:
    """The fields whose values a team wants to be shown to nobody."""

    pattern: re.Pattern[str] | None = None
    names: frozenset[str] = frozenset()


def hide(names: Collection[str]) -> None:
    """Hide the values of these JSON fields, and of no others, wherever text is shown from now on.

    What was cut out of the middle of a value does not have the field's name, and is not hidden.
    """
    _Secrets.names = frozenset(names)
    words = "|".join(re.escape(name) for name in sorted(names))
    _Secrets.pattern = (
        re.compile(rf"""(?P<name>["'](?:{words}){_VALUE}""", re.DOTALL) if names else None
    )


def hidden() -> frozenset[str]:
    """Give the names of the fields whose values are hidden."""
    return _Secrets.names


def plain(text: str) -> str:
    """Give text with what is unsafe made visible, and with secrets hidden."""
    if _Secrets.pattern is not None:
        text = _Secrets.pattern.sub(rf"\g<name>{_HIDDEN}", text)
    return _UNSAFE.sub(_visible, _SECRET.sub(rf"\g<name>{_HIDDEN}", text))


def cut(text: str, longest: int) -> str:
    """Give at most so many characters of a text, and say how many there were."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]} ... ({len(text)} characters)"


def without_password(url: str) -> str:
    """Give a URL without the user and password that may stand in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _visible(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
