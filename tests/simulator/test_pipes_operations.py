"""The operations of EventBridge Pipes: answers, refusals, lists and tags.

The words of the refusals of CreatePipe were measured on AWS (cdk-preflight, ``rules/pipes``).
"""

import datetime as dt
import json

import pytest

from tests.simulator.pipe_account import ROLE, START, Account, arn, refused

DATE = dt.datetime.fromtimestamp(START, dt.UTC)


def test_a_pipe_goes_from_state_to_state():
    account = Account()
    made = account.shaped("CreatePipe", account.call("CreatePipe", **account.asked()))
    assert made == {
        "Arn": arn("pipes", "pipe/p"),
        "Name": "p",
        "DesiredState": "RUNNING",
        "CurrentState": "CREATING",
        "CreationTime": DATE,
        "LastModifiedTime": DATE,
    }
    seen = []
    for operation, more in (
        (None, {}),
        ("StopPipe", {}),
        ("StartPipe", {}),
        ("UpdatePipe", {"RoleArn": ROLE, "DesiredState": "STOPPED"}),
        ("DeletePipe", {}),
    ):
        if operation:
            answer = account.shaped(operation, account.call(operation, Name="p", **more))
            seen.append((answer["DesiredState"], answer["CurrentState"]))
        account.after(1)
        if operation != "DeletePipe":
            seen.append(account.call("DescribePipe", Name="p")["CurrentState"])
    assert seen == [
        "RUNNING",
        ("STOPPED", "STOPPING"),
        "STOPPED",
        ("RUNNING", "STARTING"),
        "RUNNING",
        ("STOPPED", "UPDATING"),
        "STOPPED",
        ("DELETED", "DELETING"),
    ]
    for operation in ("DescribePipe", "StopPipe", "StartPipe", "DeletePipe"):
        assert refused(account, operation, Name="p") == (
            "NotFoundException",
            404,
            "Pipe p does not exist.",
        )


def test_a_pipe_is_described_with_what_it_was_told():
    account = Account()
    filters = {"FilterCriteria": {"Filters": [{"Pattern": '{"body": ["x"]}'}]}}
    asked = account.asked(Description="d", SourceParameters=filters, Tags={"team": "a"})
    account.call("CreatePipe", **asked)
    described = account.shaped("DescribePipe", account.call("DescribePipe", Name="p"))
    assert described["SourceParameters"] == filters | {"SqsQueueParameters": {"BatchSize": 10}}
    assert described["Tags"] == {"team": "a"}
    assert (described["Source"], described["Target"]) == (arn("sqs", "in"), arn("sqs", "out"))
    assert described["RoleArn"] == ROLE
    batch = {"SqsQueueParameters": {"BatchSize": 5}}
    account.call("UpdatePipe", Name="p", RoleArn=ROLE, SourceParameters=batch)
    described = account.call("DescribePipe", Name="p")
    assert described["SourceParameters"] == filters | batch
    assert described["Description"] == "d"


def test_a_name_is_taken():
    account = Account()
    account.call("CreatePipe", **account.asked())
    told = refused(account, "CreatePipe", **account.asked())
    assert told == ("ConflictException", 409, "Pipe p already exists.")


def filtered(pattern):
    return {"SourceParameters": {"FilterCriteria": {"Filters": [{"Pattern": pattern}]}}}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"Source": "arn:aws:sqs:eu-west-1:123456789012:in"},
            "Creating cross-region pipe is not permitted.",
        ),
        (
            {"SourceParameters": {"KinesisStreamParameters": {"StartingPosition": "LATEST"}}},
            "Invalid source parameter provided for source.",
        ),
        (
            {"TargetParameters": {"LambdaFunctionParameters": {}}},
            "Invalid target parameter provided for target.",
        ),
        (
            {"Target": arn("sns", "t.fifo")},
            "SNS FIFO topics are not supported as a pipe target.",
        ),
        ({"Enrichment": arn("sqs", "q")}, "Invalid pipe enrichment."),
        (
            {"SourceParameters": {"SqsQueueParameters": {"BatchSize": 11}}},
            "The configured batch size 11 is greater than the max supported batch size 10.",
        ),
        (
            {"SourceParameters": {"SqsQueueParameters": {"BatchSize": 0}}},
            (
                "1 validation error detected: Value '0' at "
                "'sourceParameters.sqsQueueParameters.batchSize' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1"
            ),
        ),
        (
            filtered("{}"),
            "Invalid Event Pattern. Reason: Empty objects are not allowed",
        ),
        (
            filtered(json.dumps({"body": "x"})),
            'Invalid Event Pattern. Reason: "body" must be an object or an array',
        ),
        (
            {"TargetParameters": {"InputTemplate": "<aws.events.rule-name>"}},
            "Invalid json path reference or predefined variable for placeholder.",
        ),
        (
            {"LogConfiguration": {"Level": "ERROR"}},
            "Must provide at least 1 log destination in LogConfiguration.",
        ),
        (
            {"Name": "a b"},
            (
                "1 validation error detected: Value 'a b' at 'name' failed to satisfy "
                r"constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"
            ),
        ),
    ],
)
def test_pipes_that_are_refused(given, words):
    account = Account()
    code, status, told = refused(account, "CreatePipe", **account.asked() | given)
    assert (code, status) == ("ValidationException", 400)
    assert told.partition("\n")[0] == words
    assert account.call("ListPipes") == {"Pipes": []}


def test_a_refused_change_leaves_the_pipe_as_it_was():
    account = Account()
    account.pipe()
    told = refused(account, "UpdatePipe", Name="p", RoleArn=ROLE, Target=arn("sns", "t.fifo"))
    assert told[0] == "ValidationException"
    described = account.call("DescribePipe", Name="p")
    assert (described["Target"], described["CurrentState"]) == (arn("sqs", "out"), "RUNNING")


def test_lists_come_in_pages_and_can_be_narrowed():
    account = Account()
    for name in ("a1", "a2", "b1"):
        state = "STOPPED" if name == "b1" else "RUNNING"
        account.call("CreatePipe", **account.asked(Name=name, DesiredState=state))
    account.after(1)
    first = account.shaped("ListPipes", account.call("ListPipes", Limit=2))
    rest = account.call("ListPipes", Limit=2, NextToken=first["NextToken"])
    assert [[one["Name"] for one in page["Pipes"]] for page in (first, rest)] == [
        ["a1", "a2"],
        ["b1"],
    ]

    def found(**asked):
        return [one["Name"] for one in account.call("ListPipes", **asked)["Pipes"]]

    assert found(NamePrefix="b") == found(CurrentState="STOPPED") == ["b1"]
    assert found(DesiredState="RUNNING", SourcePrefix="arn:aws:sqs") == ["a1", "a2"]
    assert found(TargetPrefix="arn:aws:sns") == []


def test_tags():
    account = Account()
    made = account.pipe(Tags={"team": "a"})
    account.call("TagResource", resourceArn=made, tags={"cost": "1"})
    account.call("UntagResource", resourceArn=made, tagKeys=["team", "none"])
    assert account.call("ListTagsForResource", resourceArn=made) == {"tags": {"cost": "1"}}
    told = refused(account, "ListTagsForResource", resourceArn=made + "x")
    assert told[:2] == ("NotFoundException", 404)
