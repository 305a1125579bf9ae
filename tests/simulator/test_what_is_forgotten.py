"""Whatever is deleted, or so old that AWS forgets it, is forgotten here too: memory is bounded."""

import json

import pytest

from pattern_tck.simulator import clock as clocks
from pattern_tck.simulator.alarms import metrics, record
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World
from tests.simulator.ends import START, arn
from tests.simulator.held import held

#: More than what may be left of a few of them.
_TIMES = 60
DAY = 24 * 3600
ROLE = "arn:aws:iam::123456789012:role/any"
ADMITS = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)


class Life:
    """A world in which the same is done again and again, each time under other names."""

    def __init__(self):
        self.world = World(clock=VirtualClock(START))
        self.times = 0

    def name(self, what):
        return f"{what}{self.times}"

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def sfn(self, operation, **parameters):
        return self.world.call("stepfunctions", operation, parameters)

    def events(self, operation, **parameters):
        return self.world.call("events", operation, parameters)

    def after(self, seconds):
        self.world.clock.pass_time(seconds)

    def queue(self, name, **attributes):
        given = {"Policy": ADMITS, **attributes}
        return self.sqs("CreateQueue", QueueName=name, Attributes=given)["QueueUrl"]

    def machine(self, kind="STANDARD", **state):
        definition = json.dumps({"StartAt": "S", "States": {"S": {"End": True, **state}}})
        asked = {"name": self.name("m"), "roleArn": ROLE, "type": kind, "definition": definition}
        return self.sfn("CreateStateMachine", **asked)["stateMachineArn"]

    def run(self, machine, **asked):
        execution = self.sfn("StartExecution", stateMachineArn=machine, **asked)["executionArn"]
        self.after(1)
        return execution

    def succeeded(self, execution):
        assert self.sfn("DescribeExecution", executionArn=execution)["status"] == "SUCCEEDED"


def a_redrive(life):
    dead, url = life.queue(life.name("dead")), ""
    policy = {"deadLetterTargetArn": arn("sqs", life.name("dead")), "maxReceiveCount": 1}
    url = life.queue(life.name("frail"), RedrivePolicy=json.dumps(policy))
    for tenant in "abc":
        life.sqs("SendMessage", QueueUrl=url, MessageBody=tenant, MessageGroupId=tenant)
    for _ in range(2):
        life.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1)
        life.after(2)
    life.sqs("StartMessageMoveTask", SourceArn=arn("sqs", life.name("dead")))
    life.after(2)
    assert len(life.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)["Messages"]) == 3
    life.sqs("DeleteQueue", QueueUrl=url)
    life.sqs("DeleteQueue", QueueUrl=dead)


def an_order(life):
    url = life.queue(life.name("f") + ".fifo", FifoQueue="true", ContentBasedDeduplication="true")
    life.sqs("SendMessage", QueueUrl=url, MessageBody="x", MessageGroupId="g")
    life.sqs("ReceiveMessage", QueueUrl=url, ReceiveRequestAttemptId="a")
    life.sqs("DeleteQueue", QueueUrl=url)


def a_topic(life):
    url, name = life.queue(life.name("of")), life.name("t")
    topic = life.world.call("sns", "CreateTopic", {"Name": name})["TopicArn"]
    asked = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn("sqs", life.name("of"))}
    life.world.call("sns", "Subscribe", asked)
    life.world.call("sns", "Publish", {"TopicArn": topic, "Message": "x"})
    life.world.call("sns", "DeleteTopic", {"TopicArn": topic})
    life.sqs("DeleteQueue", QueueUrl=url)


def rules(life):
    """One of a pattern, one of a schedule; and no event comes after they are deleted."""
    url = life.queue(life.name("q"))
    target = {"Id": "1", "Arn": arn("sqs", life.name("q"))}
    for name, more in (
        ("r", {"EventPattern": '{"source": ["a"]}'}),
        ("s", {"ScheduleExpression": "rate(1 minute)"}),
    ):
        life.events("PutRule", Name=life.name(name), **more)
        life.events("PutTargets", Rule=life.name(name), Targets=[target])
    life.events("PutEvents", Entries=[{"Source": "a", "DetailType": "d", "Detail": "{}"}])
    life.after(60)
    for name in "rs":
        life.events("RemoveTargets", Rule=life.name(name), Ids=["1"])
        life.events("DeleteRule", Name=life.name(name))
    life.sqs("DeleteQueue", QueueUrl=url)


def a_callback(life):
    url = life.queue(life.name("tasks"))
    machine = life.machine(
        Type="Task",
        Resource="arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters={"QueueUrl": url, "MessageBody": {"token.$": "$$.Task.Token"}},
        # The answer comes at once, and the timer must not stay for three years.
        TimeoutSeconds=99_999_999,
    )
    execution = life.run(machine)
    [message] = life.sqs("ReceiveMessage", QueueUrl=url)["Messages"]
    token = json.loads(message["Body"])["token"]
    life.sfn("SendTaskSuccess", taskToken=token, output="{}")
    life.after(1)
    life.succeeded(execution)
    life.sfn("DeleteStateMachine", stateMachineArn=machine)
    life.sqs("DeleteQueue", QueueUrl=url)


