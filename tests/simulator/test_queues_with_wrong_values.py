"""Values that no queue can have: each is refused as SQS refuses, and nothing else goes wrong."""

import json

import pytest

from pattern_tck.simulator.queues import batches
from pattern_tck.simulator.refusals import NotModelled, Refusal

from .queue_account import Account

ARN = "arn:aws:sqs:us-east-1:123456789012:"
#: A digit, to Python, which it does not read; one that it reads; more than it reads.
NO_NUMBERS = ["\u00b2", "\u0663", "9" * 5000, "-1", "", " 1"]
HALF = "\ud800"


def refused(call, *asked, **more):
    with pytest.raises(Refusal) as raised:
        call(*asked, **more)
    assert not isinstance(raised.value, NotModelled)
    return raised.value.code


@pytest.fixture
def account():
    return Account()


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_numbers_that_are_none(account, value):
    code = refused(
        account.sqs, "CreateQueue", QueueName="q", Attributes={"VisibilityTimeout": value}
    )
    assert code == "InvalidAttributeValue"


@pytest.mark.parametrize(
    "count", [*map(json.dumps, NO_NUMBERS), "9" * 5000, "true", "null", "[3]", "1e400"]
)
def test_counts_of_receives_that_are_none(account, count):
    account.queue("dead")
    policy = f'{{"deadLetterTargetArn": "{ARN}dead", "maxReceiveCount": {count}}}'
    code = refused(account.sqs, "CreateQueue", QueueName="q", Attributes={"RedrivePolicy": policy})
    assert code in {"InvalidParameterValue", "InvalidAttributeValue"}


@pytest.mark.parametrize("permission", [["allowAll"], {"a": 1}, 4, None, True])
def test_permissions_that_are_none(account, permission):
    policy = json.dumps({"redrivePermission": permission})
    code = refused(
        account.sqs, "CreateQueue", QueueName="q", Attributes={"RedriveAllowPolicy": policy}
    )
    assert code == "InvalidAttributeValue"


@pytest.mark.parametrize("token", NO_NUMBERS[:-2])
def test_tokens_of_pages_that_nobody_gave(account, token):
    account.queue()
    code = refused(account.sqs, "ListQueues", NextToken=token, MaxResults=1)
    assert code == "InvalidParameterValue"


@pytest.mark.parametrize("most", [0, -1, 1001])
def test_the_size_of_a_page_is_checked_though_there_is_nothing_to_list(account, most):
    assert refused(account.sqs, "ListQueues", MaxResults=most) == "InvalidParameterValue"


@pytest.mark.parametrize("ending", ["\u00b2/1", "1/\u00b2", "9" * 5000 + "/1"])
def test_handles_with_numbers_that_are_none(account, ending):
    url = account.queue()
    account.send(url)
    (message,) = account.receive(url)
    mark = message["ReceiptHandle"].partition("/")[0]
    code = refused(account.sqs, "DeleteMessage", QueueUrl=url, ReceiptHandle=f"{mark}/{ending}")
    assert code == "ReceiptHandleIsInvalid"


@pytest.mark.parametrize(
    "statement",
    [
        "Allow",
        {"Effect": ["Allow"]},
        {"Action": {"a": 1}},
        {"Action": [4]},
        {"NotAction": 4},
        {"Resource": [["a"]]},
        {"Condition": "a"},
        {"Condition": {"StringEquals": "a"}},
        {"Condition": [{}]},
    ],
)
def test_statements_that_nobody_can_read(account, statement):
    url = account.queue()
    for statements in ([statement], statement):
        policy = json.dumps({"Statement": statements})
        attributes = {"Policy": policy}
        code = refused(account.sqs, "SetQueueAttributes", QueueUrl=url, Attributes=attributes)
        assert code == "InvalidAttributeValue"


@pytest.mark.parametrize("policy", ["[" * 500 + "]" * 500, '{"Statement": NaN}', "nothing"])
def test_policies_that_are_no_json(account, policy):
    code = refused(account.sqs, "CreateQueue", QueueName="q", Attributes={"Policy": policy})
    assert code == "InvalidAttributeValue"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"MessageBody": HALF}, "InvalidMessageContents"),
        (
            {"MessageAttributes": {"a": {"DataType": "String", "StringValue": HALF}}},
            "InvalidParameterValue",
        ),
        (
            {"MessageAttributes": {"a": {"DataType": "String." + HALF, "StringValue": "b"}}},
            "InvalidParameterValue",
        ),
        (
            {"MessageAttributes": {HALF: {"DataType": "String", "StringValue": "b"}}},
            "InvalidParameterValue",
        ),
        (
            {
                "MessageSystemAttributes": {
                    "AWSTraceHeader": {"DataType": "String", "StringValue": HALF}
                }
            },
            "InvalidParameterValue",
        ),
    ],
)
def test_half_a_pair_is_no_character(account, part, code):
    url = account.queue()
    asked = {"MessageBody": "m", **part}
    assert refused(account.sqs, "SendMessage", QueueUrl=url, **asked) == code
    answer = account.sqs("SendMessageBatch", QueueUrl=url, Entries=[{"Id": "a", **asked}])
    assert [failed["Code"] for failed in answer["Failed"]] == [code]
    assert account.receive(url) == []


def test_an_entry_that_is_not_modelled_is_said_and_not_failed(account):
    def unknown(_entry):
        raise NotModelled("a message of this kind")

    with pytest.raises(NotModelled):
        batches.each([{"Id": "a"}], unknown, account.world.choose)


def test_nothing_is_moved_to_where_it_is(account):
    account.dead_letter_pair()
    asked = {"SourceArn": ARN + "dead", "DestinationArn": ARN + "dead"}
    assert refused(account.sqs, "StartMessageMoveTask", **asked) == "InvalidParameterValue"
    account.sqs("StartMessageMoveTask", SourceArn=ARN + "dead")
