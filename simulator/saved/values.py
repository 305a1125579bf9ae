"""Values: what calls are given and answer, as JSON, and what they are known by again.

JSON has no bytes, no times and no decimals. Each is an object with one key that begins with ``$``;
an object that looks like one of these by itself is written as pairs.
"""

from __future__ import annotations

import base64
import copy
import datetime as dt
import hashlib
import json
import marshal
import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final


class Unwritable(Exception):
    """A value that no file can hold, such as an open file; the message names its type."""


def written(value: Any) -> Any:
    """Give a value as JSON has it; raises `Unwritable`."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": str(value)}
    if isinstance(value, Mapping):
        strange = any(not isinstance(key, str) for key in value)
        if strange or (len(value) == 1 and next(iter(value)).startswith("$")):
            return {"$pairs": [[written(key), written(held)] for key, held in value.items()]}
        return {key: written(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    if isinstance(value, bytes | bytearray):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, dt.datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise Unwritable(type(value).__name__)


def read(value: Any) -> Any:
    """Give the value again; ValueError for what `written` never gives."""
    if isinstance(value, list):
        return [read(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, held),) = value.items()
        if key.startswith("$"):
            return _read_marked(key, held)
    return {key: read(held) for key, held in value.items()}


def digest(value: Any) -> str:
    """Give what a value is known by: equal values have equal digests; raises `Unwritable`."""
    text = json.dumps(written(value), sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


class Frozen:
    """A value as it was at a moment, whatever becomes of it.

    It lives in this process only and is cheap to make: most of them are never looked at.
    """

    __slots__ = ("_copy", "_packed")

    def __init__(self, value: Any) -> None:
        self._packed: bytes | None = None
        self._copy: Any = None
        try:
            self._packed = marshal.dumps(value)
        except ValueError:
            # Times, for example, which marshal does not know.
            self._copy = copy.deepcopy(value)

    @property
    def value(self) -> Any:
        """Give the value."""
        # What was packed here, a moment ago, in this process; never what came out of a file.
        return self._copy if self._packed is None else marshal.loads(self._packed)  # noqa: S302


def _read_marked(key: str, held: Any) -> Any:
    if key == "$pairs" and isinstance(held, list):
        if not all(isinstance(pair, list) and len(pair) == 2 for pair in held):
            raise ValueError("$pairs are no pairs")
        return {_key(read(name)): read(item) for name, item in held}
    reader = _READERS.get(key)
    if reader is None or not isinstance(held, str):
        raise ValueError(f"{key[:40]} is no kind of value")
    try:
        return reader(held)
    except InvalidOperation:
        raise ValueError("$decimal is no decimal number") from None


def _key(name: Any) -> Any:
    if isinstance(name, list | dict):
        raise ValueError("a key is a list or an object")  # noqa: TRY004 - it is the file's value
    return name


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "$float": float,
    "$bytes": lambda text: base64.b64decode(text, validate=True),
    "$time": dt.datetime.fromisoformat,
    "$decimal": Decimal,
}
