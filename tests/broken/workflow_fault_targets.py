"""The simulator with one promise broken about how tasks and whole workflows are said to fail."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from tests.broken.workflow_targets import states_of
from tests.broken.wrong_target import OK, accepts, says, wrong_simulator


def _reads(field, rename):
    """Give a target that takes the names of errors in Retry or in Catch for others."""

    def wrong(service, operation, parameters, honestly):
        if operation != "CreateStateMachine":
            return honestly(parameters)
        definition = json.loads(parameters["definition"])
        for state in states_of(definition):
            for handler in state.get(field, ()):
                handler["ErrorEquals"] = [rename(name) for name in handler["ErrorEquals"]]
        return honestly({**parameters, "definition": json.dumps(definition)})

    return wrong_simulator(wrong)


def _refuse_what_fails(service, operation, parameters, honestly):
    answer = honestly(parameters)
    if operation == "StartSyncExecution" and answer["status"] == "FAILED":
        told = {"Code": answer["error"], "Message": answer["cause"]}
        raise ClientError({"Error": told}, operation)
    return answer


def _call_success(answer):
    return {**answer, "status": "SUCCEEDED", "output": '{"said": "nothing"}'}


knows_no_faults_of_lambda = _reads("Retry", lambda name: name.removeprefix("Lambda."))
retries_faults_of_lambda_by_itself = _reads(
    "Retry", lambda name: "Lambda.ServiceException" if name == "CardDeclined" else name
)
takes_faults_of_lambda_for_errors_of_the_code = _reads(
    "Catch", lambda name: "Lambda.Unknown" if name == "CardDeclined" else name
)
takes_faults_of_lambda_for_no_failures = _reads(
    "Catch", lambda name: "Boom" if name in {"States.ALL", "States.TaskFailed"} else name
)
refuses_what_fails = wrong_simulator(_refuse_what_fails)
calls_every_end_success = says("StartSyncExecution", _call_success)
lets_anybody_wait = accepts("StartSyncExecution", OK)

CAUGHT = {
    "knows_no_faults_of_lambda": ["SFN-ERR-10"],
    "retries_faults_of_lambda_by_itself": ["SFN-ERR-10"],
    "takes_faults_of_lambda_for_errors_of_the_code": ["SFN-ERR-11"],
    "takes_faults_of_lambda_for_no_failures": ["SFN-ERR-11"],
    "refuses_what_fails": ["SFN-EXP-03"],
    "calls_every_end_success": ["SFN-EXP-03"],
    "lets_anybody_wait": ["SFN-EXP-03"],
}
