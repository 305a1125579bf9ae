"""EventBridge Scheduler's operations as AWS answered them.

What AWS said is public in the records of LocalStack's tests that were validated on AWS
(``tests/aws/services/scheduler``), and in rules that were measured on AWS (cdk-preflight); the
calls here are others of the same kind.
"""

import datetime as dt

import pytest

from tests.simulator.schedule_account import ROLE, START, Account, arn, refused

DATE = dt.datetime.fromtimestamp(START, dt.UTC)


def test_a_schedule_is_described_with_its_defaults():
    """``test_get_schedule``."""
    account = Account()
    made = account.schedule("rate(2 minute)", Description="often")
    assert made == arn("scheduler", "schedule/default/s")
    described = account.shaped("GetSchedule", account.call("GetSchedule", Name="s"))
    assert described == {
        "ActionAfterCompletion": "NONE",
        "Arn": made,
        "CreationDate": DATE,
        "Description": "often",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "GroupName": "default",
        "LastModificationDate": DATE,
        "Name": "s",
        "ScheduleExpression": "rate(2 minute)",
        "ScheduleExpressionTimezone": "UTC",
        "State": "ENABLED",
        "Target": {
            "Arn": arn("sqs", "taken"),
            "Input": '"x"',
            "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
            "RoleArn": ROLE,
        },
    }


def test_a_change_keeps_nothing_that_it_leaves_out():
    """``test_update_schedule``."""
    account = Account()
    window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60}
    account.schedule(Description="old", FlexibleTimeWindow=window, State="DISABLED")
    account.after(1)
    account.call("UpdateSchedule", **account.asked("rate(9 days)"))
    described = account.call("GetSchedule", Name="s")
    assert "Description" not in described
    assert described["State"] == "ENABLED"
    assert described["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert described["CreationDate"] == DATE
    assert described["LastModificationDate"] == DATE + dt.timedelta(seconds=1)


def test_what_is_not_there_is_not_found():
    """``test_delete_schedule``, ``test_delete_schedule_not_found``."""
    account = Account()
    account.schedule()
    assert account.call("DeleteSchedule", Name="s") == {}
    for operation in ("DeleteSchedule", "GetSchedule"):
        assert refused(account, operation, Name="s") == (
            "ResourceNotFoundException",
            404,
            "Schedule s does not exist.",
        )
    told = refused(account, "UpdateSchedule", **account.asked())
    assert told[2] == "Schedule s does not exist."
    told = refused(account, "CreateSchedule", **account.asked(GroupName="g"))
    assert told == ("ResourceNotFoundException", 404, "Schedule group g does not exist.")


def test_a_name_is_taken_in_its_group():
    account = Account()
    account.call("CreateScheduleGroup", Name="g")
    account.schedule()
    account.schedule(GroupName="g")
    told = refused(account, "CreateSchedule", **account.asked())
    assert told == ("ConflictException", 409, "Schedule s already exists.")
    told = refused(account, "CreateScheduleGroup", Name="g")
    assert told == ("ConflictException", 409, "Schedule group g already exists.")


def test_the_same_call_under_the_same_token_is_done_once():
    account = Account()
    asked = account.asked(ClientToken="once")
    assert account.call("CreateSchedule", **asked) == account.call("CreateSchedule", **asked)
    told = refused(account, "CreateSchedule", **asked | {"ClientToken": "again"})
    assert told[0] == "ConflictException"
    group = {"Name": "g", "ClientToken": "once"}
    made = account.call("CreateScheduleGroup", **group)
    assert account.call("CreateScheduleGroup", **group) == made


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(SOON)",
        "cron(71 8 1 * ? *)",
        "cron()",
        "rate(9 seconds)",
        "rate()",
        "rate(9)",
        "rate(9 minutess)",
        "rate(-9 minutes)",
        "rate( 9 minutes )",
        " rate(9 minutes)",
        "at(2031-12-31T23:59:59Z)",
        "at(2031-12-31)",
    ],
)
def test_expressions_that_are_refused(expression):
    """``tests_create_schedule_with_invalid_schedule_expression``."""
    account = Account()
    told = refused(account, "CreateSchedule", **account.asked(expression))
    assert told == ("ValidationException", 400, f"Invalid Schedule Expression {expression}.")


def test_a_moment_that_is_over_is_taken():
    """``tests_create_schedule_with_valid_schedule_expression``."""
    assert Account().schedule("at(2022-12-12T00:00:00)")


