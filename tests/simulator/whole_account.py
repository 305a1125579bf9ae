"""An account with one of each thing in it, and the names by which they can be asked for."""

import datetime as dt
import json

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.world import World

START = 1_800_000_000
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/everything"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:work"
PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
WAITING = {
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {
                "QueueUrl": "https://sqs/1/tokens",
                "MessageBody": {"token.$": "$$.Task.Token"},
            },
            "End": True,
        }
    },
}


def arn(service, name):
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{name}"


class WholeAccount:
    """Everything has the name ``one``, or ``one.fifo``, so that names can be guessed."""

    def __init__(self, choose=polite):
        self.world = World(clock=VirtualClock(START), choose=choose)
        self.world.tasks[FUNCTION] = lambda payload: payload
        #: What it was made by: parameters, by service and operation.
        self.made = {}
        self.names = ["one", "one.fifo", "dead", ROLE, FUNCTION, ACCOUNT]
        self._queues()
        self._topics()
        self._buses()
        self._workflows()
        self._others()
        self.world.clock.pass_time(5)

    def call(self, service, operation, **asked):
        self.made.setdefault((service, operation), []).append(asked)
        return self.world.call(service, operation, asked)

    def note(self, *names):
        self.names += names

    def _queues(self):
        everybody = {
            "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]
        }
        policy = {"Policy": json.dumps(everybody)}
        self.call("sqs", "CreateQueue", QueueName="dead", Attributes=policy)
        redrive = {"deadLetterTargetArn": arn("sqs", "dead"), "maxReceiveCount": 2}
        held = {**policy, "RedrivePolicy": json.dumps(redrive)}
        url = self.call("sqs", "CreateQueue", QueueName="one", Attributes=held)["QueueUrl"]
        self.call("sqs", "CreateQueue", QueueName="tokens")
        fifo = {**policy, "FifoQueue": "true", "ContentBasedDeduplication": "true"}
        self.call("sqs", "CreateQueue", QueueName="one.fifo", Attributes=fifo)
        self.call("sqs", "SendMessage", QueueUrl=url, MessageBody="m")
        (message,) = self.call("sqs", "ReceiveMessage", QueueUrl=url)["Messages"]
        self.call("sqs", "SendMessage", QueueUrl=url, MessageBody="n")
        task = self.call("sqs", "StartMessageMoveTask", SourceArn=arn("sqs", "dead"))
        self.note(url, url + ".fifo", url.replace("one", "dead"), message["ReceiptHandle"])
        self.note(arn("sqs", "one"), arn("sqs", "one.fifo"), arn("sqs", "dead"), task["TaskHandle"])

    def _topics(self):
        topic = self.call("sns", "CreateTopic", Name="one")["TopicArn"]
        fifo = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
        self.call("sns", "CreateTopic", Name="one.fifo", Attributes=fifo)
        held = {"TopicArn": topic, "Protocol": "sqs", "ReturnSubscriptionArn": True}
        made = self.call("sns", "Subscribe", Endpoint=arn("sqs", "one"), **held)
        self.call("sns", "Subscribe", **(held | {"Protocol": "email", "Endpoint": "a@b.example"}))
        self.note(topic, topic + ".fifo", made["SubscriptionArn"])

    def _buses(self):
        call = self.call
        call("events", "CreateEventBus", Name="one")
        pattern = json.dumps({"source": ["s"]})
        for bus in ("default", "one"):
            call("events", "PutRule", Name="one", EventPattern=pattern, EventBusName=bus)
            targets = [{"Id": "one", "Arn": arn("sqs", "one")}]
            call("events", "PutTargets", Rule="one", EventBusName=bus, Targets=targets)
        bus = arn("events", "event-bus/default")
        made = call("events", "CreateArchive", ArchiveName="one", EventSourceArn=bus)
        span = {
            "EventStartTime": dt.datetime.fromtimestamp(START, dt.UTC),
            "EventEndTime": dt.datetime.fromtimestamp(START + 60, dt.UTC),
        }
        replayed = {"EventSourceArn": made["ArchiveArn"], "Destination": {"Arn": bus}}
        replay = call("events", "StartReplay", ReplayName="one", **replayed, **span)
        auth = {"ApiKeyAuthParameters": {"ApiKeyName": "a", "ApiKeyValue": "b"}}
        connection = call(
            "events",
            "CreateConnection",
            Name="one",
            AuthorizationType="API_KEY",
            AuthParameters=auth,
        )
        destination = call(
            "events",
            "CreateApiDestination",
            Name="one",
            ConnectionArn=connection["ConnectionArn"],
            InvocationEndpoint="https://a.example/b",
            HttpMethod="POST",
        )
        self.note(bus, bus.replace("default", "one"), "default", made["ArchiveArn"])
        self.note(replay["ReplayArn"], connection["ConnectionArn"])
        self.note(destination["ApiDestinationArn"], arn("events", "rule/one"), "POST", "API_KEY")

    def _workflows(self):
        self.note(self.call("stepfunctions", "CreateActivity", name="one")["activityArn"])
        for name, kind, definition in (
            ("one", "STANDARD", PASS),
            ("quick", "EXPRESS", PASS),
            ("slow", "STANDARD", WAITING),
        ):
            made = self.call(
                "stepfunctions",
                "CreateStateMachine",
                name=name,
                type=kind,
                definition=json.dumps(definition),
                roleArn=ROLE,
                publish=True,
            )
            machine = made["stateMachineArn"]
            begun = self.call("stepfunctions", "StartExecution", stateMachineArn=machine)
            self.note(machine, made["stateMachineVersionArn"], begun["executionArn"])
        route = {"stateMachineVersionArn": self.names[-2], "weight": 100}
        alias = self.call(
            "stepfunctions", "CreateStateMachineAlias", name="one", routingConfiguration=[route]
        )
        self.note(alias["stateMachineAliasArn"])
        self.world.clock.pass_time(1)
        url = "https://sqs/1/tokens"
        (message,) = self.call("sqs", "ReceiveMessage", QueueUrl=url)["Messages"]
        self.note(json.loads(message["Body"])["token"])

    def _others(self):
        self.call("scheduler", "CreateScheduleGroup", Name="one")
        target = {"Arn": arn("sqs", "one"), "RoleArn": ROLE}
        schedule = self.call(
            "scheduler",
            "CreateSchedule",
            Name="one",
            ScheduleExpression="rate(5 minutes)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target,
        )
        pipe = self.call(
            "pipes",
            "CreatePipe",
            Name="one",
            RoleArn=ROLE,
            Source=arn("sqs", "dead"),
            Target=arn("sqs", "one"),
        )
        self.call(
            "cloudwatch",
            "PutMetricAlarm",
            AlarmName="one",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": "one"}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0.0,
            ComparisonOperator="GreaterThanThreshold",
        )
        self.note(schedule["ScheduleArn"], pipe["Arn"], arn("cloudwatch", "alarm:one"))
