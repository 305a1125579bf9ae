"""Documents: JSON as a message carries it, with numbers that remember how they were written."""

from __future__ import annotations

import json
from typing import Any, Final, Self

from pattern_tck.simulator.json_texts import is_too_deep


class Written(float):
    """A number with a fraction or an exponent, and its text, in which an event hands it on.

    It calculates as any number does. An integer needs no such care: it has one written form.
    """

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Self:
        """Make the number that the text says."""
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        """Give its text."""
        return self.text

    __str__ = __repr__

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        """Let it be copied with its text."""
        return (self.text,)


def written(number: float) -> str:
    """Give the text of a number: 300, 300.0 and 3.0e2 are three texts."""
    return repr(number)


def load(text: str) -> Any:
    """Read a JSON document. Of a key that is given twice, the last one counts (EB-PAT-06).

    Raises ValueError for what is no JSON: NaN and Infinity, which Python would take, included.
    """
    try:
        read = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("the document is nested too deeply") from None
    if is_too_deep(read, text):
        raise ValueError("the document is nested too deeply")
    return read


def undotted(value: Any) -> Any:
    """Give a document in which no name has a dot: ``{"a.b": 1}`` becomes ``{"a": {"b": 1}}``.

    EventBridge joins the names on the way to a value by dots, so it cannot tell the two apart
    (recorded on AWS, LocalStack's validated tests, ``dot_joining_pattern``).
    """
    if type(value) is list:
        return [undotted(one) for one in value]
    if type(value) is not dict:
        return value
    found: dict[str, Any] = {}
    for name, inner in value.items():
        *above, last = name.split(".") if "." in name else (name,)
        place = found
        for step in above:
            below = place.get(step)
            if type(below) is not dict:
                below = place[step] = {}
            place = below
        simple, old = undotted(inner), place.get(last)
        place[last] = old | simple if type(old) is dict and type(simple) is dict else simple
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


_DECODER: Final = json.JSONDecoder(parse_float=Written, parse_constant=_refuse)
