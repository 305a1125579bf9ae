"""Change sets, and the other calls by which tools look at stacks and templates."""

import json

import pytest

from tests.simulator.stack_account import StackAccount, asked

QUEUE = {"Type": "AWS::SQS::Queue"}
TOPIC = {"Type": "AWS::SNS::Topic"}


@pytest.fixture
def account():
    return StackAccount()


def planned(account, template, kind="UPDATE", name="next", **more):
    call = asked(template) | {"ChangeSetName": name, "ChangeSetType": kind} | more
    return account.stacks("CreateChangeSet", **call)["Id"]


def described(account, identity):
    return account.stacks("DescribeChangeSet", ChangeSetName=identity)


def test_a_new_stack_is_reviewed_and_then_made(account):
    """As AWS answered (recorded, LocalStack's validated tests, `test_name_conflicts` of change
    sets and `test_list_events_after_deployment`)."""
    identity = planned(account, {"Resources": {"Q": QUEUE}}, "CREATE")
    told = described(account, identity)
    assert (told["Status"], told["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert told["Changes"] == [
        {
            "Type": "Resource",
            "ResourceChange": {
                "Action": "Add",
                "LogicalResourceId": "Q",
                "ResourceType": "AWS::SQS::Queue",
                "Scope": [],
                "Details": [],
            },
        }
    ]
    assert account.status() == "REVIEW_IN_PROGRESS"
    assert account.call("sqs", "ListQueues") == {}
    account.stacks("ExecuteChangeSet", ChangeSetName=identity)
    assert account.status() == "CREATE_COMPLETE"
    assert account.stack()["ChangeSetId"] == identity
    assert account.events()[:2] == [("shop", "REVIEW_IN_PROGRESS"), ("shop", "CREATE_IN_PROGRESS")]
    assert described(account, identity)["ExecutionStatus"] == "EXECUTE_COMPLETE"
    code, words = account.refused(
        "CreateChangeSet",
        **asked({"Resources": {"Q": QUEUE}}),
        ChangeSetName="n",
        ChangeSetType="CREATE",
    )
    assert code == "ValidationError"
    assert words == (
        "Stack [shop] already exists and cannot be created again with the changeSet [n]."
    )


def test_a_stack_that_is_reviewed_can_be_made_without_it(account):
    """As AWS answered (recorded, `test_create_while_in_review`)."""
    identity = planned(account, {"Resources": {"Q": QUEUE}}, "CREATE")
    account.make({"Resources": {"T": TOPIC}})
    assert described(account, identity)["ExecutionStatus"] == "OBSOLETE"
    assert [*account.resources()] == ["T"]


def test_a_change_is_told_and_then_made(account):
    """A replacement is told as AWS answered (recorded,
    `test_create_change_set_update_without_parameters`)."""
    topic = TOPIC | {"Properties": {"TopicName": "one"}}
    account.make({"Resources": {"T": topic, "Q": QUEUE, "Gone": QUEUE}})
    later = {
        "Resources": {
            "T": TOPIC | {"Properties": {"TopicName": "two"}},
            "Q": QUEUE | {"Properties": {"DelaySeconds": 3}},
            "S": {
                "Type": "AWS::SNS::Subscription",
                "Properties": {
                    "TopicArn": {"Ref": "T"},
                    "Protocol": "sqs",
                    "Endpoint": {"Fn::GetAtt": ["Q", "Arn"]},
                },
            },
        }
    }
    identity = planned(account, later)
    changes = {
        one["ResourceChange"]["LogicalResourceId"]: one["ResourceChange"]
        for one in described(account, identity)["Changes"]
    }
    assert {name: one["Action"] for name, one in changes.items()} == {
        "T": "Modify",
        "Q": "Modify",
        "S": "Add",
        "Gone": "Remove",
    }
    assert changes["T"]["Replacement"] == "True"
    assert changes["T"]["Details"] == [
        {
            "Target": {
                "Attribute": "Properties",
                "Name": "TopicName",
                "RequiresRecreation": "Always",
            },
            "Evaluation": "Static",
            "ChangeSource": "DirectModification",
        }
    ]
    assert changes["Q"]["Replacement"] == "False"
    assert account.physical("T").endswith(":one")
    account.stacks("ExecuteChangeSet", ChangeSetName="next", StackName="shop")
    assert account.status() == "UPDATE_COMPLETE"
    assert account.physical("T").endswith(":two")
    assert sorted(account.resources()) == ["Q", "S", "T"]


def test_who_refers_to_what_is_replaced_may_be_replaced(account):
    def template(name):
        subscription = {"TopicArn": {"Ref": "T"}, "Protocol": "sqs"}
        subscription["Endpoint"] = {"Fn::GetAtt": ["Q", "Arn"]}
        return {
            "Resources": {
                "T": TOPIC | {"Properties": {"TopicName": name}},
                "Q": QUEUE,
                "S": {"Type": "AWS::SNS::Subscription", "Properties": subscription},
            }
        }

    account.make(template("one"))
    before = account.physical("S")
    told = described(account, planned(account, template("two")))["Changes"]
    last = told[-1]["ResourceChange"]
    assert (last["LogicalResourceId"], last["Replacement"]) == ("S", "Conditional")
    account.stacks("ExecuteChangeSet", ChangeSetName="next", StackName="shop")
    assert account.status() == "UPDATE_COMPLETE"
    assert account.physical("S") != before
    assert ":two:" in account.physical("S")


def test_a_change_set_without_changes_fails(account):
    """As AWS answered (recorded, `test_empty_changeset`)."""
    account.make({"Resources": {"Q": QUEUE}})
    identity = planned(account, {"Resources": {"Q": QUEUE}})
    told = described(account, identity)
    assert (told["Status"], told["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert told["StatusReason"] == (
        "The submitted information didn't contain changes. Submit different information to create "
        "a change set."
    )
    assert account.refused("ExecuteChangeSet", ChangeSetName=identity) == (
        "InvalidChangeSetStatus",
        f"ChangeSet [{identity}] cannot be executed in its current status of [FAILED]",
    )


def test_a_change_set_that_is_not_there(account):
    """As AWS answered (recorded, `test_describe_change_set_nonexisting`,
    `test_delete_change_set_exception`, `test_deleted_changeset`)."""
    name = {"ChangeSetName": "c", "StackName": "shop"}
    gone = ("ValidationError", "Stack [shop] does not exist")
    assert account.refused("DescribeChangeSet", **name) == gone
    assert account.refused("DeleteChangeSet", **name) == gone
    assert account.refused("DeleteChangeSet", ChangeSetName="c") == (
        "ValidationError",
        "StackName must be specified if ChangeSetName is not specified as an ARN.",
    )
    identity = planned(account, {"Resources": {"Q": QUEUE}}, "CREATE")
    account.stacks("DeleteChangeSet", ChangeSetName=identity)
    account.stacks("DeleteChangeSet", ChangeSetName=identity)
    assert account.refused("DescribeChangeSet", ChangeSetName=identity) == (
        "ChangeSetNotFound",
        f"ChangeSet [{identity}] does not exist",
    )


def test_change_sets_are_listed(account):
    account.make({"Resources": {"Q": QUEUE}})
    first = planned(account, {"Resources": {"T": TOPIC}}, name="first", Description="one")
    second = planned(account, {"Resources": {"T": TOPIC}}, name="second")
    account.stacks("ExecuteChangeSet", ChangeSetName=second)
    told = account.stacks("ListChangeSets", StackName="shop")["Summaries"]
    assert [(one["ChangeSetId"], one["ExecutionStatus"]) for one in told] == [
        (first, "OBSOLETE"),
        (second, "EXECUTE_COMPLETE"),
    ]
    assert told[0]["Description"] == "one"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("1st", "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA"),
        ("a_b", "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA"),
        ("a" * 129, "Member must have length less than or equal to 128"),
    ],
)
def test_what_is_no_name_of_a_stack(account, name, complaint):
    """The pattern as AWS answered (recorded, `test_stack_name_creation`)."""
    template = {"Resources": {"Q": QUEUE}}
    code, told = account.refused("CreateStack", **asked(template, name))
    begin = f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constra"
    assert code == "ValidationError"
    assert told.startswith(begin)
    assert complaint in told


