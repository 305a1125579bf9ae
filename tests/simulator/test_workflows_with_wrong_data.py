"""Data that no state can work with: it fails as a state fails, whatever is wrong with the data."""

import json

import pytest

from pattern_tck.simulator.json_texts import DEEPEST
from pattern_tck.simulator.workflows.work import TaskFailed

from .workflow_account import END, ROLE, STATES, machine, refused, task, trial

RUNTIME, QUERY = "States.Runtime", "States.QueryEvaluationError"
JSONATA = {"QueryLanguage": "JSONata"}
#: More than a float can hold: read, it is infinite.
INFINITE = '{"a": 1e400, "b": [1, 2]}'
HUGE = "9" * 400


def refusing(_payload):
    raise TaskFailed("E")


def nested(depth):
    return json.loads("[" * depth + "]" * depth)


def failure(account, state, text, **fields):
    """What an execution fails with whose one state is given a text."""
    arn = account.make(machine(("A", state), **fields), f"m{len(account.begun)}")
    execution = account.states("StartExecution", stateMachineArn=arn, input=text)["executionArn"]
    account.begun[arn] = execution
    account.clock.pass_time(1000)
    described = account.described(execution)
    assert described["status"] == "FAILED", described
    return described["error"], described["cause"]


@pytest.mark.parametrize("credentials", ["[1]", '"a"', "null", '{"RoleArn": 4}'])
def test_credentials_that_are_no_object(account, credentials):
    account.function("f", lambda payload: payload)
    state = task("f", Credentials={"RoleArn.$": "$.c.RoleArn"})
    given = f'{{"c": {credentials}}}'
    assert failure(account, state, given)[0] == RUNTIME
    state = task("f", Credentials="{% $states.input.c %}")
    error, cause = failure(account, state, given, **JSONATA)
    assert error == QUERY
    assert "Credentials must be an object" in cause


@pytest.mark.parametrize("number", ["1e400", "-1", "true", '"2"', "null", "-1e400"])
def test_numbers_that_a_map_cannot_have(account, number):
    state = {
        "Type": "Map",
        "ItemsPath": "$.b",
        "MaxConcurrencyPath": "$.a",
        "ItemProcessor": machine(("X", END)),
    }
    assert failure(account, state, f'{{"a": {number}, "b": [1]}}')[0] == RUNTIME


