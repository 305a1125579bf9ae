"""What a definition is refused for, in the words of AWS where they are known."""

import json
from pathlib import Path

import pytest
import yaml

from pattern_tck.simulator.workflows.language.diagnostics import diagnose, refusal_of

from .language_definitions import PASS, RULE, SEND, machine, told, told_of


def schema(message, location="/States/A"):
    return f"SCHEMA_VALIDATION_FAILED: {message} at {location}"


def not_supported(field, location="/States/A"):
    return schema(f"Field '{field}' is not supported", location)


def required(*fields, location="/States/A"):
    return schema(f"These fields are required: [{', '.join(fields)}]", location)


# What AWS itself was seen to answer.


def test_what_is_no_object():
    for text in ('""', ""):
        assert [(one.code, one.location) for one in diagnose(text)] == [
            ("SCHEMA_VALIDATION_FAILED", "")
        ]
    assert diagnose("not a definition")[0].message == (
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token "
        "'null', 'true' or 'false')\n at "
        '[Source: (String)"not a definition"; line: 1, column: 4]'
    )
    for text in ("{", "[1,", '{"a": NaN}', '{"StartAt": \n 1 1}', "[" * 100_000):
        assert [one.code for one in diagnose(text)] == ["INVALID_JSON_DESCRIPTION"]


def test_a_machine_has_states_and_a_start():
    assert told("{}") == [required("States", "StartAt", location="/")]
    assert told('{"States": {"A": {"Type": "Pass", "End": true}}}') == [
        required("StartAt", location="/")
    ]


MISSING, UNREACHED = "MISSING_TRANSITION_TARGET: Missing 'Next' target: ", "is not reachable."


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (
            machine("pass1", pass1={"Type": "Pass", "Next": "pass3"}, pass2=PASS),
            [
                f"{MISSING}pass3 at /States/pass1/Next",
                f'MISSING_TRANSITION_TARGET: State "pass2" {UNREACHED} at /States/pass2',
            ],
        ),
        (
            machine("Gone", One={"Type": "Pass", "Next": "Two"}, Two={"Type": "Succeed"}),
            [
                f"{MISSING}Gone at /StartAt",
                f'MISSING_TRANSITION_TARGET: State "One" {UNREACHED} at /States/One',
            ],
        ),
        (
            machine(A={"Type": "Pass", "Next": "NOPE"}),
            [
                f"{MISSING}NOPE at /States/A/Next",
                "MISSING_END_STATE: Workflow has no terminal state at null",
            ],
        ),
        (
            machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Pass", "Next": "A"}),
            ["MISSING_END_STATE: Workflow has no terminal state at null"],
        ),
        (
            machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Pass", "Next": "A"}, C=PASS),
            [f'MISSING_TRANSITION_TARGET: State "C" {UNREACHED} at /States/C'],
        ),
        # A ring that only leads to itself is told by one of its states.
        (
            machine(A=PASS, B={"Type": "Pass", "Next": "C"}, C={"Type": "Pass", "Next": "B"}),
            [f'MISSING_TRANSITION_TARGET: State "B" {UNREACHED} at /States/B'],
        ),
        (
            machine(A={"Type": "Choice", "Choices": [RULE], "Default": "C"}, B=PASS),
            [f"{MISSING}C at /States/A/Default"],
        ),
        (
            machine(
                A={"Type": "Choice", "Choices": [{**RULE, "Next": "C"}], "Default": "B"}, B=PASS
            ),
            [f"{MISSING}C at /States/A/Choices[0]/Next"],
        ),
        (
            machine(A={**SEND, "Catch": [{"ErrorEquals": ["X"], "Next": "C"}]}),
            [f"{MISSING}C at /States/A/Catch[0]/Next"],
        ),
        (
            machine(
                A={"Type": "Map", "Iterator": {"StartAt": "A", "States": {"A": PASS}}, "End": True}
            ),
            ["DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Iterator/States/A"],
        ),
        (
            '{"StartAt": "A", "States": {"A": {"Type": "Fail"}, "A": {"Type": "Succeed"}}}',
            ["DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A"],
        ),
        (
            machine(top={"QueryLanguage": "JSONata"}, A={**PASS, "QueryLanguage": "JSONPath"}),
            [
                schema(
                    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state "
                    "machine"
                )
            ],
        ),
        (
            machine(top={"QueryLanguage": "jsonpath", "Version": "2.0", "More": 1}, A=PASS),
            [
                not_supported("More", "/"),
                schema(
                    "Value should be one of the following: [JSONPath, JSONata]", "/QueryLanguage"
                ),
                schema("Value should be one of the following: [1.0]", "/Version"),
            ],
        ),
    ],
)
def test_a_machine_that_is_refused(definition, expected):
    assert told(definition) == expected


def in_map(config, **more):
    processor = {"ProcessorConfig": config, "StartAt": "C", "States": {"C": PASS}}
    return {"Type": "Map", "ItemProcessor": processor, "End": True, **more}


def rows_of(name):
    return yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))


REFUSED = rows_of("refused_states.yaml")
ACCEPTED = rows_of("accepted_machines.yaml")


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["says"][:40])
def test_a_state_that_is_refused(row):
    place = f"/States/A/{row['at']}" if "at" in row else "/States/A"
    code = row.get("code", "SCHEMA_VALIDATION_FAILED")
    assert told_of(row["state"]) == [f"{code}: {row['says']} at {place}"]


@pytest.mark.parametrize("definition", ACCEPTED, ids=lambda one: one["Comment"])
def test_a_machine_that_is_accepted(definition):
    assert told(json.dumps(definition)) == []


