"""Topics and publishing as AWS answered (recorded, LocalStack's validated tests).

Each case names the recorded test of ``tests/aws/services/sns/test_sns.py`` from which the fact is.
"""

import json

import pytest

from .recorded import OWNER, account, told

ARN = f"arn:aws:sns:us-east-1:{OWNER}:"
INVALID, VALUE = "InvalidParameter", "ParameterValueInvalid"
FIFO = {"FifoTopic": "true"}
WRONG_TYPE = (
    "The message attribute 'x' has an invalid message attribute type, the set of supported type "
    "prefixes is Binary, Number, and String."
)
WRONG_LETTER = (
    "Invalid non-alphanumeric character '#x{}' was found in the message attribute name. Can only "
    "include alphanumeric characters, hyphens, underscores, or dots."
)


@pytest.fixture
def sns():
    with account("sns") as (_, client):
        yield client


@pytest.fixture
def topic(sns):
    return made(sns)


def made(sns, name="rides", **more):
    return sns.create_topic(Name=name, **more)["TopicArn"]


def refused(*path, code=INVALID, status=400):
    return code, f"Invalid parameter: {' '.join(path)}" if code == INVALID else path[0], status


NO_TOPIC = refused("Topic does not exist", code="NotFound", status=404)


# -- where to

ADDRESSES = [
    # test_publish_wrong_arn_format, test_subscribe_with_invalid_topic
    ("rides", refused("TopicArn Reason: An ARN must have at least 6 elements, not 1")),
    ("", refused("TopicArn Reason: An ARN must have at least 6 elements, not 1")),
    ("rides:1", refused("TopicArn Reason: An ARN must have at least 6 elements, not 2")),
    # test_cross_region_access, test_topic_publish_another_region
    (f"arn:aws:sns:eu-west-1:{OWNER}:rides", refused("TopicArn")),
]
CALLS = {
    "publish": {"Message": "m"},
    "subscribe": {"Protocol": "email", "Endpoint": "a@example.org"},
    "get_topic_attributes": {},
    "set_topic_attributes": {"AttributeName": "DisplayName", "AttributeValue": "x"},
    "list_subscriptions_by_topic": {},
    "delete_topic": {},
    "publish_batch": {"PublishBatchRequestEntries": [{"Id": "1", "Message": "m"}]},
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("arn", "answer"), ADDRESSES)
def test_what_is_no_topic_of_this_region(sns, call, arn, answer):
    assert told(getattr(sns, call), TopicArn=arn, **CALLS[call]) == answer


def test_a_topic_that_is_not_there_can_only_be_deleted(sns):
    """test_unknown_topic_publish, test_delete_non_existent_topic."""
    for call, asked in CALLS.items():
        expected = {} if call == "delete_topic" else NO_TOPIC
        assert told(getattr(sns, call), TopicArn=ARN + "none", **asked) == expected


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        # test_publish_wrong_phone_format
        (
            {"PhoneNumber": "+4x9"},
            refused("PhoneNumber Reason: +4x9 is not valid to publish to"),
        ),
        # test_publish_non_existent_target
        (
            {"TargetArn": f"arn:aws:sns:us-east-1:{OWNER}:endpoint/GCM/a/b"},
            refused("TargetArn Reason: No endpoint found for the target arn specified"),
        ),
    ],
)
def test_publishing_to_other_targets(sns, asked, answer):
    assert told(sns.publish, Message="m", **asked) == answer


# -- making topics again


def test_a_topic_is_found_again_by_part_of_its_tags_and_not_by_others(sns):
    """test_create_duplicate_topic_check_idempotency, test_create_duplicate_topic_with_more_tags."""
    one, two = {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}
    arn = made(sns, Tags=[one, two])
    for tags in ([one, two], [two], []):
        assert made(sns, Tags=tags) == arn
    other = told(sns.create_topic, Name="rides", Tags=[one, {"Key": "b", "Value": "3"}])
    assert other == refused("Tags Reason: Topic already exists with different tags")
    twice = told(sns.create_topic, Name="walks", Tags=[one, one])
    assert twice == refused("Duplicated keys are not allowed.")


def test_a_standard_topic_may_say_that_it_is_one(sns):
    """test_topic_get_attributes_with_fifo_false, test_create_topic_should_be_idempotent."""
    asked = {"FifoTopic": "false"}
    arn = made(sns, Attributes=asked)
    assert made(sns, Attributes=asked) == made(sns) == arn
    assert "FifoTopic" not in sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    change = {"TopicArn": arn, "AttributeName": "FifoTopic", "AttributeValue": "false"}
    assert told(sns.set_topic_attributes, **change) == refused("AttributeName")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="Rides")
    assert made(sns) == arn


@pytest.mark.parametrize("name", ["", "a" * 257, "a:b", "a b", "a%b"])
def test_names_that_are_none(sns, name):
    """test_create_topic_name_constraints."""
    assert told(sns.create_topic, Name=name) == refused("Topic Name")


