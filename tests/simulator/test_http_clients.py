"""The door on loopback as the AWS CLI, the SDK for JavaScript and tools that keep stacks use it."""

import json
import os
import shutil
import subprocess

import pytest

from tests.running import ROOT
from tests.simulator.http_door import open_door

NODE = ROOT / "examples" / "node"
JAVASCRIPT = ROOT / "tests" / "simulator" / "javascript"

SCRIPT = """
import { SQSClient, CreateQueueCommand, SendMessageCommand, ReceiveMessageCommand,
  DeleteMessageCommand, GetQueueUrlCommand, AddPermissionCommand } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "q", tags: { a: "b" } }));
const raw = { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) };
const sends = Array.from({ length: 40 }, (_, n) => sqs.send(new SendMessageCommand(
  { QueueUrl, MessageBody: `Größe ${n}`, MessageAttributes: { raw } })));
await Promise.all(sends);
const bodies = [];
while (bodies.length < 40) {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl,
    MaxNumberOfMessages: 10, WaitTimeSeconds: 1, MessageAttributeNames: ["All"] }));
  for (const message of Messages) {
    bodies.push(message.Body + [...message.MessageAttributes.raw.BinaryValue].join());
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
}
const errors = [];
for (const command of [new GetQueueUrlCommand({ QueueName: "none" }), new SendMessageCommand(
    { QueueUrl, MessageBody: "x", DelaySeconds: "soon" }), new SendMessageCommand({ QueueUrl })]) {
  try { await sqs.send(command); errors.push("none"); }
  catch (error) { errors.push([error.name, error.$metadata.attempts]); }
}
console.log(JSON.stringify({ QueueUrl, bodies: bodies.sort(), errors }));
"""


@pytest.fixture(scope="module")
def door():
    with open_door() as opened:
        yield opened


