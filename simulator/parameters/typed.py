"""Parameters of calls that are written in a document: held against what their operation takes.

An SDK lets no parameter through that is of another type than the service's model says, nor does
the door on loopback; so an operation can rely on it. A task of a workflow and the target of a
schedule write their parameters themselves, and here is where those are looked at.

An operation's parameters are written as names with ``!`` where they must be given and with a type
unless that is a text: ``i`` a whole number, ``n`` a number, ``t`` true or false, ``d`` a time,
``b`` octets, ``[i]`` a list, ``{i}`` values by names, and in round brackets an object.
Source: the service models of botocore, which a test holds these tables against.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from pattern_tck.simulator.parameters import cloudwatch, events, sns, sqs, stepfunctions
from pattern_tck.simulator.refusals import NotModelled, Refusal

#: Gives a value as its operation wants it, and notes what is missing; raises `Mistyped`.
Reader = Callable[[Any, str, list[str]], Any]

_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "sqs": sqs.OPERATIONS,
    "sns": sns.OPERATIONS,
    "events": events.OPERATIONS,
    "stepfunctions": stepfunctions.OPERATIONS,
    "cloudwatch": cloudwatch.OPERATIONS,
}
#: Services that speak the query protocol, and call their errors otherwise.
_QUERIED: Final = frozenset({"sns", "cloudwatch"})

_TOKEN: Final = re.compile(r"([A-Za-z0-9]+)(!?)(:?)|([\[\](){}])")


class Mistyped(Exception):
    """Parameters are not what their operation takes; its text says which, and why."""


def typed(service: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters of an operation, the times among them as times.

    What the operation does not know is left as it is. Raises `Mistyped`; `Refusal`, as the
    service does, where something is missing; `NotModelled` for octets, of which nobody has said
    here how a document writes them.
    """
    reader = _reader(service, operation)
    if reader is None:
        return dict(parameters)
    missing: list[str] = []
    read: dict[str, Any] = reader(parameters, "", missing)
    if missing:
        raise _refusal(service, missing)
    return read


def _refusal(service: str, missing: list[str]) -> Refusal:
    if service == "sqs":
        name = missing[0].rpartition(".")[2]
        return Refusal("MissingParameter", f"The request must contain the parameter {name}.")
    told = "; ".join(
        f"Value null at '{place}' failed to satisfy constraint: Member must not be null"
        for place in missing
    )
    errors = "error" if len(missing) == 1 else "errors"
    return Refusal(
        "ValidationError" if service in _QUERIED else "ValidationException",
        f"{len(missing)} validation {errors} detected: {told}",
    )


@cache
def _reader(service: str, operation: str) -> Reader | None:
    """Compile the parameters of an operation; None for one that is not here."""
    text = _TABLES[service].get(operation)
    return None if text is None else _members(iter(_TOKEN.findall(f"{text})")))


_Tokens = Iterator[tuple[str, str, str, str]]


def _members(tokens: _Tokens) -> Reader:
    """Compile what stands in round brackets, up to the one that closes them."""
    members: dict[str, Reader] = {}
    required: list[str] = []
    for name, must, has_type, _bracket in tokens:
        if not name:
            break
        members[name] = _type(tokens) if has_type else _text
        if must:
            required.append(name)

    def read(value: Any, place: str, missing: list[str]) -> dict[str, Any]:
        made = dict(_held(value, dict, "an object", place))
        for name, reader in members.items():
            if name in made:
                if made[name] is None:
                    del made[name]
                else:
                    made[name] = reader(made[name], _below(place, name), missing)
        missing += [_below(place, name) for name in required if name not in made]
        return made

    return read


def _type(tokens: _Tokens) -> Reader:
    simple, _, _, bracket = next(tokens)
    if simple:
        return _SIMPLE[simple]
    if bracket == "(":
        return _members(tokens)
    inside = _type(tokens)
    next(tokens)
    return _list(inside) if bracket == "[" else _map(inside)


def _list(inside: Reader) -> Reader:
    def read(value: Any, place: str, missing: list[str]) -> list[Any]:
        members = _held(value, list, "a list", place)
        return [inside(member, f"{place}[{at}]", missing) for at, member in enumerate(members)]

    return read


def _map(inside: Reader) -> Reader:
    def read(value: Any, place: str, missing: list[str]) -> dict[str, Any]:
        members = _held(value, dict, "an object", place)
        return {
            name: inside(member, _below(place, name), missing) for name, member in members.items()
        }

    return read


def _text(value: Any, place: str, _missing: list[str]) -> Any:
    return _held(value, str, "a string", place)


def _truth(value: Any, place: str, _missing: list[str]) -> Any:
    return _held(value, bool, "true or false", place)


def _whole(value: Any, place: str, missing: list[str]) -> int:
    number = _number(value, place, missing)
    if number % 1 != 0:
        raise Mistyped(f"The value for the field '{place}' must be a whole number")
    return int(number)


def _number(value: Any, place: str, _missing: list[str]) -> float:
    if type(value) not in (int, float) or not -math.inf < value < math.inf:
        raise Mistyped(f"The value for the field '{place}' must be a number")
    return value  # type: ignore[no-any-return]


def _time(value: Any, place: str, missing: list[str]) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    try:
        read = dt.datetime.fromisoformat(_text(value, place, missing))
    except ValueError:
        raise Mistyped(f"The value for the field '{place}' must be a time") from None
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def _octets(_value: Any, place: str, _missing: list[str]) -> Any:
    raise NotModelled(f"the octets of the parameter {place} in a document")


_SIMPLE: Final[Mapping[str, Reader]] = {
    "s": _text, "i": _whole, "n": _number, "t": _truth, "d": _time, "b": _octets,
}  # fmt: skip


def _held(value: Any, kind: type, called: str, place: str) -> Any:
    if type(value) is not kind:
        raise Mistyped(f"The value for the field '{place}' must be {called}")
    return value


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
