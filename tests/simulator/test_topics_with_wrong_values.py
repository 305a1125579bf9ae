"""Values that no topic can have: each is refused as SNS refuses, and nothing else goes wrong."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled

from .topic_account import Account, refused

HALF = "\ud800"


@pytest.fixture
def account():
    return Account()


@pytest.mark.parametrize("value", ["\u00b2", "\u0663", "9" * 5000, "", "1.5"])
def test_numbers_that_are_none(account, value):
    refused("InvalidParameter", account.topic, MaximumMessageSize=value)


@pytest.mark.parametrize(
    "statement", ["Deny", 4, [{}], {"Operation": "Deny"}, {"Operation": ["Deny"]}]
)
def test_data_protection_that_nobody_can_read(account, statement):
    topic = account.topic()
    for statements in ([statement], statement):
        if statements == [{}]:
            continue
        policy = json.dumps({"Statement": statements})
        refused(
            "InvalidParameter",
            account.sns,
            "PutDataProtectionPolicy",
            ResourceArn=topic,
            DataProtectionPolicy=policy,
        )


@pytest.mark.parametrize("kind", ["Deny", "Deidentify"])
def test_data_protection_that_would_change_a_message_is_not_modelled(account, kind):
    topic = account.topic()
    statement = {"Operation": {kind: {}}}
    for statements in ([statement], statement):
        policy = json.dumps({"Statement": statements})
        account.sns("PutDataProtectionPolicy", ResourceArn=topic, DataProtectionPolicy=policy)
        with pytest.raises(NotModelled):
            account.publish(topic)


@pytest.mark.parametrize(
    "statement", ["a", {"Action": 4}, {"Action": [{}]}, {"Effect": []}, {"Condition": {"a": 1}}]
)
def test_statements_that_nobody_can_read(account, statement):
    topic = account.topic()
    refused(
        "InvalidParameter",
        account.sns,
        "SetTopicAttributes",
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=json.dumps({"Statement": [statement]}),
    )


@pytest.mark.parametrize(
    "part",
    [
        {"Message": HALF},
        {"Subject": HALF},
        {"MessageAttributes": {HALF: {"DataType": "String", "StringValue": "b"}}},
        {"MessageAttributes": {"a": {"DataType": "String", "StringValue": HALF}}},
        {"MessageAttributes": {"a": {"DataType": "String." + HALF, "StringValue": "b"}}},
        {"MessageGroupId": HALF},
    ],
)
def test_half_a_pair_is_no_character(account, part):
    topic = account.topic()
    queue = account.listener(topic)
    code = "ParameterValueInvalid" if "MessageAttributes" in part else "InvalidParameter"
    refused(code, account.sns, "Publish", **{"TopicArn": topic, "Message": "m", **part})
    assert account.received(queue) == []


def test_half_a_pair_in_a_text_for_one_protocol(account):
    topic = account.topic()
    account.listener(topic)
    body = json.dumps({"default": "d", "sqs": HALF})
    refused(
        "InvalidParameter",
        account.sns,
        "Publish",
        TopicArn=topic,
        Message=body,
        MessageStructure="json",
    )
