"""Messages of SQS as AWS took, refused and gave them (recorded, LocalStack's validated tests).

Each case names the recorded test of ``tests/aws/services/sqs/test_sqs.py``.
"""

import pytest

from .recorded import account, error, told

INVALID = "InvalidParameterValue"
FIFO = {"FifoQueue": "true"}
CONTENT = {**FIFO, "ContentBasedDeduplication": "true"}


@pytest.fixture
def world_and_sqs():
    with account("sqs") as opened:
        yield opened


@pytest.fixture
def sqs(world_and_sqs):
    return world_and_sqs[1]


def made(sqs, name="orders", **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def received(sqs, url, at_most=10, **asked):
    answer = told(sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=at_most, **asked)
    return answer.get("Messages", [])


def bodies(messages):
    return [message["Body"] for message in messages]


def text(value, kind="String"):
    return {"DataType": kind, "StringValue": value}


WRONG_IDENTITY = (
    "Value {1} for parameter {0} is invalid. Reason: {0} can only include alphanumeric and "
    "punctuation characters. 1 to 128 in length."
)
WRONG_HANDLE = 'The input receipt handle "{}" is not a valid receipt handle.'


@pytest.mark.parametrize("identity", ["", "x" * 129, "the 3rd"])
def test_ids_that_are_none(sqs, identity):
    """test_send_message_to_standard_queue_with_invalid_message_group_id and its FIFO sister."""
    url = made(sqs)
    asked = {"QueueUrl": url, "MessageBody": "x"}
    refused = told(sqs.send_message, **asked, MessageGroupId=identity)
    assert refused == (INVALID, WRONG_IDENTITY.format("MessageGroupId", identity), 400)
    asked = {"QueueUrl": made(sqs, "orders.fifo", **FIFO), "MessageBody": "x"}
    asked |= {"MessageGroupId": "g", "MessageDeduplicationId": identity}
    refused = told(sqs.send_message, **asked)
    assert refused == (INVALID, WRONG_IDENTITY.format("MessageDeduplicationId", identity), 400)


REFUSED = [
    # test_send_empty_message
    (
        "send_message",
        {"MessageBody": ""},
        ("MissingParameter", "The request must contain the parameter MessageBody.", 400),
    ),
    # test_send_message_with_empty_string_attribute
    (
        "send_message",
        {"MessageBody": "x", "MessageAttributes": {"colour": text("")}},
        (
            INVALID,
            "Message (user) attribute 'colour' must contain a non-empty value of type 'String'.",
            400,
        ),
    ),
    # test_send_receive_max_number_of_messages
    (
        "receive_message",
        {"MaxNumberOfMessages": 12},
        (
            INVALID,
            (
                "Value 12 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 "
                "and 10, if provided."
            ),
            400,
        ),
    ),
    # test_send_receive_wait_time_seconds
    (
        "receive_message",
        {"WaitTimeSeconds": -1},
        (
            INVALID,
            (
                "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= "
                "20, if provided."
            ),
            400,
        ),
    ),
    # test_delete_message_with_illegal_receipt_handle
    (
        "delete_message",
        {"ReceiptHandle": "rubbish"},
        ("ReceiptHandleIsInvalid", WRONG_HANDLE.format("rubbish"), 400),
    ),
    # test_delete_message_batch_with_too_large_batch
    (
        "delete_message_batch",
        {"Entries": [{"Id": f"{n}", "ReceiptHandle": "x"} for n in range(13)]},
        (
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10. You have sent 13.",
            400,
        ),
    ),
    # test_invalid_batch_id
    (
        "send_message_batch",
        {"Entries": [{"Id": "a:b", "MessageBody": "x"}]},
        (
            "AWS.SimpleQueueService.InvalidBatchEntryId",
            (
                "A batch entry id can only contain alphanumeric characters, hyphens and "
                "underscores. It can be at most 80 letters long."
            ),
            400,
        ),
    ),
    # test_send_message_batch_with_oversized_contents
    (
        "send_message_batch",
        {"Entries": [{"Id": f"{n}", "MessageBody": "x" * 524_289} for n in range(2)]},
        (
            "AWS.SimpleQueueService.BatchRequestTooLong",
            "Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.",
            400,
        ),
    ),
]


@pytest.mark.parametrize(("call", "asked", "answer"), REFUSED)
def test_what_a_queue_refuses(sqs, call, asked, answer):
    assert told(getattr(sqs, call), QueueUrl=made(sqs), **asked) == answer


NAMES = ["aWs.mine", "AMAZON.mine", ".mine", "mine.", "a§b", "a(b", "n" * 257]


@pytest.mark.parametrize(
    "attributes",
    [
        *({name: text("x")} for name in NAMES),
        {"kind": text("x", "Other")},
        {"kind": text("1", "Number." + "x" * 256)},
        {"letters": text("a\x08b")},
    ],
)
def test_attributes_of_messages_that_are_refused(sqs, attributes):
    """test_send_message_with_invalid_string_attributes, test_invalid_string_attributes_cause_..."""
    asked = {"QueueUrl": made(sqs), "MessageBody": "x", "MessageAttributes": attributes}
    assert told(sqs.send_message, **asked)[0] == INVALID


def test_names_of_attributes_have_letters_of_any_script(sqs):
    """test_send_message_with_invalid_string_attributes."""
    url = made(sqs)
    given = {"größe.π": text("12")}
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=given)
    (message,) = received(sqs, url, MessageAttributeNames=["All"])
    assert message["MessageAttributes"] == given


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ([], None),
        (["All"], {"Ab.c", "Abd", "Z"}),
        (["*"], {"Ab.c", "Abd", "Z"}),
        ([".*"], {"Ab.c", "Abd", "Z"}),
        (["Ab", "none"], None),
        (["Ab.*"], {"Ab.c", "Abd"}),
        (["none", "Z"], {"Z"}),
        (["AWS."], None),
        (["..x"], None),
    ],
)
def test_which_attributes_a_receiver_sees(sqs, asked, seen):
    """test_receive_message_message_attribute_names_filters."""
    url = made(sqs)
    given = {name: text("x") for name in ("Ab.c", "Abd", "Z")}
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=given)
    (message,) = received(sqs, url, MessageAttributeNames=asked)
    found = message.get("MessageAttributes")
    assert (found and set(found)) == seen
    assert ("MD5OfMessageAttributes" in message) == bool(seen)


