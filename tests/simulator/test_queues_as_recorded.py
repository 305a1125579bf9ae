"""SQS as AWS answered: codes, messages, shapes (recorded, LocalStack's validated tests).

Each case names the recorded test of ``tests/aws/services/sqs/test_sqs.py`` from which the fact is;
names and values are our own.
"""

import json

import pytest

from pattern_tck.simulator.doors.wire.answers import write_refusal
from pattern_tck.simulator.doors.wire.requests import JSON, QUERY
from pattern_tck.simulator.refusals import Refusal

from .recorded import OWNER, account, error, told

ARN = f"arn:aws:sqs:us-east-1:{OWNER}:"
INVALID, NAME, VALUE = "InvalidParameterValue", "InvalidAttributeName", "InvalidAttributeValue"
FIFO = {"FifoQueue": "true"}
UNKNOWN = "Unknown Attribute {}."
TELLING = "You can specify the {} only when FifoQueue is set to true."


@pytest.fixture
def sqs():
    with account("sqs") as (_, client):
        yield client


def made(sqs, name="orders", **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def attributes(sqs, url, *names):
    asked = list(names) or ["All"]
    return told(sqs.get_queue_attributes, QueueUrl=url, AttributeNames=asked).get("Attributes", {})


# -- errors as the SDK shows them


def test_codes_of_the_two_protocols_stand_side_by_side(sqs):
    """test_posting_to_fifo_requires_deduplicationid_group_id, test_successive_purge_calls_fail."""
    url = made(sqs, "orders.fifo", **FIFO)
    assert error(sqs.send_message, QueueUrl=url, MessageBody="x", MessageGroupId="g") == {
        "Error": {
            "Code": "InvalidParameterValue",
            "QueryErrorCode": "InvalidParameterValueException",
            "Message": "The queue should either have ContentBasedDeduplication enabled or "
            "MessageDeduplicationId provided explicitly",
            "Type": "Sender",
        },
        "Status": 400,
    }
    missing = error(sqs.send_message, QueueUrl=url, MessageBody="x", MessageDeduplicationId="d")
    assert missing["Error"] == {
        "Code": "MissingParameter",
        "QueryErrorCode": "MissingRequiredParameterException",
        "Message": "The request must contain the parameter MessageGroupId.",
        "Type": "Sender",
    }
    sqs.purge_queue(QueueUrl=url)
    assert error(sqs.purge_queue, QueueUrl=url) == {
        "Error": {
            "Code": "AWS.SimpleQueueService.PurgeQueueInProgress",
            "QueryErrorCode": "PurgeQueueInProgress",
            "Message": "Only one PurgeQueue operation on orders.fifo is allowed every 60 seconds.",
            "Type": "Sender",
        },
        "Status": 403,
    }


def test_some_errors_have_a_message_of_their_own(sqs):
    """test_set_unsupported_attribute_standard, test_create_queue_with_different_attributes_..."""
    url = made(sqs, DelaySeconds="1")
    said = "Unknown Attribute FifoQueue."
    asked = {"QueueUrl": url, "Attributes": {"FifoQueue": "false"}}
    assert error(sqs.set_queue_attributes, **asked) == {
        "Error": {"Code": NAME, "QueryErrorCode": NAME, "Message": said, "Type": "Sender"},
        "message": said,
        "Status": 400,
    }
    again = error(sqs.create_queue, QueueName="orders", Attributes={"DelaySeconds": "2"})
    assert again["Error"] == {
        "Code": "QueueAlreadyExists",
        "QueryErrorCode": "QueueNameExists",
        "Message": "A queue already exists with the same name and a different value for attribute "
        "DelaySeconds",
        "Type": "Sender",
    }


@pytest.mark.parametrize(
    ("said", "told_in_xml"),
    [
        (
            "The specified queue does not exist.",
            "The specified queue does not exist for this wsdl version.",
        ),
        (
            "The specified queue does not exist or you do not have access to it.",
            "The specified queue does not exist or you do not have access to it.",
        ),
    ],
)
def test_the_older_protocol_has_other_words_for_a_queue_that_is_not_there(said, told_in_xml):
    """test_non_existent_queue, of both protocols."""
    refusal = Refusal("QueueDoesNotExist", said)
    written = write_refusal("sqs", QUERY, refusal, "r")
    assert b"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in written.body
    assert f"<Message>{told_in_xml}</Message>".encode() in written.body
    assert said.encode() in write_refusal("sqs", JSON, refusal, "r").body


# -- attributes

REFUSED_ATTRIBUTES = [
    # test_create_standard_queue_with_fifo_attribute_raises_error
    ({"FifoQueue": "false"}, NAME, UNKNOWN.format("FifoQueue")),
    ({"ContentBasedDeduplication": "false"}, NAME, UNKNOWN.format("ContentBasedDeduplication")),
    ({"DeduplicationScope": "queue"}, NAME, TELLING.format("DeduplicationScope")),
    ({"FifoThroughputLimit": "perQueue"}, NAME, TELLING.format("FifoThroughputLimit")),
    # test_sse_kms_and_sqs_are_mutually_exclusive
    (
        {"KmsMasterKeyId": "a-key", "SqsManagedSseEnabled": "true"},
        NAME,
        (
            "You can use one type of server-side encryption (SSE) at one time. You can either "
            "enable KMS SSE or SQS SSE."
        ),
    ),
    # test_invalid_dead_letter_arn_rejected_before_lookup
    (
        {"RedrivePolicy": '{"deadLetterTargetArn": "nowhere", "maxReceiveCount": 3}'},
        INVALID,
        (
            'Value {"deadLetterTargetArn": "nowhere", "maxReceiveCount": 3} for parameter '
            "RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn."
        ),
    ),
]


@pytest.mark.parametrize(("given", "code", "message"), REFUSED_ATTRIBUTES)
def test_attributes_that_a_new_queue_may_not_have(sqs, given, code, message):
    refused = told(sqs.create_queue, QueueName="orders", Attributes=given)
    assert refused == (code, message, 400)
    assert told(sqs.list_queues) == {}


@pytest.mark.parametrize(
    "policy",
    [
        {"deadLetterTargetArn": ARN + "dead"},
        {"maxReceiveCount": 3},
        {"deadLetterTargetArn": ARN + "dead", "maxReceiveCount": "many"},
        {"deadLetterTargetArn": ARN + "dead", "maxReceiveCount": 3, "other": 1},
    ],
)
def test_a_redrive_policy_that_is_none(sqs, policy):
    """test_redrive_policy_attribute_validity."""
    made(sqs, "dead")
    url = made(sqs)
    asked = {"QueueUrl": url, "Attributes": {"RedrivePolicy": json.dumps(policy)}}
    code, message, _ = told(sqs.set_queue_attributes, **asked)
    assert code == INVALID
    assert message.startswith(f"Value {json.dumps(policy)} for parameter RedrivePolicy is invalid.")


def test_a_redrive_policy_is_given_back_with_a_number_and_goes_when_it_is_empty(sqs):
    """test_set_empty_redrive_policy, test_create_standard_queue_with_all_properties."""
    made(sqs, "dead")
    policy = {"deadLetterTargetArn": ARN + "dead", "maxReceiveCount": "7"}
    url = made(sqs, RedrivePolicy=json.dumps(policy))
    kept = '{"deadLetterTargetArn":"' + ARN + 'dead","maxReceiveCount":7}'
    assert attributes(sqs, url, "RedrivePolicy") == {"RedrivePolicy": kept}
    sqs.set_queue_attributes(QueueUrl="orders", Attributes={"RedrivePolicy": ""})
    assert "RedrivePolicy" not in attributes(sqs, url)


def test_the_type_of_a_queue_cannot_be_changed_but_said_again(sqs):
    """test_set_unsupported_attribute_fifo."""
    url = made(sqs, "orders.fifo", FifoQueue="True", ContentBasedDeduplication="False")
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"FifoQueue": "true"})
    asked = {"QueueUrl": url, "Attributes": {"FifoQueue": "false"}}
    assert told(sqs.set_queue_attributes, **asked) == (
        VALUE,
        "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
        400,
    )
    # test_fifo_change_to_high_throughput_after_creation
    seen = attributes(sqs, url, "ContentBasedDeduplication", "FifoQueue")
    assert seen == {"ContentBasedDeduplication": "false", "FifoQueue": "true"}


