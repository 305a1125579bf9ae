"""``pattern-tck simulate --template``, as a process of its own."""

import json
import sys

import pytest

from tests.test_simulate import run

TEMPLATE = """
Parameters:
  Stage: {Type: String, AllowedValues: [test, live]}
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "orders-${Stage}"}
Outputs:
  Url: {Value: !Ref Orders}
"""
SERVERLESS = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.12, InlineCode: x}
Outputs:
  Orders: {Value: !GetAtt Orders.QueueName}
"""
#: What a command does: it asks for the queues and for the stack.
ASKS = """
import boto3, json, os
sqs, stacks = boto3.client("sqs"), boto3.client("cloudformation")
told = stacks.describe_stacks()["Stacks"][0]
print(json.dumps({"urls": sqs.list_queues()["QueueUrls"], "name": told["StackName"],
                  "output": told["Outputs"][0]["OutputValue"]}))
"""


@pytest.fixture
def template(tmp_path):
    def write(text):
        path = tmp_path / "template.yaml"
        path.write_text(text, "utf-8")
        return str(path)

    return write


@pytest.fixture
def serverless():
    reason = "there is no aws-sam-translator: the extra sam"
    pytest.importorskip("samtranslator", reason=reason)
    return SERVERLESS


def asking(*words):
    return run("--port", "0", *words, "--", sys.executable, "-c", ASKS)


def test_the_resources_of_a_template_are_there_for_a_command(template):
    path = template(TEMPLATE)
    ran = asking("--template", path, "--parameter", "Stage=test", "--stack-name", "shop")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["urls"] == [told["output"]]
    assert told["output"].endswith("/123456789012/orders-test")
    assert told["name"] == "shop"
    assert f"stack shop of {path}\n  Url = {told['output']}\n" in ran.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "Parameters: [Stage] must have values"),
        (["--parameter", "Stage=prod"], "Parameter 'Stage' must be one of AllowedValues"),
        (["--parameter", "Stage"], "--parameter is NAME=VALUE, once for each name, and not 'Stag"),
        (
            ["--parameter", "Stage=test", "--stack-name", "a_b"],
            "Value 'a_b' at 'stackName' failed to satisfy constraint",
        ),
    ],
)
def test_what_cannot_be_applied_is_a_sentence(template, words, complaint):
    ran = asking("--template", template(TEMPLATE), *words)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.startswith("pattern-tck: ")
    assert complaint in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Resources: [", "template.yaml: Template format error: YAML not well-formed."),
        (
            "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 9000}}}",
            'Q: Resource handler returned message: "Invalid value for the parameter DelaySeconds."',
        ),
    ],
)
def test_a_template_that_cannot_be_made_is_a_sentence(template, text, complaint):
    ran = asking("--template", template(text))
    assert ran.returncode == 2
    assert complaint in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_function_is_refused_by_name(template, serverless):
    ran = asking("--template", template(serverless))
    assert ran.returncode == 2
    assert "Work (AWS::Lambda::Function) is not modelled by the simulator" in ran.stderr


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    ran = asking("--template", str(tmp_path / "none.yaml"))
    assert ran.returncode == 2
    assert "none.yaml cannot be read: " in ran.stderr
    ran = asking("--parameter", "A=b")
    assert ran.returncode == 2
    assert "--parameter is for a template" in ran.stderr


def test_what_is_unknown_is_left_out_if_that_is_wished_and_named(template, serverless):
    wide = "# " + "x" * 60_000 + "\n" + serverless
    ran = asking("--template", template(wide), "--skip-unknown")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["output"].startswith("simulated-Orders-")
    assert "Work" in ran.stderr