def test_names_that_are_taken_or_not_there(account):
    """As AWS answered (recorded, `test_name_conflicts`, `test_no_template_error`,
    `test_get_template_missing_resources`)."""
    template = {"Resources": {"Q": QUEUE}}
    account.make(template)
    assert account.refused("CreateStack", **asked(template)) == (
        "AlreadyExistsException",
        "Stack [shop] already exists",
    )
    no_template = asked(template) | {"TemplateBody": ""}
    assert account.refused("UpdateStack", **no_template)[1] == (
        "Either Template URL or Template Body must be specified."
    )
    missing = ("ValidationError", "Stack with id gone does not exist")
    assert account.refused("DescribeStacks", StackName="gone") == missing
    assert account.refused("GetTemplate", StackName="gone") == missing
    assert account.refused("GetTemplate", ChangeSetName="c")[1] == (
        "StackName is a required parameter."
    )
    assert account.stacks("DeleteStack", StackName="gone") == {}
    identity = account.stack()["StackId"]
    account.stacks("DeleteStack", StackName="shop")
    account.world.clock.pass_time(60)
    account.make(template)
    told = account.stacks("DescribeStacks", StackName=identity)["Stacks"][0]
    assert told["StackStatus"] == "DELETE_COMPLETE"
    assert "DeletionTime" in told
    assert "EnableTerminationProtection" not in told
    listed = account.stacks("ListStacks", StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
    assert [one["StackId"] for one in listed] == [identity]


def test_a_template_says_what_it_wants(account):
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "a shop",
        "Metadata": {"Of": "us"},
        "Parameters": {"P": {"Type": "String", "Default": "a", "AllowedValues": ["a", "b"]}},
        "Resources": {
            "Q": QUEUE,
            "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}},
        },
    }
    text = json.dumps(template)
    told = account.stacks("ValidateTemplate", TemplateBody=text)
    assert told["Parameters"] == [{"ParameterKey": "P", "NoEcho": False, "DefaultValue": "a"}]
    assert told["Capabilities"] == ["CAPABILITY_IAM"]
    assert told["Description"] == "a shop"
    told = account.stacks("GetTemplateSummary", TemplateBody=text)
    assert told["ResourceTypes"] == ["AWS::SQS::Queue", "AWS::IAM::Role"]
    assert told["Version"] == "2010-09-09"
    assert json.loads(told["Metadata"]) == {"Of": "us"}
    assert told["Parameters"][0]["ParameterConstraints"] == {"AllowedValues": ["a", "b"]}
    planned(account, template, "CREATE")
    assert account.refused("GetTemplateSummary", StackName="shop")[1] == (
        "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."
    )
    told = account.stacks("GetTemplate", ChangeSetName="next", StackName="shop")
    assert told["TemplateBody"] == text
    assert told["StagesAvailable"] == ["Original", "Processed"]


