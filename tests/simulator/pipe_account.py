"""An account with pipes and what is at their ends, as the tests of pipes talk to it."""

import json

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.world import World
from tests.simulator.orders import Orders

START = 1_800_000_000
ROLE = "arn:aws:iam::123456789012:role/pipe"


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
        return self.world.call("pipes", operation, parameters)

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def queue(self, name="in", **attributes):
        self.sqs("CreateQueue", QueueName=name, Attributes=attributes)
        return arn("sqs", name)

    def url(self, name):
        return self.sqs("GetQueueUrl", QueueName=name)["QueueUrl"]

    def send(self, *bodies, name="in", **parameters):
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs("SendMessage", QueueUrl=self.url(name), MessageBody=text, **parameters)

    def bodies(self, name="out"):
        """Receive and delete what is on a queue."""
        url, found = self.url(name), []
        while True:
            answer = self.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)
            if not answer.get("Messages"):
                return found
            for message in answer["Messages"]:
                found.append(message["Body"])
                self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def left(self, name="in"):
        """Give how many messages a queue holds, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        asked = {"QueueUrl": self.url(name), "AttributeNames": names}
        return sum(map(int, self.sqs("GetQueueAttributes", **asked)["Attributes"].values()))

    def asked(self, target=None, source=None, **parameters):
        given = {
            "Name": "p",
            "RoleArn": ROLE,
            "Source": source or arn("sqs", "in"),
            "Target": target or arn("sqs", "out"),
        }
        return given | parameters

    def pipe(self, *given, **parameters):
        """Make a pipe and let it begin to run."""
        made = self.call("CreatePipe", **self.asked(*given, **parameters))
        self.after(1)
        return made["Arn"]

    def after(self, seconds):
        self.world.clock.pass_time(seconds)

    def machine(self, *states, kind="EXPRESS", name="m"):
        """Make a state machine of states that follow each other; give its ARN."""
        names = [f"S{number}" for number in range(len(states))]
        linked = {
            name: state | ({"Next": after} if after else {"End": True})
            for name, state, after in zip(names, states, [*names[1:], None], strict=True)
        }
        definition = json.dumps({"StartAt": names[0], "States": linked})
        asked = {"name": name, "definition": definition, "roleArn": ROLE, "type": kind}
        made = self.world.call("stepfunctions", "CreateStateMachine", asked)
        return made["stateMachineArn"]
