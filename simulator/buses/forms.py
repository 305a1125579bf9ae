"""Forms: what a target is given of an event. The event itself, unless its Input* says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.constraints import invalid
from pattern_tck.simulator.buses.paths import MISSING, Path, compile_path
from pattern_tck.simulator.buses.templates import Named, UnknownVariable, compile_template
from pattern_tck.simulator.buses.written import written
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.refusals import NotModelled

if TYPE_CHECKING:
    from pattern_tck.simulator.buses.event import Event

Form = Callable[["Event", Named], str]

#: Keys of an InputPathsMap.
_MOST_PATHS: Final = 100
_WHOLE_EVENT: Final = "<aws.events.event.json>"
#: A target has at most one of these.
INPUTS: Final = ("Input", "InputPath", "InputTransformer")


def form_of(target: Mapping[str, Any]) -> Form:
    """Compile the form of a target (in the API's names).

    Raises `Refusal` for what PutTargets refuses: two forms, a path or a template that is none.
    """
    given = [name for name in INPUTS if target.get(name) is not None]
    if len(given) > 1:
        raise invalid(
            "Only one of Input, InputPath, or InputTransformer must be provided for target "
            f"{target['Id']}."
        )
    if not given:
        return _whole
    return _FORMS[given[0]](target[given[0]], target["Id"])


def _whole(event: Event, _rule: Named) -> str:
    return event.text


def _constant(text: str, target: str) -> Form:
    try:
        read_json(text)
    except ValueError:
        raise invalid(f"JSON syntax error in input for target {target}") from None
    return lambda _event, _rule: text


def _part(text: str, target: str) -> Form:
    path = _path(text, target)

    def part(event: Event, _rule: Named) -> str:
        found = path(event.envelope)
        if found is MISSING:
            raise NotModelled(f"an InputPath ({text}) that finds nothing in the event")
        return event.text if found is event.envelope else written(found)

    return part


def _transformed(transformer: Mapping[str, Any], target: str) -> Form:
    paths = transformer.get("InputPathsMap") or {}
    if len(paths) > _MOST_PATHS:
        raise invalid(f"InputPathsMap for target {target} has more than {_MOST_PATHS} keys.")
    template = transformer["InputTemplate"]
    if _WHOLE_EVENT in template and not template.lstrip().startswith("{"):
        raise invalid(
            f"InputTemplate for target {target} contains placeholder {_WHOLE_EVENT[1:-1]} valid "
            "only for JSON template."
        )
    for name in paths:
        if name.lower().startswith("aws."):
            raise invalid(f"InputPathsMap for target {target} contains reserved key {name}.")
    compiled = {name: _path(text, target) for name, text in paths.items()}
    try:
        return compile_template(template, compiled)
    except UnknownVariable as error:
        raise invalid(
            f"InputTemplate for target {target} contains invalid placeholder {error.name}."
        ) from None


def _path(text: str, target: str) -> Path:
    try:
        return compile_path(text)
    except ValueError:
        raise invalid(f"InputPath for target {target} is invalid.") from None


_FORMS: Final[Mapping[str, Callable[[Any, str], Form]]] = {
    "Input": _constant,
    "InputPath": _part,
    "InputTransformer": _transformed,
}