def test_an_entry_that_is_too_large_fails_alone_and_in_words_of_its_own(sqs):
    """test_send_batch_message_size."""
    url = made(sqs, MaximumMessageSize="1024")
    entries = [{"Id": "fits", "MessageBody": "x" * 1024}, {"Id": "not", "MessageBody": "x" * 1025}]
    answer = told(sqs.send_message_batch, QueueUrl=url, Entries=entries)
    assert [entry["Id"] for entry in answer["Successful"]] == ["fits"]
    assert answer["Failed"] == [
        {
            "Id": "not",
            "SenderFault": True,
            "Code": INVALID,
            "Message": "One or more parameters cannot be validated. Reason: Message must be "
            "shorter than 1024 bytes.",
        }
    ]
    refused = told(sqs.send_message, QueueUrl=url, MessageBody="x" * 1025)
    reason = "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."
    assert refused == (INVALID, reason, 400)


def test_a_batch_of_which_nothing_was_done_does_not_say_so_in_a_list(sqs):
    """boto3's users found it on AWS: opentelemetry-python-contrib 4744, streamalert 569."""
    url = made(sqs)
    sent = [{"Id": "late", "MessageBody": "x", "DelaySeconds": 901}]
    assert set(told(sqs.send_message_batch, QueueUrl=url, Entries=sent)) == {"Failed"}
    unknown = [{"Id": "other", "ReceiptHandle": "none"}]
    assert set(told(sqs.delete_message_batch, QueueUrl=url, Entries=unknown)) == {"Failed"}


