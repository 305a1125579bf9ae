"""What CloudFormation makes here and in moto, for the resources that moto makes whole."""

import json

import boto3
import pytest
from moto import mock_aws

from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.world import World

TEMPLATE = {
    "Parameters": {
        "Delay": {"Type": "Number", "Default": "4"},
    },
    "Mappings": {"Limits": {"us-east-1": {"Receives": 3}}},
    "Conditions": {"Slow": {"Fn::Equals": [{"Ref": "Delay"}, "4"]}},
    "Resources": {
        "Dead": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": {"Fn::Join": ["-", ["shop", {"Fn::Select": [1, ["work", "dead"]]}]]}
            },
        },
        "Work": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": {"Fn::Sub": "${AWS::StackName}-work"},
                "DelaySeconds": {"Fn::If": ["Slow", {"Ref": "Delay"}, 0]},
                "VisibilityTimeout": 45,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": {
                        "Fn::FindInMap": ["Limits", {"Ref": "AWS::Region"}, "Receives"]
                    },
                },
            },
        },
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {
                "TopicName": "shop-topic",
                "DisplayName": "Shop",
                "Subscription": [{"Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Work", "Arn"]}}],
            },
        },
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": "shop-bus"}},
    },
    "Outputs": {
        "Arn": {"Value": {"Fn::GetAtt": ["Work", "Arn"]}},
        "Name": {"Value": {"Fn::GetAtt": ["Work", "QueueName"]}},
        "Topic": {"Value": {"Ref": "Topic"}, "Export": {"Name": "topic"}},
        "TopicName": {"Value": {"Fn::GetAtt": ["Topic", "TopicName"]}},
        "Bus": {"Value": {"Fn::GetAtt": ["Bus", "Arn"]}},
        "Coded": {"Value": {"Fn::Base64": "hello"}},
    },
}


def made():
    """Make the stack with clients that are there; give all that is seen of it."""
    where = {"region_name": "us-east-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
    stacks, sqs, sns = (boto3.client(name, **where) for name in ("cloudformation", "sqs", "sns"))
    stacks.create_stack(StackName="shop", TemplateBody=json.dumps(TEMPLATE))
    stack = stacks.describe_stacks(StackName="shop")["Stacks"][0]
    url = sqs.get_queue_url(QueueName="shop-work")["QueueUrl"]
    names = ["DelaySeconds", "VisibilityTimeout", "RedrivePolicy", "QueueArn"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    policy = json.loads(attributes.pop("RedrivePolicy"))
    topic = sns.get_topic_attributes(TopicArn="arn:aws:sns:us-east-1:123456789012:shop-topic")
    subscriptions = sns.list_subscriptions()["Subscriptions"]
    resources = stacks.describe_stack_resources(StackName="shop")["StackResources"]
    return {
        "status": stack["StackStatus"],
        "outputs": {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]},
        "parameters": {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]},
        "exports": [(one["Name"], one["Value"]) for one in stacks.list_exports()["Exports"]],
        "queue": attributes,
        "redrive": (policy["deadLetterTargetArn"], int(policy["maxReceiveCount"])),
        "topic": topic["Attributes"]["DisplayName"],
        "subscriptions": [(one["Protocol"], one["Endpoint"]) for one in subscriptions],
        "resources": {
            one["LogicalResourceId"]: (one["ResourceType"], one["ResourceStatus"])
            for one in resources
        },
    }


@pytest.fixture(scope="module")
def in_moto():
    with mock_aws():
        return made()


def test_a_stack_is_the_same_here_and_in_moto(in_moto):
    """Without what moto does otherwise than AWS: it has the default of a list as one text, that of
    a number as a number where conditions compare texts, and knows no Ref to a bus."""
    with open_door(World()):
        here = made()
    assert here["outputs"].keys() == TEMPLATE["Outputs"].keys()
    assert here == in_moto
