"""Times that a caller gives to boto3: seconds and texts are taken for times, as botocore does.

A door in this process has no serialiser, which would have written all of them in one way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import ParamValidationError
from botocore.utils import parse_to_aware_datetime

_SCALAR: Final = object()


class Times:
    """Finds the times in the parameters of operations; what holds none is given back as it is."""

    def __init__(self) -> None:
        self._ways: dict[tuple[str, str], Any] = {}

    def read(self, operation: tuple[str, str], shape: Any, parameters: Any) -> Any:
        """Give the parameters of an operation with every time in them as a `datetime.datetime`.

        ``operation`` is the service and the name; ``shape`` is what botocore says of its input.
        Raises `ParamValidationError` if a time is none.
        """
        if operation not in self._ways:
            self._ways[operation] = _way(shape, ())
        return self._read(self._ways[operation], parameters)

    def _read(self, way: Any, value: Any) -> Any:
        if way is None or value is None:
            return value
        if way is _SCALAR:
            return value if isinstance(value, dt.datetime) else _time(value)
        if isinstance(way, list):
            return [self._read(way[0], entry) for entry in value]
        assert isinstance(value, Mapping)
        return {name: self._read(way.get(name), part) for name, part in value.items()}


def _way(shape: Any, above: tuple[str, ...]) -> Any:
    """Give where times are in a shape: in itself, by member, in each entry; None: nowhere."""
    if shape.type_name == "timestamp":
        return _SCALAR
    if shape.name in above:
        return None  # a shape within itself: none of those that are simulated has times
    within = (*above, shape.name)
    if shape.type_name == "structure":
        ways = {name: _way(part, within) for name, part in shape.members.items()}
        return {name: way for name, way in ways.items() if way is not None} or None
    if shape.type_name == "list":
        entry = _way(shape.member, within)
        return None if entry is None else [entry]
    return None


def _time(value: Any) -> dt.datetime:
    try:
        time: dt.datetime = parse_to_aware_datetime(value)
    except (ValueError, OverflowError, OSError, TypeError) as reason:
        raise ParamValidationError(report=f"Invalid timestamp {value!r}: {reason}") from reason
    return time
