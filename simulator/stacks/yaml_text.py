"""YAML as CloudFormation reads it: without aliases, with a tag for each function.

The events of the text are put together here, with a stack instead of recursion, so that neither
depth nor aliases can hurt. PyYAML finds the events, and is imported when somebody brings YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks.complaints import misformed, wrong

#: Deeper than any template: a definition of a workflow has some dozens of levels.
DEEPEST: Final = 100
#: The functions that have a short form in YAML; two of them have no "Fn::" before them.
_SHORT: Final = frozenset(
    {
        "And", "Base64", "Cidr", "Equals", "FindInMap", "ForEach", "GetAZs", "GetAtt", "If",
        "ImportValue", "Join", "Length", "Not", "Or", "Select", "Split", "Sub", "ToJsonString",
        "Transform",
    }
)  # fmt: skip
_PLAIN: Final = frozenset({"Ref", "Condition"})
#: The scalars that are more than texts; a date such as that of a template's version is a text.
_TYPED: Final = frozenset({"null", "bool", "int", "float"})
_STANDARD: Final = "tag:yaml.org,2002:"


def read_yaml(text: str) -> Any:
    """Give what a text means; raises `Refusal` in CloudFormation's words."""
    import yaml  # noqa: PLC0415 - whoever writes JSON does without

    built = _Built(yaml)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            built.take(event)
    except yaml.MarkedYAMLError as reason:
        raise misformed(f"YAML not well-formed. {_place(reason.problem_mark)}") from None
    except (yaml.YAMLError, ValueError):
        raise misformed("YAML not well-formed.") from None
    return built.result


def check_once(found: Mapping[str, Any], name: str) -> None:
    """Refuse a name that a mapping has twice: nobody says which of them counts."""
    if name in found:
        raise NotModelled(f"a template with {name[:80]!r} twice in one mapping")


@dataclass
class _Open:
    """A collection whose end is not read yet; ``tag`` is the function that it belongs to."""

    value: dict[str, Any] | list[Any]
    tag: str | None
    key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class _Built:
    """A document that grows by events."""

    def __init__(self, yaml: Any) -> None:
        self._yaml = yaml
        self._scalars = yaml.SafeLoader("")
        self._open: list[_Open] = []
        self._documents = 0
        self.result: Any = None

    def take(self, event: Any) -> None:
        """Take the next event."""
        yaml = self._yaml
        if isinstance(event, yaml.AliasEvent):
            raise wrong("YAML aliases are not allowed in CloudFormation templates")
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            tagged = done.tag is not None
            self._put(_function(done.tag, done.value, event) if tagged else done.value)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _misplaced(event)

    def _take_scalar(self, event: Any) -> None:
        if self._open and self._open[-1].wants_key:
            top = self._open[-1]
            check_once(top.value, event.value)  # type: ignore[arg-type]
            top.key = event.value
        else:
            self._put(self._scalar(event))

    def _begin(self, event: Any) -> None:
        if len(self._open) >= DEEPEST or (self._open and self._open[-1].wants_key):
            raise _misplaced(event)
        is_mapping = isinstance(event, self._yaml.MappingStartEvent)
        tag = event.tag if event.tag and not event.tag.startswith(_STANDARD) else None
        self._open.append(_Open({} if is_mapping else [], tag))

    def _put(self, value: Any) -> None:
        if not self._open:
            self.result = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None

    def _scalar(self, event: Any) -> Any:
        yaml = self._yaml
        if event.tag and not event.tag.startswith(_STANDARD) and event.tag != "!":
            return _function(event.tag, event.value, event)
        tag = event.tag or self._scalars.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag.rpartition(":")[2] not in _TYPED:
            return event.value
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        return self._scalars.construct_object(node)


def _function(tag: str | None, value: Any, event: Any) -> dict[str, Any]:
    """Give the function that a tag is short for."""
    name = str(tag).removeprefix("!")
    if name in _PLAIN:
        return {name: value}
    if name not in _SHORT:
        raise _misplaced(event)
    if name == "GetAtt" and isinstance(value, str):
        logical, _, attribute = value.partition(".")
        return {"Fn::GetAtt": [logical, attribute]}
    return {f"Fn::{name}": value}


def _misplaced(event: Any) -> Exception:
    return misformed(f"YAML not well-formed. {_place(event.start_mark)}")


def _place(mark: Any) -> str:
    return f"(line {mark.line + 1}, column {mark.column + 1})" if mark is not None else ""
