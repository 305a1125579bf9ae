"""Engines of workflows whose states break one promise each."""

from __future__ import annotations

import json

from tests.broken.workflow_targets import changed_definitions, lying_answers
from tests.broken.wrong_target import OK, wrong_target


def _without(*fields):
    """Give a change that drops fields of a state, also of its retriers."""

    def change(state):
        for part in (state, *state.get("Retry", ())):
            for field in fields:
                part.pop(field, None)

    return change


def _cut_every_pause(state):
    for retrier in state.get("Retry", ()):
        retrier.setdefault("MaxDelaySeconds", 15)


def _let_the_last_way_win(state):
    if state["Type"] == "Choice":
        state["Choices"].reverse()


def _take_the_default(state):
    if state["Type"] == "Choice" and "Default" in state:
        for choice in state["Choices"]:
            choice["Next"] = state["Default"]


def _ignore_what_is_asked_first(state):
    """Take whatever is missing for something that is there."""
    for choice in state.get("Choices", ()):
        if choice.get("IsPresent") is False:
            choice["IsPresent"] = True


def _turn_results(answer):
    output = json.loads(answer.get("output") or "0")
    return {**answer, "output": json.dumps(output[::-1])} if isinstance(output, list) else answer


def _drop_the_input(state):
    if state.get("ResultPath") == "$.by":
        state["ResultPath"] = "$"


def _map_one_after_the_other(state):
    if state["Type"] == "Map":
        state["MaxConcurrency"] = 1


def _map_nothing_far_and_wide(state):
    processor = state.get("ItemProcessor", {})
    if processor.get("ProcessorConfig", {}).get("Mode") == "DISTRIBUTED":
        processor["ProcessorConfig"] = {"Mode": "INLINE"}
        _without("ToleratedFailureCount", "ToleratedFailurePercentage")(state)


def _never_fail(answer):
    return {**answer, "status": "SUCCEEDED", "output": "{}"} if _failed(answer) else answer


def _fail_always(answer):
    if answer["status"] == "SUCCEEDED":
        return {**answer, "status": "FAILED", "error": "States.DataLimitExceeded"}
    return answer


def _failed(answer):
    return answer["status"] == "FAILED"


def _forget_signs_of_life(service, operation, parameters, honestly):
    return OK if operation == "SendTaskHeartbeat" else honestly(parameters)


waits_as_computed = changed_definitions(_without("MaxDelaySeconds"))
knows_no_jitter = changed_definitions(_without("JitterStrategy"))
cuts_every_pause = changed_definitions(_cut_every_pause)
lets_the_last_way_win = changed_definitions(_let_the_last_way_win)
takes_the_default = changed_definitions(_take_the_default)
ignores_what_is_asked_first = changed_definitions(_ignore_what_is_asked_first)
turns_results = lying_answers("DescribeExecution", _turn_results)
drops_the_input = changed_definitions(_drop_the_input)
maps_without_bounds = changed_definitions(_without("MaxConcurrency"))
maps_one_after_the_other = changed_definitions(_map_one_after_the_other)
maps_nothing_far_and_wide = changed_definitions(_map_nothing_far_and_wide)
never_fails = lying_answers("DescribeExecution", _never_fail)
fails_always = lying_answers("DescribeExecution", _fail_always)
forgets_signs_of_life = wrong_target(_forget_signs_of_life)
runs_for_ever_on_signs_of_life = changed_definitions(
    lambda state: state.update({"TimeoutSeconds": 100_000} if "TimeoutSeconds" in state else {})
)

CAUGHT = {
    "waits_as_computed": ["SFN-ERR-03"],
    "knows_no_jitter": ["SFN-ERR-03"],
    "cuts_every_pause": ["SFN-ERR-03"],
    "lets_the_last_way_win": ["SFN-CHO-01"],
    "takes_the_default": ["SFN-CHO-01"],
    "ignores_what_is_asked_first": ["SFN-CHO-02"],
    "turns_results": ["SFN-MAP-02", "SFN-PAR-01"],
    "drops_the_input": ["SFN-PAR-01"],
    "maps_without_bounds": ["SFN-MAP-02"],
    "maps_one_after_the_other": ["SFN-MAP-02"],
    "maps_nothing_far_and_wide": ["SFN-MAP-03"],
    "never_fails": ["SFN-CHO-01", "SFN-LIM-01"],
    "fails_always": ["SFN-LIM-01"],
    "forgets_signs_of_life": ["SFN-INT-05"],
    "runs_for_ever_on_signs_of_life": ["SFN-INT-05"],
}
