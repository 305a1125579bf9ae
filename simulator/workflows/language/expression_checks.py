"""Checks of expressions: every path, template and JSONata text of a definition can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.errors import InvalidExpression
from pattern_tck.simulator.workflows.language.findings import (
    INVALID_JSONATA_EXPRESSION,
    INVALID_VARIABLE_NAME,
    NO_DOLLAR,
    RESERVED_VARIABLE_NAME,
    UNSUPPORTED_JSONATA_EXPRESSION,
    Findings,
)
from pattern_tck.simulator.workflows.language.intrinsics import intrinsic, looks_like_call
from pattern_tck.simulator.workflows.language.jsonata import expression_in, is_expression
from pattern_tck.simulator.workflows.language.jsonata_references import unsupported_references
from pattern_tck.simulator.workflows.language.path_grammar import INPUT
from pattern_tck.simulator.workflows.language.path_walks import read_path
from pattern_tck.simulator.workflows.language.paths import path

#: The intrinsic functions that ErrorPath and CausePath take: those that give a text.
TEXT_FUNCTIONS: Final = (
    *("States.Format(", "States.JsonToString(", "States.ArrayGetItem(", "States.Base64Encode("),
    *("States.Base64Decode(", "States.Hash(", "States.UUID("),
)
#: The longest name of a variable.
LONGEST_VARIABLE: Final = 80


def looks_like_path(value: Any) -> bool:
    """Say whether a text is hardly meant as it stands: it looks like a path or a call."""
    if not isinstance(value, str):
        return False
    return value.startswith(("$.", "$$.", "$[")) or (
        value.startswith("States.") and looks_like_call(value)
    )


def check_path(value: Any, location: str, findings: Findings, *, reference: bool = False) -> None:
    """Check a path, or one that must name a single place."""
    if not isinstance(value, str):
        findings.wrong("Expected value of type [STRING]", location)
        return
    try:
        read = read_path(value)
    except InvalidExpression as mistake:
        if reference:
            findings.wrong(f"Value is not a Reference Path: {mistake}", location)
        else:
            findings.wrong("Value must be a valid JSONPath.", location)
    except NotModelled:
        # Whoever compiles it will say so; it is no mistake of the definition.
        return
    else:
        if reference and not read.reference:
            findings.wrong("Value is not a Reference Path", location)


def check_input_reference(value: Any, location: str, findings: Findings) -> None:
    """Check a path that must name a single place in the input."""
    before = len(findings.found)
    check_path(value, location, findings, reference=True)
    if len(findings.found) == before and value.startswith("$$"):
        findings.wrong("Value is not a Reference Path", location)


def check_result_path(value: Any, location: str, findings: Findings) -> None:
    """Check where a result is put: a place in the input, or nowhere."""
    if value is None:
        return
    before = len(findings.found)
    check_input_reference(value, location, findings)
    if len(findings.found) == before and read_path(value).root != INPUT:
        findings.wrong("Value is not a Reference Path", location)


def check_text_path(value: Any, location: str, findings: Findings) -> None:
    """Check ErrorPath or CausePath: a path, or a call of a function that gives a text."""
    if isinstance(value, str) and value.startswith(TEXT_FUNCTIONS):
        try:
            intrinsic(value)
        except InvalidExpression as mistake:
            findings.wrong(f"Value must be a valid intrinsic function call: {mistake}", location)
        except NotModelled:
            return
        return
    check_path(value, location, findings, reference=True)


def check_template(value: Any, location: str, findings: Findings) -> None:
    """Check a payload template in JSONPath."""
    for name, member, place in _fields(value, location):
        if name.endswith(".$"):
            if not _is_valid(member):
                findings.wrong(
                    f"The value for the field '{name}' must be a valid JSONPath or a valid "
                    "intrinsic function call",
                    location,
                )
        elif looks_like_path(member):
            findings.doubtful(
                NO_DOLLAR,
                f"The field '{name}' looks like a path, but its name does not end with '.$'",
                f"{place}/{name}",
            )
    for twice in _clashes(value):
        findings.wrong(f"Two fields are named '{twice}' without '.$'", location)


def _is_valid(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        path(value)
    except InvalidExpression:
        return False
    except NotModelled:
        return True
    return True


def _fields(value: Any, place: str) -> Iterator[tuple[str, Any, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, member, place
            yield from _fields(member, f"{place}/{name}")
    elif isinstance(value, list):
        for at, member in enumerate(value):
            yield from _fields(member, f"{place}[{at}]")


def _clashes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (name for name in value if f"{name}.$" in value)
        for member in value.values():
            yield from _clashes(member)
    elif isinstance(value, list):
        for member in value:
            yield from _clashes(member)


def check_jsonata(value: Any, location: str, findings: Findings, *, in_catch: bool = False) -> None:
    """Check a document with expressions in JSONata."""
    if isinstance(value, dict):
        for name, member in value.items():
            check_jsonata(member, f"{location}/{name}", findings, in_catch=in_catch)
    elif isinstance(value, list):
        for at, member in enumerate(value):
            check_jsonata(member, f"{location}[{at}]", findings, in_catch=in_catch)
    elif isinstance(value, str) and value.startswith("{%"):
        _check_expression(value, location, findings, in_catch=in_catch)


def _check_expression(text: str, location: str, findings: Findings, *, in_catch: bool) -> None:
    if not is_expression(text):
        findings.wrong("JSONata string must start with {% and end with %}", location)
        return
    try:
        for reason in unsupported_references(expression_in(text), in_catch=in_catch):
            findings.wrong(reason, location, UNSUPPORTED_JSONATA_EXPRESSION)
    except InvalidExpression as mistake:
        findings.wrong(str(mistake), location, INVALID_JSONATA_EXPRESSION)
    except ImportError:
        # Without the library nobody can tell; the state that has the expression will fail.
        return


def check_variables(assign: Mapping[str, Any], location: str, findings: Findings) -> None:
    """Check the names of the variables that are assigned."""
    for field in assign:
        name = field.removesuffix(".$")
        place = f"{location}/{field}"
        if name == "states":
            findings.wrong(
                "Cannot assign to reserved variable '$states'.", place, RESERVED_VARIABLE_NAME
            )
        elif not name.isidentifier() or name.startswith("_"):
            findings.wrong(
                f"Invalid variable name '{name}': the variable name contains invalid characters.",
                place,
                INVALID_VARIABLE_NAME,
            )
        elif len(name) > LONGEST_VARIABLE:
            findings.wrong(
                f"Invalid variable name '{name}': it exceeds {LONGEST_VARIABLE} characters.",
                place,
                INVALID_VARIABLE_NAME,
            )
