"""What SNS keeps and this model does not act on: text messages, mobile devices, data protection."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.topic_account import Account, refused

PLATFORM = {"Name": "rides", "Platform": "GCM", "Attributes": {"PlatformCredential": "secret"}}


@pytest.fixture
def account():
    return Account()


def test_settings_of_text_messages_are_kept(account):
    default = {"MonthlySpendLimit": "1"}
    assert account.sns("GetSMSAttributes") == {"attributes": default}
    account.sns("SetSMSAttributes", attributes={"DefaultSMSType": "Transactional"})
    account.sns("SetSMSAttributes", attributes={"DefaultSenderID": "rides"})
    both = {"DefaultSMSType": "Transactional", "DefaultSenderID": "rides"}
    assert account.sns("GetSMSAttributes") == {"attributes": {**default, **both}}
    one = account.sns("GetSMSAttributes", attributes=["DefaultSenderID"])
    assert one == {"attributes": {"DefaultSenderID": "rides"}}
    refused("InvalidParameter", account.sns, "SetSMSAttributes", attributes={"Colour": "red"})


def test_nobody_is_opted_out(account):
    asked = "CheckIfPhoneNumberIsOptedOut"
    assert account.sns(asked, phoneNumber="+491234567") == {"isOptedOut": False}
    refused("InvalidParameter", account.sns, asked, phoneNumber="x", match="incorrectly formatted")
    assert account.sns("ListPhoneNumbersOptedOut") == {"phoneNumbers": []}
    with pytest.raises(NotModelled, match="telephone"):
        account.sns("Publish", PhoneNumber="+491234567", Message="m")


def test_applications_come_and_go(account):
    arn = account.sns("CreatePlatformApplication", **PLATFORM)["PlatformApplicationArn"]
    assert arn == "arn:aws:sns:us-east-1:123456789012:app/GCM/rides"
    assert account.sns("CreatePlatformApplication", **PLATFORM)["PlatformApplicationArn"] == arn
    asked = {"PlatformApplicationArn": arn}
    account.sns("SetPlatformApplicationAttributes", **asked, Attributes={"SuccessFeedback": "1"})
    shown = {"Enabled": "true", "SuccessFeedback": "1"}
    assert account.sns("GetPlatformApplicationAttributes", **asked) == {"Attributes": shown}
    listed = {"PlatformApplications": [{**asked, "Attributes": shown}]}
    assert account.sns("ListPlatformApplications") == listed
    for _ in range(2):
        assert account.sns("DeletePlatformApplication", **asked) == {}
    refused("NotFound", account.sns, "GetPlatformApplicationAttributes", **asked)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Platform": "SMOKE"}, "Platform Reason: SMOKE is not supported"),
        ({"Name": ""}, " Reason: cannot be empty"),
        ({"Name": "a" * 257}, "must be at most 256 characters long"),
        ({"Name": "a b"}, "must contain only characters"),
    ],
)
def test_applications_that_are_none(account, changed, reason):
    asked = {**PLATFORM, **changed}
    refused("InvalidParameter", account.sns, "CreatePlatformApplication", **asked, match=reason)


def test_a_device_has_one_endpoint(account):
    application = account.sns("CreatePlatformApplication", **PLATFORM)
    asked = {**application, "Token": "t-1"}
    arn = account.sns("CreatePlatformEndpoint", **asked)["EndpointArn"]
    assert arn.startswith("arn:aws:sns:us-east-1:123456789012:endpoint/GCM/rides/")
    assert account.sns("CreatePlatformEndpoint", **asked)["EndpointArn"] == arn
    refused(
        "InvalidParameter",
        account.sns,
        "CreatePlatformEndpoint",
        **asked,
        CustomUserData="x",
        match=f"Endpoint {arn} already exists with the same Token, but different attributes.",
    )
    account.sns("SetEndpointAttributes", EndpointArn=arn, Attributes={"CustomUserData": "me"})
    shown = {"Enabled": "true", "Token": "t-1", "CustomUserData": "me"}
    assert account.sns("GetEndpointAttributes", EndpointArn=arn) == {"Attributes": shown}
    listed = {"Endpoints": [{"EndpointArn": arn, "Attributes": shown}]}
    assert account.sns("ListEndpointsByPlatformApplication", **application) == listed
    with pytest.raises(NotModelled, match="mobile"):
        account.sns("Publish", TargetArn=arn, Message="m")
    account.sns("SetEndpointAttributes", EndpointArn=arn, Attributes={"Enabled": "false"})
    # moto's test against AWS, test_publish_to_disabled_platform_endpoint: no JSON, and no matter.
    message = {"Message": "m", "MessageStructure": "json"}
    refused("EndpointDisabled", account.sns, "Publish", TargetArn=arn, **message)
    wrong = {"EndpointArn": arn, "Attributes": {"Colour": "red"}}
    refused("InvalidParameter", account.sns, "SetEndpointAttributes", **wrong, match="Colour")
    account.sns("DeleteEndpoint", EndpointArn=arn)
    refused("NotFound", account.sns, "GetEndpointAttributes", EndpointArn=arn)


def test_a_device_joins_a_topic_if_it_is_there(account):
    """moto's test against AWS, test_publish_to_deleted_platform_endpoint: the words are AWS's."""
    application = account.sns("CreatePlatformApplication", **PLATFORM)
    arn = account.sns("CreatePlatformEndpoint", **application, Token="t-1")["EndpointArn"]
    topic = account.topic()
    account.subscribe(topic, arn, "application")
    account.publish(topic)
    assert [clause for clause, words in account.told if arn in words] == ["SNS-PUB-02"]
    for _ in range(2):
        assert account.sns("DeleteEndpoint", EndpointArn=arn) == {}
    refused(
        "InvalidParameter",
        account.subscribe,
        account.topic("other"),
        arn,
        "application",
        match=f"Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint arn{arn}",
    )


def policy(operation):
    return json.dumps({"Name": "p", "Version": "2021-06-01", "Statement": [operation]})


@pytest.mark.parametrize("operation", ["Deny", "Deidentify"])
def test_a_policy_that_changes_messages_is_kept_and_not_acted_on(account, operation):
    topic = account.topic()
    assert account.sns("GetDataProtectionPolicy", ResourceArn=topic) == {}
    text = policy({"Operation": {operation: {}}})
    account.sns("PutDataProtectionPolicy", ResourceArn=topic, DataProtectionPolicy=text)
    kept = account.sns("GetDataProtectionPolicy", ResourceArn=topic)
    assert kept == {"DataProtectionPolicy": text}
    with pytest.raises(NotModelled, match="data protection"):
        account.publish(topic)
    account.sns("PutDataProtectionPolicy", ResourceArn=topic, DataProtectionPolicy="")
    assert account.publish(topic)["MessageId"]


def test_a_policy_that_only_looks_changes_nothing(account):
    text = policy({"Operation": {"Audit": {"SampleRate": "99"}}})
    asked = {"Name": "rides", "DataProtectionPolicy": text}
    topic = account.sns("CreateTopic", **asked)["TopicArn"]
    queue = account.listener(topic)
    account.publish(topic, "m")
    assert account.messages(queue) == ["m"]
    refused("NotFound", account.sns, "GetDataProtectionPolicy", ResourceArn=topic + "s")
    wrong = {"ResourceArn": topic, "DataProtectionPolicy": "no"}
    refused("InvalidParameter", account.sns, "PutDataProtectionPolicy", **wrong)