@pytest.mark.parametrize(
    "field", ["ToleratedFailureCount", "ToleratedFailurePercentage", "MaxConcurrency"]
)
def test_numbers_that_a_distributed_map_cannot_have(account, field):
    processor = machine(("X", END))
    processor["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    state = {"Type": "Map", "ItemsPath": "$.b", f"{field}Path": "$.a", "ItemProcessor": processor}
    assert failure(account, state, INFINITE)[0] == RUNTIME


@pytest.mark.parametrize("field", ["MaxItemsPerBatch", "MaxInputBytesPerBatch"])
def test_numbers_that_a_batch_cannot_have(account, field):
    processor = machine(("X", END))
    processor["ProcessorConfig"] = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    state = {
        "Type": "Map",
        "ItemsPath": "$.b",
        "ItemBatcher": {f"{field}Path": "$.a"},
        "ItemProcessor": processor,
    }
    assert failure(account, state, INFINITE)[0] == RUNTIME


@pytest.mark.parametrize("seconds", ["1e400", HUGE, f"-{HUGE}", "true"])
def test_a_wait_of_no_time_that_there_is(account, seconds):
    state = {"Type": "Wait", "SecondsPath": "$.a"}
    assert failure(account, state, f'{{"a": {seconds}}}')[0] == RUNTIME


@pytest.mark.parametrize("index", ["1e400", HUGE, "0.5", f"-{HUGE}"])
def test_places_that_no_array_has(account, index):
    state = {"Type": "Pass", "Parameters": {"x.$": "States.ArrayGetItem($.b, $.a)"}}
    error, _ = failure(account, state, f'{{"a": {index}, "b": [1]}}')
    assert error == "States.IntrinsicFailure"


@pytest.mark.parametrize("term", ["1e400", HUGE])
def test_terms_that_cannot_be_added(account, term):
    state = {"Type": "Pass", "Parameters": {"x.$": "States.MathAdd($.a, 1)"}}
    assert failure(account, state, f'{{"a": {term}}}')[0] == "States.IntrinsicFailure"


@pytest.mark.parametrize("number", ["1e400", HUGE])
def test_numbers_that_no_definition_has(account, number):
    text = json.dumps(machine(("A", {"Type": "Wait", "Seconds": 77}))).replace("77", number)
    code, message = refused(account, "CreateStateMachine", name="m", definition=text, roleArn=ROLE)
    assert code == "InvalidDefinition", message


@pytest.mark.parametrize("depth", [DEEPEST + 1, 990, 50_000])
def test_a_text_that_is_too_deep_is_no_json_for_an_intrinsic_function(account, depth):
    state = {"Type": "Pass", "Parameters": {"x.$": "States.StringToJson($.a)"}}
    given = json.dumps({"a": "[" * depth + "]" * depth})
    assert failure(account, state, given)[0] == "States.IntrinsicFailure"
    state = {"Type": "Pass", "Output": "{% $parse($states.input.a) %}"}
    assert failure(account, state, given, **JSONATA)[0] == QUERY


@pytest.mark.parametrize("depth", [DEEPEST + 1, 990, 50_000])
def test_an_input_that_is_too_deep_is_refused(account, depth):
    arn = account.make(machine(("A", END)))
    code, _ = refused(
        account, "StartExecution", stateMachineArn=arn, input="[" * depth + "]" * depth
    )
    assert code == "InvalidExecutionInput"


@pytest.mark.parametrize("depth", [DEEPEST + 1, 990, 50_000])
def test_a_mock_that_is_too_deep_is_refused(account, depth):
    state = {**task("f"), "End": True}
    mock = {"result": "[" * depth + "]" * depth}
    code, _ = refused(account, "TestState", **trial(state), mock=mock)
    assert code == "ValidationException"


@pytest.mark.parametrize("depth", [DEEPEST + 1, 990])
def test_a_definition_that_is_too_deep_is_refused(account, depth):
    definition = machine(("A", {"Type": "Pass", "Parameters": 77}))
    text = json.dumps(definition).replace("77", '{"a":' * depth + '{"b.$": "$"}' + "}" * depth)
    code, _ = refused(account, "CreateStateMachine", name="m", definition=text, roleArn=ROLE)
    assert code == "InvalidDefinition"


@pytest.mark.parametrize("language", ["JSONPath", "JSONata"])
@pytest.mark.parametrize("place", ["Parameters", "Input"])
def test_what_is_just_not_too_deep_is_worked_with(account, language, place):
    depth = DEEPEST - 10
    if place == "Input":
        deep, given = ("$.a", "{% $states.input.a %}"), {"a": nested(depth)}
    else:
        deep, given = ("$", "{% 1 %}"), 1
    if language == "JSONata":
        value, field = deep[1], "Output"
    else:
        value, field = {"x.$": deep[0]}, "Parameters"
    if place == "Parameters":
        for _ in range(depth - 1):
            value = [value]
    state = {"Type": "Pass", field: value}
    found = account.output(machine(("A", state), QueryLanguage=language), given)
    assert str(found).count("[") >= depth - 2


@pytest.mark.parametrize("depth", [DEEPEST + 1, 990, 50_000])
def test_a_function_whose_result_is_too_deep_has_failed(account, depth):
    deep = []
    for _ in range(depth):
        deep = [deep]
    account.function("f", lambda _payload: deep)
    error, cause = account.failure(machine(("A", task("f"))))
    assert error == RUNTIME
    assert "deep" in cause


def test_data_that_grow_deeper_in_a_circle_fail_some_day(account):
    go_on = {"Type": "Choice", "Choices": [{"Variable": "$.z", "IsPresent": True, "Next": "C"}]}
    states = {
        "A": {"Type": "Pass", "Parameters": {"a.$": "$"}, "Next": "B"},
        "B": {**go_on, "Default": "A"},
        "C": END,
    }
    assert account.failure({"StartAt": "A", "States": states})[0] == RUNTIME
    states["A"] = {"Type": "Pass", "Output": {"a": "{% $states.input %}"}, "Next": "B"}
    states["A"]["QueryLanguage"] = "JSONata"
    assert account.failure({"StartAt": "A", "States": states})[0] == RUNTIME


def test_an_expression_whose_value_is_too_deep(account):
    text = "{% ($f := function($n) { $n = 0 ? [0] : {'a': $f($n - 1)} }; $f(400)) %}"
    state = {"Type": "Pass", "Output": text}
    error, cause = account.failure(machine(("A", state), **JSONATA))
    assert error == QUERY
    assert "deep" in cause


def test_a_result_is_not_put_deeper_than_anybody_reads(account):
    state = {"Type": "Pass", "ResultPath": "$" + ".a" * 1200}
    code, _ = refused(
        account,
        "CreateStateMachine",
        name="m",
        definition=json.dumps(machine(("A", state))),
        roleArn=ROLE,
    )
    assert code in {"InvalidDefinition", "NotModelled"}


def test_an_answer_to_a_token_that_is_too_deep_is_refused(account):
    url = account.queue()
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": url, "MessageBody": {"token.$": "$$.Task.Token"}},
    }
    account.run(machine(("A", state)))
    (body,) = account.bodies(url)
    code, _ = refused(
        account, "SendTaskSuccess", taskToken=body["token"], output="[" * 400 + "]" * 400
    )
    assert code == "InvalidOutput"


