"""What a run makes on a target that others use is gone afterwards, or is found and removed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from click.testing import CliRunner

from pattern_tck.channels import Directory
from pattern_tck.commands.main import main
from pattern_tck.guard import Guard
from pattern_tck.listing import Listing
from pattern_tck.puppet import Puppet
from pattern_tck.scenarios import folder
from pattern_tck.tagged_leftovers import find_tagged
from pattern_tck.tagging import TAG, tagged
from tests import fakes
from tests.deployed import System, running
from tests.running import Ended, Runs

SCENARIO = "dies_before_the_booking"
#: What is there before a run, and after it.
THEIRS = {"orders-work", "orders-dlq", "orders-invalid"}


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    """Give a moto server with somebody's channels, of which nobody takes."""
    with running("sleeps") as there:
        yield there


def client(system: System, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=system.url,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )


def held(system: System) -> set[str]:
    """Give the names of all that is there."""
    asked = {name: client(system, name) for name in ("sqs", "dynamodb", "cloudwatch", "sns")}
    return {
        *(url.rpartition("/")[2] for url in asked["sqs"].list_queues().get("QueueUrls", ())),
        *asked["dynamodb"].list_tables()["TableNames"],
        *(one["AlarmName"] for one in asked["cloudwatch"].describe_alarms()["MetricAlarms"]),
        *(one["TopicArn"] for one in asked["sns"].list_topics()["Topics"]),
    }


def interrupted(runs: Runs, system: System, before: int, by: str) -> Ended:
    return runs.run(
        str(folder() / "point_to_point"), "--partial", "-q", "-k", SCENARIO, "--target=moto-server",
        f"--endpoint-url={system.url}", "-p", "killing",
        KILL_BEFORE=str(before), KILL_BY=by,
    )  # fmt: skip


# The first queue is the one that shows how late timers are: made, sent to three times, and gone
# before anything else is made.
@pytest.mark.parametrize(
    ("before", "least"),
    [(1, 0), (2, 1), (4, 1), (5, 0), (6, 1), (7, 2), (8, 3), (9, 3), (10, 3), (11, 3)],
)
def test_after_a_crash_clean_finds_all(runs: Runs, system: System, before: int, least: int) -> None:
    ended = interrupted(runs, system, before, "KILL")
    assert ended.code == -signal.SIGKILL, ended.out + ended.err
    left = held(system) - THEIRS - {"orders"}
    assert len(left) >= least, left
    asked = ["clean", "--target", "moto-server", "--endpoint-url", system.url, "--yes"]
    told = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert held(system) == {*THEIRS, "orders"}


def test_clean_takes_the_kit_s_ears_from_a_topic_of_a_team_s(runs: Runs, tmp_path: Path) -> None:
    with running("publisher") as publishing:
        ended = runs.run(
            str(folder() / "publish_subscribe"), "--partial", "-q", "-k", "a_service_leaves",
            f"--manifest={publishing.manifest(tmp_path, role='publisher')}", "-p", "killing",
            KILL_BEFORE="1", KILL_ABOUT="/orders-work",
        )  # fmt: skip
        assert ended.code == -signal.SIGKILL, ended.out + ended.err
        sns = client(publishing, "sns")
        assert len(sns.list_subscriptions()["Subscriptions"]) == 2
        asked = ["clean", "--target", "moto-server", "--endpoint-url", publishing.url, "--yes"]
        told = CliRunner().invoke(main, asked, catch_exceptions=False)
        assert told.exit_code == 0, told.output
        assert sns.list_subscriptions()["Subscriptions"] == []
        assert len(sns.list_topics()["Topics"]) == 1
        assert held(publishing) >= THEIRS
        assert not [name for name in held(publishing) if name.startswith("tck-")]


@pytest.mark.parametrize("before", [3, 7, 11])
def test_who_interrupts_a_run_leaves_nothing(runs: Runs, system: System, before: int) -> None:
    ended = interrupted(runs, system, before, "INT")
    assert ended.code == 2, ended.out + ended.err
    assert held(system) == {*THEIRS, "orders"}
    assert "left behind" not in ended.out


@pytest.mark.parametrize(
    ("more", "most"),
    # The calls of a process count as well. The reference has made about 150 before it, more or
    # fewer as time goes; this one makes as many as it is let.
    [((), 20), (("--implementation=tests.processes:asks_on",), 400)],
)
def test_a_run_that_asks_too_often_is_ended_and_leaves_nothing(
    runs: Runs, system: System, more: tuple[str, ...], most: int
) -> None:
    ended = runs.run(
        str(folder() / "point_to_point"), "--partial", "-q", "-k", SCENARIO, "--target=moto-server",
        f"--endpoint-url={system.url}", f"--most-requests={most}", *more,
    )  # fmt: skip
    assert ended.code == 3, ended.out + ended.err
    assert f"{most} requests were sent to moto-server" in ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err
    assert held(system) == {*THEIRS, "orders"}


def test_a_run_leaves_nothing(runs: Runs, system: System) -> None:
    ended = interrupted(runs, system, 10_000, "KILL")
    assert ended.code == 0, ended.out + ended.err
    assert held(system) == {*THEIRS, "orders"}


