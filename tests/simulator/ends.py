"""Accounts with queues at the ends of what is tested, and how a test sees answers and refusals."""

import botocore.session
import pytest
from botocore.validate import ParamValidator

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World
from tests.simulator.orders import Orders

#: 2027-01-15T08:00:00Z, a Friday.
START = 1_800_000_000


def arn(service, name):
    return f"arn:aws:{service}:us-east-1:123456789012:{name}"


class Ends:
    """An account; ``service`` is the one that `call` calls, ``end`` the queue that is looked at."""

    service = end = ""

    def __init__(self, **values):
        self.orders = Orders(**values)
        self.world = World(clock=VirtualClock(START), choose=self.orders)

    @property
    def told(self):
        return [told.words for told in self.world.told]

    def call(self, operation, **parameters):
        return self.world.call(self.service, operation, parameters)

    def sqs(self, operation, **parameters):
        return self.world.call("sqs", operation, parameters)

    def make_queue(self, name, **attributes):
        self.sqs("CreateQueue", QueueName=name, Attributes=attributes)
        return arn("sqs", name)

    def url(self, name):
        return self.sqs("GetQueueUrl", QueueName=name)["QueueUrl"]

    def messages(self, name=""):
        """Receive and delete what is on a queue."""
        url, found = self.url(name or self.end), []
        everything = {"MessageAttributeNames": ["All"], "MessageSystemAttributeNames": ["All"]}
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, **everything}
        while received := self.sqs("ReceiveMessage", **asked).get("Messages"):
            found += received
            for message in received:
                self.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def bodies(self, name=""):
        return [message["Body"] for message in self.messages(name)]

    def after(self, seconds):
        self.world.clock.pass_time(seconds)

    def shaped(self, operation, answer):
        """See that an answer is what the SDK's model of the operation says."""
        model = botocore.session.get_session().get_service_model(self.service)
        report = ParamValidator().validate(answer, model.operation_model(operation).output_shape)
        assert not report.has_errors(), report.generate_report()
        return answer


def refused(account, operation, **parameters):
    with pytest.raises(Refusal) as caught:
        account.call(operation, **parameters)
    return caught.value.code, caught.value.status, caught.value.message