def an_activity(life):
    activity = life.sfn("CreateActivity", name=life.name("a"))["activityArn"]
    machine = life.machine(Type="Task", Resource=activity, HeartbeatSeconds=9_999_999)
    execution = life.run(machine)
    token = life.sfn("GetActivityTask", activityArn=activity)["taskToken"]
    for _ in range(3):
        life.sfn("SendTaskHeartbeat", taskToken=token)
    life.sfn("SendTaskSuccess", taskToken=token, output="{}")
    life.after(1)
    life.succeeded(execution)
    life.sfn("DeleteStateMachine", stateMachineArn=machine)
    life.sfn("DeleteActivity", activityArn=activity)


def an_express_workflow(life):
    machine = life.machine("EXPRESS", Type="Pass")
    life.sfn("StartSyncExecution", stateMachineArn=machine)
    life.run(machine)
    life.sfn("DeleteStateMachine", stateMachineArn=machine)


def a_map_run(life):
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "P",
        "States": {"P": {"Type": "Pass", "End": True}},
    }
    machine = life.machine(Type="Map", ItemsPath="$.items", ItemProcessor=processor)
    life.succeeded(life.run(machine, input='{"items": [1, 2]}'))
    life.sfn("DeleteStateMachine", stateMachineArn=machine)


def a_schedule(life):
    url = life.queue(life.name("due"))
    name, target = life.name("s"), {"Arn": arn("sqs", life.name("due")), "RoleArn": ROLE}
    asked = {
        "Name": name,
        "ClientToken": name,
        "ScheduleExpression": "rate(1 minute)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {**target, "Input": "{}"},
    }
    life.world.call("scheduler", "CreateSchedule", asked)
    life.after(60)
    life.world.call("scheduler", "DeleteSchedule", {"Name": name})
    life.sqs("DeleteQueue", QueueUrl=url)


def a_pipe(life):
    """Between two queues that stay: what took from them must not listen for ever."""
    for name in ("in", "out"):
        life.queue(name)
    asked = {"RoleArn": ROLE, "Source": arn("sqs", "in"), "Target": arn("sqs", "out")}
    name = {"Name": life.name("p")}
    life.world.call("pipes", "CreatePipe", {**name, **asked})
    life.after(60)
    life.sqs("SendMessage", QueueUrl="/in", MessageBody="x")
    life.after(1)
    for operation in ("StopPipe", "StartPipe", "DeletePipe"):
        life.world.call("pipes", operation, name)
        life.after(60)
    [message] = life.sqs("ReceiveMessage", QueueUrl="/out")["Messages"]
    life.sqs("DeleteMessage", QueueUrl="/out", ReceiptHandle=message["ReceiptHandle"])


def an_alarm(life):
    url, name = life.queue(life.name("seen")), life.name("alarm")
    asked = {
        "AlarmName": name,
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": life.name("seen")}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0.5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    life.world.call("cloudwatch", "PutMetricAlarm", asked)
    life.sqs("SendMessage", QueueUrl=url, MessageBody="x")
    life.after(300)
    life.world.call("cloudwatch", "DeleteAlarms", {"AlarmNames": [name]})
    life.sqs("DeleteQueue", QueueUrl=url)


@pytest.mark.parametrize(
    "done",
    [
        a_redrive,
        an_order,
        a_topic,
        rules,
        a_callback,
        an_activity,
        an_express_workflow,
        a_map_run,
        a_schedule,
        a_pipe,
        an_alarm,
    ],
)
def test_what_is_over_costs_nothing(done, monkeypatch):
    # What is out of date is swept away now and then: here as soon as it is half of all there is.
    for module, name in ((clocks, "_FEW"), (metrics, "_FEW"), (record, "_MOST_STALE")):
        monkeypatch.setattr(module, name, 1)
    life = Life()

    def live(times):
        for _ in range(times):
            life.times += 1
            done(life)
            life.after(100 * DAY)
        # Longer than anything is kept.
        life.after(500 * DAY)
        life.queue(f"beside{life.times}")
        life.world.told.clear()
        return held(life.world)

    before = live(_TIMES)
    more = live(_TIMES) - before
    # Something may be left of the last of them, and nothing of each of them.
    assert all(count < _TIMES for count in more.values()), more


def test_a_deleted_message_is_not_kept_by_its_queue():
    life = Life()
    url = life.queue("q")
    before = held(life.world)["Message"]
    for _ in range(3):
        life.sqs("SendMessage", QueueUrl=url, MessageBody="x" * 1000, DelaySeconds=1)
        life.after(1)
        [message] = life.sqs("ReceiveMessage", QueueUrl=url)["Messages"]
        life.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert held(life.world)["Message"] == before


def test_an_execution_can_be_described_for_ninety_days_and_no_longer():
    life = Life()
    execution = life.run(life.machine(Type="Pass"))
    life.after(90 * DAY - 2)
    life.succeeded(execution)
    life.after(3)
    with pytest.raises(Refusal, match="ExecutionDoesNotExist"):
        life.sfn("DescribeExecution", executionArn=execution)


def test_a_cancelled_timer_is_dropped_long_before_its_moment():
    clock = VirtualClock(START)
    for _ in range(1_000):
        clock.after(99_999_999, lambda: None).cancel()
    assert len(clock._timers) < 100
    clock.after(5, lambda: None)
    assert clock.next_timer() == (START + 5) * 1_000_000
