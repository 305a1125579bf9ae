"""Buses, rules and targets: made, changed, listed, refused; and the lag of changes (EB-DEL-08)."""

from __future__ import annotations

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.bus_account import DEFAULT_BUS, ROLE, Account, refused

RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/"
ANY = '{"source":["shop"]}'


def test_buses_come_and_go():
    account = Account()
    made = account.events("CreateEventBus", Name="orders", Description="of orders")
    assert made == {
        "EventBusArn": "arn:aws:events:us-east-1:123456789012:event-bus/orders",
        "Description": "of orders",
    }
    described = account.events("DescribeEventBus", Name="orders")
    assert described["Description"] == "of orders"
    assert described["CreationTime"].timestamp() == account.world.clock.now()
    assert account.events("DescribeEventBus")["Arn"] == DEFAULT_BUS
    told = refused(
        "ResourceAlreadyExistsException", account.events, "CreateEventBus", Name="orders"
    )
    assert told == "Event bus orders already exists."
    account.events("UpdateEventBus", Name="orders", Description="all")
    listed = account.events("ListEventBuses", NamePrefix="or")["EventBuses"]
    assert [(bus["Name"], bus["Description"]) for bus in listed] == [("orders", "all")]
    account.events("DeleteEventBus", Name="orders")
    account.events("DeleteEventBus", Name="orders")
    refused("ResourceNotFoundException", account.events, "DescribeEventBus", Name="orders")


def test_a_bus_with_rules_and_the_default_bus_stay():
    account = Account()
    account.events("CreateEventBus", Name="orders")
    account.rule(EventBusName="orders")
    told = refused("ValidationException", account.events, "DeleteEventBus", Name="orders")
    assert told == "EventBus can't be deleted since it has rules."
    refused("ValidationException", account.events, "DeleteEventBus", Name="default")
    account.events("DeleteRule", Name="all", EventBusName="orders")
    account.events("DeleteEventBus", Name="orders")


def test_rules_are_described_as_they_were_put():
    account = Account()
    account.events("CreateEventBus", Name="orders")
    arn = account.events("PutRule", Name="r", EventPattern=ANY, EventBusName="orders")["RuleArn"]
    assert arn == RULE_ARN + "orders/r"
    assert account.events("DescribeRule", Name="r", EventBusName="orders") == {
        "Name": "r",
        "Arn": arn,
        "EventPattern": ANY,
        "State": "ENABLED",
        "EventBusName": "orders",
        "CreatedBy": "123456789012",
    }
    assert account.events("ListRules")["Rules"] == []
    told = refused("ResourceNotFoundException", account.events, "DescribeRule", Name="r")
    assert told == "Rule r does not exist on EventBus default."


def test_putting_a_rule_again_forgets_what_is_left_out_and_keeps_the_targets():
    account = Account()
    account.rule(account.queue(), name="r", Description="old", State="DISABLED")
    assert account.rule(name="r", pattern={"source": ["x"]}) == RULE_ARN + "r"
    described = account.events("DescribeRule", Name="r")
    assert described["State"] == "ENABLED"
    assert "Description" not in described
    assert len(account.events("ListTargetsByRule", Rule="r")["Targets"]) == 1


def test_rules_that_are_refused():
    account = Account()
    refused("InvalidEventPatternException", account.events, "PutRule", Name="r", EventPattern="{")
    refused("ValidationException", account.events, "PutRule", Name="r")
    refused("ValidationException", account.events, "PutRule", Name="r r", EventPattern=ANY)
    refused("ValidationException", account.events, "PutRule", Name="r" * 65, EventPattern=ANY)
    assert account.events("ListRules")["Rules"] == []


def test_a_refused_change_leaves_the_rule_as_it_was():
    account = Account()
    account.rule(account.queue(), name="r")
    refused("InvalidEventPatternException", account.events, "PutRule", Name="r", EventPattern="[]")
    account.put(1)
    assert account.got() == [1]


def test_too_many_alternatives_are_refused():
    account = Account()
    names = [{"$or": [{k + str(n): [1]} for n in range(11)]} for k in "abc"]
    pattern = {"detail": {"x": names[0], "y": names[1], "z": names[2]}}
    refused(
        "InvalidEventPatternException",
        account.events,
        "PutRule",
        Name="r",
        EventPattern=json.dumps(pattern),
    )


def test_a_rule_with_targets_is_not_deleted():
    account = Account()
    account.rule(account.queue(), name="r")
    told = refused("ValidationException", account.events, "DeleteRule", Name="r")
    assert told == "Rule can't be deleted since it has targets."
    account.events("RemoveTargets", Rule="r", Ids=["t1"])
    account.events("DeleteRule", Name="r")
    account.events("DeleteRule", Name="r")
    account.put(1)
    assert account.got() == []


