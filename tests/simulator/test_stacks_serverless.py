"""SAM: serverless templates, translated by AWS's own translator, without asking anybody."""

import json
import socket
import sys

import pytest

from pattern_tck.simulator.world import World
from tests.simulator.stack_account import StackAccount, asked

pytest.importorskip("samtranslator", reason="there is no aws-sam-translator: the extra sam")

FLOW = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String, Default: hello}
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Send
        States:
          Send:
            Type: Task
            Resource: arn:aws:states:::sqs:sendMessage
            Parameters: {QueueUrl: "${Url}", MessageBody: "${Greeting}"}
            End: true
      DefinitionSubstitutions: {Url: !Ref Orders, Greeting: !Ref Greeting}
      Policies:
        - SQSSendMessagePolicy: {QueueName: !GetAtt Orders.QueueName}
      Events:
        Placed: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
Outputs:
  Url: {Value: !Ref Orders}
"""
FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      InlineCode: "def handler(event, context): pass"
      Events:
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
  Api: {Type: AWS::Serverless::HttpApi}
"""


@pytest.fixture
def account(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network is asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return StackAccount()


def test_a_workflow_that_an_event_starts(account):
    url = account.make(FLOW, parameters={"Greeting": "good day"})["Url"]
    entry = {"Source": "shop", "DetailType": "t", "Detail": "{}"}
    account.call("events", "PutEvents", Entries=[entry])
    account.world.clock.pass_time(5)
    assert account.received(url) == ["good day"]
    types = {one["ResourceType"] for one in account.resources().values()}
    assert types == {
        "AWS::SQS::Queue",
        "AWS::StepFunctions::StateMachine",
        "AWS::IAM::Role",
        "AWS::Events::Rule",
    }


def test_the_template_can_be_seen_as_it_was_and_as_it_is_read(account):
    account.make(FLOW)
    told = account.stacks("GetTemplate", StackName="shop")
    assert told["TemplateBody"] == FLOW
    told = account.stacks("GetTemplate", StackName="shop", TemplateStage="Processed")
    document = json.loads(told["TemplateBody"])
    assert "AWS::Serverless::StateMachine" not in told["TemplateBody"]
    assert document["Resources"]["Flow"]["Type"] == "AWS::StepFunctions::StateMachine"
    told = account.stacks("GetTemplateSummary", StackName="shop")
    assert told["DeclaredTransforms"] == ["AWS::Serverless-2016-10-31"]


def test_functions_and_apis_are_refused_by_name(account):
    code, told = account.refused("CreateStack", **asked(FUNCTION))
    assert code == "NotModelled"
    for name in (
        "Work (AWS::Lambda::Function)",
        "WorkOrders (AWS::Lambda::EventSourceMapping)",
        "Api (AWS::ApiGatewayV2::Api)",
    ):
        assert name in told
    assert "WorkRole" not in told
    assert "Orders (AWS::SQS::Queue)" not in told


def test_what_is_there_can_be_had_without_them(account):
    account.world.skips_unknown_resources = True
    account.make(FUNCTION)
    assert account.physical("Orders").endswith(account.physical("Orders").rpartition("/")[2])
    told = account.resources()
    assert told["WorkOrders"]["ResourceStatus"] == "CREATE_FAILED"
    assert told["Work"]["PhysicalResourceId"].startswith("shop-Work-")


def test_a_macro_is_agreed_to(account):
    """As AWS answered (recorded, `test_capabilities_requirements`)."""
    call = asked(FLOW) | {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
    assert account.refused("CreateStack", **call) == (
        "InsufficientCapabilitiesException",
        "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
    )


def test_what_sam_does_not_understand_it_says_itself(account):
    broken = FLOW.replace("Definition:", "Definitions:")
    told = account.complaint(broken)
    assert told.startswith(
        "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application "
        "Specification document. Number of errors found: 1. Resource with id [Flow] is invalid."
    )


def test_without_the_translator_it_is_not_modelled(account, monkeypatch):
    monkeypatch.setitem(sys.modules, "samtranslator.translator.translator", None)
    monkeypatch.setitem(sys.modules, "samtranslator.parser.parser", None)
    code, told = account.refused("CreateStack", **asked(FLOW))
    assert code == "NotModelled"
    assert "pip install 'pattern-tck[sam]'" in told


def test_a_world_that_no_door_has_equipped_knows_no_sam(account):
    account.world = World()
    code, told = account.refused("CreateStack", **asked(FLOW))
    assert code == "NotModelled"
    assert "the transform AWS::Serverless-2016-10-31 is not modelled" in told
