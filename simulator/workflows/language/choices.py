"""Choice rules: a test of a scope, joined by And, Or and Not.

Source: the chapter Choice State of the Amazon States Language; SFN-CHO-01, SFN-CHO-02.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.comparisons import (
    IS_PRESENT,
    NAMES,
    WITH_PATH,
    WITHOUT_PATH,
    Comparison,
    operand_fits,
)
from pattern_tck.simulator.workflows.language.errors import (
    RUNTIME,
    InvalidExpression,
    StateError,
)
from pattern_tck.simulator.workflows.language.jsonata import jsonata, wrong_type
from pattern_tck.simulator.workflows.language.path_walks import find
from pattern_tck.simulator.workflows.language.scope import ABSENT, Expression, Scope

#: Says of a scope whether the rule is met.
Rule = Callable[[Scope], bool]

JSONATA: Final = "JSONata"
_BESIDE: Final = frozenset({"Next", "Comment", "Assign", "Output"})


def choice(
    rule: Mapping[str, Any], query_language: str = "JSONPath", field: str = "Condition"
) -> Rule:
    """Compile a rule, or the ``Condition`` of a rule in JSONata.

    ``field`` is what a condition is called in the cause of a failure: ``Choices[0]/Condition``.
    Raises `InvalidExpression`. What is compiled raises `StateError`: States.Runtime where a
    variable is not there that is compared (SFN-CHO-02), States.QueryEvaluationError where a
    condition is neither true nor false.
    """
    if query_language == JSONATA:
        if "Condition" not in rule:
            raise InvalidExpression("a rule in JSONata needs a Condition")
        return _condition(rule["Condition"], field)
    return _rule(rule)


def _condition(condition: Any, field: str) -> Rule:
    if isinstance(condition, bool):
        return lambda _scope: condition
    evaluate = jsonata(condition, field)

    def met(scope: Scope) -> bool:
        value = evaluate(scope)
        if not isinstance(value, bool):
            raise wrong_type(condition, field, value, "boolean")
        return value

    return met


def _rule(rule: Mapping[str, Any]) -> Rule:
    joined = [name for name in ("And", "Or", "Not") if name in rule]
    compared = [name for name in rule if name in NAMES]
    if len(joined) + len(compared) != 1:
        raise InvalidExpression("a rule has exactly one of And, Or, Not and the comparisons")
    if compared:
        return _comparing(rule, compared[0])
    if set(rule) - _BESIDE - set(joined):
        raise InvalidExpression(f"{joined[0]} stands alone in a rule")
    if joined == ["Not"]:
        inner = _nested(rule["Not"])
        return lambda scope: not inner(scope)
    parts = rule[joined[0]]
    if not isinstance(parts, list) or not parts:
        raise InvalidExpression(f"{joined[0]} needs an array of rules")
    rules = [_nested(part) for part in parts]
    if joined == ["And"]:
        return lambda scope: all(part(scope) for part in rules)
    return lambda scope: any(part(scope) for part in rules)


def _nested(rule: Any) -> Rule:
    if not isinstance(rule, dict):
        raise InvalidExpression("a rule is an object")
    if "Next" in rule:
        raise InvalidExpression("only the outermost rule has Next")
    return _rule(rule)


def _comparing(rule: Mapping[str, Any], name: str) -> Rule:
    text = rule.get("Variable")
    if not isinstance(text, str):
        raise InvalidExpression(f"{name} needs a Variable")
    if set(rule) - _BESIDE - {"Variable", name}:
        raise InvalidExpression(f"a rule with {name} has no other field than Variable")
    operand = rule[name]
    if not operand_fits(name, operand):
        raise InvalidExpression(f"{operand!r} is nothing that {name} compares with")
    found = find(text)
    if name == IS_PRESENT:
        return lambda scope: (found(scope) is not ABSENT) is operand
    value = _present(found, text)
    if name in WITH_PATH or name in WITHOUT_PATH:
        comparison = WITH_PATH.get(name) or WITHOUT_PATH[name]
        return lambda scope: comparison(value(scope), operand)
    return _with_path(WITH_PATH[name.removesuffix("Path")], value, operand)


def _with_path(comparison: Comparison, value: Expression, text: str) -> Rule:
    operand = _present(find(text), text)
    return lambda scope: comparison(value(scope), operand(scope))


def _present(found: Expression, text: str) -> Expression:
    def evaluate(scope: Scope) -> Any:
        value = found(scope)
        if value is ABSENT:
            raise StateError(
                RUNTIME,
                f"Invalid path '{text}': The choice state's condition path references an invalid "
                "value.",
            )
        return value

    return evaluate
