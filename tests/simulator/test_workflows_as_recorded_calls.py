"""Calls of Step Functions answer as AWS answered them.

Each case is one that AWS was asked and whose answer is on record: LocalStack's validated tests,
``tests/aws/services/stepfunctions/v2``. The id of a case is the name of the recorded test.
"""

import json

import pytest

from pattern_tck.simulator.refusals import Refusal

from .workflow_account import STATES, machine, refused

TEXT = json.dumps(machine(("Greet", {"Type": "Pass", "Result": {"said": "hello"}})))
VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
CONSTRAINT = "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: {}"


@pytest.fixture
def arn(account):
    return account.make(TEXT, "greeter")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nothing of the kind", f"Unrecognized token 'nothing': was expecting {VALUES}"),
        (
            "{'ride': 7}",
            "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
        ),
        ("", "Invalid execution input."),
    ],
)
def test_an_input_that_is_no_json_is_refused_in_the_words_of_the_parser(account, arn, text, reason):
    """As AWS answered: test_invalid_start_execution_input."""
    message = f"Invalid State Machine Execution Input: '{reason}'"
    found = refused(account, "StartExecution", stateMachineArn=arn, input=text)
    assert found == ("InvalidExecutionInput", message)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1,}', "Unexpected character ('}' (code 125)): was expecting double-quote"),
        ("[1,]", f"Unexpected character (']' (code 93)): expected a valid value {VALUES}"),
        ('{"a" 1}', "was expecting a colon to separate field name and value"),
        ('{"a": 1 "b": 2}', "was expecting comma to separate Object entries"),
        ("[1 2]", "was expecting comma to separate Array entries"),
        ('{"a":', "Unexpected end-of-input within/between Object entries"),
        ('{"a', "Unexpected end-of-input in field name"),
        ('{"a": "b', "Unexpected end-of-input: was expecting closing quote for a string value"),
        ("[1", "Unexpected end-of-input: expected close marker for Array"),
        ("01", "Invalid numeric value: Leading zeroes not allowed"),
        ('"\n"', "Illegal unquoted character ((CTRL-CHAR, code 10))"),
        (r'"\q"', "Unrecognized character escape 'q' (code 113)"),
        ("[NaN]", "Unrecognized token 'NaN'"),
    ],
)
def test_the_parser_has_words_for_each_mistake(account, arn, text, reason):
    """The words of Jackson, which AWS passes on as in test_invalid_start_execution_input."""
    code, message = refused(account, "StartExecution", stateMachineArn=arn, input=text)
    assert code == "InvalidExecutionInput"
    assert reason in message


@pytest.mark.parametrize("text", ["1", '"a text"', "null"])
def test_any_json_is_an_input(account, arn, text):
    """As AWS answered: test_invalid_start_execution_input (number, string, null)."""
    started = account.states("StartExecution", stateMachineArn=arn, input=text)
    assert account.described(started["executionArn"])["input"] == text


def diagnosed(account, definition, **more):
    answer = account.states("ValidateStateMachineDefinition", definition=definition, **more)
    assert answer["result"] == "FAIL"
    return answer["diagnostics"]


def test_an_empty_definition_is_wrong_at_no_place(account):
    """As AWS answered: test_validate_state_machine_definition_not_a_definition, EMPTY_STRING."""
    assert diagnosed(account, "") == [
        {
            "severity": "ERROR",
            "code": "SCHEMA_VALIDATION_FAILED",
            "message": "Definition must be a valid JSON object",
        }
    ]


def test_a_definition_that_is_no_json_is_wrong_where_the_parser_says(account):
    """As AWS answered: test_validate_state_machine_definition_not_a_definition, NOT_A_DEF."""
    place = '[Source: (String)"plain words"; line: 1, column: 6]'
    assert diagnosed(account, "plain words") == [
        {
            "severity": "ERROR",
            "code": "INVALID_JSON_DESCRIPTION",
            "message": f"Unrecognized token 'plain': was expecting {VALUES}\n at {place}",
            "location": place,
        }
    ]


