"""Engines of workflows that break one promise each."""

from __future__ import annotations

import json
import uuid

from tests.broken.wrong_target import wrong_target


def changed_definitions(change):
    """Give a target that runs every definition with one change."""

    def wrong(service, operation, parameters, honestly):
        if operation != "CreateStateMachine":
            return honestly(parameters)
        definition = json.loads(parameters["definition"])
        for state in states_of(definition):
            change(state)
        return honestly({**parameters, "definition": json.dumps(definition)})

    return wrong_target(wrong)


def lying_answers(operation_that_lies, lie):
    """Give a target whose answers to one operation are changed."""

    def wrong(service, operation, parameters, honestly):
        answer = honestly(parameters)
        return lie(dict(answer)) if operation == operation_that_lies else answer

    return wrong_target(wrong)


def _forget_changes(service, operation, parameters, honestly):
    if operation == "UpdateStateMachine":
        parameters = {
            "stateMachineArn": parameters["stateMachineArn"],
            "loggingConfiguration": {"level": "OFF"},
        }
    return honestly(parameters)


def states_of(part):
    """Give every state of a definition, also those of branches and iterations."""
    if isinstance(part, list):
        for each in part:
            yield from states_of(each)
    elif isinstance(part, dict):
        for state in part.get("States", {}).values():
            yield state
            yield from states_of(state.get("Branches", []))
            yield from states_of(state.get("ItemProcessor", {}))


def _start_twice(service, operation, parameters, honestly):
    if operation == "StartExecution":
        honestly({**parameters, "name": str(uuid.uuid4())})
    return honestly(parameters)


def _take_any_name(service, operation, parameters, honestly):
    if operation == "StartExecution":
        return honestly({**parameters, "name": str(uuid.uuid4())})
    return honestly(parameters)


def _hide_the_error(answer):
    answer.pop("error", None)
    return answer


def _call_failure_success(answer):
    if answer["status"] == "FAILED":
        return {**answer, "status": "SUCCEEDED", "output": "{}"}
    return answer


def _retry_once_less(state):
    for retrier in state.get("Retry", ()):
        retrier.setdefault("MaxAttempts", 2)


def _never_retry(state):
    state.pop("Retry", None)


def _take_zero_for_nothing_said(state):
    for retrier in state.get("Retry", ()):
        if retrier.get("MaxAttempts") == 0:
            del retrier["MaxAttempts"]


def _catch_at_once(state):
    if "Catch" in state:
        state.pop("Retry", None)


def _let_the_last_catcher_win(state):
    if "Catch" in state:
        first = state["Catch"][-1]["Next"]
        for catcher in state["Catch"]:
            catcher["Next"] = first


def _rename_errors(rename):
    def change(state):
        for catcher in state.get("Catch", ()):
            catcher["ErrorEquals"] = [rename(name) for name in catcher["ErrorEquals"]]

    return change


def _keep_all_data(state):
    for catcher in state.get("Catch", ()):
        catcher.setdefault("ResultPath", "$.caught")


def _drop_all_data(state):
    for catcher in state.get("Catch", ()):
        catcher.pop("ResultPath", None)


def _without(field):
    def change(state):
        state.pop(field, None)

    return change


def _do_not_wait(state):
    if state["Type"] == "Wait":
        for field in ("Seconds", "SecondsPath", "Timestamp", "TimestampPath"):
            state.pop(field, None)
        state["Type"] = "Pass"


def _wait_for_ever(state):
    if "Seconds" in state:
        state["Seconds"] = 50_000_000


def _do_not_wait_for_tokens(state):
    if state.get("Resource", "").endswith(".waitForTaskToken"):
        state["Resource"] = state["Resource"].removesuffix(".waitForTaskToken")
        state["Parameters"]["MessageBody"]["taskToken"] = "none"
        state["Parameters"]["MessageBody"].pop("taskToken.$")


def _forget_tokens(service, operation, parameters, honestly):
    if operation == "SendTaskSuccess":
        return {"ResponseMetadata": {"HTTPStatusCode": 200}}
    return honestly(parameters)


