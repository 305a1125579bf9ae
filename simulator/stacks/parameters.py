"""The parameters of a template: what is declared, what is given, and what comes of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks.complaints import invalid, misformed
from pattern_tck.simulator.stacks.texts import as_text

_LISTS: Final = frozenset({"CommaDelimitedList", "List<Number>", "List<String>"})
_TYPES: Final = _LISTS | {"String", "Number"}
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Parameter:
    """One parameter with its value; ``text`` is what was given, or what stands for nothing."""

    name: str
    text: str
    is_list: bool = False
    is_secret: bool = False

    @property
    def value(self) -> str | list[str]:
        """Give what a Ref to it gives."""
        if not self.is_list:
            return self.text
        return [part.strip() for part in self.text.split(",")] if self.text else []


def read_parameters(
    declared: Mapping[str, Any],
    given: Iterable[Mapping[str, Any]],
    before: Mapping[str, Parameter] | None = None,
) -> dict[str, Parameter]:
    """Give every declared parameter its value; raises `Refusal` in CloudFormation's words.

    ``given`` is as the API has it; ``before`` are the values of the stack as it is.
    """
    texts: dict[str, str] = {}
    for one in given:
        name = one.get("ParameterKey", "")
        if one.get("UsePreviousValue"):
            if before is None or name not in before:
                raise invalid(
                    f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as "
                    "true for a parameter key not in the previous template"
                )
            texts[name] = before[name].text
        elif "ParameterValue" in one:
            texts[name] = one["ParameterValue"]
        else:
            raise invalid(
                f"Invalid input for parameter key {name}. Either ParameterValue or "
                "UsePreviousValue must be specified"
            )
    unknown = sorted(texts.keys() - declared.keys())
    if unknown:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    for name, said in declared.items():
        _check_declared(name, said)
        if name not in texts and "Default" in said:
            texts[name] = as_text(said["Default"])
    missing = [name for name in declared if name not in texts]
    if missing:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    return {name: _checked(name, declared[name], texts[name]) for name in declared}


def _check_declared(name: str, said: Any) -> None:
    if not isinstance(said, dict) or "Type" not in said:
        raise misformed("Every Parameters object must contain a Type member.")
    kind = said["Type"]
    if kind not in _TYPES:
        raise NotModelled(f"cloudformation: the type {kind} of the parameter {name}")


def _checked(name: str, said: Mapping[str, Any], text: str) -> Parameter:
    kind = said["Type"]
    is_list = kind in _LISTS
    parameter = Parameter(name, text, is_list, as_text(said.get("NoEcho", False)) == "true")
    value = parameter.value
    values = [value] if isinstance(value, str) else value
    told = said.get("ConstraintDescription")

    def refuse(words: str) -> None:
        if told:
            raise invalid(f"Parameter {name} failed to satisfy constraint: {told}")
        raise invalid(f"Parameter '{name}' {words}")

    allowed = said.get("AllowedValues")
    for one in values:
        if "Number" in kind:
            if not _NUMBER.fullmatch(one):
                raise invalid(f"Parameter '{name}' must be a number.")
            _check_bounds(float(one), said, refuse)
        if allowed is not None and one not in [as_text(choice) for choice in allowed]:
            refuse("must be one of AllowedValues")
        if kind == "String":
            _check_length(one, said, refuse)
    return parameter


def _check_bounds(value: float, said: Mapping[str, Any], refuse: Any) -> None:
    if "MinValue" in said and value < float(said["MinValue"]):
        refuse(f"must be a number not less than {as_text(said['MinValue'])}")
    if "MaxValue" in said and value > float(said["MaxValue"]):
        refuse(f"must be a number not greater than {as_text(said['MaxValue'])}")


def _check_length(value: str, said: Mapping[str, Any], refuse: Any) -> None:
    if "MinLength" in said and len(value) < int(said["MinLength"]):
        refuse(f"must contain at least {as_text(said['MinLength'])} characters")
    if "MaxLength" in said and len(value) > int(said["MaxLength"]):
        refuse(f"must contain at most {as_text(said['MaxLength'])} characters")
    pattern = said.get("AllowedPattern")
    if pattern is not None:
        try:
            fits = re.fullmatch(str(pattern), value)
        except re.error:
            raise NotModelled(f"cloudformation: the AllowedPattern {pattern}") from None
        if not fits:
            refuse(f"must match pattern {pattern}")
