"""An account that makes its things by templates."""

import json

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.serverless import equip
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World

RIGHTS = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
ROLE = "arn:aws:iam::123456789012:role/any"


class StackAccount:
    def __init__(self, **settings):
        self.world = World(clock=VirtualClock(), **settings)
        equip(self.world)

    def call(self, service, operation, **asked):
        return self.world.call(service, operation, asked)

    def stacks(self, operation, **asked):
        return self.call("cloudformation", operation, **asked)

    def make(self, template, name="shop", parameters=None, **more):
        """Make a stack; give its outputs, or raise AssertionError with what went wrong."""
        self.stacks("CreateStack", **asked(template, name, parameters), **more)
        assert self.status(name) == "CREATE_COMPLETE", self.failures(name)
        return self.outputs(name)

    def change(self, template, name="shop", parameters=None, **more):
        self.stacks("UpdateStack", **asked(template, name, parameters), **more)
        assert self.status(name) == "UPDATE_COMPLETE", self.failures(name)
        return self.outputs(name)

    def refused(self, operation, **asked):
        """Give the code and the sentence with which a call is refused."""
        try:
            self.stacks(operation, **asked)
        except Refusal as refusal:
            return refusal.code, refusal.message
        raise AssertionError(f"{operation} was not refused")

    def complaint(self, template, **more):
        """Give the sentence with which a template is refused."""
        before = self.stacks("ListStacks")["StackSummaries"]
        told = self.refused("CreateStack", **asked(template, "shop", more))[1]
        # Whatever is refused has made nothing.
        assert self.stacks("ListStacks")["StackSummaries"] == before
        return told

    def stack(self, name="shop"):
        return self.stacks("DescribeStacks", StackName=name)["Stacks"][0]

    def status(self, name="shop"):
        return self.stack(name)["StackStatus"]

    def outputs(self, name="shop"):
        return {one["OutputKey"]: one["OutputValue"] for one in self.stack(name).get("Outputs", [])}

    def events(self, name="shop"):
        told = self.stacks("DescribeStackEvents", StackName=name)["StackEvents"]
        return [(one["LogicalResourceId"], one["ResourceStatus"]) for one in reversed(told)]

    def failures(self, name="shop"):
        told = self.stacks("DescribeStackEvents", StackName=name)["StackEvents"]
        return {
            one["LogicalResourceId"]: one["ResourceStatusReason"]
            for one in told
            if one["ResourceStatus"].endswith("_FAILED") and "ResourceStatusReason" in one
        }

    def resources(self, name="shop"):
        told = self.stacks("DescribeStackResources", StackName=name)["StackResources"]
        return {one["LogicalResourceId"]: one for one in told}

    def physical(self, resource, name="shop"):
        return self.resources(name)[resource]["PhysicalResourceId"]

    def received(self, url):
        """Take what is in a queue; give the bodies."""
        found = []
        while True:
            told = self.call(
                "sqs", "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0
            )
            messages = told.get("Messages", [])
            if not messages:
                return found
            for one in messages:
                found.append(one["Body"])
                handle = one["ReceiptHandle"]
                self.call("sqs", "DeleteMessage", QueueUrl=url, ReceiptHandle=handle)

    def attribute(self, url, name):
        told = self.call("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        return told["Attributes"].get(name)


def asked(template, name="shop", parameters=None):
    """Give what CreateStack is asked for a template, which may be a document or a text."""
    return {
        "StackName": name,
        "TemplateBody": template if isinstance(template, str) else json.dumps(template),
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value}
            for key, value in (parameters or {}).items()
        ],
        "Capabilities": RIGHTS,
    }


def valued(value, **sections):
    """Give a template with one output that has this value, and a queue, for there must be one."""
    resources = sections.pop("Resources", {"Any": {"Type": "AWS::SQS::Queue"}})
    return {"Resources": resources, "Outputs": {"Said": {"Value": value}}, **sections}