@pytest.mark.parametrize("lacking", ["MessageGroupId", "MessageDeduplicationId"])
def test_a_batch_for_a_fifo_queue_is_refused_as_a_whole(sqs, lacking):
    """test_send_batch_missing_message_group_id_for_fifo_queue, ..._deduplication_id_..."""
    url = made(sqs, "orders.fifo", **FIFO)
    whole = {"MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    partial = {name: value for name, value in whole.items() if name != lacking}
    entries = [{"Id": "1", **whole}, {"Id": "2", **partial}]
    refused = error(sqs.send_message_batch, QueueUrl=url, Entries=entries)["Error"]
    assert refused["Code"] == INVALID
    assert lacking in refused["Message"]
    assert received(sqs, url) == []


def test_a_fifo_queue_takes_a_delay_of_zero_for_none_at_all(world_and_sqs):
    """test_fifo_queue_send_message_with_zero_delay_..., ..._with_delay_seconds_fails."""
    world, sqs = world_and_sqs
    url = made(sqs, "orders.fifo", **CONTENT, DelaySeconds="3")
    asked = {"QueueUrl": url, "MessageBody": "x", "MessageGroupId": "g"}
    sqs.send_message(**asked, DelaySeconds=0)
    assert received(sqs, url) == []
    world.clock.pass_time(3)
    assert bodies(received(sqs, url)) == ["x"]
    assert told(sqs.send_message, **asked, DelaySeconds=4) == (
        INVALID,
        (
            "Value 4 for parameter DelaySeconds is invalid. Reason: The request include "
            "parameter that is not valid for this queue type."
        ),
        400,
    )


def test_a_purge_makes_a_fifo_queue_forget_what_was_sent(sqs):
    """test_purge_queue_clears_fifo_deduplication_cache."""
    url = made(sqs, "orders.fifo", **FIFO)
    asked = {"QueueUrl": url, "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    sqs.send_message(**asked, MessageBody="before")
    sqs.purge_queue(QueueUrl=url)
    sqs.send_message(**asked, MessageBody="after")
    assert bodies(received(sqs, url)) == ["after"]


def groups(sqs, *names):
    url = made(sqs, "orders.fifo", **CONTENT)
    for name in names:
        group = name.partition("-")[0]
        sqs.send_message(QueueUrl=url, MessageBody=name, MessageGroupId=group)
    return url


def test_groups_that_were_looked_at_go_behind_the_others(sqs):
    """test_fifo_receive_message_with_zero_visibility_timeout."""
    url = groups(sqs, "a-1", "b-1", "b-2", "c-1", "a-2")
    assert bodies(received(sqs, url, 3, VisibilityTimeout=0)) == ["a-1", "a-2", "b-1"]
    again = bodies(received(sqs, url, VisibilityTimeout=0))
    assert again == ["c-1", "a-1", "a-2", "b-1", "b-2"]


def test_a_group_whose_messages_were_deleted_comes_at_its_place(sqs):
    """test_fifo_message_group_visibility_after_delete."""
    url = groups(sqs, "a-1", "b-1", "a-2", "b-2", "a-3", "a-4", "c-1")
    for message in received(sqs, url, 2):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert bodies(received(sqs, url)) == ["b-1", "b-2", "a-3", "a-4", "c-1"]


@pytest.mark.parametrize("seconds", [0, 1])
def test_what_is_visible_again_goes_before_what_its_batch_still_has_in_flight(
    world_and_sqs, seconds
):
    """test_fifo_message_group_visibility_after_terminate_..., ..._after_change_..._visibility."""
    world, sqs = world_and_sqs
    url = groups(sqs, "a-1", "a-2", "b-1")
    first, _ = received(sqs, url, 2)
    handle = first["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=seconds)
    world.clock.pass_time(seconds + 1)
    assert bodies(received(sqs, url, 3)) == ["b-1", "a-1"]


def test_a_group_waits_for_the_last_of_a_batch(sqs):
    """test_fifo_message_group_visibility_after_partial_delete."""
    url = groups(sqs, "a-1", "b-1", "a-2", "b-2", "a-3", "a-4", "c-1")
    first, _ = received(sqs, url, 2)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"])
    assert bodies(received(sqs, url)) == ["b-1", "b-2", "c-1"]


def test_a_change_of_visibility_that_comes_too_late_is_accepted(world_and_sqs):
    """test_change_message_visibility_after_visibility_timeout_expiration."""
    world, sqs = world_and_sqs
    url = made(sqs, "rides", VisibilityTimeout="1")
    sqs.send_message(QueueUrl=url, MessageBody="x")
    (message,) = received(sqs, url)
    world.clock.pass_time(2)
    handle = message["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=5)
    assert bodies(received(sqs, url)) == ["x"]


def test_a_handle_of_an_earlier_receive_ends_the_visibility_timeout(sqs):
    """test_terminate_visibility_timeout_after_receive."""
    url = made(sqs, "rides")
    sqs.send_message(QueueUrl=url, MessageBody="x")
    (first,) = received(sqs, url, VisibilityTimeout=0)
    assert bodies(received(sqs, url, VisibilityTimeout=3)) == ["x"]
    assert received(sqs, url) == []
    handle = first["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    assert bodies(received(sqs, url)) == ["x"]
