"""An account with buses, rules and queues, as the tests of buses talk to it."""

import json

import botocore.session
import pytest
from botocore.validate import ParamValidator

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World
from tests.simulator.orders import Orders

START = 1_800_000_000
FOR_EVENTBRIDGE = {"Service": "events.amazonaws.com"}
ROLE = "arn:aws:iam::123456789012:role/sender"
DEFAULT_BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


_MODEL = botocore.session.get_session().get_service_model("events")


def check_shape(operation, answer):
    """See that an answer is what the SDK's model of the operation says."""
    shape = _MODEL.operation_model(operation).output_shape
    if shape is None:
        assert answer == {}
    else:
        # AWS itself answers with empty lists where its model wants at least one member.
        filled = {name: value for name, value in answer.items() if value != []}
        report = ParamValidator().validate(filled, shape)
        assert not report.has_errors(), report.generate_report()


class Account:
    def __init__(self, **values):
        self.orders = Orders(**values)
        self.world = World(clock=VirtualClock(START), choose=self.orders)

    @property
    def buses(self):
        return self.world.region("us-east-1").buses

    @property
    def told(self):
        return [(told.clause, told.words) for told in self.world.told]

    def events(self, operation, region="us-east-1", **parameters):
        answer = self.world.call("events", operation, parameters, region)
        check_shape(operation, answer)
        return answer

    def sqs(self, operation, region="us-east-1", **parameters):
        return self.world.call("sqs", operation, parameters, region)

    def queue(self, name="taken", *, admits=True, region="us-east-1", **attributes):
        """Make a queue, which lets EventBridge in if nothing else is said; give its ARN."""
        arn = f"arn:aws:sqs:{region}:123456789012:{name}"
        if admits:
            statement = {
                "Effect": "Allow",
                "Principal": FOR_EVENTBRIDGE,
                "Action": "sqs:SendMessage",
                "Resource": arn,
            }
            policy = {"Version": "2012-10-17", "Statement": [statement]}
            attributes["Policy"] = json.dumps(policy)
        self.sqs("CreateQueue", region, QueueName=name, Attributes=attributes)
        return arn

    def url(self, name, region="us-east-1"):
        return self.sqs("GetQueueUrl", region, QueueName=name)["QueueUrl"]

    def delete_queue(self, name):
        self.sqs("DeleteQueue", QueueUrl=self.url(name))

    def messages(self, name="taken", region="us-east-1"):
        """Receive and delete all messages of a queue."""
        url = self.url(name, region)
        found = []
        while True:
            answer = self.sqs(
                "ReceiveMessage",
                region,
                QueueUrl=url,
                MaxNumberOfMessages=10,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["All"],
            )
            got = answer.get("Messages", [])
            if not got:
                return found
            found += got
            for message in got:
                self.sqs(
                    "DeleteMessage", region, QueueUrl=url, ReceiptHandle=message["ReceiptHandle"]
                )

    def got(self, name="taken", region="us-east-1"):
        """Give the ``n`` of the details of the events on a queue."""
        bodies = [json.loads(message["Body"]) for message in self.messages(name, region)]
        return [body["detail"]["n"] for body in bodies]

    def rule(self, *targets, name="all", pattern=None, region="us-east-1", **parameters):
        """Make a rule with targets, given by their ARNs or in full; give its ARN."""
        pattern = json.dumps(pattern or {"source": [{"prefix": ""}]})
        rule = self.events("PutRule", region, Name=name, EventPattern=pattern, **parameters)
        bus = {key: parameters[key] for key in ("EventBusName",) if key in parameters}
        full = [
            {"Id": f"t{number}", "Arn": target} if isinstance(target, str) else target
            for number, target in enumerate(targets, 1)
        ]
        # AWS asks for a role wherever a target has no policy of its own.
        full = [
            target | {"RoleArn": ROLE} if target["Arn"].split(":")[2] == "events" else target
            for target in full
        ]
        if full:
            self.events("PutTargets", region, Rule=name, Targets=full, **bus)
        return rule["RuleArn"]

    def entry(self, n=1, **fields):
        return {"Source": "shop", "DetailType": "Sold", "Detail": json.dumps({"n": n})} | fields

    def put(self, *entries, region="us-east-1"):
        """Put events, given by their numbers or in full."""
        full = [self.entry(entry) if isinstance(entry, int) else entry for entry in entries]
        return self.events("PutEvents", region, Entries=full)

    def after(self, seconds):
        self.world.clock.pass_time(seconds)


def refused(code, does, *arguments, **parameters):
    """Have a call refused, and give the message."""
    with pytest.raises(Refusal) as caught:
        does(*arguments, **parameters)
    assert caught.value.code == code
    return caught.value.message
