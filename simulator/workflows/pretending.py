"""The context object that the caller of TestState gives: checked, in AWS's own words.

Source: API-SFN TestState, ``context``. What is given is the whole context object of the trial.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.refusals import Refusal

_PARTS: Final[Mapping[str, Mapping[str, type]]] = {
    "Execution": {
        "Id": str,
        "Input": object,
        "Name": str,
        "RoleArn": str,
        "StartTime": str,
        "RedriveCount": int,
        "RedriveTime": str,
    },
    "State": {"EnteredTime": str, "Name": str, "RetryCount": int},
    "StateMachine": {"Id": str, "Name": str},
    "Task": {"Token": str},
}
_NAMED: Final[Mapping[type, str]] = {str: "a string", int: "a number"}
_WITH_TASK: Final = (".sync", ".sync:2", ".waitForTaskToken")


def check_context(context: Any, state: Mapping[str, Any]) -> dict[str, Any]:
    """Give the context object for a state; raises `Refusal` (ValidationException)."""
    if not isinstance(context, dict):
        raise _wrong("it must be a JSON object")
    if "Map" in context:
        raise _wrong("'Map' field is not supported when mocking a Context object")
    for part, fields in context.items():
        if part not in _PARTS:
            raise _wrong(f"Field '{part}' is not allowed")
        if not isinstance(fields, dict):
            raise _wrong(f"{part} must be an object")
        _check_fields(part, fields)
    resource = str(state.get("Resource", ""))
    if "Task" in context and not (state["Type"] == "Task" and resource.endswith(_WITH_TASK)):
        raise _wrong(
            "Context object contains 'Task' when state is not a Task state with a '.sync' or "
            "'.waitForTaskToken' service integration pattern"
        )
    return context


def _check_fields(part: str, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        wanted = _PARTS[part].get(name)
        if wanted is None:
            raise _wrong(f"Field '{name}' is not allowed")
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise _wrong(f"{part}.{name} must be {_NAMED[wanted]}")


def _wrong(why: str) -> Refusal:
    return Refusal("ValidationException", f"Invalid Context object provided: {why}")
