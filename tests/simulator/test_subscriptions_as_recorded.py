"""Subscriptions as AWS answered (recorded, LocalStack's validated tests).

Each case names the recorded test of ``tests/aws/services/sns/test_sns.py``, or of
``test_sns_filter_policy.py``, from which the fact is.
"""

import json

import pytest

from pattern_tck.simulator.refusals import Refusal

from .recorded import OWNER, account, told

SQS = f"arn:aws:sqs:us-east-1:{OWNER}:"
SNS = f"arn:aws:sns:us-east-1:{OWNER}:"
NOWHERE = (
    "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, "
    "column: {}]"
)
NAME_MISSING = (
    "failed to parse JSON. Unexpected character ('n' (code 110)): was expecting double-quote to "
    "start field name" + NOWHERE.format(2)
)
TOKEN = (
    "failed to parse JSON. Unrecognized token 'nothing': was expecting (JSON String, Number, "
    "Array, Object or token 'null', 'true' or 'false')" + NOWHERE.format(8)
)


@pytest.fixture
def sns():
    with account("sns") as (_, client):
        yield client


@pytest.fixture
def world_and_sns():
    with account("sns") as opened:
        yield opened


def made(sns, name="rides", **attributes):
    return sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]


def joined(sns, topic, queue="one", **attributes):
    asked = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": SQS + queue}
    return sns.subscribe(**asked, Attributes=attributes)["SubscriptionArn"]


def invalid(what):
    return "InvalidParameter", f"Invalid parameter: {what}", 400


@pytest.mark.parametrize(
    ("protocol", "endpoint", "answer"),
    [
        # test_subscribe_with_invalid_protocol
        ("pigeon", "x", invalid("Amazon SNS does not support this protocol string: pigeon")),
        # test_subscribe_to_sqs_with_queue_url, test_subscribe_unknown_sqs_queue
        ("sqs", f"https://sqs.us-east-1.amazonaws.com/{OWNER}/one", invalid("SQS endpoint ARN")),
        ("sqs", "one", invalid("SQS endpoint ARN")),
        # test_subscribe_invalid_sms
        *(
            ("sms", number, ("InvalidParameter", f"Invalid SMS endpoint: {number}", 400))
            for number in ("none", "+4--912345", "+4912345.", "/+4912345")
        ),
        # moto's words for the same
        ("https", "http://example.org", invalid("Endpoint must match the specified protocol")),
        # test_validations_for_fifo
        (
            "sqs",
            SQS + "one.fifo",
            invalid(
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to "
                "standard SNS topics"
            ),
        ),
    ],
)
def test_endpoints_that_cannot_join(sns, protocol, endpoint, answer):
    asked = {"TopicArn": made(sns), "Protocol": protocol, "Endpoint": endpoint}
    assert told(sns.subscribe, **asked) == answer


#: test_validate_set_sub_attributes, test_set_subscription_filter_policy_scope,
#: test_subscribe_invalid_filter_policy, test_create_subscriptions_with_attributes,
#: test_sub_filter_policy_nested_property, test_validate_policy_string_operators
ATTRIBUTES = [
    ("RawMessageDelivery", "Perhaps", "{}: Invalid value [Perhaps]. Must be true or false."),
    ("RawMessageDelivery", "", "{}: Invalid value []. Must be true or false."),
    ("RedrivePolicy", '{"deadLetterTargetArn": "x"}', "{}: deadLetterTargetArn is an invalid arn"),
    ("RedrivePolicy", "{none}", "{}: " + NAME_MISSING),
    ("FilterPolicy", "{none}", "{}: " + NAME_MISSING),
    ("FilterPolicy", "nothing", "{}: " + TOKEN),
    ("FilterPolicy", '{"a": {"b": "c"}}', '{}: "b" must be an object or an array'),
    (
        "FilterPolicy",
        '{"a": {"b": ["c"]}}',
        "Filter policy scope MessageAttributes does not support nested filter policy",
    ),
    (
        "FilterPolicyScope",
        "MessageHead",
        "{}: Invalid value [MessageHead]. Please use either MessageBody or MessageAttributes",
    ),
]


