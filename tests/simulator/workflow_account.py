"""An account with workflows, as a test talks to it."""

import json

import pytest

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World

START = 1_800_000_000
ROLE = "arn:aws:iam::123456789012:role/r"
STATES = "arn:aws:states:us-east-1:123456789012:"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:"
END = {"Type": "Pass", "End": True}


def machine(*states, **fields):
    """A definition of states with names, each followed by the next one unless it says otherwise."""
    named = {}
    for at, (name, state) in enumerate(states):
        follows = {"Next", "End", "Choices"} & state.keys() or state["Type"] in {"Succeed", "Fail"}
        after = {"Next": states[at + 1][0]} if at + 1 < len(states) else {"End": True}
        named[name] = state if follows else {**state, **after}
    return {"StartAt": states[0][0], "States": named, **fields}


def task(function, **more):
    return {"Type": "Task", "Resource": FUNCTION + function, **more}


class Account:
    def __init__(self, choose=polite):
        self.world = World(clock=VirtualClock(START), choose=choose)
        self.clock = self.world.clock
        self.begun = {}

    def states(self, operation, **parameters):
        return self.world.call("stepfunctions", operation, parameters)

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def events(self, operation, **parameters):
        return self.world.call("events", operation, parameters)

    def queue(self, name="work"):
        return self.sqs("CreateQueue", QueueName=name)["QueueUrl"]

    def bodies(self, url):
        """What lies on a queue, each body once."""
        answer = self.sqs("ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10)
        found = []
        for message in answer.get("Messages", []):
            self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(json.loads(message["Body"]))
        return found

    def function(self, name, work):
        """Have a function work; gives the list of the payloads that it is given, with times."""
        calls = []

        def noted(payload):
            calls.append((self.clock.now() - START, payload))
            return work(payload)

        self.world.tasks[FUNCTION + name] = noted
        return calls

    def make(self, definition, name="m", **more):
        return self.states(
            "CreateStateMachine",
            name=name,
            definition=definition if isinstance(definition, str) else json.dumps(definition),
            roleArn=ROLE,
            **more,
        )["stateMachineArn"]

    def start(self, arn, given=None, **more):
        answer = self.states(
            "StartExecution",
            stateMachineArn=arn,
            input=json.dumps(given or {}, ensure_ascii=False),
            **more,
        )
        return answer["executionArn"]

    def run(self, definition, given=None, seconds=100_000, **more):
        """Make a machine, run it, and give what is said of the execution after so long."""
        arn = self.make(definition, f"m{len(self.begun)}", **more)
        execution = self.start(arn, given)
        self.begun[arn] = execution
        self.clock.pass_time(seconds)
        return self.described(execution)

    def output(self, definition, given=None, **more):
        described = self.run(definition, given, **more)
        assert described["status"] == "SUCCEEDED", described
        return json.loads(described["output"])

    def failure(self, definition, given=None, **more):
        described = self.run(definition, given, **more)
        assert described["status"] == "FAILED", described
        return described.get("error"), described.get("cause")

    def described(self, execution):
        return self.states("DescribeExecution", executionArn=execution)

    def history(self, execution, **more):
        return self.states("GetExecutionHistory", executionArn=execution, **more)["events"]

    def kinds(self, execution):
        return [event["type"] for event in self.history(execution)]


def refused(account, operation, **asked):
    """Give the code and the message of a call that is refused."""
    with pytest.raises(Refusal) as raised:
        account.states(operation, **asked)
    return raised.value.code, raised.value.message


def trial(state, given=None, **more):
    """Give the parameters by which a state is tried out."""
    text = json.dumps(given or {}, separators=(",", ":"))
    return {"definition": json.dumps(state), "roleArn": ROLE, "input": text, **more}
