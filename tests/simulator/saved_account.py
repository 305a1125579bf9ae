"""An account that random things are done to, and how they end: for tests of saved worlds."""

import json

from hypothesis import strategies as st

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import AnswerLost, Refusal
from pattern_tck.simulator.saved.keeping import record
from pattern_tck.simulator.saved.values import digest
from pattern_tck.simulator.workflows.work import TaskFailed
from pattern_tck.simulator.world import World
from tests.simulator.workflow_account import START

REGION = "eu-west-1"
HERE = f"{REGION}:123456789012"
QUEUES = ("plain", "small.fifo", "aside")
ROLE = "arn:aws:iam::123456789012:role/any"
PATIENT = {
    "StartAt": "Tell",
    "States": {
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {
                "QueueUrl": f"https://sqs.{REGION}.amazonaws.com/123456789012/plain",
                "MessageBody.$": "States.Format('{}/{}', $$.Execution.Name, States.UUID())",
            },
            "Next": "Rest",
        },
        "Rest": {"Type": "Wait", "Seconds": 40, "Next": "Ask"},
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:putItem",
            "Parameters": {"TableName": "t", "Item": {"id": {"S.$": "$$.Execution.Name"}}},
            "Retry": [
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 7,
                    "JitterStrategy": "FULL",
                }
            ],
            "End": True,
        },
    },
}


def fresh():
    """A world that is recorded, and has work on tables that fails at times and calls back."""
    return with_tables(record(World(clock=VirtualClock(START))))


def with_tables(world):
    done = []

    def put(item):
        done.append(item)
        if len(done) % 3 == 2:
            raise TaskFailed("Busy", f"number {len(done)}")
        sent = Doer(world).call(
            "sqs", "SendMessage", QueueUrl=url("plain"), MessageBody=json.dumps(item)
        )
        return {"times": len(done), "sent": isinstance(sent, dict)}

    world.tasks["dynamodb:putItem"] = put
    return world


def url(name):
    return f"https://sqs.{REGION}.amazonaws.com/123456789012/{name}"


def furnished(world):
    """Make queues, a topic, a rule, an archive, a schedule, a pipe, machines and an alarm."""

    def call(service, operation, **parameters):
        return world.call(service, operation, parameters, REGION)

    aside = {"deadLetterTargetArn": f"arn:aws:sqs:{HERE}:aside", "maxReceiveCount": 2}
    open_to_all = json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    )
    call("sqs", "CreateQueue", QueueName="aside", tags={"kept": "yes"})
    call(
        "sqs",
        "CreateQueue",
        QueueName="plain",
        Attributes={"RedrivePolicy": json.dumps(aside), "Policy": open_to_all},
    )
    call("sqs", "CreateQueue", QueueName="small.fifo", Attributes={"FifoQueue": "true"})
    topic = call("sns", "CreateTopic", Name="news")["TopicArn"]
    for protocol_of in ("plain", "aside"):
        call(
            "sns",
            "Subscribe",
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{HERE}:{protocol_of}",
            Attributes={"FilterPolicy": '{"kind": ["a"]}'} if protocol_of == "aside" else {},
        )
    call("events", "PutRule", Name="all", EventPattern='{"source": ["test"]}')
    call(
        "events",
        "PutTargets",
        Rule="all",
        Targets=[{"Id": "q", "Arn": f"arn:aws:sqs:{HERE}:plain"}],
    )
    bus = f"arn:aws:events:{HERE}:event-bus/default"
    call("events", "CreateArchive", ArchiveName="old", EventSourceArn=bus)
    call("events", "PutRule", Name="often", ScheduleExpression="rate(1 minute)")
    call(
        "events",
        "PutTargets",
        Rule="often",
        Targets=[{"Id": "q", "Arn": f"arn:aws:sqs:{HERE}:plain", "Input": '"tick"'}],
    )
    call(
        "scheduler",
        "CreateSchedule",
        Name="later",
        ScheduleExpression="rate(2 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": f"arn:aws:sqs:{HERE}:aside", "RoleArn": ROLE, "Input": '"scheduled"'},
    )
    call(
        "pipes",
        "CreatePipe",
        Name="through",
        RoleArn=ROLE,
        Source=f"arn:aws:sqs:{HERE}:aside",
        Target=f"arn:aws:sqs:{HERE}:plain",
    )
    for name, kind in (("patient", "STANDARD"), ("quick", "EXPRESS")):
        call(
            "stepfunctions",
            "CreateStateMachine",
            name=name,
            definition=json.dumps(PATIENT),
            roleArn=ROLE,
            type=kind,
        )
    call(
        "cloudwatch",
        "PutMetricAlarm",
        AlarmName="full",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "aside"}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
    )
    return world