def test_a_delivery_policy_is_shown_as_it_was_understood(sns, topic):
    """test_topic_delivery_policy_crud."""

    def after(value):
        change = {"TopicArn": topic, "AttributeName": "DeliveryPolicy"}
        sns.set_topic_attributes(**change, AttributeValue=value)
        found = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
        shown = found.get("DeliveryPolicy")
        return json.loads(shown) if shown else None, json.loads(found["EffectiveDeliveryPolicy"])

    request = {"defaultRequestPolicy": {"headerContentType": "application/json"}}
    shown, effective = after(json.dumps({"http": request}))
    assert shown == {"http": {**request, "disableSubscriptionOverrides": False}}
    assert effective["http"]["defaultRequestPolicy"] == request["defaultRequestPolicy"]
    retries = {"defaultHealthyRetryPolicy": {"minDelayTarget": 5, "maxDelayTarget": 7}}
    shown, effective = after(json.dumps({"http": retries}))
    assert shown == {"http": {**retries, "disableSubscriptionOverrides": False}}
    assert effective["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 3
    shown, default = after(json.dumps({"http": {"defaultHealthyRetryPolicy": None}}))
    assert shown == {"http": {"disableSubscriptionOverrides": False}}
    assert after("") == (None, default)


# -- messages


def text(value, kind="String"):
    return {"DataType": kind, "StringValue": value}


EMPTY = (
    "The message attribute 'x' must contain non-empty message attribute value for message "
    "attribute type '{}'."
)
FIELD = "The message attribute 'x' with type '{}' must use field '{}'."
#: test_empty_or_wrong_message_attributes, test_message_attributes_prefixes
ATTRIBUTES = [
    ({"x": text("")}, EMPTY.format("String")),
    ({"x": {"DataType": "String"}}, EMPTY.format("String")),
    ({"x": {"DataType": "Binary", "BinaryValue": b""}}, EMPTY.format("Binary")),
    ({"x": {"DataType": "String", "BinaryValue": b"1"}}, FIELD.format("String", "String")),
    ({"x": {"DataType": "Number", "BinaryValue": b"1"}}, FIELD.format("Number", "String")),
    ({"x": text("1", "Binary")}, FIELD.format("Binary", "Binary")),
    ({"x": text("1", "Text")}, WRONG_TYPE),
    ({"x": text("1", "prefixed.String")}, WRONG_TYPE),
    ({"y" * 257: text("1")}, "Length of message attribute name must be less than 256 bytes."),
    ({"a^b": text("1")}, WRONG_LETTER.format("5E")),
    ({".a": text("1")}, "Invalid message attribute name starting with character '.' was found."),
    ({"a.": text("1")}, "Invalid message attribute name ending with character '.' was found."),
    ({"a..b": text("1")}, "Message attribute name can not have successive '.' character."),
]


@pytest.mark.parametrize(("attributes", "message"), ATTRIBUTES)
def test_attributes_that_no_message_has(sns, topic, attributes, message):
    expected = refused(message, code=VALUE)
    one = {"Message": "m", "MessageAttributes": attributes}
    assert told(sns.publish, TopicArn=topic, **one) == expected
    entries = [{"Id": "0", "Message": "good"}, {"Id": "1", **one}]
    asked = {"TopicArn": topic, "PublishBatchRequestEntries": entries}
    assert told(sns.publish_batch, **asked) == expected


NO_DEFAULT = refused("Message Structure - No default entry in JSON message body")
NO_ID = refused(
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
    "provided explicitly"
)
#: test_publish_batch_exceptions
BATCHES = [
    ([{}], refused("The MessageGroupId parameter is required for FIFO topics")),
    ([{"MessageGroupId": "g"}], NO_ID),
    (
        [{"Id": str(number)} for number in range(11)],
        (
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.",
            400,
        ),
    ),
    (
        [{"Id": "1"}, {"Id": "1"}],
        (
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
            400,
        ),
    ),
    ([{"Message": '{"sqs": "m"}', "MessageStructure": "json"}], NO_DEFAULT),
    # test_publish_batch_invalid_entry_id
    (
        [{"Id": "a.b"}],
        (
            "InvalidBatchEntryId",
            "The Id of a batch entry in the batch request contains an impermissible character: a.b",
            400,
        ),
    ),
    (
        [{"Id": "a" * 81}],
        (
            "InvalidBatchEntryId",
            f"The Id of a batch entry in the batch request is too long: {'a' * 81}",
            400,
        ),
    ),
    # test_publish_batch_too_long_message
    (
        [{"Id": "1", "Message": "m" * 262_144}, {"Id": "2"}],
        (
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
            400,
        ),
    ),
]


@pytest.mark.parametrize(("entries", "answer"), BATCHES)
def test_batches_that_are_refused_as_a_whole(sns, entries, answer):
    topic = made(sns, "rides.fifo", Attributes=FIFO)
    whole = [{"Id": "1", "Message": "m", **entry} for entry in entries]
    asked = {"TopicArn": topic, "PublishBatchRequestEntries": whole}
    assert told(sns.publish_batch, **asked) == answer


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        # test_message_structure_json_exc
        ('{"sqs": "m"}', NO_DEFAULT),
        ('{"default": {"a": 1}}', NO_DEFAULT),
        ("{", refused("Message Structure - JSON message body failed to parse")),
    ],
)
def test_messages_that_have_no_text_for_all(sns, topic, body, answer):
    asked = {"TopicArn": topic, "Message": body, "MessageStructure": "json"}
    assert told(sns.publish, **asked) == answer


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        # test_empty_sns_message, test_publish_with_empty_subject, test_publish_too_long_message
        ({"Message": ""}, refused("Empty message")),
        ({"Message": "m", "Subject": ""}, refused("Subject")),
        ({"Message": "m" * 262_145}, refused("Message too long")),
        # test_validations_for_fifo
        (
            {"Message": "m", "MessageDeduplicationId": "d"},
            refused(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId "
                "parameter that is not valid for this topic type"
            ),
        ),
    ],
)
def test_messages_that_a_topic_refuses(sns, topic, asked, answer):
    assert told(sns.publish, TopicArn=topic, **asked) == answer