def surroundings(door, world):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **kept,
        "AWS_ENDPOINT_URL": f"{door.url}/world/{world}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-north-1",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def test_the_sdk_for_javascript(door, tmp_path):
    if shutil.which("node") is None:
        pytest.skip("there is no node: install Node.js 20.11 or newer")
    if not (NODE / "node_modules").is_dir():
        pytest.skip("the SDK for Node.js is missing: run npm ci in examples/node")
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    script = tmp_path / "calls.mjs"
    script.write_text(SCRIPT, "utf-8")
    ran = subprocess.run(
        ["node", "--preserve-symlinks", str(script)],
        env=surroundings(door, "js"),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    told = json.loads(ran.stdout)
    assert told["QueueUrl"] == f"{door.url}/world/js/123456789012/q"
    assert told["bodies"] == sorted(f"Größe {number}0,255" for number in range(40))
    assert told["errors"] == [
        ["QueueDoesNotExist", 1],
        ["SerializationException", 1],
        ["MissingParameter", 1],
    ]


def test_the_sdk_for_javascript_calls_the_other_services(door):
    if shutil.which("node") is None:
        pytest.skip("there is no node: install Node.js 20.11 or newer")
    if not (JAVASCRIPT / "node_modules").is_dir():
        pytest.skip(f"the SDK for Node.js is missing: run npm ci in {JAVASCRIPT}")
    ran = subprocess.run(
        ["node", str(JAVASCRIPT / "calls.mjs")],
        env=surroundings(door, "services"),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    told = json.loads(ran.stdout)
    home = "eu-north-1:123456789012"
    # A bus and a pipe behind it.
    assert told["targets"] == 0
    assert json.loads(told["rule"]) == {"detail": {"city": [{"prefix": "Köln"}]}}
    assert told["put"] == ["taken", "taken", "MalformedDetail"]
    assert told["matches"] is False
    assert (told["pipe"]["DesiredState"], told["pipe"]["CurrentState"]) == ("RUNNING", "CREATING")
    assert [json.loads(body) for body in told["piped"]] == ["Köln-Deutz"]
    assert told["described"] == [f"arn:aws:sqs:{home}:first", True]
    assert told["tags"] == {"team": "a"}
    # Workflows.
    assert told["execution"] == ["SUCCEEDED", '{"a": "ö"}', True]
    assert (told["history"][0], told["history"][-1]) == ("ExecutionStarted", "ExecutionSucceeded")
    assert told["sync"] == ["FAILED", "Told"]
    # Schedules, whose names are in paths, and alarms, which come in CBOR.
    assert told["schedule"] == [
        "rate(5 minutes)",
        "2040-01-01T00:00:00.000Z",
        f"arn:aws:sqs:{home}:first",
    ]
    assert told["schedules"] == 1
    assert told["alarms"] == [["Größe", 0.5, True]]
    assert told["errors"] == [
        ["ConflictException", 409, 1],
        ["ResourceNotFoundException", 400, 1],
        ["ResourceNotFoundException", 404, 1],
        ["NotFoundException", 404, 1],
        ["ExecutionDoesNotExist", 400, 1],
    ]


class CommandLine:
    def __init__(self, door):
        self._environment = surroundings(door, "cli")

    def __call__(self, *words):
        ran = self.run(*words)
        if ran.returncode:
            return ran.stderr.decode().strip()
        return json.loads(ran.stdout or b"{}")

    def run(self, *words):
        # Version 1 does not look at AWS_ENDPOINT_URL for queues in every region.
        url = self._environment["AWS_ENDPOINT_URL"]
        return subprocess.run(
            ["aws", "--endpoint-url", url, "--output", "json", *words],
            env=self._environment,
            capture_output=True,
            check=False,
        )


@pytest.fixture
def aws(door):
    if shutil.which("aws") is None:
        pytest.skip("there is no aws: install the AWS CLI")
    return CommandLine(door)


def test_the_command_line(aws):
    url = aws("sqs", "create-queue", "--queue-name", "q", "--tags", "a=b")["QueueUrl"]
    aws("sqs", "send-message", "--queue-url", url, "--message-body", "Grüße")
    [message] = aws("sqs", "receive-message", "--queue-url", url)["Messages"]
    assert message["Body"] == "Grüße"
    topic = aws("sns", "create-topic", "--name", "t", "--tags", "Key=a,Value=b")["TopicArn"]
    assert aws("sns", "list-tags-for-resource", "--resource-arn", topic)["Tags"]
    assert "(NotFound)" in aws("sns", "get-topic-attributes", "--topic-arn", topic + "x")
    assert "(NotModelled)" in aws("s3api", "list-buckets")


DEPLOYED = """
Parameters:
  Delay: {Type: Number, Default: 1}
Resources:
  Work: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Ref Delay}}
Outputs:
  Url: {Value: !Ref Work}
"""


def test_the_command_line_deploys_a_template(aws, tmp_path):
    """Twice by change sets, and once without a change."""
    template = tmp_path / "template.yaml"
    template.write_text(DEPLOYED, "utf-8")

    def deploy(*words, stack="deployed"):
        given = ("--template-file", str(template), "--stack-name", stack, *words)
        ran = aws.run("cloudformation", "deploy", *given)
        return ran.returncode, (ran.stdout + ran.stderr).decode()

    def described():
        return aws("cloudformation", "describe-stacks", "--stack-name", "deployed")["Stacks"][0]

    assert "Successfully created/updated stack - deployed" in deploy()[1]
    assert described()["StackStatus"] == "CREATE_COMPLETE"
    deploy("--parameter-overrides", "Delay=7")
    assert described()["StackStatus"] == "UPDATE_COMPLETE"
    url = described()["Outputs"][0]["OutputValue"]
    told = aws("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All")
    assert told["Attributes"]["DelaySeconds"] == "7"
    assert "No changes to deploy. Stack deployed is up to date" in deploy()[1]
    template.write_text(DEPLOYED + "  No: {Value: !Ref None}", "utf-8")
    # The command names change sets by the second, and the last one may be of this very second.
    code, told = deploy(stack="refused")
    assert code != 0
    assert "Unresolved resource dependencies [None] in the Outputs block of the template" in told


def test_a_stack_is_made_read_changed_tagged_and_removed(door):
    """The calls that Terraform's provider makes of these resources, and in their order."""
    world = {"prefix": "/world/stack"}
    sqs, sns, events, workflows = (
        door.client(service, **world) for service in ("sqs", "sns", "events", "stepfunctions")
    )
    url = sqs.create_queue(
        QueueName="orders", Attributes={"VisibilityTimeout": "45"}, tags={"stage": "test"}
    )["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert told["VisibilityTimeout"] == "45"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "50"})
    sqs.tag_queue(QueueUrl=url, Tags={"team": "a"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["stage"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "a"}

    topic = sns.create_topic(Name="orders", Tags=[{"Key": "stage", "Value": "test"}])["TopicArn"]
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="Orders")
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "Orders"
    sns.untag_resource(ResourceArn=topic, TagKeys=["stage"])
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == []
    subscription = sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=told["QueueArn"], ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    sns.set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    read = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert read["RawMessageDelivery"] == "true"

    bus = events.create_event_bus(Name="orders")["EventBusArn"]
    pattern = json.dumps({"source": ["orders"]})
    rule = events.put_rule(Name="all", EventBusName="orders", EventPattern=pattern)["RuleArn"]
    events.put_targets(
        Rule="all", EventBusName="orders", Targets=[{"Id": "1", "Arn": told["QueueArn"]}]
    )
    assert events.describe_rule(Name="all", EventBusName="orders")["EventPattern"] == pattern
    events.tag_resource(ResourceARN=rule, Tags=[{"Key": "team", "Value": "a"}])
    assert events.list_tags_for_resource(ResourceARN=rule)["Tags"]

    definition = {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
    machine = workflows.create_state_machine(
        name="orders",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/x",
        tags=[{"key": "stage", "value": "test"}],
    )["stateMachineArn"]
    workflows.update_state_machine(stateMachineArn=machine, definition=json.dumps(definition))
    assert workflows.describe_state_machine(stateMachineArn=machine)["status"] == "ACTIVE"
    assert workflows.list_tags_for_resource(resourceArn=machine)["tags"]

    workflows.delete_state_machine(stateMachineArn=machine)
    events.remove_targets(Rule="all", EventBusName="orders", Ids=["1"])
    events.delete_rule(Name="all", EventBusName="orders")
    events.delete_event_bus(Name="orders")
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.delete_topic(TopicArn=topic)
    sqs.delete_queue(QueueUrl=url)
    assert bus not in {one["Arn"] for one in events.list_event_buses()["EventBuses"]}
    for gone, call in (
        (sqs.exceptions.QueueDoesNotExist, lambda: sqs.get_queue_url(QueueName="orders")),
        (sns.exceptions.NotFoundException, lambda: sns.get_topic_attributes(TopicArn=topic)),
        (
            events.exceptions.ResourceNotFoundException,
            lambda: events.describe_rule(Name="all", EventBusName="orders"),
        ),
    ):
        with pytest.raises(gone):
            call()