def test_a_key_takes_the_place_of_the_queues_own_encryption(sqs):
    """test_set_queue_attributes_default_values."""
    url = made(sqs)
    new = attributes(sqs, url)
    assert set(new) == {
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
        "CreatedTimestamp",
        "DelaySeconds",
        "LastModifiedTimestamp",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "QueueArn",
        "ReceiveMessageWaitTimeSeconds",
        "SqsManagedSseEnabled",
        "VisibilityTimeout",
    }
    assert new["SqsManagedSseEnabled"] == "true"
    key = {"KmsMasterKeyId": "a-key", "KmsDataKeyReusePeriodSeconds": "600"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=key)
    assert attributes(sqs, url) == {**new, **key, "SqsManagedSseEnabled": "false"}
    none = {"KmsMasterKeyId": "", "KmsDataKeyReusePeriodSeconds": "300"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=none)
    assert attributes(sqs, url) == {**new, "SqsManagedSseEnabled": "false"}


@pytest.mark.parametrize("own", ["true", "false"])
def test_without_a_key_nothing_tells_how_long_it_is_used(sqs, own):
    """Terraform provider: TestAccSQSQueue_noEncryptionKMSDataKeyReusePeriodSeconds."""
    url = made(sqs, KmsDataKeyReusePeriodSeconds="120", SqsManagedSseEnabled=own)
    assert made(sqs, KmsDataKeyReusePeriodSeconds="120") == url
    seen = attributes(sqs, url)
    assert "KmsDataKeyReusePeriodSeconds" not in seen
    assert seen["SqsManagedSseEnabled"] == own


