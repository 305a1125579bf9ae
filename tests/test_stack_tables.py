"""A table of a template goes to the tables beside the simulator, where the kit's clients see it."""

import json

import pytest
from botocore.exceptions import ClientError

from pattern_tck.fixtures.targets.simulator import open_target
from pattern_tck.ports import TargetSettings

TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    },
}


@pytest.fixture
def target():
    opened = open_target(TargetSettings())
    yield opened
    opened.close()


def made(target, table):
    template = json.dumps({"Resources": {"Effects": table}})
    stacks = target.client("cloudformation")
    stacks.create_stack(StackName="shop", TemplateBody=template)
    return stacks


def test_a_table_of_a_template_is_there_and_goes_with_its_stack(target):
    stacks, tables = made(target, TABLE), target.client("dynamodb")
    told = stacks.describe_stack_resources(StackName="shop")["StackResources"][0]
    assert told["ResourceStatus"] == "CREATE_COMPLETE"
    name = told["PhysicalResourceId"]
    tables.put_item(TableName=name, Item={"id": {"S": "a"}})
    assert tables.scan(TableName=name)["Count"] == 1
    stacks.delete_stack(StackName="shop")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        tables.describe_table(TableName=name)


def test_a_table_that_cannot_be_fails_its_stack(target):
    broken = json.loads(json.dumps(TABLE))
    broken["Properties"]["KeySchema"][0]["AttributeName"] = "other"
    stacks = made(target, broken)
    told = stacks.describe_stacks(StackName="shop")["Stacks"][0]
    assert told["StackStatus"] == "ROLLBACK_COMPLETE"
