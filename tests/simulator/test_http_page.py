"""The live page: what it shows of a world, in which form, and that none of it becomes markup."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import ROOT

PAGE = ROOT / "simulator" / "doors" / "http" / "page"
ROLE = "arn:aws:iam::123456789012:role/any"
HOSTILE = "<img src=x onerror=alert(1)>&\"'</table><script>alert(2)</script>"


def arn(service, resource):
    return f"arn:aws:{service}:eu-central-1:123456789012:{resource}"


@pytest.fixture(scope="module")
def full(door):
    """A world with something of everything, under names and with texts of a hostile hand."""
    world = {"prefix": "/world/full"}
    sqs, sns, events, workflows, schedules, pipes, alarms = (
        door.client(service, **world)
        for service in (
            "sqs",
            "sns",
            "events",
            "stepfunctions",
            "scheduler",
            "pipes",
            "cloudwatch",
        )
    )
    for name in ("in", "out"):
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=HOSTILE)
    topic = sns.create_topic(Name="topic")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="<b>@example.org")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn("sqs", "in"))
    events.create_event_bus(Name="bus")
    pattern = json.dumps({"source": [HOSTILE]})
    events.put_rule(Name="matching", EventBusName="bus", EventPattern=pattern)
    target = {"Id": "1", "Arn": arn("sqs", "in"), "Input": json.dumps(HOSTILE)}
    events.put_targets(Rule="matching", EventBusName="bus", Targets=[target])
    events.put_rule(Name="hourly", ScheduleExpression="rate(1 hour)")
    definition = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": True}}}
    machine = workflows.create_state_machine(
        name="machine", definition=json.dumps(definition), roleArn=ROLE
    )["stateMachineArn"]
    workflows.start_execution(stateMachineArn=machine, name="run", input=json.dumps(HOSTILE))
    schedules.create_schedule(
        Name="nightly",
        ScheduleExpression="cron(0 3 * * ? *)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn("sqs", "in"), "RoleArn": ROLE, "Input": json.dumps(HOSTILE)},
    )
    pipes.create_pipe(Name="pipe", RoleArn=ROLE, Source=arn("sqs", "in"), Target=arn("sqs", "out"))
    alarms.put_metric_alarm(
        AlarmName=HOSTILE,
        Namespace="AWS/SQS",
        MetricName="NumberOfMessagesSent",
        Dimensions=[{"Name": "QueueName", "Value": "in"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    return door


def test_the_state_has_something_of_everything(full):
    region = full.control("state?world=full")["regions"]["eu-central-1"]
    assert region["counts"] == {
        "queues": 2,
        "topics": 1,
        "buses": 2,
        "schedules": 1,
        "pipes": 1,
        "machines": 1,
        "alarms": 1,
    }
    assert region["schedules"] == [
        {
            "name": "nightly",
            "group": "default",
            "state": "ENABLED",
            "schedule": "cron(0 3 * * ? *)",
            "target": arn("sqs", "in"),
        }
    ]
    [pipe] = region["pipes"]
    assert (pipe["name"], pipe["source"], pipe["target"]) == (
        "pipe",
        arn("sqs", "in"),
        arn("sqs", "out"),
    )
    [rule] = region["buses"][0]["rules"]
    assert (rule["name"], rule["targets"]) == ("matching", [arn("sqs", "in")])
    assert region["buses"][1]["rules"][0]["schedule"] == "rate(1 hour)"
    assert region["machines"][0]["executions"] == [{"name": "run", "status": "RUNNING"}]
    assert region["alarms"][0]["name"] == HOSTILE


def test_looking_makes_nothing(door):
    door.control("state?world=empty")
    door.client("sqs", prefix="/world/empty").list_queues()
    shown = door.control("state?world=empty")["regions"]["eu-central-1"]
    assert shown == {"queues": [], "alarms": [], "counts": {"queues": 0, "alarms": 0}}


def test_of_many_the_first_are_shown_and_all_are_counted(door):
    world = door.worlds.named("crowded")
    for number in range(1_234):
        world.world.call("sqs", "CreateQueue", {"QueueName": f"q{number:04}"}, "eu-central-1")
    for number in range(30):
        rule = {"Name": f"r{number:02}", "EventPattern": json.dumps({"source": ["s" * 900]})}
        world.world.call("events", "PutRule", rule, "eu-central-1")
        asked = {
            "Name": f"s{number:02}",
            "ScheduleExpression": "rate(1 hour)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {"Arn": arn("sqs", "q0000"), "RoleArn": ROLE},
        }
        for group in ("a", "b", "c", "d"):
            if not number:
                world.world.call(
                    "scheduler", "CreateScheduleGroup", {"Name": group}, "eu-central-1"
                )
            asked["GroupName"] = group
            world.world.call("scheduler", "CreateSchedule", asked, "eu-central-1")
    region = door.control("state?world=crowded")["regions"]["eu-central-1"]
    assert (len(region["queues"]), region["counts"]["queues"]) == (100, 1_234)
    assert region["queues"][0]["name"] == "q0000"
    assert (len(region["schedules"]), region["counts"]["schedules"]) == (100, 120)
    [bus] = region["buses"]
    assert (len(bus["rules"]), bus["count"]) == (20, 30)
    assert bus["rules"][0]["pattern"].endswith("... (916)")


def rendered(door, world):
    """Give what the page shows of a world, by the ids of its elements."""
    if shutil.which("node") is None:
        pytest.skip("there is no node: install Node.js 20.11 or newer")
    ran = subprocess.run(
        [
            "node",
            str(Path(__file__).parent / "page.mjs"),
            str(PAGE / "page.js"),
            str(PAGE / "page.html"),
            door.url,
            world,
        ],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout)


def test_the_page_shows_everything_as_text(full):
    shown = rendered(full, "full")
    assert shown["said"] == ""
    assert "in|0|0|0" in shown["queues"]
    assert "out|1|0|0" in shown["queues"]
    assert "email <b>@example.org" in shown["topics"]
    assert "bus|matching|ENABLED" in shown["rules"]
    assert "default|hourly|ENABLED|rate(1 hour)" in shown["rules"]
    assert "machine|run|RUNNING" in shown["executions"]
    assert "default|nightly|ENABLED|cron(0 3 * * ? *)" in shown["schedules"]
    assert "pipe|" in shown["pipes"]
    assert f"{HOSTILE}|INSUFFICIENT_DATA|NumberOfMessagesSent" in shown["alarms"]
    # The journal has it in JSON, as it was sent.
    assert json.dumps(HOSTILE) in shown["journal"]
    assert "full" in shown["world"]


def test_the_page_says_how_many_more_there_are(door):
    door.client("sqs", prefix="/world/many").list_queues()
    world = door.worlds.named("many").world
    for number in range(101):
        world.call("sqs", "CreateQueue", {"QueueName": f"q{number}"}, "eu-central-1")
    for number in range(25):
        rule = {"Name": f"r{number}", "ScheduleExpression": "rate(1 day)"}
        world.call("events", "PutRule", rule, "eu-central-1")
    shown = rendered(door, "many")
    assert shown["queues-count"] == "100 of 101"
    assert shown["rules-count"] == "20 of 25"
    assert shown["alarms-count"] == ""