def test_disabled_rules_rest():
    account = Account()
    account.rule(account.queue(), name="r")
    account.events("DisableRule", Name="r")
    account.put(1)
    account.events("EnableRule", Name="r")
    account.put(2)
    assert account.got() == [2]
    refused("ResourceNotFoundException", account.events, "EnableRule", Name="other")


def test_a_rule_has_five_targets_and_no_more():
    account = Account()
    targets = [account.queue(f"q{n}") for n in range(5)]
    account.rule(*targets, name="r")
    sixth = {"Id": "t6", "Arn": account.queue("q6")}
    told = refused(
        "LimitExceededException", account.events, "PutTargets", Rule="r", Targets=[sixth]
    )
    assert told == "The requested resource exceeds the maximum number allowed."
    # The Id of an old target takes its place.
    account.events("PutTargets", Rule="r", Targets=[sixth | {"Id": "t5"}])
    account.put(1)
    assert [account.got(f"q{n}") for n in (0, 1, 2, 3, 4, 6)] == [[1], [1], [1], [1], [], [1]]


def test_targets_are_listed_as_they_were_put():
    account = Account()
    arn = account.queue()
    target = {"Id": "a", "Arn": arn, "RetryPolicy": {"MaximumRetryAttempts": 3}}
    account.rule(target, {"Id": "b", "Arn": arn}, name="r1")
    account.rule({"Id": "a", "Arn": account.queue("other")}, name="r2")
    listed = account.events("ListTargetsByRule", Rule="r1", Limit=1)
    assert listed["Targets"] == [target]
    rest = account.events("ListTargetsByRule", Rule="r1", NextToken=listed["NextToken"])
    assert rest == {"Targets": [{"Id": "b", "Arn": arn}]}
    assert account.events("ListRuleNamesByTarget", TargetArn=arn) == {"RuleNames": ["r1"]}
    answer = account.events("RemoveTargets", Rule="r1", Ids=["a", "c"])
    assert answer["FailedEntryCount"] == 1
    assert answer["FailedEntries"][0]["TargetId"] == "c"


