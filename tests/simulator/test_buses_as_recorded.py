"""EventBridge's operations as AWS answered them.

What AWS said is public in the records of LocalStack's tests that were validated on AWS
(``tests/aws/services/events``), and in rules that were measured on AWS (cdk-preflight); the calls
here are others of the same kind.
"""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled, Refusal
from tests.simulator.bus_account import DEFAULT_BUS, ROLE, Account, refused

HERE = "arn:aws:events:us-east-1:123456789012:"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:q"


def test_too_many_entries_are_shown_as_aws_shows_them():
    """``test_put_events_exceed_limit_ten_entries``."""
    account = Account()
    entries = [account.entry(n, EventBusName="default") for n in range(11)]
    told = refused("ValidationException", account.events, "PutEvents", Entries=entries)
    first = (
        "PutEventsRequestEntry(time=null, source=shop, resources=null, detailType=Sold, "
        'detail={"n": 0}, eventBusName=default, traceHeader=null, kmsKeyIdentifier=null, '
        "internalMetadata=null)"
    )
    assert told.startswith(f"1 validation error detected: Value '[{first}, PutEvents")
    assert told.endswith(
        ")]' at 'entries' failed to satisfy constraint: Member must have length less than or "
        "equal to 10"
    )


def test_a_statement_that_is_not_there_is_missed_with_or_without_a_policy():
    """``test_remove_permission_non_existing_sid``."""
    account = Account()
    for _ in range(2):
        told = refused(
            "ResourceNotFoundException", account.events, "RemovePermission", StatementId="none"
        )
        assert told == "Statement with the provided id does not exist."
        account.events("PutPermission", Action="events:PutEvents", Principal="*", StatementId="one")


def test_changing_an_archive_that_is_not_there_fails_inside():
    """``test_update_archive_error_unknown_archive``."""
    with pytest.raises(Refusal) as caught:
        Account().events("UpdateArchive", ArchiveName="none")
    assert caught.value.code == "InternalException"
    assert caught.value.status == 500
    assert caught.value.message == ("Service encountered unexpected problem. Please try again.")


def test_a_bus_of_ones_own_has_no_slash_in_its_name():
    told = refused("ValidationException", Account().events, "CreateEventBus", Name="team/bus")
    assert told == "Event bus name must not contain '/'."
    dead = {"Arn": "arn:aws:sns:us-east-1:123456789012:t"}
    account = Account()
    told = refused(
        "ValidationException", account.events, "CreateEventBus", Name="b", DeadLetterConfig=dead
    )
    assert "sns is not supported as a dead letter resource" in told


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (
            [{"Id": "t", "Arn": QUEUE}, {"Id": "t", "Arn": QUEUE}],
            "Parameter targets is not valid. Reason: More than one target with Id 't' is provided.",
        ),
        ([{"Id": "t", "Arn": DEFAULT_BUS}], f"RoleArn is required for target {DEFAULT_BUS}."),
        (
            [{"Id": "t", "Arn": QUEUE, "KinesisParameters": {"PartitionKeyPath": "$.id"}}],
            "Parameter(s) KinesisParameters not supported for target: t.",
        ),
        ([{"Id": "t", "Arn": QUEUE, "InputPath": "x"}], "InputPath for target t is invalid."),
        (
            [{"Id": "t", "Arn": QUEUE, "InputPath": "$.detail['n']"}],
            "InputPath for target t is invalid.",
        ),
        (
            [
                {
                    "Id": "t",
                    "Arn": QUEUE,
                    "InputTransformer": {"InputTemplate": "[<aws.events.event.json>]"},
                }
            ],
            (
                "InputTemplate for target t contains placeholder aws.events.event.json valid only "
                "for JSON template."
            ),
        ),
        (
            [{"Id": "?", "Arn": QUEUE}],
            (
                "1 validation error detected: Value '?' at 'targets.1.member.id' failed to satisfy "
                r"constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+"
            ),
        ),
    ],
)
def test_targets_that_are_refused(targets, words):
    account = Account()
    account.rule(name="r")
    told = refused("ValidationException", account.events, "PutTargets", Rule="r", Targets=targets)
    assert told == words
    assert account.events("ListTargetsByRule", Rule="r") == {"Targets": []}


def test_a_pattern_has_a_largest_size():
    account = Account()
    text = json.dumps({"source": ["x" * 2040]})
    told = refused("ValidationException", account.events, "PutRule", Name="r", EventPattern=text)
    assert told == "Parameter EventPattern for rule r exceeds limit of 2048."