def _recall_tasks_of_other_branches(service, operation, parameters, honestly):
    if operation == "ReceiveMessage" and "second-tasks" in parameters["QueueUrl"]:
        return {"ResponseMetadata": {"HTTPStatusCode": 200}}
    return honestly(parameters)


def _trip_over_second_answers():
    answered = []

    def wrong(service, operation, parameters, honestly):
        if operation == "SendTaskSuccess":
            answered.append(parameters["taskToken"])
        answer = honestly(parameters)
        if operation == "DescribeExecution" and len(answered) > len(set(answered)):
            return {**answer, "status": "FAILED"}
        return answer

    return wrong_target(wrong)


starts_twice = wrong_target(_start_twice)
takes_any_name = wrong_target(_take_any_name)
forgets_changes = wrong_target(_forget_changes)
hides_errors = lying_answers("DescribeExecution", _hide_the_error)
calls_failures_successes = lying_answers("DescribeExecution", _call_failure_success)
retries_once_less = changed_definitions(_retry_once_less)
never_retries = changed_definitions(_never_retry)
takes_zero_for_nothing_said = changed_definitions(_take_zero_for_nothing_said)
catches_at_once = changed_definitions(_catch_at_once)
lets_the_last_catcher_win = changed_definitions(_let_the_last_catcher_win)
takes_timeouts_for_failures = changed_definitions(
    _rename_errors(lambda name: "States.ALL" if name == "States.TaskFailed" else name)
)
knows_no_task_failed = changed_definitions(
    _rename_errors(lambda name: "Other" if name == "States.TaskFailed" else name)
)
ignores_capitals = changed_definitions(
    _rename_errors(lambda name: "Boom" if name.lower() == "boom" else name)
)
keeps_all_data = changed_definitions(_keep_all_data)
drops_all_data = changed_definitions(_drop_all_data)
loses_heartbeats = changed_definitions(_without("HeartbeatSeconds"))
never_gives_up = changed_definitions(_without("TimeoutSeconds"))
does_not_wait = changed_definitions(_do_not_wait)
waits_for_ever = changed_definitions(_wait_for_ever)
does_not_wait_for_tokens = changed_definitions(_do_not_wait_for_tokens)
forgets_tokens = wrong_target(_forget_tokens)
recalls_tasks_of_other_branches = wrong_target(_recall_tasks_of_other_branches)
trips_over_second_answers = _trip_over_second_answers()

CAUGHT = {
    "starts_twice": ["SFN-STD-01", "SFN-STD-02"],
    "takes_any_name": ["SFN-STD-02"],
    "forgets_changes": ["SFN-CON-01"],
    "hides_errors": ["SFN-ERR-01", "SFN-STD-01"],
    "calls_failures_successes": ["SFN-ERR-08", "SFN-MAP-01"],
    "retries_once_less": ["SFN-ERR-02"],
    "never_retries": ["SFN-MAP-01"],
    "takes_zero_for_nothing_said": ["SFN-ERR-02"],
    "catches_at_once": ["SFN-ERR-05"],
    "lets_the_last_catcher_win": ["SFN-ERR-05"],
    "takes_timeouts_for_failures": ["SFN-ERR-06"],
    "knows_no_task_failed": ["SFN-ERR-06"],
    "ignores_capitals": ["SFN-ERR-06"],
    "keeps_all_data": ["SFN-ERR-07"],
    "drops_all_data": ["SFN-ERR-07"],
    "loses_heartbeats": ["SFN-ERR-12", "SFN-INT-03"],
    "never_gives_up": ["SFN-INT-03"],
    "does_not_wait": ["SFN-WAIT-01"],
    "waits_for_ever": ["SFN-WAIT-01"],
    "does_not_wait_for_tokens": ["SFN-INT-03"],
    "forgets_tokens": ["SFN-INT-03"],
    "recalls_tasks_of_other_branches": ["SFN-PAR-02"],
    "trips_over_second_answers": ["SFN-INT-04"],
}
