"""Calls of simulated services that a Task makes: parameters and answers in the language's names.

Sources: SFN-DG "Integrating services", "Call Amazon SQS", "Call Amazon SNS", "Add EventBridge
events", "Start a new workflow from a running execution", "Integrate with AWS services (AWS SDK)".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.parameters.typed import Mistyped, typed
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.workflows.document import written
from pattern_tck.simulator.workflows.failure import RUNTIME, Failure
from pattern_tck.simulator.workflows.sdk_answers import JSON_10, JSON_11, XML, with_metadata
from pattern_tck.simulator.workflows.service_errors import ErrorNames, direct, optimized

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.visit import Visit

Parameters = dict[str, Any]
#: Makes the parameters of the API of those of the Task.
Prepare = Callable[["Visit", Parameters], Parameters]


@dataclass(frozen=True)
class Call:
    """One operation of one service, as a Task reaches it; ``required`` are texts that must be.

    ``content`` is the type of what the service sends, where a task is told that.
    """

    service: str
    operation: str
    names: ErrorNames
    prepare: Prepare
    required: tuple[str, ...] = ()
    answer: Callable[[Any], Any] = lambda answer: answer
    content: str = ""

    def do(self, visit: Visit, parameters: Any) -> Any:
        """Make the call and give its answer; raises `Failure` if it is refused or unanswered."""
        self.check(parameters)
        execution = visit.branch.execution
        world = execution.world
        prepared = self._prepared(visit, parameters)
        if world.before_call is not None:
            world.before_call(self.operation, prepared)
        try:
            answer = world.call(self.service, self.operation, prepared, execution.region)
        except NotModelled:
            raise
        except Refusal as refusal:
            raise self.names.failure(refusal, world.identities.uuid()) from None
        except AnswerLost:
            raise self.names.unanswered() from None
        finally:
            if world.after_call is not None:
                world.after_call(self.operation, prepared)
        if self.content:
            return with_metadata(execution, self.answer(answer), answer, self.content)
        return self.answer(answer)

    def _prepared(self, visit: Visit, parameters: Parameters) -> Parameters:
        try:
            return typed(self.service, self.operation, self.prepare(visit, parameters))
        except Mistyped as mistake:
            raise _unusable(parameters, str(mistake)) from None
        except NotModelled:
            raise
        except Refusal as refusal:
            raise self.names.failure(
                refusal, visit.branch.execution.world.identities.uuid()
            ) from None

    def check(self, parameters: Any) -> None:
        """Raise `Failure` (States.Runtime) if they are no object, or lack what must be there."""
        if not isinstance(parameters, dict):
            raise _unusable(parameters, "The value for the parameters must be an object")
        for name in self.required:
            if name not in parameters:
                raise _unusable(parameters, f"The field '{name}' is required but was missing")


def _unusable(parameters: Any, why: str) -> Failure:
    return Failure(
        RUNTIME,
        f"The Parameters '{written(parameters)}' could not be used to start the Task: [{why}]",
    )


def _message_body(_visit: Visit, parameters: Parameters) -> Parameters:
    return _with_text(parameters, "MessageBody")


def _message(_visit: Visit, parameters: Parameters) -> Parameters:
    return _with_text(parameters, "Message")


def _entries(visit: Visit, parameters: Parameters) -> Parameters:
    """Write details as JSON, and say which execution it is that tells."""
    execution = visit.branch.execution
    by = [execution.arn, execution.machine.arn]
    entries = []
    for entry in _listed(parameters["Entries"], "Entries"):
        if not isinstance(entry, dict):
            raise Mistyped("The value for the field 'Entries' must be a list of objects")
        resources = _listed(entry.get("Resources", []), "Resources")
        entries.append({**_with_text(entry, "Detail"), "Resources": [*resources, *by]})
    return {**parameters, "Entries": entries}


def _listed(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise Mistyped(f"The value for the field '{name}' must be a list")
    return value


def _input(_visit: Visit, parameters: Parameters) -> Parameters:
    return start_parameters(parameters)


def start_parameters(parameters: Parameters) -> Parameters:
    """Give the parameters of a start as the API has them; the input is written as JSON."""
    return dict(_lower({"Input": "{}", **_with_text(parameters, "Input")}))


def typed_start(parameters: Any) -> Parameters:
    """Give the parameters of a start that a Task wrote.

    Raises `Failure` (States.Runtime) if they are not what they must be.
    """
    _START.check(parameters)
    try:
        return typed("stepfunctions", "StartExecution", start_parameters(parameters))
    except Mistyped as mistake:
        raise _unusable(parameters, str(mistake)) from None


def _direct(_visit: Visit, parameters: Parameters) -> Parameters:
    for name in ("MessageBody", "Message"):
        parameters = _with_text(parameters, name)
    return parameters


def _direct_lower(_visit: Visit, parameters: Parameters) -> Parameters:
    return dict(_lower(_with_text(_with_text(parameters, "Input"), "Output")))


def _with_text(parameters: Parameters, name: str) -> Parameters:
    """Have a parameter be text: a document is written as JSON."""
    value = parameters.get(name)
    if value is None or isinstance(value, str):
        return parameters
    return {**parameters, name: written(value)}


def _lower(value: Any) -> Any:
    """Give names as the API has them, which begin with small letters."""
    if isinstance(value, Mapping):
        return {name[:1].lower() + name[1:]: _lower(member) for name, member in value.items()}
    return [_lower(member) for member in value] if isinstance(value, list) else value


def capital(value: Any) -> Any:
    """Give names as the language has them, which begin with capital letters, and times as text."""
    if isinstance(value, Mapping):
        return {name[:1].upper() + name[1:]: capital(member) for name, member in value.items()}
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"
    return [capital(member) for member in value] if isinstance(value, list) else value


def _all_entries(answer: Any) -> Any:
    """Take no entry that failed; who tries again sends all of them again (SFN-INT-08)."""
    if answer.get("FailedEntryCount"):
        raise Failure("EventBridge.FailedEntry", written(answer))
    return answer


_START: Final = Call(
    "stepfunctions",
    "StartExecution",
    optimized("stepfunctions", "StepFunctions", "AWSStepFunctions"),
    _input,
    ("StateMachineArn",),
    capital,
    JSON_10,
)
#: The optimized integrations, by service and action.
OPTIMIZED: Final[Mapping[str, Call]] = {
    "sqs:sendMessage": Call(
        "sqs",
        "SendMessage",
        optimized("sqs", "SQS", "AmazonSQS"),
        _message_body,
        ("QueueUrl", "MessageBody"),
        content=JSON_10,
    ),
    "sns:publish": Call(
        "sns",
        "Publish",
        optimized("sns", "SNS", "AmazonSNS"),
        _message,
        ("Message",),
        content=XML,
    ),
    "events:putEvents": Call(
        "events",
        "PutEvents",
        optimized("events", "EventBridge", "AmazonEventBridge"),
        _entries,
        ("Entries",),
        _all_entries,
        JSON_11,
    ),
    "states:startExecution": _START,
}
#: The services that the SDK's integrations reach: their own name, and that of their errors.
_DIRECT: Final[Mapping[str, tuple[str, str]]] = {
    "sqs": ("sqs", "Sqs"),
    "sns": ("sns", "Sns"),
    "eventbridge": ("events", "EventBridge"),
    "sfn": ("stepfunctions", "Sfn"),
    "cloudwatch": ("cloudwatch", "CloudWatch"),
}


def direct_call(service: str, action: str) -> Call | None:
    """Give the call of an integration of the SDK; None for a service that is not simulated."""
    known = _DIRECT.get(service)
    if known is None:
        return None
    name, error = known
    lower = name == "stepfunctions"
    return Call(
        name,
        action[:1].upper() + action[1:],
        direct(name, error),
        _direct_lower if lower else _direct,
        (),
        capital,
    )