def test_a_queue_goes_from_a_key_to_its_own_encryption_at_once(sqs):
    """Terraform provider: TestAccSQSQueue_encryption."""
    url = made(sqs, KmsMasterKeyId="alias/orders", KmsDataKeyReusePeriodSeconds="120")
    asked = {"KmsMasterKeyId": "", "SqsManagedSseEnabled": "true"}
    assert told(sqs.set_queue_attributes, QueueUrl=url, Attributes=asked) == {}
    seen = {name: text for name, text in attributes(sqs, url).items() if name[:3] in {"Kms", "Sqs"}}
    assert seen == {"SqsManagedSseEnabled": "true"}


def test_lists_that_would_be_empty_are_not_there(sqs):
    """test_list_queues, test_tag_untag_queue, test_receive_empty_queue (since 2024)."""
    url = made(sqs)
    assert told(sqs.list_queues, QueueNamePrefix="other") == {}
    assert told(sqs.list_queue_tags, QueueUrl=url) == {}
    assert told(sqs.receive_message, QueueUrl=url) == {}
    assert told(sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["Policy"]) == {}


def test_a_page_of_queues_has_a_token_only_if_there_are_more(sqs):
    """test_list_queues_pagination."""
    urls = [made(sqs, f"orders-{number}") for number in range(5)]
    first = told(sqs.list_queues, MaxResults=2)
    assert first["QueueUrls"] == urls[:2]
    rest = told(sqs.list_queues, MaxResults=5, NextToken=first["NextToken"])
    assert rest == {"QueueUrls": urls[2:]}


# -- permissions


def test_permissions_make_a_policy_and_leave_none(sqs):
    """test_sqs_permission_lifecycle."""
    url = made(sqs)
    asked = {"QueueUrl": url, "Actions": ["ReceiveMessage"]}
    sqs.add_permission(**asked, AWSAccountIds=[OWNER, "210987654321"], Label="both")
    statement = {
        "Sid": "both",
        "Effect": "Allow",
        "Principal": {
            "AWS": [f"arn:aws:iam::{OWNER}:root", "arn:aws:iam::210987654321:root"],
        },
        "Action": "SQS:ReceiveMessage",
        "Resource": ARN + "orders",
    }
    assert json.loads(attributes(sqs, url, "Policy")["Policy"]) == {
        "Version": "2008-10-17",
        "Id": ARN + "orders/SQSDefaultPolicy",
        "Statement": [statement],
    }
    again = told(sqs.add_permission, **asked, AWSAccountIds=[OWNER], Label="both")
    reason = "Value both for parameter Label is invalid. Reason: Already exists."
    assert again == (INVALID, reason, 400)
    sqs.add_permission(**asked, AWSAccountIds=[OWNER], Label="one")
    sqs.remove_permission(QueueUrl=url, Label="both")
    (left,) = json.loads(attributes(sqs, url, "Policy")["Policy"])["Statement"]
    assert left["Principal"] == {"AWS": f"arn:aws:iam::{OWNER}:root"}
    sqs.remove_permission(QueueUrl=url, Label="one")
    assert attributes(sqs, url, "Policy") == {}
    gone = told(sqs.remove_permission, QueueUrl=url, Label="one")
    reason = "Value one for parameter Label is invalid. Reason: can't find label."
    assert gone == (INVALID, reason, 400)