def test_a_rule_on_a_schedule_makes_events_of_its_own():
    """``test_put_rule_with_schedule_rate``, ``tests_schedule_rate_target_sqs``."""
    account = Account()
    arn = account.events("PutRule", Name="r", ScheduleExpression="rate(2 minutes)")["RuleArn"]
    target = {"Id": "t", "Arn": account.queue()}
    account.events("PutTargets", Rule="r", Targets=[target])
    assert account.events("ListRules") == {
        "Rules": [
            {
                "Arn": arn,
                "EventBusName": "default",
                "Name": "r",
                "ScheduleExpression": "rate(2 minutes)",
                "State": "ENABLED",
            }
        ]
    }
    account.after(119)
    assert account.messages() == []
    account.after(241)
    bodies = [json.loads(message["Body"]) for message in account.messages()]
    ids = {body.pop("id") for body in bodies}
    assert len(ids) == 3
    assert [body.pop("time")[-9:] for body in bodies] == ["08:02:00Z", "08:04:00Z", "08:06:00Z"]
    assert bodies[0] == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "region": "us-east-1",
        "resources": [arn],
        "detail": {},
    }


def test_a_rule_on_a_schedule_rests_while_it_is_disabled_and_after_its_end():
    account = Account()
    account.events("PutRule", Name="r", ScheduleExpression="cron(0/5 * * * ? *)")
    account.events("PutTargets", Rule="r", Targets=[{"Id": "t", "Arn": account.queue()}])
    account.events("DisableRule", Name="r")
    account.after(600)
    assert account.messages() == []
    account.events("EnableRule", Name="r")
    account.after(300)
    assert len(account.messages()) == 1
    account.events("RemoveTargets", Rule="r", Ids=["t"])
    account.events("DeleteRule", Name="r")
    account.after(600)
    assert account.messages() == []


def test_an_event_of_a_schedule_may_come_twice_as_any_other():
    account = Account(rule__twice=[1])
    account.events("PutRule", Name="r", ScheduleExpression="rate(1 minute)")
    account.events("PutTargets", Rule="r", Targets=[{"Id": "t", "Arn": account.queue()}])
    account.after(60)
    assert len(account.messages()) == 2


@pytest.mark.parametrize(
    "expression",
    [
        "rate(9 seconds)",
        "rate(1 hours)",
        "rate(9 hour)",
        "rate()",
        "rate(9)",
        "rate(0 days)",
        "rate(-1 days)",
        "rate(9 DAYS)",
        "rate( 9 days )",
        " rate(9 days)",
        "cron(0 9 * * * *)",
        "cron(0 9 * * XYZ *)",
        "cron(SOON)",
        "cron(60 9 1 * ? *)",
        "cron(0 24 1 * ? *)",
        "cron(0 9 1#2 * ? *)",
        "cron(0 9 ? * 2#6 *)",
    ],
)
def test_expressions_that_are_refused(expression):
    """``test_put_rule_with_invalid_schedule_rate``, ``..._invalid_schedule_cron``."""
    account = Account()
    told = refused(
        "ValidationException", account.events, "PutRule", Name="r", ScheduleExpression=expression
    )
    assert told == "Parameter ScheduleExpression is not valid."


def test_a_schedule_is_of_the_default_bus():
    """``tests_put_rule_with_schedule_custom_event_bus``."""
    account = Account()
    account.events("CreateEventBus", Name="b")
    told = refused(
        "ValidationException",
        account.events,
        "PutRule",
        Name="r",
        EventBusName="b",
        ScheduleExpression="rate(1 day)",
    )
    assert told == "ScheduleExpression is supported only on the default event bus."


BASIC = {"BasicAuthParameters": {"Username": "ann", "Password": "secret"}}
OAUTH = {
    "OAuthParameters": {
        "ClientParameters": {"ClientID": "ann", "ClientSecret": "secret"},
        "AuthorizationEndpoint": "https://example.org/token",
        "HttpMethod": "GET",
    }
}


def connected(account, name="c", kind="BASIC", auth=BASIC):
    return account.events(
        "CreateConnection", Name=name, AuthorizationType=kind, AuthParameters=auth
    )


def test_a_connection_keeps_its_secrets_for_itself():
    """``test_create_connection_with_auth``, ``test_update_connection``."""
    account = Account()
    made = connected(account)
    assert made["ConnectionState"] == "AUTHORIZED"
    assert made["ConnectionArn"].startswith(HERE + "connection/c/")
    assert set(made) == {"ConnectionArn", "ConnectionState", "CreationTime", "LastModifiedTime"}
    account.after(1)
    changed = account.events(
        "UpdateConnection",
        Name="c",
        AuthParameters={"BasicAuthParameters": {"Username": "bob", "Password": "new"}},
    )
    assert set(changed) == set(made) | {"LastAuthorizedTime"}
    described = account.events("DescribeConnection", Name="c")
    assert described["AuthParameters"] == {"BasicAuthParameters": {"Username": "bob"}}
    assert ":secret:events!connection/c/" in described["SecretArn"]
    [listed] = account.events("ListConnections", NamePrefix="c")["Connections"]
    assert set(listed) == set(changed) | {"Name", "AuthorizationType"}
    told = refused(
        "ResourceAlreadyExistsException",
        account.events,
        "CreateConnection",
        Name="c",
        AuthorizationType="BASIC",
        AuthParameters=BASIC,
    )
    assert told == "Connection c already exists."


