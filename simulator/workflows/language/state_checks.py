"""Checks of one state: its fields, and what stands in them (SFN-ERR-09, SFN-WAIT-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.workflows.language.choice_checks import check_choices
from pattern_tck.simulator.workflows.language.comparisons import timestamp
from pattern_tck.simulator.workflows.language.expression_checks import (
    check_input_reference,
    check_jsonata,
    check_path,
    check_result_path,
    check_template,
    check_text_path,
    looks_like_path,
)
from pattern_tck.simulator.workflows.language.findings import (
    NO_PATH,
    PASS_RESULT_IS_STATIC,
    Findings,
)
from pattern_tck.simulator.workflows.language.handler_checks import check_assign, check_handlers
from pattern_tck.simulator.workflows.language.jsonata import is_expression
from pattern_tck.simulator.workflows.language.map_checks import check_batcher, check_map
from pattern_tck.simulator.workflows.language.state_fields import (
    EXACTLY_ONE,
    EXCLUSIVE,
    EXPRESSIONS,
    FIELDS,
    GOING_ON,
    INPUT_REFERENCES,
    JSONATA,
    JSONPATH,
    NULLABLE_PATHS,
    NUMBERS,
    ONLY_IN,
    QUERY_LANGUAGES,
    REQUIRED,
    TEMPLATES,
    language_of,
)
from pattern_tck.simulator.workflows.language.task_checks import check_task
from pattern_tck.simulator.workflows.language.value_checks import (
    check_numbers,
    check_one_of,
    check_texts,
)


def check_state(
    state: Mapping[str, Any], machine: str, kind: str, location: str, findings: Findings
) -> None:
    """Check a state of a machine in a query language; what is in its branches is not looked at."""
    findings.require(state, ("Type",), location)
    check_one_of(state, "Type", tuple(FIELDS), location, findings)
    check_one_of(state, "QueryLanguage", QUERY_LANGUAGES, location, findings)
    name = state.get("Type")
    if not isinstance(name, str) or name not in FIELDS:
        return
    language = language_of(state, machine)
    findings.allow(state, FIELDS[name], location)
    if machine == JSONATA and state.get("QueryLanguage") == JSONPATH:
        findings.wrong(
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
            location,
        )
        # What its refused language forbids would only follow from this.
        language = JSONATA
    else:
        _check_language(state, FIELDS[name], language, location, findings)
    _check_shape(state, name, location, findings)
    check_texts(state, location, findings)
    check_numbers(state, NUMBERS, location, findings, language)
    _check_type(state, name, (language, kind), location, findings)
    if "Assign" in FIELDS[name]:
        check_assign(state, language, location, findings)
    if language == JSONATA:
        for field in EXPRESSIONS:
            check_jsonata(state.get(field), f"{location}/{field}", findings)
    else:
        _check_paths(state, location, findings)


def _check_type(
    state: Mapping[str, Any],
    name: str,
    language_and_kind: tuple[str, str],
    location: str,
    findings: Findings,
) -> None:
    """Check what only some types of states have."""
    language, kind = language_and_kind
    if name in GOING_ON:
        _check_way_on(state, location, findings)
    if "Retry" in FIELDS[name]:
        check_handlers(state, language, location, findings)
    if name == "Wait":
        _check_moment(state, language, location, findings)
    elif name == "Choice":
        check_choices(state, language, location, findings)
    elif name == "Task":
        check_task(state, language, kind, location, findings)
    elif name == "Map":
        check_map(state, kind, location, findings)
        check_batcher(state, language, location, findings)


def _check_language(
    state: Mapping[str, Any],
    known: frozenset[str],
    language: str,
    location: str,
    findings: Findings,
) -> None:
    for field in state:
        only = ONLY_IN.get(field, language)
        if field in known and only != language:
            findings.wrong(
                f"The QueryLanguage is set to '{language}', but field '{field}' is only "
                f"supported for the '{only}' QueryLanguage",
                location,
            )


def _check_shape(state: Mapping[str, Any], name: str, location: str, findings: Findings) -> None:
    findings.require(state, REQUIRED.get(name, ()), location)
    for fields in EXCLUSIVE:
        findings.only_one(state, fields, location)
    if name in EXACTLY_ONE and not findings.only_one(state, EXACTLY_ONE[name], location):
        _lacks(EXACTLY_ONE[name], location, findings)


def _lacks(fields: tuple[str, ...], location: str, findings: Findings) -> None:
    listed = ", ".join(fields)
    findings.wrong(
        f"This object should have only one of the following fields: [{listed}]", location
    )


def _check_way_on(state: Mapping[str, Any], location: str, findings: Findings) -> None:
    if "End" in state and not isinstance(state["End"], bool):
        findings.wrong("Expected value of type [BOOLEAN]", f"{location}/End")
    elif "Next" in state and state.get("End"):
        findings.wrong("There should only be one of the following fields: [Next, End]", location)
    elif "Next" not in state and not state.get("End"):
        _lacks(("Next", "End"), location, findings)


def _check_moment(
    state: Mapping[str, Any], language: str, location: str, findings: Findings
) -> None:
    moment = state.get("Timestamp")
    if not isinstance(moment, str) or (language == JSONATA and is_expression(moment)):
        return
    if looks_like_path(moment):
        _looks_like_path("Timestamp", location, findings)
    if timestamp(moment) is None:
        findings.wrong("String does not match RFC3339 timestamp", f"{location}/Timestamp")


def _looks_like_path(field: str, location: str, findings: Findings) -> None:
    findings.doubtful(
        NO_PATH,
        f"The value of '{field}' looks like a path, but the field is not '{field}Path'",
        f"{location}/{field}",
    )


def _check_paths(state: Mapping[str, Any], location: str, findings: Findings) -> None:
    for field in state:
        place = f"{location}/{field}"
        if field == "ResultPath":
            check_result_path(state[field], place, findings)
        elif field in NULLABLE_PATHS and state[field] is None:
            continue
        elif field in ("ErrorPath", "CausePath"):
            check_text_path(state[field], place, findings)
        elif field in INPUT_REFERENCES:
            check_input_reference(state[field], place, findings)
        elif ONLY_IN.get(field) == JSONPATH and field.endswith("Path"):
            check_path(state[field], place, findings, reference=field not in NULLABLE_PATHS)
        elif field in TEMPLATES and field != "Assign":
            check_template(state[field], place, findings)
        elif field in ("Error", "Cause") and looks_like_path(state[field]):
            _looks_like_path(field, location, findings)
        elif field == "Result" and _has_path(state[field]):
            findings.doubtful(
                PASS_RESULT_IS_STATIC,
                "The Result of a Pass state is given as it is: paths in it are not evaluated",
                place,
            )


def _has_path(value: Any) -> bool:
    if isinstance(value, dict):
        return any(name.endswith(".$") or _has_path(value[name]) for name in value)
    if isinstance(value, list):
        return any(map(_has_path, value))
    return looks_like_path(value)