def test_what_is_made_under_a_name_of_ones_own_is_found_by_its_tag(system: System) -> None:
    sqs, sns, events = (client(system, name) for name in ("sqs", "sns", "events"))
    made = {"QueueName": "my-own-name"}
    sqs.create_queue(**tagged("CreateQueue", made, "0a1b2c"))
    sns.create_topic(**tagged("CreateTopic", {"Name": "my-own-topic"}, "0a1b2c"))
    events.create_event_bus(**tagged("CreateEventBus", {"Name": "my-own-bus"}, "0a1b2cgw1"))
    sqs.create_queue(**tagged("CreateQueue", {"QueueName": "another"}, "ffffff"))
    asked = ["clean", "--target", "moto-server", "--endpoint-url", system.url, "--yes", "--run"]
    told = CliRunner().invoke(main, [*asked, "0a1b2c"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert "queue my-own-name" in told.output
    assert "topic my-own-topic" in told.output
    assert held(system) == {*THEIRS, "orders", "another"}
    told = CliRunner().invoke(main, [*asked, "ffffff"], catch_exceptions=False)
    assert held(system) == {*THEIRS, "orders"}


def test_each_kind_is_known_by_its_arn() -> None:
    found = {
        "arn:aws:events:us-east-1:1:rule/bus/one": "rule one",
        "arn:aws:events:us-east-1:1:event-bus/bus": "bus bus",
        "arn:aws:sns:us-east-1:1:topic.fifo": "topic topic.fifo",
        "arn:aws:sqs:us-east-1:1:queue": "queue queue",
        "arn:aws:dynamodb:us-east-1:1:table/t": "table t",
        "arn:aws:states:us-east-1:1:stateMachine:saga": "workflow saga",
        "arn:aws:cloudwatch:us-east-1:1:alarm:deep": "alarm deep",
    }

    class Told:
        is_lasting = True

        def client(self, service: str) -> Any:
            tags = [{"Key": TAG, "Value": "0a1b2c"}]
            more = ["arn:aws:ec2:us-east-1:1:instance/i-1"]
            listed = [{"ResourceARN": arn, "Tags": tags} for arn in [*found, *more]]
            answers = {
                "resourcegroupstaggingapi": {"get_resources": {"ResourceTagMappingList": listed}},
                "sqs": {"get_queue_url": {"QueueUrl": "http://x/1/queue"}},
                "events": {"list_targets_by_rule": {"Targets": [{"Id": "t"}]}},
            }[service]
            calls = {name: lambda answer=answer, **_: answer for name, answer in answers.items()}
            return SimpleNamespace(can_paginate=lambda _: False, **calls)

    target: Any = Told()
    leftovers = find_tagged(Listing(target), "0a1b2c")
    assert sorted(map(str, leftovers)) == sorted(found.values())
    assert [one.kind for one in leftovers].index("rule") < [one.kind for one in leftovers].index(
        "bus"
    )
    rule = next(one for one in leftovers if one.kind == "rule")
    assert rule.steps == (
        ("events", "remove_targets", {"Rule": "one", "Ids": ["t"], "EventBusName": "bus"}),
        ("events", "delete_rule", {"Name": "one", "EventBusName": "bus"}),
    )
    assert find_tagged(Listing(target), "ffffff") == []


def test_tags_stand_beside_those_that_are_there() -> None:
    asked = {"Name": "t", "Tags": [{"Key": "team", "Value": "pay"}]}
    made = tagged("CreateTopic", asked, "0a1b2c")
    assert made["Tags"] == [
        {"Key": "team", "Value": "pay"},
        {"Key": "pattern-tck", "Value": "0a1b2c"},
    ]
    assert len(asked["Tags"]) == 1
    assert tagged("CreateStateMachine", {}, "r")["tags"] == [{"key": TAG, "value": "r"}]
    assert tagged("SendMessage", {"QueueUrl": "u"}, "r") == {"QueueUrl": "u"}


def test_a_target_of_the_kits_own_is_not_asked_for_tags() -> None:
    target: Any = SimpleNamespace(client=lambda _: pytest.fail("it was asked"))
    assert find_tagged(Listing(target)) == []


@pytest.mark.parametrize(
    ("error", "left"),
    [
        (ClientError({"Error": {"Code": "QueueDoesNotExist"}}, "DeleteQueue"), False),
        (ClientError({"Error": {"Code": "ValidationException"}}, "StopExecution"), False),
        (ClientError({"Error": {"Code": "ValidationException"}}, "DeleteQueue"), True),
        (ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteQueue"), True),
        (EndpointConnectionError(endpoint_url="http://x"), True),
    ],
)
def test_what_could_not_be_removed_is_told(error: Exception, left: bool) -> None:
    def refuse(**_: Any) -> None:
        raise error

    target: Any = SimpleNamespace(client=lambda _: SimpleNamespace(delete_queue=refuse))
    directory = Directory(made=[("sqs", "delete_queue", {"QueueUrl": "u"})])
    puppet = Puppet(target, fakes.tap(), directory, "tck-0a1b2c-1", Guard(directory, 1))
    assert bool(puppet.remove()) is left


def test_the_plug_in_is_where_it_is_looked_for() -> None:
    assert Path(__file__).with_name("killing.py").is_file()
    assert "KILL_BEFORE" not in os.environ