@pytest.mark.parametrize("name", ["Next", "States", "Comment", "Default", "Result"])
@pytest.mark.parametrize("field", ["Parameters", "Assign"])
def test_names_in_data_are_no_fields_of_a_state(account, name, field):
    state = {"Type": "Pass", field: {"deep": {name: {"it.$": "$seen"}}, f"{name}.$": "$told"}}
    begin = {"Type": "Pass", "Assign": {"seen": 1, "told": 2}}
    arn = account.make(machine(("B", begin), ("A", state)))
    found = account.states("DescribeStateMachine", stateMachineArn=arn)
    assert found["variableReferences"] == {"A": ["seen", "told"]}


def test_a_result_is_data_that_nobody_reads(account):
    state = {"Type": "Pass", "Result": {"it.$": "$seen", "Next": {"is.$": "$told"}}}
    arn = account.make(machine(("A", state)))
    found = account.states("DescribeStateMachine", stateMachineArn=arn)
    assert "variableReferences" not in found or found["variableReferences"] == {}


@pytest.mark.parametrize("name", ["Next", "Comment", "States"])
def test_names_in_data_are_no_fields_of_a_state_in_jsonata_either(account, name):
    state = {"Type": "Pass", "Output": {name: "{% $seen %}"}, "Comment": "{% $told %}"}
    begin = {"Type": "Pass", "Assign": {"seen": 1}}
    arn = account.make(machine(("B", begin), ("A", state), **JSONATA))
    found = account.states("DescribeStateMachine", stateMachineArn=arn)
    assert found["variableReferences"] == {"A": ["seen"]}


@pytest.mark.parametrize("version", ["\u00b2", HUGE * 20])
def test_a_version_whose_number_is_none(account, version):
    account.make(machine(("A", END)))
    arn = f"{STATES}stateMachine:m:{version}"
    assert refused(account, "StartExecution", stateMachineArn=arn)[0] == "StateMachineDoesNotExist"


@pytest.mark.parametrize("rate", ["1e308", HUGE, "1e400"])
def test_a_pause_that_grows_beyond_all_numbers(account, rate):
    account.function("f", refusing)
    retry = {"ErrorEquals": ["States.ALL"], "BackoffRate": 77, "MaxAttempts": 9}
    text = json.dumps(machine(("A", task("f", Retry=[retry])))).replace("77", rate)
    execution = account.start(account.make(text))
    account.clock.pass_time(10**9)
    assert account.described(execution)["status"] == "RUNNING"


@pytest.mark.parametrize("path", ["$[" + HUGE * 20 + "]", "$[0:" + HUGE * 20 + "]"])
def test_a_place_with_more_digits_than_a_number_has(account, path):
    state = {"Type": "Pass", "InputPath": path}
    code, _ = refused(
        account,
        "CreateStateMachine",
        name="m",
        definition=json.dumps(machine(("A", state))),
        roleArn=ROLE,
    )
    assert code == "InvalidDefinition"


@pytest.mark.parametrize("term", [HUGE * 20, "-" + HUGE])
def test_literals_with_more_digits_than_a_number_has(account, term):
    state = {"Type": "Pass", "Parameters": {"x.$": f"States.MathAdd({term}, 1)"}}
    assert failure(account, state, "{}")[0] == "States.IntrinsicFailure"
    state = {"Type": "Pass", "InputPath": f"$.b[?(@ < {HUGE * 20})]"}
    assert account.output(machine(("A", state)), {"b": [1]}) == [1]