def test_a_stack_is_found_by_a_resource_of_it(account):
    account.make({"Resources": {"Q": QUEUE, "T": TOPIC}})
    url = account.physical("Q")
    told = account.stacks("DescribeStackResources", PhysicalResourceId=url)["StackResources"]
    assert [one["LogicalResourceId"] for one in told] == ["Q", "T"]
    one = account.stacks("DescribeStackResource", StackName="shop", LogicalResourceId="Q")
    assert one["StackResourceDetail"]["PhysicalResourceId"] == url
    listed = account.stacks("ListStackResources", StackName="shop")["StackResourceSummaries"]
    assert [one["ResourceType"] for one in listed] == ["AWS::SQS::Queue", "AWS::SNS::Topic"]
    assert account.refused("DescribeStackResource", StackName="shop", LogicalResourceId="X")[1] == (
        "Resource X does not exist for stack shop"
    )


@pytest.mark.parametrize(
    "option",
    [
        {"TemplateURL": "https://bucket.s3.amazonaws.com/t.json"},
        {"StackPolicyBody": "{}"},
        {"ResourceTypes": ["AWS::SQS::*"]},
        {"RetainExceptOnCreate": True},
    ],
)
def test_an_option_that_is_not_modelled_is_refused(account, option):
    call = asked({"Resources": {"Q": QUEUE}}) | option
    code, told = account.refused("CreateStack", **call)
    assert code == "NotModelled"
    assert next(iter(option)) in told