def test_lists_come_in_pages():
    account = Account()
    for number in range(5):
        account.rule(name=f"r{number}")
    seen, token = [], {}
    while True:
        answer = account.events("ListRules", NamePrefix="r", Limit=2, **token)
        seen.append([rule["Name"] for rule in answer["Rules"]])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert seen == [["r0", "r1"], ["r2", "r3"], ["r4"]]
    assert "NextToken" not in account.events("ListRules", Limit=5)
    refused("ValidationException", account.events, "ListRules", NextToken="nonsense")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"Arn": "queue"}, "Provided Arn is not in correct format"),
        ({"Id": "no blanks"}, "regular expression"),
        ({"Id": "t" * 65}, "length less than or equal to 64"),
        ({"Input": "{}", "InputPath": "$"}, "Only one of Input, InputPath, or InputTransformer"),
        ({"Input": "{"}, "JSON syntax error"),
        ({"InputPath": "detail"}, "InputPath for target t is invalid."),
        ({"InputTransformer": {"InputTemplate": '"<x>"'}}, "invalid placeholder x."),
        (
            {"InputTransformer": {"InputPathsMap": {"aws.x": "$"}, "InputTemplate": '"<aws.x>"'}},
            "reserved",
        ),
        ({"RetryPolicy": {"MaximumRetryAttempts": 186}}, "less than or equal to 185"),
        ({"RetryPolicy": {"MaximumRetryAttempts": -1}}, "greater than or equal to 0"),
        ({"RetryPolicy": {"MaximumEventAgeInSeconds": 59}}, "greater than or equal to 60"),
        ({"RetryPolicy": {"MaximumEventAgeInSeconds": 86401}}, "less than or equal to 86400"),
        ({"DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:123456789012:d.fifo"}}, "SQS FIFO"),
        ({"DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:d"}}, "Region"),
        (
            {"DeadLetterConfig": {"Arn": "arn:aws:sns:us-east-1:123456789012:d"}},
            "sns is not supported",
        ),
        ({"Arn": "arn:aws:sqs:us-east-1:123456789012:q.fifo"}, "SqsParameters must be specified"),
    ],
)
def test_targets_that_are_refused(target, words):
    account = Account()
    account.rule(name="r")
    full = {"Id": "t", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"} | target
    told = refused("ValidationException", account.events, "PutTargets", Rule="r", Targets=[full])
    assert words in told
    assert account.events("ListTargetsByRule", Rule="r")["Targets"] == []


def test_targets_that_are_not_modelled():
    account = Account()
    account.rule(name="r")
    here = {"Id": "t", "Arn": "arn:aws:sqs:us-east-1:123456789012:q"}
    for target in (
        here | {"Arn": "arn:aws:sqs:eu-west-1:123456789012:q"},
        here
        | {"Arn": "arn:aws:ssm:us-east-1:123456789012:document/d", "RoleArn": ROLE}
        | {"RunCommandParameters": {"RunCommandTargets": [{"Key": "k", "Values": ["v"]}]}},
        here | {"InputPath": "$.detail.*"},
        here | {"Arn": DEFAULT_BUS, "RoleArn": ROLE, "Input": "{}"},
    ):
        with pytest.raises(NotModelled):
            account.events("PutTargets", Rule="r", Targets=[target])


def test_tags_of_rules_and_buses():
    account = Account()
    tag = {"Key": "team", "Value": "a"}
    bus = account.events("CreateEventBus", Name="b", Tags=[tag])["EventBusArn"]
    rule = account.rule(Tags=[tag])
    for arn in (bus, rule):
        account.events("TagResource", ResourceARN=arn, Tags=[{"Key": "cost", "Value": "1"}])
        account.events("UntagResource", ResourceARN=arn, TagKeys=["team", "none"])
        listed = account.events("ListTagsForResource", ResourceARN=arn)
        assert listed == {"Tags": [{"Key": "cost", "Value": "1"}]}
    refused("ResourceNotFoundException", account.events, "ListTagsForResource", ResourceARN="x")


def test_permissions_are_kept_and_shown():
    account = Account()

    def statements():
        policy = account.events("DescribeEventBus").get("Policy")
        return [] if policy is None else json.loads(policy)["Statement"]

    def give(name, principal, **more):
        account.events(
            "PutPermission",
            StatementId=name,
            Action="events:PutEvents",
            Principal=principal,
            **more,
        )

    give("one", "210987654321")
    give("all", "*", Condition={"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o"})
    assert statements() == [
        {
            "Sid": "one",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
            "Action": "events:PutEvents",
            "Resource": DEFAULT_BUS,
        },
        {
            "Sid": "all",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "events:PutEvents",
            "Resource": DEFAULT_BUS,
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o"}},
        },
    ]
    give("one", "333333333333")
    assert [statement["Sid"] for statement in statements()] == ["all", "one"]
    account.events("RemovePermission", StatementId="one")
    assert [statement["Sid"] for statement in statements()] == ["all"]
    refused("ResourceNotFoundException", account.events, "RemovePermission", StatementId="one")
    account.events("RemovePermission", RemoveAllPermissions=True)
    assert statements() == []
    refused("ResourceNotFoundException", account.events, "RemovePermission", StatementId="all")
    refused("ValidationException", account.events, "PutPermission", Policy="{")
    refused("ValidationException", account.events, "PutPermission", StatementId="x")
    account.events("PutPermission", Policy='{"Statement": {"Sid": "s", "Effect": "Deny"}}')
    assert statements() == [{"Sid": "s", "Effect": "Deny"}]


def lagging(*changes):
    """Give an account with a rule that was there for long, and the lag ordered."""
    account = Account(rule__lag=[1])
    account.rule(account.queue(), name="r")
    account.after(301)
    for operation, parameters in changes:
        account.events(operation, **parameters)
    return account


@pytest.mark.parametrize(
    "changes",
    [
        [("DisableRule", {"Name": "r"})],
        [("PutRule", {"Name": "r", "EventPattern": '{"source": ["other"]}'})],
        [("RemoveTargets", {"Rule": "r", "Ids": ["t1"]})],
        [("RemoveTargets", {"Rule": "r", "Ids": ["t1"]}), ("DeleteRule", {"Name": "r"})],
    ],
)
def test_a_rule_may_act_as_it_was_before_its_change(changes):
    account = lagging(*changes)
    account.put(1)
    account.put(2)
    assert account.got() == [1]


def test_a_rule_lags_no_longer_than_five_minutes():
    account = lagging(
        ("RemoveTargets", {"Rule": "r", "Ids": ["t1"]}), ("DeleteRule", {"Name": "r"})
    )
    account.after(300)
    account.put(1)
    assert account.got() == []
    assert "rule.lag" not in [name for name, *_ in account.orders.asked]


def test_a_changed_rule_lags_no_longer_than_five_minutes():
    account = lagging(("DisableRule", {"Name": "r"}))
    account.after(300)
    account.put(1)
    assert account.got() == []


def test_a_new_rule_may_not_act_yet():
    account = Account(rule__lag=[1])
    account.rule(account.queue())
    account.put(1, 2)
    assert account.got() == [2]


def test_where_a_change_makes_no_difference_nothing_is_chosen():
    account = Account()
    account.rule(account.queue(), name="r")
    account.after(301)
    account.events("PutRule", Name="r", EventPattern=ANY)
    account.put(1)
    assert "rule.lag" not in [name for name, *_ in account.orders.asked]


def test_operations_that_are_not_here_are_said_to_be_missing():
    with pytest.raises(NotModelled):
        Account().world.call("events", "CreateEndpoint", {})
