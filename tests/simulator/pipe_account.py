"""An account with pipes and what is at their ends, as the tests of pipes talk to it."""

import json

from tests.simulator.ends import START, Ends, arn, refused

__all__ = ["ROLE", "START", "Account", "arn", "refused"]

ROLE = "arn:aws:iam::123456789012:role/pipe"


class Account(Ends):
    service, end = "pipes", "out"

    def queue(self, name="in", **attributes):
        return self.make_queue(name, **attributes)

    def send(self, *bodies, name="in", **parameters):
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs("SendMessage", QueueUrl=self.url(name), MessageBody=text, **parameters)

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
