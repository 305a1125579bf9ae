"""A moto server, and on it a team's consumer of rides: ``python -m tests.deployed.system KIND``.

It says where it is, as JSON, and lives until its input ends. The kinds: ``conforms``;
``acknowledges_nothing``; ``books_twice``; ``own_shape``, whose rides have other fields and whose
bookings stand in a table of another form; ``no_redrive``, whose queue has no redrive policy;
``sleeps``, of which nobody works; ``publisher``, which tells a topic of the rides that are
submitted, as the reference does, while others publish there too.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from pattern_tck.reference_impl.publish_subscribe import Publisher

#: Small, since it is waited for in real time; seconds.
_VISIBILITY = "1"


class Consumer:
    """Books each ride of its queue once, by hand and without the kit."""

    def __init__(self, kind: str, client: Callable[[str], Any], at: Mapping[str, str]) -> None:
        self._kind = kind
        self._sqs, self._table = client("sqs"), client("dynamodb")
        self._at = at

    def work(self) -> None:
        asked = {"QueueUrl": self._at["WORK_QUEUE_URL"], "WaitTimeSeconds": 1}
        for message in self._sqs.receive_message(**asked).get("Messages", ()):
            if self._is_done(message["Body"]) and self._kind != "acknowledges_nothing":
                self._sqs.delete_message(
                    QueueUrl=asked["QueueUrl"], ReceiptHandle=message["ReceiptHandle"]
                )

    def _is_done(self, body: str) -> bool:
        own = self._kind == "own_shape"
        try:
            ride = json.loads(body)
            key, fare = (ride["order"]["id"], ride["cost"]) if own else (ride["id"], ride["fare"])
        except (ValueError, KeyError, TypeError):
            return False
        names = ("orderId", "orderId", "total") if own else ("pk", "key", "value")
        pk = f"{key}-{uuid.uuid4()}" if self._kind == "books_twice" else key
        item = dict(zip(names, ({"S": pk}, {"S": key}, {"S": str(fare)}), strict=True))
        try:
            self._table.put_item(
                TableName=self._at["EFFECTS_TABLE"],
                Item=item,
                ConditionExpression=f"attribute_not_exists({names[0]})",
            )
        except ClientError as error:
            return error.response["Error"]["Code"] == "ConditionalCheckFailedException"
        return True


def made(kind: str, client: Callable[[str], Any]) -> dict[str, str]:
    """Make the system's channels, with a message and a booking of somebody else's."""
    sqs = client("sqs")
    dead = sqs.create_queue(QueueName="orders-dlq")["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    policy = {"deadLetterTargetArn": asked["Attributes"]["QueueArn"], "maxReceiveCount": 3}
    attributes = {"VisibilityTimeout": _VISIBILITY}
    if kind != "no_redrive":
        attributes["RedrivePolicy"] = json.dumps(policy)
    work = sqs.create_queue(QueueName="orders-work", Attributes=attributes)["QueueUrl"]
    invalid = sqs.create_queue(QueueName="orders-invalid")["QueueUrl"]
    key = "orderId" if kind == "own_shape" else "pk"
    client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sqs.send_message(QueueUrl=dead, MessageBody="somebody else's")
    others = {key: {"S": "somebody else's"}, "key": {"S": "theirs"}, "value": {"S": "1"}}
    client("dynamodb").put_item(TableName="orders", Item=others)
    return {"WORK_QUEUE_URL": work, "INVALID_QUEUE_URL": invalid, "EFFECTS_TABLE": "orders"}


def main(kind: str) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    os.environ.update(AWS_ACCESS_KEY_ID="theirs", AWS_SECRET_ACCESS_KEY="theirs")

    def client(service: str) -> Any:
        return boto3.client(service, endpoint_url=url, region_name="us-east-1")

    channels = made(kind, client)
    if kind == "publisher":
        channels["TOPIC_ARN"] = client("sns").create_topic(Name="orders")["TopicArn"]
        channels["TRIGGER_QUEUE_URL"] = channels["WORK_QUEUE_URL"]
    publish = functools.partial(client("sns").publish, Message='{"id": "somebody else\'s"}')
    consumer: Any = Consumer(kind, client, channels)
    if kind == "publisher":
        consumer = Publisher(channels, functools.cache(client), time.time)

    def live() -> None:
        while True:
            consumer.work()
            if kind == "publisher":
                publish(TopicArn=channels["TOPIC_ARN"])
            time.sleep(0.05)

    if kind != "sleeps":
        threading.Thread(target=live, daemon=True).start()
    print(json.dumps({"url": url, "channels": channels}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