def test_a_connection_is_gone_once_it_is_deleted():
    """``test_delete_connection``."""
    account = Account()
    connected(account)
    assert account.events("DeleteConnection", Name="c")["ConnectionState"] == "DELETING"
    told = refused("ResourceNotFoundException", account.events, "DescribeConnection", Name="c")
    assert told == "Failed to describe the connection(s). Connection 'c' does not exist."


def test_connections_that_are_refused():
    """``test_create_connection_validations``."""
    account = Account()
    name = "a name that is " + "long " * 12
    told = refused(
        "ValidationException",
        account.events,
        "CreateConnection",
        Name=name,
        AuthorizationType="NONE",
        AuthParameters=BASIC,
    )
    assert told == (
        f"3 validation errors detected: Value '{name}' at 'name' failed to satisfy constraint: "
        f"Member must have length less than or equal to 64; Value '{name}' at 'name' failed to "
        r"satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+; "
        "Value 'NONE' at 'authorizationType' failed to satisfy constraint: Member must satisfy "
        "enum value set: [BASIC, OAUTH_CLIENT_CREDENTIALS, API_KEY]"
    )
    for kind, auth, words in (
        ("API_KEY", BASIC, "ApiKeyAuthParameters is not valid. Reason: Missing required field(s)"),
        (
            "OAUTH_CLIENT_CREDENTIALS",
            {"OAuthParameters": OAUTH["OAuthParameters"] | {"AuthorizationEndpoint": "http://x"}},
            "Parameter AuthorizationEndpoint is not valid.",
        ),
    ):
        told = refused(
            "ValidationException",
            account.events,
            "CreateConnection",
            Name="c",
            AuthorizationType=kind,
            AuthParameters=auth,
        )
        assert words in told


@pytest.mark.parametrize(
    ("kind", "auth", "state"),
    [("BASIC", BASIC, "ACTIVE"), ("OAUTH_CLIENT_CREDENTIALS", OAUTH, "INACTIVE")],
)
def test_an_api_destination_is_kept_as_a_record(kind, auth, state):
    """``test_api_destinations``."""
    account = Account()
    connection = connected(account, kind=kind, auth=auth)["ConnectionArn"]
    made = account.events(
        "CreateApiDestination",
        Name="d",
        ConnectionArn=connection,
        InvocationEndpoint="https://example.org/in",
        HttpMethod="POST",
        Description="first",
    )
    assert made["ApiDestinationState"] == state
    account.events("UpdateApiDestination", Name="d", HttpMethod="PUT", Description="second")
    described = account.events("DescribeApiDestination", Name="d")
    assert described.pop("Description") == "second"
    assert described["HttpMethod"] == "PUT"
    assert described["InvocationRateLimitPerSecond"] == 300
    assert account.events("ListApiDestinations") == {"ApiDestinations": [described]}
    account.rule(name="r")
    target = {"Id": "t", "Arn": made["ApiDestinationArn"], "RoleArn": ROLE}
    with pytest.raises(NotModelled):
        account.events("PutTargets", Rule="r", Targets=[target])
    assert account.events("DeleteApiDestination", Name="d") == {}
    told = refused("ResourceNotFoundException", account.events, "DescribeApiDestination", Name="d")
    assert told == (
        "Failed to describe the api-destination(s). An api-destination 'd' does not exist."
    )


def test_api_destinations_that_are_refused():
    """``test_create_api_destination_invalid_parameters``."""
    account = Account()
    given = {
        "Name": "d",
        "ConnectionArn": "none",
        "InvocationEndpoint": "https://example.org/in",
        "HttpMethod": "ASK",
    }
    told = refused("ValidationException", account.events, "CreateApiDestination", **given)
    assert told == (
        "2 validation errors detected: Value 'none' at 'connectionArn' failed to satisfy "
        r"constraint: Member must satisfy regular expression pattern: ^arn:aws([a-z]|\-)*:events:"
        r"([a-z]|\d|\-)*:([0-9]{12})?:connection\/[\.\-_A-Za-z0-9]+\/[\-A-Za-z0-9]+$; Value 'ASK' "
        "at 'httpMethod' failed to satisfy constraint: Member must satisfy enum value set: "
        "[HEAD, POST, PATCH, DELETE, PUT, GET, OPTIONS]"
    )
    given |= {"ConnectionArn": connected(account)["ConnectionArn"], "HttpMethod": "GET"}
    told = refused(
        "ValidationException",
        account.events,
        "CreateApiDestination",
        **given | {"InvocationEndpoint": "http://example.org/in"},
    )
    assert "Parameter InvocationEndpoint is not valid." in told
