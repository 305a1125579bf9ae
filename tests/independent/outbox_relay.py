"""Senders with an outbox: a trigger becomes an item and is acknowledged; a relay does the rest.

What is still to be sent is found by a scan. The item is removed in the same transaction that says
that it was sent, so that nothing is said too early and nothing is kept too long.
"""

from __future__ import annotations

import json
import uuid
from abc import ABC, abstractmethod

from botocore.exceptions import ClientError


def text(value):
    return {"DataType": "String", "StringValue": value}


def number(value):
    return {"DataType": "Number", "StringValue": str(value)}


class Relay(ABC):
    """Takes triggers into the outbox, and sends what is there."""

    #: The field of a trigger that names it.
    names = "id"
    said = "sent"

    def __init__(self, environment, client, now):
        self.sqs, self.sns, self.dynamodb = client("sqs"), client("sns"), client("dynamodb")
        self.triggers = environment["TRIGGER_QUEUE_URL"]
        self.table = environment["EFFECTS_TABLE"]
        self.environment = environment

    def work(self):
        found = self.sqs.receive_message(QueueUrl=self.triggers, MaxNumberOfMessages=10)
        messages = found.get("Messages", [])
        for message in messages:
            self.take(message)
        return any([bool(messages), *map(self.relayed, self.outbox())])

    def take(self, message):
        try:
            name = json.loads(message["Body"])[self.names]
            self.put_by(name, message["Body"])
            handle = message["ReceiptHandle"]
            self.sqs.delete_message(QueueUrl=self.triggers, ReceiptHandle=handle)
        except (ValueError, KeyError, TypeError, ClientError):
            return  # it comes again, and whoever owns the queue sees what never works

    def put_by(self, name, wish):
        """Put a trigger into the outbox, unless what it wants was done before."""
        item = {"pk": {"S": f"outbox {name}"}, "name": {"S": name}, "wish": {"S": wish}}
        new = "attribute_not_exists(pk)"
        actions = [
            {"Put": {"TableName": self.table, "Item": item, "ConditionExpression": new}},
            {
                "ConditionCheck": {
                    "TableName": self.table,
                    "Key": {"pk": {"S": f"said {name}"}},
                    "ConditionExpression": new,
                }
            },
        ]
        try:
            self.dynamodb.transact_write_items(TransactItems=actions)
        except self.dynamodb.exceptions.TransactionCanceledException as refusal:
            reasons = [one.get("Code") for one in refusal.response.get("CancellationReasons", ())]
            if "ConditionalCheckFailed" not in reasons:
                raise

    def outbox(self):
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.table,
            ConsistentRead=True,
            FilterExpression="begins_with(pk, :outbox)",
            ExpressionAttributeValues={":outbox": {"S": "outbox "}},
        )
        return [item for page in pages for item in page["Items"]]

    def relayed(self, item):
        """Say whether one item of the outbox is done."""
        name, wish = item["name"]["S"], json.loads(item["wish"]["S"])
        try:
            self.send(name, wish)
            effect = {
                "pk": {"S": f"said {name}"},
                "key": {"S": name},
                "value": {"S": self.said},
            }
            gone = {"TableName": self.table, "Key": {"pk": item["pk"]}}
            actions = [{"Delete": gone}, {"Put": {"TableName": self.table, "Item": effect}}]
            self.dynamodb.transact_write_items(TransactItems=actions)
        except ClientError:
            return False  # it is in the outbox still
        return True

    @abstractmethod
    def send(self, name, wish):
        """Tell what was wished for; ClientError leaves it in the outbox."""


class Notifier(Relay):
    """Tells pick-ups, completions and prices one way."""

    KINDS = (
        ("pick-up", "command", "DispatchUnicorn"),
        ("completion", "event", "RideCompleted"),
        ("prices", "document", "PriceList"),
    )

    def send(self, name, wish):
        intent, kind = {one: rest for one, *rest in self.KINDS}[wish["notice"]]
        attributes = {"Intent": text(intent), "Type": text(kind), "Version": text("1.0")}
        if "usefulUntil" in wish:
            attributes["ExpiresAt"] = number(wish["usefulUntil"])
        self.sqs.send_message(
            QueueUrl=self.environment["NOTICES_QUEUE_URL"],
            MessageBody=json.dumps({"id": name, "content": wish["content"]}),
            MessageAttributes=attributes,
        )


class Sender(Relay):
    """Sends lists of rides, ten at a time; what was stored is not sent again."""

    def send(self, name, wish):
        queue, rides = self.environment["WORK_QUEUE_URL"], wish["rides"]
        while rides:
            entries = [
                {"Id": str(at), "MessageBody": json.dumps(ride)}
                for at, ride in enumerate(rides[:10])
            ]
            answer = self.sqs.send_message_batch(QueueUrl=queue, Entries=entries)
            stored = {int(one["Id"]) for one in answer.get("Successful", ())}
            rides = [ride for at, ride in enumerate(rides) if at not in stored]
            self.note(name, {**wish, "rides": rides})

    def note(self, name, wish):
        self.dynamodb.update_item(
            TableName=self.table,
            Key={"pk": {"S": f"outbox {name}"}},
            UpdateExpression="SET wish = :wish",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":wish": {"S": json.dumps(wish)}},
        )


class Publisher(Relay):
    """Publishes submitted rides."""

    names = "request"
    said = "published"

    def send(self, name, wish):
        ride = {**wish, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, name))}
        self.sns.publish(
            TopicArn=self.environment["TOPIC_ARN"],
            Message=json.dumps(ride),
            MessageAttributes={"fare": number(wish["fare"]), "distance": number(wish["distance"])},
        )


roles = {"notifier": Notifier, "sender": Sender, "publisher": Publisher}
