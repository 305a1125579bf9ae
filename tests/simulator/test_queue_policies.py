"""Policies that a queue may not have, in AWS's words.

The words about a RedrivePolicy are quoted from AWS in public (ansible-collections/community.aws
issue 2321, and what Terraform prints when an apply fails); those about a RedriveAllowPolicy and
the number of statements are as other emulators of SQS copied them from AWS, no record of our own.
"""

import json

import pytest

from .recorded import OWNER, account, told

ARN = f"arn:aws:sqs:us-east-1:{OWNER}:"
ATTRIBUTE, PARAMETER = "InvalidAttributeValue", "InvalidParameterValue"
FORMAT = (
    "Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the "
    "redrive allow policy, as it\u2019s in an unsupported format."
)
CANNOT = "Amazon SQS can't create the redrive allow policy. "


@pytest.fixture
def sqs():
    with account("sqs") as (_, client):
        yield client


def asked(sqs, name, policy):
    text = policy if isinstance(policy, str) else json.dumps(policy)
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    return told(sqs.set_queue_attributes, QueueUrl=url, Attributes={name: text})


def value(name, policy, reason):
    text = f"Value {json.dumps(policy)} for parameter {name} is invalid. Reason: {reason}"
    return PARAMETER, text, 400


@pytest.mark.parametrize("policy", [" ", "nothing", "[]", "4"])
def test_a_redrive_policy_that_is_no_map(sqs, policy):
    reason = "Redrive policy is not a valid JSON map."
    message = f"Invalid value for the parameter RedrivePolicy. Reason: {reason}"
    assert asked(sqs, "RedrivePolicy", policy) == (ATTRIBUTE, message, 400)


@pytest.mark.parametrize(
    ("policy", "missed"),
    [({}, "maxReceiveCount"), ({"maxReceiveCount": 2}, "deadLetterTargetArn")],
)
def test_what_a_redrive_policy_lacks(sqs, policy, missed):
    reason = f"Redrive policy does not contain mandatory attribute: {missed}."
    assert asked(sqs, "RedrivePolicy", policy) == value("RedrivePolicy", policy, reason)


@pytest.mark.parametrize(
    "policy",
    [
        "nothing",
        [],
        {},
        {"redrivePermission": "some"},
        {"redrivePermission": "allowAll", "colour": "red"},
        {"redrivePermission": "byQueue", "sourceQueueArns": ARN + "one"},
        {"redrivePermission": "byQueue", "sourceQueueArns": [1]},
    ],
)
def test_a_redrive_allow_policy_in_no_known_form(sqs, policy):
    assert asked(sqs, "RedriveAllowPolicy", policy) == (ATTRIBUTE, FORMAT, 400)


@pytest.mark.parametrize(
    ("permission", "sources", "reason"),
    [
        ("allowAll", 1, "To specify one or more source queue ARNs, you must set "),
        ("denyAll", 1, "To specify one or more source queue ARNs, you must set "),
        ("byQueue", 0, "When you specify the byQueue permission type, you must also specify "),
        ("byQueue", 11, "The maximum number of source queue ARNs you can specify is 10."),
    ],
)
def test_a_redrive_allow_policy_whose_members_do_not_agree(sqs, permission, sources, reason):
    arns = [f"{ARN}q{number}" for number in range(sources)]
    policy = {"redrivePermission": permission, "sourceQueueArns": arns}
    code, message, _ = asked(sqs, "RedriveAllowPolicy", policy)
    assert code == PARAMETER
    assert message.startswith(value("RedriveAllowPolicy", policy, CANNOT + reason)[1])


@pytest.mark.parametrize("permission", ["allowAll", "denyAll", "byQueue"])
def test_a_redrive_allow_policy_is_given_back_as_it_was_said(sqs, permission):
    policy = {"redrivePermission": permission}
    if permission == "byQueue":
        policy["sourceQueueArns"] = [f"{ARN}q{number}" for number in range(10)]
    assert asked(sqs, "RedriveAllowPolicy", policy) == {}
    seen = sqs.get_queue_attributes(QueueUrl="orders", AttributeNames=["RedriveAllowPolicy"])
    assert seen["Attributes"] == {"RedriveAllowPolicy": json.dumps(policy)}


STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}


@pytest.mark.parametrize(
    "policy",
    ["nothing", [], {}, {"Statement": []}, {"Version": "2025-01-01", "Statement": [STATEMENT]}],
)
def test_a_policy_that_is_none(sqs, policy):
    message = "Invalid value for the parameter Policy."
    assert asked(sqs, "Policy", policy) == (ATTRIBUTE, message, 400)


def test_a_policy_has_at_most_twenty_statements(sqs):
    policy = {"Version": "2012-10-17", "Statement": [STATEMENT] * 20}
    assert asked(sqs, "Policy", policy) == {}
    policy["Statement"].append(STATEMENT)
    message = "21 statements were found in the submitted policy, max allowed is 20"
    assert asked(sqs, "Policy", policy) == ("OverLimit", message, 403)


def test_a_key_is_used_for_five_minutes_if_nothing_was_said(sqs):
    assert asked(sqs, "KmsMasterKeyId", "alias/orders") == {}
    names = ["KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"]
    seen = sqs.get_queue_attributes(QueueUrl="orders", AttributeNames=names)["Attributes"]
    assert seen == {"KmsMasterKeyId": "alias/orders", "KmsDataKeyReusePeriodSeconds": "300"}


def test_no_queue_of_another_account_is_found(sqs):
    url = sqs.create_queue(QueueName="orders")
    assert told(sqs.get_queue_url, QueueName="orders", QueueOwnerAWSAccountId=OWNER) == {
        "QueueUrl": url["QueueUrl"]
    }
    code, message, _ = told(
        sqs.get_queue_url, QueueName="orders", QueueOwnerAWSAccountId="210987654321"
    )
    assert code == "AWS.SimpleQueueService.NonExistentQueue"
    assert message == "The specified queue does not exist or you do not have access to it."
