"""Aliases, and references to variables, as AWS answered about them.

Each case is on record: LocalStack's validated tests, ``test_sfn_api_aliasing.py`` and
``test_sfn_api_variable_references.py`` in ``tests/aws/services/stepfunctions/v2``.
"""

import json

import pytest

from pattern_tck.simulator.workflows.language.variable_references import variable_references

from .workflow_account import machine, refused

TEXT = json.dumps(machine(("Greet", {"Type": "Pass"})))
CONSTRAINT = "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: {}"
NAME_RULE = (
    r"Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"
)


@pytest.fixture
def arn(account):
    return account.make(TEXT, "greeter")


@pytest.fixture
def versions(account, arn):
    """Three versions of a machine."""
    published = []
    for at in range(3):
        told = account.states(
            "UpdateStateMachine", stateMachineArn=arn, definition=TEXT + " " * at, publish=True
        )
        published.append(told["stateMachineVersionArn"])
    return published


def alias(account, *routes, name="live"):
    return refused(
        account,
        "CreateStateMachineAlias",
        name=name,
        routingConfiguration=[
            {"stateMachineVersionArn": version, "weight": weight} for version, weight in routes
        ],
    )


def test_an_alias_leads_to_versions(account, arn, versions):
    """As AWS answered: test_error_create_alias_with_state_machine_arn, and invalid_arn of
    test_error_create_alias_invalid_router_configs."""
    message = "Routing configuration must contain state machine version ARNs. Received: [{}]"
    assert alias(account, (arn, 100)) == ("ValidationException", message.format(arn))
    both = f"{arn}, {versions[1]}"
    assert alias(account, (arn, 70), (versions[1], 30)) == (
        "ValidationException", message.format(both),
    )  # fmt: skip


def test_the_routes_of_an_alias_are_two_that_differ_and_sum_up(account, versions):
    """As AWS answered: test_error_create_alias_invalid_router_configs."""
    first, second, third = versions
    message = (
        "Routing configuration must contain distinct state machine version ARNs. "
        f"Received: [{first}, {first}]"
    )
    assert alias(account, (first, 50), (first, 50)) == ("ValidationException", message)
    assert alias(account, (first, 60), (second, 39)) == (
        "ValidationException",
        "Sum of routing configuration weights must equal 100. Received: [60, 39]",
    )
    shown = ", ".join(
        f"RoutingConfigurationListItem(stateMachineVersionArn={version}, weight={weight})"
        for version, weight in ((first, 50), (second, 30), (third, 20))
    )
    rule = "Member must have length less than or equal to 2"
    assert alias(account, (first, 50), (second, 30), (third, 20)) == (
        "ValidationException", CONSTRAINT.format(f"[{shown}]", "routingConfiguration", rule),
    )  # fmt: skip
    rule = "Member must have value less than or equal to 100"
    place = "routingConfiguration.1.member.weight"
    assert alias(account, (first, 101)) == (
        "ValidationException", CONSTRAINT.format(101, place, rule),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["12", "two words", "!not", "mail@"])
def test_the_name_of_an_alias_is_no_number_and_has_no_odd_signs(account, versions, name):
    """As AWS answered: test_error_create_alias_invalid_name."""
    assert alias(account, (versions[0], 100), name=name) == (
        "ValidationException", CONSTRAINT.format(name, "name", NAME_RULE),
    )  # fmt: skip


def test_the_name_of_an_alias_is_short(account, versions):
    """As AWS answered: test_error_create_alias_invalid_name."""
    rule = "Member must have length less than or equal to 80"
    assert alias(account, (versions[0], 100), name="a" * 81) == (
        "ValidationException", CONSTRAINT.format("a" * 81, "name", rule),
    )  # fmt: skip


def test_an_alias_that_is_not_there_is_deleted_but_not_updated(account, arn):
    """As AWS answered: test_delete_no_such_alias_arn, test_update_no_such_alias_arn."""
    missing = {"stateMachineAliasArn": f"{arn}:gone"}
    assert account.states("DeleteStateMachineAlias", **missing) == {}
    assert refused(account, "UpdateStateMachineAlias", **missing, description="d") == (
        "ResourceNotFound", "Request references a resource that does not exist.",
    )  # fmt: skip


# -- references to variables


@pytest.mark.parametrize(
    ("state", "names"),
    [
        pytest.param(
            {"Type": "Pass", "Parameters": {"seen": "$fare", "said.$": "$fare"}},
            ["fare"],
            id="BASE_REFERENCE_IN_PARAMETERS",
        ),
        pytest.param({"Type": "Pass", "Parameters": {"seen": "$fare"}}, None, id="no path"),
        pytest.param(
            {
                "Type": "Choice",
                "Choices": [{"Variable": "$said", "StringEqualsPath": "$fare", "Next": "End"}],
            },
            ["fare", "said"],
            id="BASE_REFERENCE_IN_CHOICE",
        ),
        pytest.param({"Type": "Wait", "SecondsPath": "$fare"}, ["fare"], id="IN_WAIT"),
        pytest.param(
            {"Type": "Pass", "Assign": {"sum.$": "States.MathAdd($fare, $said.tip)"}},
            ["fare", "said"],
            id="BASE_REFERENCE_IN_INTRINSIC_FUNCTION",
        ),
        pytest.param(
            {"Type": "Pass", "Parameters": {"a.$": "States.Format('$fare {}', $$.State.Name)"}},
            None,
            id="a text in a function, the context object",
        ),
        pytest.param(
            {
                "Type": "Pass",
                "QueryLanguage": "JSONata",
                "Output": "{% ($n := 1; $map($said, function($x) {$x + $fare + $n})) %}",
            },
            ["fare", "said"],
            id="JSONata, with variables and functions of its own",
        ),
    ],
)
def test_a_machine_tells_which_state_reads_which_variables(state, names):
    """As AWS answered: test_base_variable_references_in_assign_templates and the like."""
    text = json.dumps({"StartAt": "S", "States": {"S": state, "End": {"Type": "Succeed"}}})
    assert variable_references(text) == ({"S": names} if names else {})


def test_references_are_told_of_a_machine_and_of_that_of_an_execution(account):
    """As AWS answered: test_base_variable_references_in_assign_templates, with a Map around."""
    inner = machine(("Sum", {"Type": "Pass", "Parameters": {"b.$": "$bias"}}))
    arn = account.make(
        machine(
            ("Set", {"Type": "Pass", "Assign": {"bias": 4}}),
            ("Each", {"Type": "Map", "ItemProcessor": inner}),
        )
    )
    told = account.states("DescribeStateMachine", stateMachineArn=arn)
    assert told["variableReferences"] == {"Sum": ["bias"]}
    execution = account.start(arn)
    told = account.states("DescribeStateMachineForExecution", executionArn=execution)
    assert told["variableReferences"] == {"Sum": ["bias"]}