class Doer:
    """Does what was drawn to a world, and remembers handles so that they can be used."""

    def __init__(self, world, handles=()):
        self.world = world
        self.handles = list(handles)

    def call(self, service, operation, **parameters):
        try:
            answer = self.world.call(service, operation, parameters, REGION)
        except Refusal as refusal:
            return ["refused", refusal.code, refusal.message]
        except AnswerLost:
            return ["lost"]
        return self.remembered(parameters, answer)

    def remembered(self, parameters, answer):
        for message in answer.get("Messages", ()):
            self.handles.append((parameters["QueueUrl"], message["ReceiptHandle"]))
        return answer

    def do(self, act):
        """Do one thing; give by what its end is known, and the time."""
        name, number, text = act
        return digest([getattr(self, name)(number, text), self.world.clock.micros])

    def send(self, number, text):
        queue = QUEUES[number % 3]
        more = {}
        if queue.endswith("fifo"):
            more = {"MessageGroupId": f"g{number % 2}", "MessageDeduplicationId": str(number)}
        elif number % 5 == 0:
            more = {
                "DelaySeconds": 9,
                "MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}},
            }
        return self.call("sqs", "SendMessage", QueueUrl=url(queue), MessageBody=text, **more)

    def receive(self, number, _text):
        return self.call(
            "sqs",
            "ReceiveMessage",
            QueueUrl=url(QUEUES[number % 3]),
            MaxNumberOfMessages=1 + number % 10,
            WaitTimeSeconds=number % 4,
            AttributeNames=["All"],
        )

    def delete(self, number, _text):
        if not self.handles:
            return None
        queue, handle = self.handles[number % len(self.handles)]
        return self.call("sqs", "DeleteMessage", QueueUrl=queue, ReceiptHandle=handle)

    def count(self, number, _text):
        return self.call(
            "sqs", "GetQueueAttributes", QueueUrl=url(QUEUES[number % 3]), AttributeNames=["All"]
        )

    def publish(self, number, text):
        kind = {"DataType": "String", "StringValue": "ab"[number % 2]}
        return self.call(
            "sns",
            "Publish",
            TopicArn=f"arn:aws:sns:{HERE}:news",
            Message=text,
            MessageAttributes={"kind": kind},
        )

    def put(self, number, text):
        entry = {"Source": "test", "DetailType": text, "Detail": json.dumps({"n": number})}
        return self.call("events", "PutEvents", Entries=[entry])

    def replay(self, number, _text):
        now = self.call("events", "DescribeArchive", ArchiveName="old")["CreationTime"]
        return self.call(
            "events",
            "StartReplay",
            ReplayName=f"r{number}",
            EventSourceArn=f"arn:aws:events:{HERE}:archive/old",
            EventStartTime=now,
            EventEndTime=now.replace(year=now.year + 1) if number % 2 else now,
            Destination={"Arn": f"arn:aws:events:{HERE}:event-bus/default"},
        )

    def start(self, number, _text):
        return self.call(
            "stepfunctions",
            "StartExecution",
            stateMachineArn=f"arn:aws:states:{HERE}:stateMachine:"
            + ("patient", "quick")[number % 2],
            **({"name": f"e{number}"} if number % 3 else {}),
        )

    def at_once(self, _number, _text):
        machine = f"arn:aws:states:{HERE}:stateMachine:quick"
        return self.call("stepfunctions", "StartSyncExecution", stateMachineArn=machine)

    def history(self, number, _text):
        arn = f"arn:aws:states:{HERE}:execution:patient:e{number}"
        return self.call("stepfunctions", "GetExecutionHistory", executionArn=arn)

    def alarms(self, _number, _text):
        return self.call("cloudwatch", "DescribeAlarms")

    def redrive(self, _number, _text):
        return self.call("sqs", "StartMessageMoveTask", SourceArn=f"arn:aws:sqs:{HERE}:aside")

    def unknown(self, _number, text):
        return self.call("sqs", f"Do{text}")

    def wait(self, number, _text):
        try:
            self.world.clock.pass_time(number * 1.37)
        except (Refusal, AnswerLost) as error:
            # What the work of a task did not catch comes out where time passes.
            return ["time stood still", str(error)]
        return None


#: What can be done, and how often of a hundred times, more or less.
_OFTEN = {"send": 3, "receive": 3, "wait": 3, "publish": 2, "put": 2, "start": 2}
_NAMES = [
    "delete", "count", "replay", "at_once", "history", "alarms", "redrive", "unknown",
]  # fmt: skip
ACTS = st.tuples(
    st.sampled_from([*_NAMES, *(name for name, times in _OFTEN.items() for _ in range(times))]),
    st.integers(0, 60),
    st.text(max_size=5),
)
