"""Checks of Retry and Catch (SFN-ERR-02, SFN-ERR-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.expression_checks import (
    check_jsonata,
    check_result_path,
    check_template,
    check_variables,
)
from pattern_tck.simulator.workflows.language.findings import Findings
from pattern_tck.simulator.workflows.language.state_fields import (
    JSONATA,
    JSONPATH,
    RETRY_NUMBERS,
)
from pattern_tck.simulator.workflows.language.value_checks import (
    check_numbers,
    check_one_of,
    check_texts,
    filled_list,
)

_ALL: Final = "States.ALL"
_RETRIER: Final = frozenset({*RETRY_NUMBERS, "ErrorEquals", "JitterStrategy", "Comment"})
_CATCHER: Final = frozenset({"ErrorEquals", "Next", "Assign", "Comment"})
_ONLY_IN: Final[Mapping[str, str]] = {"ResultPath": JSONPATH, "Output": JSONATA}


def check_handlers(
    state: Mapping[str, Any], language: str, location: str, findings: Findings
) -> None:
    """Check the retriers and the catchers of a state."""
    for name, check in (("Retry", _check_retrier), ("Catch", _check_catcher)):
        entries = state.get(name, [])
        if not isinstance(entries, list):
            findings.wrong("Expected value of type [ARRAY]", f"{location}/{name}")
            continue
        for at, entry in enumerate(entries):
            place = f"{location}/{name}[{at}]"
            if not isinstance(entry, dict):
                findings.wrong("Expected value of type [OBJECT]", place)
                continue
            _check_errors(entry, place, findings, last=at == len(entries) - 1)
            check(entry, language, place, findings)


def _check_errors(entry: Mapping[str, Any], place: str, findings: Findings, *, last: bool) -> None:
    errors = filled_list(entry, "ErrorEquals", place, findings)
    if not all(isinstance(error, str) for error in errors):
        findings.wrong("Expected value of type [STRING]", f"{place}/ErrorEquals")
    elif _ALL in errors and (len(errors) > 1 or not last):
        findings.wrong(f"{_ALL} must appear alone and at end of list", f"{place}/ErrorEquals")


def _check_retrier(entry: Mapping[str, Any], _: str, place: str, findings: Findings) -> None:
    findings.allow(entry, _RETRIER, place)
    findings.require(entry, ("ErrorEquals",), place)
    check_numbers(entry, RETRY_NUMBERS, place, findings)
    check_one_of(entry, "JitterStrategy", ("NONE", "FULL"), place, findings)


def _check_catcher(entry: Mapping[str, Any], language: str, place: str, findings: Findings) -> None:
    known = _CATCHER | {name for name, only in _ONLY_IN.items() if only == language}
    for name, only in _ONLY_IN.items():
        if name in entry and only != language:
            findings.wrong(
                f"The QueryLanguage is set to '{language}', but field '{name}' is only supported "
                f"for the '{only}' QueryLanguage",
                place,
            )
    findings.allow(entry, known | set(_ONLY_IN), place)
    findings.require(entry, ("ErrorEquals", "Next"), place)
    check_texts(entry, place, findings)
    if language == JSONPATH:
        check_result_path(entry.get("ResultPath"), f"{place}/ResultPath", findings)
    if language == JSONATA:
        check_jsonata(entry.get("Output"), f"{place}/Output", findings, in_catch=True)
    check_assign(entry, language, place, findings, in_catch=True)


def check_assign(
    thing: Mapping[str, Any],
    language: str,
    place: str,
    findings: Findings,
    *,
    in_catch: bool = False,
) -> None:
    """Check which variables are assigned, and what to."""
    if "Assign" not in thing:
        return
    assign, location = thing["Assign"], f"{place}/Assign"
    if not isinstance(assign, dict):
        findings.wrong("Expected value of type [OBJECT]", location)
        return
    check_variables(assign, location, findings)
    if language == JSONATA:
        check_jsonata(assign, location, findings, in_catch=in_catch)
    else:
        check_template(assign, location, findings)
