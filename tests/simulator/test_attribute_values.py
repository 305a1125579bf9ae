"""Values of attributes: numbers, as SQS and SNS take them, and what SQS carries for itself."""

import json

import pytest

from .recorded import account, told

NUMERALS = ["1", "-1", "+1.5", "1.", ".5", "1e5", "1.5E-3", "0" * 40]
#: Python would read most of these.
NONE = ["nan", "inf", "-Infinity", "1_000", " 1", "1 ", "0x1", "1,5", ".", "e5", "\u0663", "one"]


@pytest.fixture
def clients():
    with account("sqs", "sns") as (_, sqs, sns):
        yield sqs, sns


def sent(clients, service, attributes):
    sqs, sns = clients
    if service == "sqs":
        url = sqs.create_queue(QueueName="rides")["QueueUrl"]
        asked = {"QueueUrl": url, "MessageBody": "m", "MessageAttributes": attributes}
        return told(sqs.send_message, **asked)
    topic = sns.create_topic(Name="rides")["TopicArn"]
    return told(sns.publish, TopicArn=topic, Message="m", MessageAttributes=attributes)


@pytest.mark.parametrize("service", ["sqs", "sns"])
@pytest.mark.parametrize("text", NUMERALS)
def test_a_number_may_be_written_so(clients, service, text):
    answer = sent(clients, service, {"fare": {"DataType": "Number", "StringValue": text}})
    assert "MessageId" in answer


@pytest.mark.parametrize("service", ["sqs", "sns"])
@pytest.mark.parametrize("text", NONE)
def test_what_is_no_number(clients, service, text):
    code, message, status = sent(
        clients, service, {"fare": {"DataType": "Number", "StringValue": text}}
    )
    assert (code, status) == (
        "InvalidParameterValue" if service == "sqs" else "ParameterValueInvalid",
        400,
    )
    assert "cast" in message
    assert "'fare'" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWSTraceHeader", {"DataType": "Number", "StringValue": "1"}),
        ("AWSTraceHeader", {"DataType": "String", "StringValue": ""}),
        ("null", {"DataType": "String", "StringValue": "Root=1"}),
    ],
)
def test_a_system_attribute_that_no_sender_may_set(clients, name, value):
    """AWS answers with 400 (spring-cloud-aws 1262, where the name was ``null``)."""
    sqs, _ = clients
    url = sqs.create_queue(QueueName="rides")["QueueUrl"]
    system = {"MessageBody": "m", "MessageSystemAttributes": {name: value}}
    code, message, status = told(sqs.send_message, QueueUrl=url, **system)
    assert (code, status) == ("InvalidParameterValue", 400)
    assert name in message
    entries = [{"Id": "1", **system}, {"Id": "2", "MessageBody": "m"}]
    answer = told(sqs.send_message_batch, QueueUrl=url, Entries=entries)
    assert [entry["Id"] for entry in answer["Failed"]] == ["1"]
    assert [entry["Id"] for entry in answer["Successful"]] == ["2"]


@pytest.mark.parametrize("policy", ["", "no", "[]", "{}"])
def test_a_policy_of_a_topic_that_is_none(clients, policy):
    """AWS says no more than this (cloudformation-resource for a topic's policy)."""
    _, sns = clients
    topic = sns.create_topic(Name="rides")["TopicArn"]
    asked = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy}
    refused = ("InvalidParameter", "Invalid parameter: Policy Error: null", 400)
    assert told(sns.set_topic_attributes, **asked) == refused


def policy(action):
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}
    return {"AttributeName": "Policy", "AttributeValue": json.dumps({"Statement": statement})}


@pytest.mark.parametrize(
    "action", ["SNS:*", "sns:CreateTopic", "sqs:SendMessage", "Publish", ["SNS:Publish", "SNS:No"]]
)
def test_actions_that_no_policy_of_a_topic_names(clients, action):
    _, sns = clients
    topic = sns.create_topic(Name="rides")["TopicArn"]
    reason = "Invalid parameter: Policy statement action out of service scope!"
    asked = told(sns.set_topic_attributes, TopicArn=topic, **policy(action))
    assert asked == ("InvalidParameter", reason, 400)


@pytest.mark.parametrize("action", ["sns:publish", "SNS:Receive", ["SNS:Publish", "SNS:Subscribe"]])
def test_actions_that_a_policy_of_a_topic_may_name(clients, action):
    _, sns = clients
    topic = sns.create_topic(Name="rides")["TopicArn"]
    assert told(sns.set_topic_attributes, TopicArn=topic, **policy(action)) == {}