@pytest.mark.parametrize(("name", "value", "message"), ATTRIBUTES)
def test_attributes_that_no_subscription_has(sns, name, value, message):
    topic = made(sns)
    said = message.format(name)
    change = {"AttributeName": name, "AttributeValue": value}
    arn = joined(sns, topic)
    answer = told(sns.set_subscription_attributes, SubscriptionArn=arn, **change)
    assert answer == invalid(said)
    asked = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": SQS + "two"}
    answer = told(sns.subscribe, **asked, Attributes={name: value})
    assert answer == invalid(f"Attributes Reason: {said}")


def test_an_attribute_that_nobody_knows(sns):
    """test_validate_set_sub_attributes."""
    change = {"AttributeName": "Colour", "AttributeValue": "red"}
    arn = joined(sns, made(sns))
    answer = told(sns.set_subscription_attributes, SubscriptionArn=arn, **change)
    assert answer == invalid("AttributeName")


def test_a_telephone_may_be_written_with_marks(sns):
    """test_subscribe_sms_obscure_phone_number."""
    asked = {"TopicArn": made(sns), "Protocol": "sms", "Endpoint": "+49/12-34.567"}
    assert told(sns.subscribe, **asked)["SubscriptionArn"].startswith(SNS)


def test_the_dead_letters_of_a_fifo_topic_go_to_a_fifo_queue(sns):
    """test_validations_for_fifo."""
    arn = joined(sns, made(sns, "rides.fifo", FifoTopic="true"), "one.fifo")
    policy = json.dumps({"deadLetterTargetArn": SQS + "dead"})
    change = {"AttributeName": "RedrivePolicy", "AttributeValue": policy}
    answer = told(sns.set_subscription_attributes, SubscriptionArn=arn, **change)
    assert answer == invalid(
        "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
    )


def test_a_redrive_policy_has_no_count(sns):
    """cloudposse/terraform-aws-sns-topic, issue 48: what AWS answered."""
    policy = json.dumps({"deadLetterTargetArn": SQS + "dead", "maxReceiveCount": 5})
    asked = {"TopicArn": made(sns), "Protocol": "sqs", "Endpoint": SQS + "one"}
    answer = told(sns.subscribe, **asked, Attributes={"RedrivePolicy": policy})
    assert answer == invalid(
        "Attributes Reason: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown."
    )


def test_the_scope_of_a_filter_is_shown_with_the_filter_only(sns):
    """test_set_subscription_filter_policy_scope, test_subscribe_sqs_queue."""
    topic = made(sns)
    arn = joined(sns, topic, FilterPolicyScope="MessageBody")
    seen = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert set(seen) == {
        "ConfirmationWasAuthenticated",
        "Endpoint",
        "Owner",
        "PendingConfirmation",
        "Protocol",
        "RawMessageDelivery",
        "SubscriptionArn",
        "SubscriptionPrincipal",
        "TopicArn",
    }
    change = {"AttributeName": "FilterPolicy", "AttributeValue": '{"a": ["b"]}'}
    sns.set_subscription_attributes(SubscriptionArn=arn, **change)
    seen = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert (seen["FilterPolicyScope"], seen["FilterPolicy"]) == ("MessageBody", '{"a": ["b"]}')


def test_who_joins_again_need_not_say_all_that_he_said(sns):
    """test_subscribe_idempotency, test_double_subscription."""
    topic = made(sns)
    arn = joined(sns, topic, RawMessageDelivery="True", FilterPolicy="")
    for again in ("True", "true"):
        assert joined(sns, topic, RawMessageDelivery=again) == arn
    assert joined(sns, topic, FilterPolicyScope="MessageAttributes", FilterPolicy="") == arn
    assert joined(sns, topic) == arn
    asked = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": SQS + "one"}
    for attributes in ({"RawMessageDelivery": "false"}, {"FilterPolicyScope": "MessageBody"}):
        assert told(sns.subscribe, **asked, Attributes=attributes) == invalid(
            "Attributes Reason: Subscription already exists with different attributes"
        )