def test_what_an_express_workflow_cannot_do():  # SFN-EXP-02
    # The two sentences of AWS differ by a space at the end.
    for pattern, end in ((".waitForTaskToken", " "), (".sync", "")):
        resource = f"arn:aws:states:::ecs:runTask{pattern}"
        state = {**SEND, "Resource": resource, "Parameters": {"TaskDefinition": "x"}}
        assert told_of(state) == []
        assert told_of(state, "EXPRESS") == [
            schema(
                f"Express state machine does not support '{pattern}' service integration{end}",
                "/States/A/Resource",
            )
        ]
    activity = {**SEND, "Resource": "arn:aws:states:eu-west-1:123456789012:activity:x"}
    assert told_of(activity) == []
    assert len(told_of(activity, "EXPRESS")) == 1
    distributed = in_map({"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"})
    assert told_of(distributed) == []
    assert len(told_of(distributed, "EXPRESS")) == 1


@pytest.mark.parametrize(
    "resource", ["lambda:invoke.sync", "sqs:sendMessage.sync", "glue:startJobRun.waitForTaskToken"]
)
def test_a_service_that_does_not_wait_so(resource):
    state = {**SEND, "Resource": f"arn:aws:states:::{resource}"}
    assert "is not recognized" in told_of(state)[0]


@pytest.mark.parametrize("kind", ["Pass", "Wait", "Choice", "Succeed", "Fail"])
@pytest.mark.parametrize("field", ["Retry", "Catch", "TimeoutSeconds"])
def test_only_states_that_have_others_work_can_be_tried_again(kind, field):  # SFN-ERR-09
    assert not_supported(field) in told_of({"Type": kind, field: []})


def test_names_have_a_longest_length():
    assert told(machine("x" * 80, **{"x" * 80: PASS})) == []
    assert [one.code for one in diagnose(machine("x" * 81, **{"x" * 81: PASS}))] == [
        "INVALID_STATE_NAME"
    ]


def test_names_of_variables_have_a_longest_length():
    assert told_of({**PASS, "Assign": {"x" * 80: 1, "größe.$": "$", "x_1": 2}}) == []
    for name in ("x" * 81, "_x", "1x", ""):
        found = diagnose(machine(A={**PASS, "Assign": {name: 1}}))
        assert [one.code for one in found] == ["INVALID_VARIABLE_NAME"]


def test_labels_are_unique():
    states = {
        "A": {**in_map({}, Label="x"), "Next": "B"},
        "B": in_map({}, Label="x"),
    }
    del states["A"]["End"]
    states["B"]["ItemProcessor"] = {"StartAt": "D", "States": {"D": PASS}}
    assert told(machine(**states)) == [
        "DUPLICATE_LABEL_NAME: Duplicate Label name: x at /States/B/Label"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phone", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not"),
        ("$map($x, function($y){ b })", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the"),
        ("$$", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported."),
        ("$ + 1", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not"),
        ("$states.errorOutput", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states.errorOut"),
        ("a[1,2)", "INVALID_JSONATA_EXPRESSION: "),
        ("1 +", "INVALID_JSONATA_EXPRESSION: "),
        ("$states.input.items[value > 3].name", None),
        ("$states.input.items^(price)", None),
        ("$states.input.items{kind: $sum(price)}", None),
        ("$states.input.items.(price * $factor)", None),
        ("$sort($x, function($l, $r){ $l.a > $r.a })", None),
        ("$x[$ > 1]", None),
    ],
)
def test_what_an_expression_may_refer_to(text, expected):
    state = {**PASS, "QueryLanguage": "JSONata", "Output": {"v": [f"{{% {text} %}}"]}}
    found = told_of(state)
    if expected is None:
        assert found == []
    else:
        assert [one[: len(expected)] for one in found] == [expected]
        assert found[0].endswith(" at /States/A/Output/v[0]")


def test_an_error_output_is_there_in_a_catcher():
    catcher = {"ErrorEquals": ["X"], "Next": "B", "Output": "{% $states.errorOutput.Error %}"}
    state = {
        "Type": "Task",
        "QueryLanguage": "JSONata",
        "Resource": SEND["Resource"],
        "Arguments": {"QueueUrl": "{% $url %}", "MessageBody": "x"},
        "TimeoutSeconds": "{% $patience %}",
        "Catch": [catcher],
        "End": True,
    }
    assert told_of(state) == []
    assert told_of({**state, "QueryLanguage": "JSONPath", "Arguments": 1}) != []
    broken = {**state, "Arguments": {"QueueUrl": "{% x", "MessageBody": "x"}}
    assert told_of(broken) == [
        schema("JSONata string must start with {% and end with %}", "/States/A/Arguments/QueueUrl")
    ]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({**PASS, "Parameters": {"a": {"b": "$.c"}}}, "NO_DOLLAR"),
        ({**PASS, "Parameters": {"a": "States.UUID()"}}, "NO_DOLLAR"),
        ({"Type": "Fail", "Cause": "$.cause"}, "NO_PATH"),
        ({**PASS, "Result": {"a": ["$.b"]}}, "PASS_RESULT_IS_STATIC"),
        ({**PASS, "Result": {"a.$": "x"}}, "PASS_RESULT_IS_STATIC"),
    ],
)
def test_what_is_hardly_meant_is_a_warning(state, code):
    found = diagnose(machine(A=state))
    assert [(one.severity, one.code) for one in found] == [("WARNING", code)]
    assert refusal_of(found) == ""


def test_the_refusal_names_all_mistakes():
    assert refusal_of(diagnose("{}")) == (
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: "
        "[States, StartAt] at /'"
    )
