"""Stacks by SDKs: in this process, below its serialisers, and over HTTP with their waiters."""

import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors import below_serialisers, in_process
from pattern_tck.simulator.world import World

QUEUE = {"Type": "AWS::SQS::Queue"}
TEMPLATE = {
    "Parameters": {"Delay": {"Type": "Number", "Default": "0"}},
    "Resources": {"Q": QUEUE | {"Properties": {"DelaySeconds": {"Ref": "Delay"}}}},
    "Outputs": {"Url": {"Value": {"Ref": "Q"}, "Export": {"Name": "url"}}},
}
TEXT = json.dumps(TEMPLATE)
PARAMETERS = [{"ParameterKey": "Delay", "ParameterValue": "5"}]


OPENED = {
    "in process": in_process.open_door,
    "below serialisers": below_serialisers.open_fidelity_door,
}


def client_of(service):
    return boto3.client(
        service,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard"}),
    )


@pytest.fixture(params=[*OPENED, "over HTTP"])
def client(request):
    if request.param == "over HTTP":
        yield request.getfixturevalue("emptied").client
    else:
        with OPENED[request.param](World(clock=VirtualClock())):
            yield client_of


def test_a_stack_from_its_change_set_to_its_end(client):
    stacks, sqs = client("cloudformation"), client("sqs")
    made = stacks.create_change_set(
        StackName="shop",
        ChangeSetName="first",
        ChangeSetType="CREATE",
        TemplateBody=TEXT,
        Parameters=PARAMETERS,
        Tags=[{"Key": "team", "Value": "a"}],
    )
    stacks.get_waiter("change_set_create_complete").wait(ChangeSetName=made["Id"])
    told = stacks.describe_change_set(ChangeSetName=made["Id"])
    assert told["Changes"][0]["ResourceChange"]["Action"] == "Add"
    stacks.execute_change_set(ChangeSetName=made["Id"])
    stacks.get_waiter("stack_create_complete").wait(StackName="shop")
    stack = stacks.describe_stacks(StackName="shop")["Stacks"][0]
    url = stack["Outputs"][0]["OutputValue"]
    assert stack["Parameters"] == PARAMETERS
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds"])[
        "Attributes"
    ] == {"DelaySeconds": "5"}
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "a"}
    # The address that the stack tells is the one by which the queue is known to its caller.
    assert sqs.list_queues()["QueueUrls"] == [url]
    assert stacks.list_exports()["Exports"][0]["Value"] == url
    resource = stacks.describe_stack_resources(StackName="shop")["StackResources"][0]
    assert resource["PhysicalResourceId"] == url
    stacks.update_stack(
        StackName="shop",
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": "Delay", "ParameterValue": "6"}],
    )
    stacks.get_waiter("stack_update_complete").wait(StackName="shop")
    pages = stacks.get_paginator("describe_stack_events").paginate(StackName="shop")
    events = [event for page in pages for event in page["StackEvents"]]
    assert events[0]["ResourceStatus"] == "UPDATE_COMPLETE"
    assert len({event["EventId"] for event in events}) == len(events)
    template = stacks.get_template(StackName="shop")["TemplateBody"]
    assert template == TEMPLATE
    stacks.delete_stack(StackName="shop")
    stacks.get_waiter("stack_delete_complete").wait(StackName="shop")
    assert "QueueUrls" not in sqs.list_queues()


def test_what_is_refused_is_an_exception_of_the_sdk(client):
    stacks = client("cloudformation")
    with pytest.raises(ClientError, match="Stack with id gone does not exist") as told:
        stacks.describe_stacks(StackName="gone")
    assert told.value.response["Error"]["Code"] == "ValidationError"
    stacks.create_stack(StackName="shop", TemplateBody=TEXT)
    with pytest.raises(stacks.exceptions.AlreadyExistsException):
        stacks.create_stack(StackName="shop", TemplateBody=TEXT)
    with pytest.raises(stacks.exceptions.ChangeSetNotFoundException) as missing:
        stacks.describe_change_set(StackName="shop", ChangeSetName="gone")
    assert missing.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    unknown = {"Resources": {"F": {"Type": "AWS::Lambda::Function"}}}
    with pytest.raises(ClientError, match=r"F \(AWS::Lambda::Function\) is not") as refused:
        stacks.create_stack(StackName="other", TemplateBody=json.dumps(unknown))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_stack_in_a_world_of_its_own(emptied):
    """The address of a queue leads to the world from which it was asked."""
    stacks = emptied.client("cloudformation", prefix="/world/mine")
    stacks.create_stack(StackName="shop", TemplateBody=TEXT)
    told = stacks.describe_stacks(StackName="shop")["Stacks"][0]["Outputs"][0]["OutputValue"]
    assert told.startswith(f"{emptied.url}/world/mine/123456789012/shop-Q-")
    assert emptied.client("cloudformation").describe_stacks()["Stacks"] == []