@pytest.mark.parametrize(
    ("arn", "answer"),
    [
        # test_unsubscribe_wrong_arn_format, test_unsubscribe_from_deleted_topic
        ("one", invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not 1")),
        (
            "arn:aws:sns:us-east-1:one",
            invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not 5"),
        ),
        (SNS + "one", invalid("SubscriptionId")),
        # test_unsubscribe_from_non_existing_subscription
        (SNS + "rides:00000000-0000-0000-0000-000000000000", {}),
    ],
)
def test_ending_what_is_no_subscription(sns, arn, answer):
    assert told(sns.unsubscribe, SubscriptionArn=arn) == answer


def test_ending_without_saying_what(world_and_sns):
    """test_unsubscribe_wrong_arn_format: the SDK would not send this, others do."""
    world, _ = world_and_sns
    with pytest.raises(Refusal, match="SubscriptionArn Reason: no value for required parameter"):
        world.call("sns", "Unsubscribe", {})


def test_ending_a_subscription_twice(sns):
    """test_unsubscribe_idempotency, test_not_found_error_on_set_subscription_attributes."""
    topic = made(sns)
    arn = joined(sns, topic)
    assert told(sns.unsubscribe, SubscriptionArn=arn) == {}
    assert told(sns.unsubscribe, SubscriptionArn=arn) == {}
    gone = ("NotFound", "Subscription does not exist", 404)
    assert told(sns.get_subscription_attributes, SubscriptionArn=arn) == gone
    assert told(sns.list_subscriptions_by_topic, TopicArn=topic) == {"Subscriptions": []}


def test_ending_a_subscription_that_waits(sns):
    """The Terraform provider knows this answer by its words (topic_subscription.go)."""
    asked = {"TopicArn": made(sns), "Protocol": "http", "Endpoint": "http://example.org/in"}
    arn = sns.subscribe(**asked, ReturnSubscriptionArn=True)["SubscriptionArn"]
    why = "Cannot unsubscribe a subscription that is pending confirmation"
    refused = invalid(f"SubscriptionArn Reason: {why}")
    assert told(sns.unsubscribe, SubscriptionArn=arn) == refused


def test_tokens(world_and_sns):
    """test_sns_confirm_subscription_wrong_token, test_subscribe_external_http_endpoint."""
    world, sns = world_and_sns
    topic = made(sns)
    asked = {"TopicArn": topic, "Protocol": "http", "Endpoint": "http://example.org/in"}
    assert told(sns.subscribe, **asked) == {"SubscriptionArn": "pending confirmation"}
    token = world.told[-1].words.rpartition(" ")[2]
    unknown = token.translate(str.maketrans("0123456789abcdef", "f0123456789abcde"))
    confirm = sns.confirm_subscription
    malformed = ("InvalidParameter", "Invalid token", 400)
    assert told(confirm, TopicArn=topic, Token="none") == malformed
    assert told(confirm, TopicArn=topic, Token=unknown) == invalid("Token")
    assert told(confirm, TopicArn=topic + "s", Token=unknown) == invalid("Token")
    assert told(confirm, TopicArn=topic + "s", Token=token) == invalid("Topic")
    confirmed = told(confirm, TopicArn=topic, Token=token)
    assert confirmed["SubscriptionArn"].startswith(topic)
    assert told(confirm, TopicArn=topic, Token=token) == confirmed


def test_the_delivery_policy_of_an_endpoint_is_shown_in_all_its_parts(sns):
    """test_subscribe_external_http_endpoint_content_type."""
    policy = {"requestPolicy": {"headerContentType": "text/csv"}}
    arn = sns.subscribe(
        TopicArn=made(sns),
        Protocol="http",
        Endpoint="http://example.org/in",
        Attributes={"DeliveryPolicy": json.dumps(policy)},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    seen = sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert json.loads(seen["DeliveryPolicy"]) == {
        "healthyRetryPolicy": None,
        "sicklyRetryPolicy": None,
        "throttlePolicy": None,
        **policy,
        "guaranteed": False,
    }
    effective = json.loads(seen["EffectiveDeliveryPolicy"])
    assert effective["requestPolicy"] == policy["requestPolicy"]
    assert effective["healthyRetryPolicy"]["numRetries"] == 3


def test_a_list_has_a_hundred_at_a_time(sns):
    """test_subscription_paging, test_list_subscriptions_by_topic_pagination."""
    topic = made(sns)
    for number in range(101):
        sns.subscribe(TopicArn=topic, Protocol="sms", Endpoint=f"+49123{number:03}")
    first = told(sns.list_subscriptions_by_topic, TopicArn=topic)
    assert len(first["Subscriptions"]) == 100
    asked = {"TopicArn": topic, "NextToken": first["NextToken"]}
    rest = told(sns.list_subscriptions_by_topic, **asked)
    assert set(rest) == {"Subscriptions"}
    assert len(rest["Subscriptions"]) == 1
