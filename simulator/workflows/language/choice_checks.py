"""Checks of the rules of a Choice state (SFN-CHO-01, SFN-CHO-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.comparisons import NAMES, operand_fits
from pattern_tck.simulator.workflows.language.expression_checks import (
    check_jsonata,
    check_path,
)
from pattern_tck.simulator.workflows.language.findings import Findings
from pattern_tck.simulator.workflows.language.handler_checks import check_assign
from pattern_tck.simulator.workflows.language.jsonata import is_expression
from pattern_tck.simulator.workflows.language.state_fields import JSONATA, JSONPATH
from pattern_tck.simulator.workflows.language.value_checks import check_texts, filled_list

_SELECTORS: Final = ("And", "Or", "Not", "Variable", "Condition")
_OUTERMOST: Final = frozenset({"Next", "Comment", "Assign", "Output"})


def check_choices(
    state: Mapping[str, Any], language: str, location: str, findings: Findings
) -> None:
    """Check all rules of a state."""
    for at, rule in enumerate(filled_list(state, "Choices", location, findings)):
        place = f"{location}/Choices[{at}]"
        if not isinstance(rule, dict):
            findings.wrong("Expected value of type [OBJECT]", place)
            continue
        findings.require(rule, ("Next",), place)
        check_texts(rule, place, findings)
        check_assign(rule, language, place, findings)
        if language == JSONATA:
            _check_condition(rule, place, findings)
        else:
            _check_rule(rule, _OUTERMOST - {"Output"}, place, findings)


def _check_condition(rule: Mapping[str, Any], place: str, findings: Findings) -> None:
    for name in rule:
        if name in (*_SELECTORS[:4], *NAMES):
            findings.wrong(_elsewhere(name, JSONATA, JSONPATH), place)
        elif name not in _OUTERMOST and name != "Condition":
            findings.wrong(f"Field '{name}' is not supported", place)
    if not set(rule) & set(_SELECTORS):
        findings.require(rule, ("Condition",), place)
    condition = rule.get("Condition", True)
    if not isinstance(condition, bool) and not (
        isinstance(condition, str) and is_expression(condition)
    ):
        findings.wrong("JSONata string must start with {% and end with %}", f"{place}/Condition")
    check_jsonata(condition, f"{place}/Condition", findings)
    check_jsonata(rule.get("Output"), f"{place}/Output", findings)


def _elsewhere(name: str, language: str, only: str) -> str:
    return (
        f"The QueryLanguage is set to '{language}', but field '{name}' is only supported for the "
        f"'{only}' QueryLanguage"
    )


def _check_rule(
    rule: Mapping[str, Any], beside: frozenset[str], place: str, findings: Findings
) -> None:
    for name in ("Condition", "Output"):
        if name in rule:
            findings.wrong(_elsewhere(name, JSONPATH, JSONATA), place)
    findings.allow(rule, beside | NAMES | {*_SELECTORS, "Output"}, place)
    selectors = [name for name in _SELECTORS if name in rule]
    if len(selectors) != 1:
        if selectors != ["Condition"]:
            listed = ", ".join(_SELECTORS)
            findings.wrong(
                f"The object must have only one of the following fields, [{listed}]", place
            )
        return
    if selectors == ["Variable"]:
        _check_comparison(rule, place, findings)
    elif selectors == ["Not"]:
        _check_inner(rule["Not"], f"{place}/Not", findings)
    elif selectors != ["Condition"]:
        name = selectors[0]
        for at, inner in enumerate(filled_list(rule, name, place, findings)):
            _check_inner(inner, f"{place}/{name}[{at}]", findings)


def _check_inner(rule: Any, place: str, findings: Findings) -> None:
    if isinstance(rule, dict):
        _check_rule(rule, frozenset({"Comment"}), place, findings)
    else:
        findings.wrong("Expected value of type [OBJECT]", place)


def _check_comparison(rule: Mapping[str, Any], place: str, findings: Findings) -> None:
    check_path(rule["Variable"], f"{place}/Variable", findings, reference=True)
    compared = tuple(name for name in rule if name in NAMES)
    if len(compared) != 1:
        listed = ", ".join(compared or sorted(NAMES))
        findings.wrong(f"There should only be one of the following fields: [{listed}]", place)
        return
    name = compared[0]
    if name.endswith("Path"):
        check_path(rule[name], f"{place}/{name}", findings, reference=True)
    elif not operand_fits(name, rule[name]):
        findings.wrong(f"Value is not of the type that {name} compares", f"{place}/{name}")
