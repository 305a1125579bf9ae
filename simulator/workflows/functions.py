"""Functions: tasks that are done by what is registered for a Lambda function.

What goes wrong has the names that Lambda's runtime and Step Functions give it (SFN-ERR-10,
SFN-ERR-11; SFN-DG "Error handling", "Invoke an AWS Lambda function").
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import RUNTIME, Failure, TimedOut, check_result
from pattern_tck.simulator.workflows.impolite_tasks import see_answer
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.resource import finished
from pattern_tck.simulator.workflows.sdk_answers import invoked
from pattern_tck.simulator.workflows.work import Lasting, TaskFailed, do_work

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.execution import Execution
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.tokens import Token
    from pattern_tck.simulator.workflows.visit import Visit

_ARN: Final = re.compile(r"(arn:aws[\w-]*:lambda:[^:]*:\d*:function:[^:]+)(?::[^:]+)?")


def is_function(resource: str) -> bool:
    """Say whether a resource is the ARN of a function."""
    return _unqualified(resource) is not None


def failed(error: Exception, execution: Execution) -> Failure:
    """Say what it means that a function raised: its error by its type, as the runtime tells it."""
    if isinstance(error, NotModelled):
        raise error
    if isinstance(error, TaskFailed):
        return Failure(error.error, error.cause)
    told = {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": execution.world.identities.uuid(),
        "stackTrace": [],
    }
    return Failure(type(error).__name__, written(told))


def invoke(execution: Execution, function: str, payload: Any) -> Any:
    """Have a function work; raises `Failure` if there is none, or if it raised."""
    arn = _unqualified(function)
    if arn is None:
        name = function.partition(":")[0]
        arn = f"arn:aws:lambda:{execution.region}:{execution.world.account}:function:{name}"
    return _invoke(execution, arn, payload)


def _unqualified(function: str) -> str | None:
    """Give an ARN of a function without version and alias; None for what is no such ARN."""
    found = _ARN.fullmatch(function)
    return None if found is None else found[1]


def _invoke(execution: Execution, arn: str, payload: Any) -> Any:
    work = execution.world.tasks.get(arn)
    if work is None:
        request = execution.world.identities.uuid()
        raise Failure(
            "Lambda.ResourceNotFoundException",
            f"Function not found: {arn} (Service: AWSLambda; Status Code: 404; "
            f"Error Code: ResourceNotFoundException; Request ID: {request}; Proxy: null)",
        )
    try:
        return do_work(execution.world, arn, work, payload)
    except Exception as error:
        raise failed(error, execution) from error


def do_invoke(visit: Visit, parameters: Any) -> Any:
    """Do the optimized integration ``lambda:invoke``, whose result has the payload in it."""
    if not isinstance(parameters, dict) or not isinstance(parameters.get("FunctionName"), str):
        raise Failure(
            RUNTIME,
            f"The Parameters '{written(parameters)}' could not be used to start the Task: "
            "[The field 'FunctionName' is required but was missing]",
        )
    if parameters.get("InvocationType", "RequestResponse") != "RequestResponse":
        raise NotModelled("lambda:invoke with another InvocationType than RequestResponse")
    execution = visit.branch.execution
    result = invoke(execution, parameters["FunctionName"], parameters.get("Payload", {}))
    if isinstance(result, Lasting):
        finish = result.finish
        return Lasting(result.seconds, lambda: invoked(execution, finish()))
    return invoked(execution, result)


class FunctionResource:
    """A Task whose resource is the ARN of a function."""

    def __init__(self, arn: str) -> None:
        self._arn = arn
        self._function = _unqualified(arn) or arn

    def token(self, visit: Visit) -> Token | None:
        """Give none: a function answers by its result."""
        return None

    def work(
        self, visit: Visit, parameters: Any, token: Token | None, limits: TimeLimits
    ) -> Generator[Pause, Any, Any]:
        """Have the function work and give its result; raises `Failure`."""
        branch = visit.branch
        execution = branch.execution
        scheduled: dict[str, Any] = {
            "resource": self._arn,
            "input": visit.document_of(parameters).text,
        }
        if visit.role is not None:
            scheduled["taskCredentials"] = {"roleArn": visit.role}
        if limits.timeout is not None:
            scheduled["timeoutInSeconds"] = limits.timeout
        branch.note("LambdaFunctionScheduled", scheduled)
        branch.note("LambdaFunctionStarted")
        try:
            result = _invoke(execution, self._function, parameters)
            if isinstance(result, Lasting):
                result = yield from finished(execution, result, limits, failed)
            see_answer(visit, "lambda")
            output = Document(result)
            check_result(output, execution.profile.largest_payload, self._arn)
        except TimedOut as failure:
            branch.note("LambdaFunctionTimedOut", failure.details)
            raise
        except Failure as failure:
            branch.note("LambdaFunctionFailed", failure.details)
            raise
        branch.note("LambdaFunctionSucceeded", {"output": output.text})
        return result
