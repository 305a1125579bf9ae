"""Targets on which a team and a run of the kit have left something, to be found there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pattern_tck.fixtures.targets import moto, simulator
from pattern_tck.ports import Target, TargetSettings

#: What a run has left bears this name.
LEFT = "tck-0a1b2c-7"


def on_moto(settings: TargetSettings) -> Target:
    return holding(moto.open_target(settings), with_orders)


def on_simulator(settings: TargetSettings) -> Target:
    return holding(simulator.open_target(settings), with_orders)


def left_on_moto(settings: TargetSettings) -> Target:
    return holding(moto.open_target(settings), with_leftovers, with_workflow)


def left_on_simulator(settings: TargetSettings) -> Target:
    return holding(simulator.open_target(settings), with_leftovers)


def holding(target: Target, *fill: Callable[[Target], None]) -> Target:
    """Give a target that holds something, or close it again."""
    target.reset()
    try:
        for one in fill:
            one(target)
    except BaseException:
        target.close()
        raise
    return target


def with_workflow(target: Target) -> None:
    """Make a workflow that runs, under a role."""
    iam, states = target.client("iam"), target.client("stepfunctions")
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"},
             "Action": "sts:AssumeRole"}  # fmt: skip
    rights = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    for name in (f"{LEFT}-role", "tck-team"):
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        iam.put_role_policy(RoleName=name, PolicyName="send", PolicyDocument=policy(rights))
    definition = {"StartAt": "a", "States": {"a": {"Type": "Wait", "Seconds": 60, "End": True}}}
    workflow = states.create_state_machine(
        name=f"{LEFT}-saga", definition=json.dumps(definition), roleArn=made["Role"]["Arn"]
    )
    states.start_execution(stateMachineArn=workflow["stateMachineArn"])


def policy(statement: Mapping[str, str | Mapping[str, str]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def with_orders(target: Target) -> None:
    """Make a team's system, and beside it things that are none of its."""
    sns, events = target.client("sns"), target.client("events")
    dead = queue(target, "orders-dlq")
    redrive = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 3})}
    queue(target, "orders-work", redrive, team="pay")
    queue(target, "orders-requests", redrive)
    queue(target, "orders-invalid")
    queue(target, "orders-ledger.fifo", {"FifoQueue": "true"})
    queue(target, "billing-work", redrive)
    queue(target, f"{LEFT}-queue")
    topic = sns.create_topic(Name="orders-topic")["TopicArn"]
    sns.create_topic(Name="orders-told")
    for name, attributes in (
        ("plain", {}),
        ("filtered", {"FilterPolicy": '{"fare": [1]}'}),
        ("looked-into", {"FilterPolicy": '{"fare": [1]}', "FilterPolicyScope": "MessageBody"}),
    ):
        endpoint = queue(target, f"orders-{name}")
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint, Attributes=attributes)
    events.create_event_bus(Name="orders-bus")
    events.create_event_bus(Name="orders-silent")
    at = {"EventBusName": "orders-bus"}
    events.put_rule(Name="orders-rule", EventPattern='{"source": ["rides"]}', **at)
    inbox = queue(target, "orders-inbox")
    events.put_targets(Rule="orders-rule", Targets=[{"Id": "1", "Arn": inbox}], **at)
    table(target, "orders-effects", "orderId")


def with_leftovers(target: Target) -> None:
    """Make what a run leaves behind when it is killed, and what only looks like it."""
    sns, events, alarms = (target.client(name) for name in ("sns", "events", "cloudwatch"))
    kept = queue(target, "tck-team-queue")
    queue(target, "orders-work")
    left = queue(target, f"{LEFT}-work")
    queue(target, "tck-ffffffgw1-12-work")
    kept_topic = sns.create_topic(Name="orders-topic")["TopicArn"]
    left_topic = sns.create_topic(Name=f"{LEFT}-topic")["TopicArn"]
    sns.subscribe(TopicArn=kept_topic, Protocol="sqs", Endpoint=kept)
    sns.subscribe(TopicArn=kept_topic, Protocol="sqs", Endpoint=left)
    sns.subscribe(TopicArn=left_topic, Protocol="sqs", Endpoint=left)
    events.create_event_bus(Name="orders-bus")
    events.create_event_bus(Name=f"{LEFT}-bus")
    for bus in ("orders-bus", f"{LEFT}-bus"):
        for name in (f"{LEFT}-rule", "tck-rule"):
            events.put_rule(Name=name, EventBusName=bus, EventPattern='{"source": ["rides"]}')
            events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "1", "Arn": left}])
    events.remove_targets(Rule="tck-rule", EventBusName=f"{LEFT}-bus", Ids=["1"])
    events.delete_rule(Name="tck-rule", EventBusName=f"{LEFT}-bus")
    for name in (f"{LEFT}-age", "tck-age"):
        alarms.put_metric_alarm(
            AlarmName=name, Namespace="AWS/SQS", MetricName="ApproximateAgeOfOldestMessage",
            Statistic="Maximum", Period=60, EvaluationPeriods=1, Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
    table(target, f"{LEFT}-effects", "pk")
    table(target, "tck-effects", "pk")


def queue(target: Target, name: str, attributes: Any = None, **tags: str) -> str:
    """Make a queue and give its ARN."""
    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes or {}, tags=tags)["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(asked["Attributes"]["QueueArn"])


def table(target: Target, name: str, key: str) -> None:
    target.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
