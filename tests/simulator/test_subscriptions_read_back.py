"""Attributes of subscriptions as tools that hold a state read them back.

The facts are from the Terraform provider, whose acceptance tests run against AWS
(``internal/service/sns/topic_subscription.go`` and its test); each case names its test.
"""

import json

import pytest

from .recorded import OWNER, account, told

QUEUE = f"arn:aws:sqs:us-east-1:{OWNER}:rides"
#: What AWS shows of a retry policy, if only as null.
RETRIES = (
    "minDelayTarget",
    "maxDelayTarget",
    "numRetries",
    "numMaxDelayRetries",
    "numNoDelayRetries",
    "numMinDelayRetries",
    "backoffFunction",
)


@pytest.fixture
def sns():
    with account("sns") as (_, client):
        yield client


def joined(sns, protocol="sqs", endpoint=QUEUE, **attributes):
    topic = sns.create_topic(Name="rides")["TopicArn"]
    asked = {"TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint}
    answer = sns.subscribe(**asked, Attributes=attributes, ReturnSubscriptionArn=True)
    return answer["SubscriptionArn"]


def seen(sns, arn):
    return sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]


def changed(sns, arn, name, value=None):
    asked = {"SubscriptionArn": arn, "AttributeName": name}
    if value is not None:
        asked["AttributeValue"] = value
    return told(sns.set_subscription_attributes, **asked)


@pytest.mark.parametrize("nothing", ["{}", " { } ", ""])
@pytest.mark.parametrize("scope", ["MessageAttributes", "MessageBody"])
def test_a_filter_policy_that_names_nothing_is_none(sns, nothing, scope):
    """TestAccSNSTopicSubscription_filterPolicy and _filterPolicyScope: neither is shown."""
    arn = joined(sns, FilterPolicy='{"kind":["taxi"]}', FilterPolicyScope=scope)
    assert seen(sns, arn)["FilterPolicyScope"] == scope
    assert changed(sns, arn, "FilterPolicy", nothing) == {}
    assert not seen(sns, arn).keys() & {"FilterPolicy", "FilterPolicyScope"}


def test_a_subscription_with_such_a_policy_is_the_same_again(sns):
    arn = joined(sns, FilterPolicy="{}")
    assert not seen(sns, arn).keys() & {"FilterPolicy", "FilterPolicyScope"}
    assert joined(sns) == joined(sns, FilterPolicy="{}") == arn


def test_a_scope_may_be_set_before_its_policy(sns):
    """TestAccSNSTopicSubscription_filterPolicyScope: a nested policy needs the scope first."""
    arn = joined(sns, FilterPolicy='{"kind":["taxi"]}')
    assert changed(sns, arn, "FilterPolicyScope", "MessageBody") == {}
    nested = '{"ride":{"kind":["taxi"]}}'
    assert changed(sns, arn, "FilterPolicy", nested) == {}
    assert changed(sns, arn, "FilterPolicyScope", "MessageAttributes")[0] == "InvalidParameter"
    assert changed(sns, arn, "FilterPolicy", '{"kind":["bus"]}') == {}
    assert changed(sns, arn, "FilterPolicyScope", "MessageAttributes") == {}


def test_no_value_and_not_an_empty_one_takes_the_dead_letter_queue_away(sns):
    """TestAccSNSTopicSubscription_redrivePolicy, and a remark in topic_subscription.go."""
    arn = joined(sns, RedrivePolicy=json.dumps({"deadLetterTargetArn": QUEUE}))
    code, message, status = changed(sns, arn, "RedrivePolicy", "")
    assert (code, status) == ("InvalidParameter", 400)
    assert message.startswith("Invalid parameter: RedrivePolicy: ")
    assert "RedrivePolicy" in seen(sns, arn)
    assert changed(sns, arn, "RedrivePolicy") == {}
    assert "RedrivePolicy" not in seen(sns, arn)


def test_a_retry_policy_is_shown_with_what_it_does_not_say(sns):
    """TestSuppressEquivalentTopicSubscriptionDeliveryPolicy, and sent back as it was shown."""
    said = {"minDelayTarget": 4, "maxDelayTarget": 12, "numRetries": 6}
    arn = joined(sns, "http", "http://example.org/in")
    for policy in (json.dumps({"healthyRetryPolicy": said}), None):
        again = policy or seen(sns, arn)["DeliveryPolicy"]
        assert changed(sns, arn, "DeliveryPolicy", again) == {}
        shown = json.loads(seen(sns, arn)["DeliveryPolicy"])
        assert shown["healthyRetryPolicy"] == {**dict.fromkeys(RETRIES), **said}
        effective = json.loads(seen(sns, arn)["EffectiveDeliveryPolicy"])["healthyRetryPolicy"]
        assert effective["backoffFunction"] == "linear"
        assert said.items() <= effective.items()
    assert changed(sns, arn, "DeliveryPolicy", "") == {}
    assert "DeliveryPolicy" not in seen(sns, arn)
