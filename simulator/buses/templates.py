"""Input templates: text with <variables>, filled in from an event.

A variable inside a string is put there as it is; one that stands for a value of its own gets
quotes if it is a string. An object inside a string loses its quotes. A variable whose path leads
nowhere is not there: nothing is put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from pattern_tck.simulator.buses.event import timestamp
from pattern_tck.simulator.buses.failures import Failure
from pattern_tck.simulator.buses.paths import MISSING, Path
from pattern_tck.simulator.buses.written import written
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.json_texts import read_json

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.event import Event


class Named(Protocol):
    """A rule, as far as a template sees it."""

    @property
    def name(self) -> str:
        """Give its name."""

    @property
    def arn(self) -> str:
        """Give its ARN."""


class UnknownVariable(ValueError):
    """A template names a variable that is neither defined nor reserved."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


Template = Callable[["Event", Named], str]
_Variable = Callable[["Event", Named], Any]

_PLACEHOLDER: Final = re.compile(r"<([\w.\-]+)>")


def _without_detail(event: Event, _rule: Named) -> dict[str, Any]:
    return {
        "id": event.id,
        "account": event.account,
        "detailType": event.detail_type,
        "time": timestamp(event.time),
        "source": event.source,
        "region": event.region,
        "resources": list(event.resources),
        "version": "0",
    }


#: Variables that are there without a path; nobody may define one of these names.
_RESERVED: Final[Mapping[str, _Variable]] = {
    "aws.events.rule-arn": lambda _event, rule: rule.arn,
    "aws.events.rule-name": lambda _event, rule: rule.name,
    "aws.events.event": _without_detail,
    "aws.events.event.json": lambda event, _rule: event.envelope,
    "aws.events.event.ingestion-time": lambda event, _rule: timestamp(event.ingested // SECOND),
}


@dataclass(frozen=True)
class _Slot:
    variable: _Variable
    in_string: bool


def compile_template(text: str, paths: Mapping[str, Path]) -> Template:
    """Compile a template with the variables that its paths define.

    Raises `UnknownVariable`. The compiled template raises `Failure` for an event with which it
    makes no JSON.
    """
    parts = _parse(text, {name: _at(path) for name, path in paths.items()} | dict(_RESERVED))

    def fill(event: Event, rule: Named) -> str:
        filled = "".join(
            part if isinstance(part, str) else _shown(part.variable(event, rule), part.in_string)
            for part in parts
        )
        if not _is_json(filled):
            raise Failure("INVALID_JSON", "The transformed input is not valid JSON.", body=filled)
        return filled

    return fill


def _at(path: Path) -> _Variable:
    return lambda event, _rule: path(event.envelope)


def _parse(text: str, variables: Mapping[str, _Variable]) -> list[str | _Slot]:
    parts: list[str | _Slot] = []
    done = 0
    in_string = False
    for placeholder in _PLACEHOLDER.finditer(text):
        before = text[done : placeholder.start()]
        in_string ^= _quotes(before) % 2 == 1
        variable = variables.get(placeholder[1])
        if variable is None:
            raise UnknownVariable(placeholder[1])
        parts += [before, _Slot(variable, in_string)]
        done = placeholder.end()
    return [*parts, text[done:]]


def _quotes(text: str) -> int:
    return re.sub(r"\\.", "", text).count('"')


def _shown(value: Any, in_string: bool) -> str:
    if value is MISSING:
        return ""
    if not in_string:
        return written(value)
    return value if isinstance(value, str) else written(value).replace('"', "")


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ValueError:
        pass
    else:
        return True
    # Several lines of text are several strings, one below the other.
    try:
        lines = [read_json(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return False
    return all(isinstance(line, str) for line in lines)
