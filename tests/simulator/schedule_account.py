"""An account with schedules and what they call, as the tests of schedules talk to it."""

import json

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.world import World
from tests.simulator.orders import Orders

#: 2027-01-15T08:00:00Z, a Friday.
START = 1_800_000_000
ROLE = "arn:aws:iam::123456789012:role/scheduler"
AT_ONCE = {"Mode": "OFF"}
MINUTE = 60


def arn(service, name):
    return f"arn:aws:{service}:us-east-1:123456789012:{name}"


class Account:
    def __init__(self, **values):
        self.orders = Orders(**values)
        self.world = World(clock=VirtualClock(START), choose=self.orders)

    @property
    def told(self):
        return [told.words for told in self.world.told]

    def call(self, operation, **parameters):
        return self.world.call("scheduler", operation, parameters)

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def queue(self, name="taken", **attributes):
        self.sqs("CreateQueue", QueueName=name, Attributes=attributes)
        return arn("sqs", name)

    def messages(self, name="taken"):
        """Receive and delete what is on a queue."""
        url = self.sqs("GetQueueUrl", QueueName=name)["QueueUrl"]
        found = []
        while True:
            answer = self.sqs(
                "ReceiveMessage",
                QueueUrl=url,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
            )
            if not answer.get("Messages"):
                return found
            for message in answer["Messages"]:
                found.append(message)
                self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def bodies(self, name="taken"):
        return [message["Body"] for message in self.messages(name)]

    def asked(self, expression="rate(5 minutes)", name="s", target=None, **parameters):
        """Give the parameters of a schedule, of a queue if no target is given."""
        target = {"Arn": arn("sqs", "taken"), "RoleArn": ROLE, "Input": '"x"'} | (target or {})
        given = {
            "Name": name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": AT_ONCE,
            "Target": target,
        }
        return given | parameters

    def schedule(self, *given, **parameters):
        asked = self.asked(*given, **parameters)
        return self.call("CreateSchedule", **asked)["ScheduleArn"]

    def after(self, seconds):
        self.world.clock.pass_time(seconds)

    def times(self, name="taken"):
        """Give the times that the bodies on a queue name."""
        return [json.loads(body)["at"][-9:-1] for body in self.bodies(name)]
