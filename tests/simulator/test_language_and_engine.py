"""What the validator lets pass, the engine can compile; what it says is what the API says."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.definitions import compiled
from pattern_tck.simulator.workflows.language.diagnostics import diagnose, refusal_of
from pattern_tck.simulator.workflows.language.findings import ERROR
from pattern_tck.simulator.workflows.language.state_fields import FIELDS
from pattern_tck.simulator.world import World

from .language_definitions import PASS, RULE, SEND, machine

PATHS = st.sampled_from(["$", "$.a", "$.a[0]", "$['a'].b", "$$.Execution.Id", "$left", "$..a", "a"])
TEMPLATES = st.sampled_from(
    [{}, {"a": 1}, {"a.$": "$.a"}, {"a.$": "States.Array($.a, 'x')"}, {"a.$": "x"}, {"a": "$.b"}]
)
QUERIES = st.sampled_from(["{% $a %}", "{% $states.input.a %}", "x", 1, None, "{% a %}", "{% ( %}"])
DOCUMENTS = st.recursive(
    QUERIES, lambda inner: st.dictionaries(st.sampled_from("ab"), inner), max_leaves=3
)
SECONDS = st.sampled_from([1, 5, 0, "{% $a %}", 99_999_999, -1])
ERRORS = st.lists(st.sampled_from(["States.ALL", "Boom"]), min_size=1, max_size=2)
RETRIERS = st.fixed_dictionaries(
    {"ErrorEquals": ERRORS},
    optional={
        "MaxAttempts": st.integers(-1, 2),
        "BackoffRate": st.sampled_from([1, 2.5, 0.5]),
        "JitterStrategy": st.sampled_from(["FULL", "NONE", "SOME"]),
    },
)
CATCHERS = st.fixed_dictionaries(
    {"ErrorEquals": ERRORS, "Next": st.just("B")},
    optional={"ResultPath": PATHS | st.none(), "Output": DOCUMENTS, "Assign": TEMPLATES},
)
INNER = {"StartAt": "C", "States": {"C": PASS}}
OPTIONAL = {
    "InputPath": PATHS | st.none(),
    "OutputPath": PATHS | st.none(),
    "ResultPath": PATHS | st.none(),
    "Parameters": TEMPLATES,
    "ResultSelector": TEMPLATES,
    "Assign": TEMPLATES | DOCUMENTS,
    "Arguments": DOCUMENTS,
    "Output": DOCUMENTS,
    "TimeoutSeconds": SECONDS,
    "HeartbeatSecondsPath": PATHS,
    "Retry": st.lists(RETRIERS, max_size=2),
    "Catch": st.lists(CATCHERS, max_size=2),
    "QueryLanguage": st.sampled_from(["JSONPath", "JSONata"]),
}
KINDS = st.sampled_from(
    [
        PASS,
        {"Type": "Wait", "Seconds": 1, "End": True},
        {"Type": "Wait", "TimestampPath": "$.at", "End": True},
        {"Type": "Choice", "Choices": [RULE, {"Not": {**RULE, "Variable": "$.m"}, "Next": "B"}]},
        {"Type": "Choice", "Choices": [{"Condition": "{% $a %}", "Next": "B"}], "Default": "B"},
        {"Type": "Succeed"},
        {"Type": "Fail", "ErrorPath": "$.e", "Cause": "x"},
        {"Type": "Fail", "CausePath": "States.Format('{}', $.c)"},
        SEND,
        {"Type": "Parallel", "Branches": [INNER], "End": True},
        {"Type": "Map", "Iterator": INNER, "ItemsPath": "$.a", "End": True},
        {"Type": "Map", "ItemProcessor": INNER, "MaxConcurrency": 2, "End": True},
    ]
)
STATES = st.builds(
    lambda kind, more: {**more, **kind}, KINDS, st.fixed_dictionaries({}, optional=OPTIONAL)
)


def with_one_field(kind):
    """Give states of a kind with one more field, of those that such a state may have."""
    names = st.sampled_from(sorted(OPTIONAL.keys() & FIELDS[kind["Type"]]))
    return names.flatmap(lambda name: OPTIONAL[name].map(lambda value: {**kind, name: value}))


@settings(deadline=None, max_examples=300)
@given(KINDS.flatmap(with_one_field) | KINDS.flatmap(with_one_field) | STATES)
def test_what_may_pass_can_be_compiled(state):
    definition = machine(A=state, **({"B": PASS} if '"B"' in json.dumps(state) else {}))
    try:
        compiled(definition, "STANDARD", {})
    except NotModelled:
        return
    except Refusal as refusal:
        told = refusal.message
    else:
        told = ""
    assert told == refusal_of(diagnose(definition))


def call(operation, **parameters):
    return World(clock=VirtualClock(0)).call("stepfunctions", operation, parameters)


BROKEN = machine(A={**PASS, "Parameters": {"a": "$.b"}, "Next": "C"})


def test_validation_tells_all_and_makes_nothing():
    answer = call("ValidateStateMachineDefinition", definition=BROKEN, severity="WARNING")
    assert answer["result"] == "FAIL"
    assert [one["code"] for one in answer["diagnostics"]] == [one.code for one in diagnose(BROKEN)]
    only_errors = call("ValidateStateMachineDefinition", definition=BROKEN)["diagnostics"]
    assert {one["severity"] for one in only_errors} == {ERROR}
    assert len(only_errors) == len(answer["diagnostics"]) - 1


def test_the_refusal_of_a_machine_has_the_same_words():
    with pytest.raises(Refusal) as refused:
        call("CreateStateMachine", name="x", roleArn="arn:aws:iam::1:role/x", definition=BROKEN)
    assert refused.value.code == "InvalidDefinition"
    assert refused.value.message == refusal_of(diagnose(BROKEN))
