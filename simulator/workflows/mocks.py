"""Mocks: what the caller of TestState says that the work of a state comes to.

Sources: API-SFN TestState, MockInput; the words are AWS's own.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.language.documents import is_number
from pattern_tck.simulator.workflows.language.json_text import read_json
from pattern_tck.simulator.workflows.pause import Pause

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.resource import Resource
    from pattern_tck.simulator.workflows.tokens import Token
    from pattern_tck.simulator.workflows.visit import Visit

#: States that have others work, which can be said beforehand.
_WITH_WORK: Final = frozenset({"Task", "Parallel", "Map"})
_STRICT: Final = "STRICT"
_NONE: Final = "NONE"
_TEXT: Final = "a string"
_NUMBER: Final = "a number"
#: What the answer of a call consists of, by its resource; a list is one of such objects.
_Shape = Mapping[str, Any]
_SHAPES: Final[Mapping[str, _Shape]] = {
    "arn:aws:states:::sqs:sendMessage": {
        "MD5OfMessageAttributes": _TEXT,
        "MD5OfMessageBody": _TEXT,
        "MD5OfMessageSystemAttributes": _TEXT,
        "MessageId": _TEXT,
        "SequenceNumber": _TEXT,
    },
    "arn:aws:states:::sns:publish": {"MessageId": _TEXT, "SequenceNumber": _TEXT},
    "arn:aws:states:::events:putEvents": {
        "FailedEntryCount": _NUMBER,
        "Entries": [{"EventId": _TEXT, "ErrorCode": _TEXT, "ErrorMessage": _TEXT}],
    },
    "arn:aws:states:::states:startExecution": {"ExecutionArn": _TEXT, "StartDate": _TEXT},
    "arn:aws:states:::lambda:invoke": {
        "StatusCode": _NUMBER,
        "FunctionError": _TEXT,
        "LogResult": _TEXT,
        "ExecutedVersion": _TEXT,
    },
}
#: What such an answer must not lack.
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "arn:aws:states:::states:startExecution": ("ExecutionArn", "StartDate"),
}


class Mocked:
    """A resource, or a state, whose work is what was said instead of its own."""

    def __init__(self, mock: Mapping[str, Any], resource: Resource | None) -> None:
        self._mock = mock
        self._resource = resource

    def token(self, visit: Visit) -> Token | None:
        """Give the token that the parameters may contain; nobody will answer by it."""
        if self._resource is None or "Task" in visit.context:
            return None
        return self._resource.token(visit)

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Give the result that was said, or raise the `Failure`."""
        return self.result()
        yield

    def result(self) -> Any:
        """Give the result that was said, or raise the `Failure`."""
        error = self._mock.get("errorOutput")
        if error is not None:
            raise Failure(error.get("error"), error.get("cause"))
        return _read(self._mock)


def check_mock(state: Mapping[str, Any], mock: Mapping[str, Any]) -> None:
    """Refuse a mock that does not fit its state (ValidationException)."""
    kind = state["Type"]
    if kind not in _WITH_WORK:
        raise _wrong(f"State type '{kind}' is not supported when a mock is specified")
    if "result" in mock and "errorOutput" in mock:
        raise _wrong("A test mock should have only one of the following fields: "
                     "[result, errorOutput].")  # fmt: skip
    if "result" not in mock:
        return
    result = _read(mock)
    if kind == "Map" and "ResultWriter" in state:
        if not isinstance(result, dict):
            raise _wrong("Mocked result must be a JSON object.")
    elif kind != "Task":
        if not isinstance(result, list):
            raise _wrong("Mocked result must be an array.")
        if kind == "Parallel" and len(result) != len(state["Branches"]):
            raise _wrong(
                "Mocked result must contain the same number of items as number of Parallel "
                "branches."
            )
    else:
        _check_fields(str(state["Resource"]), result, mock.get("fieldValidationMode", _STRICT))


def _check_fields(resource: str, result: Any, mode: str) -> None:
    shape = _SHAPES.get(resource)
    if shape is None or mode == _NONE or not isinstance(result, dict):
        return
    if mode == _STRICT:
        for name in _REQUIRED.get(resource, ()):
            if name not in result:
                raise _wrong_field(f"Required field '{name}' is missing")
    _check_shape(shape, result)


def _check_shape(shape: _Shape, result: Mapping[str, Any]) -> None:
    for name, value in result.items():
        wanted = shape.get(name)
        if isinstance(wanted, list):
            if not isinstance(value, list):
                raise _wrong_field(f"Field '{name}' must be an array")
            for member in value:
                if isinstance(member, dict):
                    _check_shape(wanted[0], member)
        elif (wanted == _TEXT and not isinstance(value, str)) or (
            wanted == _NUMBER and not is_number(value)
        ):
            raise _wrong_field(f"Field '{name}' must be {wanted}")


def _read(mock: Mapping[str, Any]) -> Any:
    try:
        return read_json(mock.get("result", "{}"))
    except ValueError:
        raise _wrong("Mocked result must be valid JSON.") from None


def _wrong_field(why: str) -> Refusal:
    return _wrong(f"Mock result schema validation error: {why}")


def _wrong(message: str) -> Refusal:
    return Refusal("ValidationException", message)