def waiting(resource, **fields):
    return json.dumps(machine(("Wait", {"Type": "Task", "Resource": resource, **fields})))


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        pytest.param(
            "arn:aws:states:::sns:publish.waitForTaskToken",
            "Express state machine does not support '.waitForTaskToken' service integration ",
            id="test_illegal_callbacks[WAIT_FOR_TASK_TOKEN]",
        ),
        pytest.param(
            "arn:aws:states:::states:startExecution.sync",
            "Express state machine does not support '.sync' service integration",
            id="test_illegal_callbacks[SYNC]",
        ),
        pytest.param(
            f"{STATES}activity:weigh",
            "Express state machine does not support Activity ARN",
            id="test_illegal_activity_task",
        ),
    ],
)
def test_an_express_workflow_waits_for_nobody(account, resource, message):
    fields = {
        "arn:aws:states:::sns:publish.waitForTaskToken": {
            "TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message.$": "$$.Task.Token",
        },
        "arn:aws:states:::states:startExecution.sync": {"StateMachineArn.$": "$.arn"},
    }.get(resource)  # fmt: skip
    text = waiting(resource, **({"Parameters": fields} if fields else {}))
    with pytest.raises(Refusal) as raised:
        account.make(text, "express", type="EXPRESS")
    assert raised.value.code == "InvalidDefinition"
    assert raised.value.message == (
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: "
        f"{message} at /States/Wait/Resource'"
    )


def test_an_update_that_changes_nothing_keeps_the_revision(account, arn):
    """As AWS answered: test_create_update_state_machine_same_parameters."""
    asked = {"stateMachineArn": arn, "definition": TEXT + " "}
    first = account.states("UpdateStateMachine", **asked)["revisionId"]
    assert account.states("UpdateStateMachine", **asked)["revisionId"] == first


def test_an_update_to_what_was_there_publishes_it_without_a_revision(account, arn):
    """As AWS answered: test_empty_revision_with_publish_and_no_publish_on_creation."""
    for _ in range(2):
        told = account.states("UpdateStateMachine", stateMachineArn=arn, publish=True,
                              definition=TEXT)  # fmt: skip
        assert told.keys() == {"updateDate", "stateMachineVersionArn"}
        assert told["stateMachineVersionArn"] == f"{arn}:1"


def test_an_update_that_says_nothing_is_refused(account, arn):
    """As AWS answered: test_create_update_state_machine_base_update_none."""
    message = (
        "Either the definition, the role ARN, the LoggingConfiguration, or the "
        "TracingConfiguration must be specified"
    )
    found = refused(account, "UpdateStateMachine", stateMachineArn=arn)
    assert found == ("MissingRequiredParameter", message)


def test_a_version_cannot_be_updated(account, arn):
    """As AWS answered: test_update_state_machine (versioning)."""
    version = account.states("PublishStateMachineVersion", stateMachineArn=arn)
    version = version["stateMachineVersionArn"]
    found = refused(account, "UpdateStateMachine", stateMachineArn=version, definition=TEXT)
    assert found == ("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{version}'")


def test_machines_are_listed_by_their_names(account):
    """As AWS answered: test_list_sms_pagination (ten pages of thirteen, 0 before 10 before 1)."""
    for at in (2, 10, 1, 0):
        account.make(TEXT, f"order_{at}_x")
    listed = account.states("ListStateMachines")["stateMachines"]
    assert [one["name"] for one in listed] == [
        "order_0_x", "order_10_x", "order_1_x", "order_2_x",
    ]  # fmt: skip


LISTS = ("ListStateMachines", "ListActivities", "ListExecutions", "ListStateMachineVersions")


@pytest.mark.parametrize("operation", LISTS)
def test_a_page_has_bounds(account, arn, operation):
    """As AWS answered: test_list_sms_pagination, test_list_executions_pagination."""
    asked = {} if operation in LISTS[:2] else {"stateMachineArn": arn}
    longest = 3096 if operation == "ListExecutions" else 1024
    rule = "Member must have value less than or equal to 1000"
    assert refused(account, operation, maxResults=1001, **asked) == (
        "ValidationException", CONSTRAINT.format(1001, "maxResults", rule),
    )  # fmt: skip
    token = "x" * (longest + 1)
    rule = f"Member must have length less than or equal to {longest}"
    assert refused(account, operation, nextToken=token, **asked) == (
        "ValidationException", CONSTRAINT.format(token, "nextToken", rule),
    )  # fmt: skip


def test_a_status_is_one_of_a_few(account, arn):
    """As AWS answered: test_state_machine_status_filter."""
    rule = (
        "Member must satisfy enum value set: "
        "[SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"
    )
    asked = {"stateMachineArn": arn, "statusFilter": "failed"}
    assert refused(account, "ListExecutions", **asked) == (
        "ValidationException", CONSTRAINT.format("failed", "statusFilter", rule),
    )  # fmt: skip


def test_an_express_execution_is_billed_for_a_tenth_of_a_second_at_least(account):
    """As AWS answered: test_start_sync_execution (express)."""
    arn = account.make(TEXT, "quick", type="EXPRESS")
    told = account.states("StartSyncExecution", stateMachineArn=arn)
    assert told["billingDetails"] == {
        "billedDurationInMilliseconds": 100, "billedMemoryUsedInMB": 64,
    }  # fmt: skip
