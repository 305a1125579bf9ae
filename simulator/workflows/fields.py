"""Fields: what becomes of the input before a state works, and of the result afterwards.

In JSONPath: InputPath, Parameters, (the work), ResultSelector, ResultPath, OutputPath, Assign. In
JSONata: Arguments, (the work), Output, Assign. Sources: the Amazon States Language; SFN-DG "Input
and output processing", "Passing data between states with variables".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from pattern_tck.simulator.workflows.language.jsonata import jsonata
from pattern_tck.simulator.workflows.language.paths import path, result_path
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression
from pattern_tck.simulator.workflows.language.templates import template

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.visit import Visit

JSONATA: Final = "JSONata"
_WHOLE: Final = "$"


class Fields(Protocol):
    """The fields of a state about its data, in either query language."""

    def given(self, visit: Visit) -> Any:
        """Give what the state works with."""

    def put(self, visit: Visit, result: Any) -> Any:
        """Give the output for a result, and assign variables."""


def language_of(state: Mapping[str, Any], default: str) -> str:
    """Give the query language of a state in a machine with a default."""
    return str(state.get("QueryLanguage", default))


def fields_of(state: Mapping[str, Any], language: str, given: str = "Parameters") -> Fields:
    """Compile the fields of a state; ``given`` is the template of what it works with."""
    if language == JSONATA:
        return QueryFields(state)
    return PathFields(state, given)


class PathFields:
    """The fields of a state in JSONPath."""

    def __init__(self, state: Mapping[str, Any], given: str) -> None:
        self._input = chosen_part(state.get("InputPath", _WHOLE), "InputPath")
        self._given = template(state[given]) if given in state else None
        self._selected = template(state["ResultSelector"]) if "ResultSelector" in state else None
        where = state.get("ResultPath", _WHOLE)
        self._put = None if where == _WHOLE else result_path(where)
        self._output = chosen_part(state.get("OutputPath", _WHOLE), "OutputPath")
        self._assign = template(state["Assign"]) if "Assign" in state else None

    def effective(self, visit: Visit) -> Any:
        """Give the input as InputPath leaves it."""
        return visit.document.value if self._input is None else self._input(visit.scope)

    def given(self, visit: Visit) -> Any:
        """Give what the state works with."""
        if self._input is None:
            return visit.document.value if self._given is None else self._given(visit.scope)
        effective = self._input(visit.scope)
        return effective if self._given is None else self._given(visit.scope_of(effective))

    def put(self, visit: Visit, result: Any) -> Any:
        """Give the output for a result, and assign variables, for which ``$`` is the result."""
        if self._assign is not None:
            visit.assign(self._assign(visit.scope_of(result)))
        if self._selected is not None:
            result = self._selected(visit.scope_of(result))
        if self._put is not None:
            result = self._put(visit.document.value, result)
        return self.output_of(visit, result)

    def stages(self, visit: Visit, result: Any = ABSENT) -> dict[str, Any]:
        """Give what the data is after each field, as far as there is a result."""
        told = {"afterInputPath": self.effective(visit), "afterParameters": self.given(visit)}
        if result is not ABSENT:
            told["result"] = result
            if self._selected is not None:
                result = self._selected(visit.scope_of(result))
            told["afterResultSelector"] = result
            if self._put is not None:
                result = self._put(visit.document.value, result)
            told["afterResultPath"] = result
        return told

    def output_of(self, visit: Visit, value: Any) -> Any:
        """Give what OutputPath leaves of a value."""
        return value if self._output is None else self._output(visit.scope_of(value))


class QueryFields:
    """The fields of a state in JSONata, or of a part of it at a place such as ``Choices[0]/``."""

    def __init__(self, state: Mapping[str, Any], place: str = "") -> None:
        self._given = _query(state, "Arguments", place)
        self._output = _query(state, "Output", place)
        self._assign = _query(state, "Assign", place)

    def effective(self, visit: Visit) -> Any:
        """Give the input."""
        return visit.document.value

    def given(self, visit: Visit) -> Any:
        """Give what the state works with: its input, unless Arguments say otherwise."""
        return visit.document.value if self._given is None else self._given(visit.scope)

    def put(self, visit: Visit, result: Any) -> Any:
        """Give the output: the result, unless Output says otherwise; and assign variables."""
        if self._output is None and self._assign is None:
            return result
        scope = visit.scope_of(visit.document.value, result=result)
        if self._assign is not None:
            visit.assign(self._assign(scope))
        return result if self._output is None else self._output(scope)

    def stages(self, visit: Visit, result: Any = ABSENT) -> dict[str, Any]:
        """Give what the data is after each field, as far as there is a result."""
        told = {"afterArguments": self.given(visit)}
        return told if result is ABSENT else {**told, "result": result}


def _query(state: Mapping[str, Any], field: str, place: str) -> Expression | None:
    return jsonata(state[field], place + field) if field in state else None


def chosen_part(text: str | None, field: str) -> Expression | None:
    """Compile InputPath or OutputPath; None is the whole, null is an empty object."""
    if text is None:
        return lambda _scope: {}
    return None if text == _WHOLE else path(text, field)


def value_of(state: Mapping[str, Any], field: str, language: str) -> Expression | None:
    """Compile a field that is a value, a path under the name ``...Path``, or JSONata."""
    if language == JSONATA:
        return jsonata(state[field], field) if field in state else None
    if f"{field}Path" in state:
        return path(state[f"{field}Path"], f"{field}Path")
    if field in state:
        constant = state[field]
        return lambda _scope: constant
    return None