UNIVERSAL = "arn:aws:scheduler:::aws-sdk:sqs:"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            {"Arn": "arn:aws:sqs:eu-west-1:123456789012:q"},
            "The target ARN provided does not match the current region us-east-1.",
        ),
        ({"Input": "{"}, "JSON syntax error in input for the target."),
        (
            {"EventBridgeParameters": {"Source": "a", "DetailType": "b"}},
            "Parameters EventBridgeParameters not supported for the target.",
        ),
        ({"Arn": arn("sqs", "q.fifo")}, "Parameters SqsParameters must be specified."),
        (
            {"SqsParameters": {"MessageGroupId": "g"}},
            "Parameters MessageGroupId not valid for the target.",
        ),
        (
            {"Arn": arn("scheduler", "aws-sdk:sqs:sendMessage")},
            "scheduler is not a supported service for a target.",
        ),
        (
            {"Arn": UNIVERSAL + "sendMessage", "Input": None},
            "You must provide an input to set this target for your schedule.",
        ),
        ({"Arn": UNIVERSAL + "getQueueUrl"}, "getQueueUrl API is not supported."),
        (
            {"RetryPolicy": {"MaximumRetryAttempts": 186}},
            (
                "1 validation error detected: Value '186' at "
                "'target.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member "
                "must have value less than or equal to 185"
            ),
        ),
    ],
)
def test_targets_that_are_refused(target, words):
    account = Account()
    told = refused(account, "CreateSchedule", **account.asked(target=target))
    assert told == ("ValidationException", 400, words)
    assert account.call("ListSchedules") == {"Schedules": []}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
            (
                "MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to "
                "FLEXIBLE."
            ),
        ),
        (
            {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
            (
                "MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set "
                "to OFF."
            ),
        ),
        (
            {"StartDate": DATE, "EndDate": DATE},
            "The StartDate you specify must come before the EndDate.",
        ),
        (
            {"StartDate": DATE - dt.timedelta(minutes=6)},
            "The StartDate you specify cannot be earlier than 5 minutes ago.",
        ),
        (
            {"Name": "a b"},
            (
                "1 validation error detected: Value 'a b' at 'name' failed to satisfy "
                "constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+"
            ),
        ),
    ],
)
def test_settings_that_are_refused(given, words):
    account = Account()
    told = refused(account, "CreateSchedule", **account.asked() | given)
    assert told == ("ValidationException", 400, words)


def test_a_zone_that_is_none_is_refused():
    account = Account()
    asked = account.asked(ScheduleExpressionTimezone="Mars/Olympus")
    assert refused(account, "CreateSchedule", **asked)[0] == "ValidationException"


def test_the_default_group_is_always_there():
    account = Account()
    for operation in ("CreateScheduleGroup", "DeleteScheduleGroup"):
        assert refused(account, operation, Name="default") == (
            "ValidationException",
            400,
            "This operation cannot be performed on schedule group default.",
        )
    assert account.call("GetScheduleGroup", Name="default")["State"] == "ACTIVE"


def test_tags_are_those_of_groups():
    """``test_tag_resource``, ``test_untag_resource``."""
    account = Account()
    first = {"Key": "team", "Value": "a"}
    made = account.call("CreateScheduleGroup", Name="g", Tags=[first])["ScheduleGroupArn"]
    assert made == arn("scheduler", "schedule-group/g")
    account.call("TagResource", ResourceArn=made, Tags=[{"Key": "cost", "Value": "1"}])
    account.call("UntagResource", ResourceArn=made, TagKeys=["team"])
    listed = account.call("ListTagsForResource", ResourceArn=made)
    assert listed == {"Tags": [{"Key": "cost", "Value": "1"}]}
    told = refused(account, "ListTagsForResource", ResourceArn=account.schedule())
    assert told[0] == "ValidationException"
    told = refused(account, "ListTagsForResource", ResourceArn=made + "x")
    assert told == ("ResourceNotFoundException", 404, "Schedule group gx does not exist.")


def test_a_group_goes_with_its_schedules():
    account = Account()
    account.queue()
    account.call("CreateScheduleGroup", Name="g")
    account.schedule(GroupName="g")
    account.call("DeleteScheduleGroup", Name="g")
    account.after(3600)
    assert account.bodies() == []
    assert account.call("ListSchedules") == {"Schedules": []}


def test_lists_come_in_pages_and_can_be_narrowed():
    account = Account()
    account.call("CreateScheduleGroup", Name="g")
    for name in ("a1", "a2", "b1"):
        account.schedule(name=name, GroupName="g", State="DISABLED" if name == "b1" else "ENABLED")
    first = account.shaped("ListSchedules", account.call("ListSchedules", MaxResults=2))
    rest = account.call("ListSchedules", MaxResults=2, NextToken=first["NextToken"])
    names = [[one["Name"] for one in page["Schedules"]] for page in (first, rest)]
    assert names == [["a1", "a2"], ["b1"]]
    assert "NextToken" not in rest
    assert set(first["Schedules"][0]) == {
        "Arn",
        "CreationDate",
        "GroupName",
        "LastModificationDate",
        "Name",
        "State",
        "Target",
    }

    def found(**asked):
        return [one["Name"] for one in account.call("ListSchedules", **asked)["Schedules"]]

    assert found(NamePrefix="b") == found(State="DISABLED") == ["b1"]
    assert found(GroupName="default") == []
    groups = account.shaped("ListScheduleGroups", account.call("ListScheduleGroups"))[
        "ScheduleGroups"
    ]
    assert [group["Name"] for group in groups] == ["default", "g"]
