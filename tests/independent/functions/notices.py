"""Two Lambda functions with Powertools: an asynchronous batch, and a batch of idempotent handlers.

The memory of Powertools lies in the table of effects itself, under keys of its own. It is no more
than a short cut: that a booking is had once is decided by the condition of its write.
"""

import asyncio
import json
import os
import time

import boto3
from aws_lambda_powertools.utilities.batch import (
    AsyncBatchProcessor,
    BatchProcessor,
    EventType,
    async_process_partial_response,
)
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from boto3.dynamodb.conditions import Attr

effects = boto3.resource("dynamodb").Table(os.environ["EFFECTS_TABLE"])
sqs = boto3.client("sqs")
memory = DynamoDBPersistenceLayer(table_name=os.environ["EFFECTS_TABLE"], key_attr="pk")
remembering = IdempotencyConfig(event_key_jmespath="id", expires_after_seconds=40 * 24 * 3600)
several = AsyncBatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
one_by_one = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

WORDS = {
    ("command", "DispatchUnicorn"): "done",
    ("event", "RideCompleted"): "noted",
    ("document", "PriceList"): "kept",
}


def have_once(key, value):
    try:
        effects.put_item(
            Item={"pk": f"effect of {key}", "key": key, "value": value},
            ConditionExpression=Attr("pk").not_exists(),
        )
    except effects.meta.client.exceptions.ConditionalCheckFailedException:
        return "had before"
    return "had now"


def body_of(record, *fields):
    try:
        body = json.loads(record.body)
    except ValueError:
        return None
    complete = isinstance(body, dict) and all(field in body for field in fields)
    return body if complete and isinstance(body["id"], str) else None


def hand_over(record, queue):
    attributes = {}
    for name, attribute in record.raw_event["messageAttributes"].items():
        attributes[name] = {"DataType": attribute["dataType"]}
        if "stringValue" in attribute:
            attributes[name]["StringValue"] = attribute["stringValue"]
    sqs.send_message(
        QueueUrl=os.environ[queue], MessageBody=record.body, MessageAttributes=attributes
    )


def rides(event, context):
    """Book rides, all of a batch side by side."""
    return async_process_partial_response(event, book, several, context)


async def book(record):
    ride = body_of(record, "id", "fare")
    await asyncio.sleep(0)
    if ride is None:
        hand_over(record, "INVALID_QUEUE_URL")
    else:
        have_once(ride["id"], json.dumps(ride["fare"]))


def notices(event, context):
    """Do what notices say, one after the other."""
    remembering.register_lambda_context(context)  # else who dies at work is thought to work on
    with one_by_one(event["Records"], follow, context):
        one_by_one.process()
    return one_by_one.response()


def follow(record):
    def stated(name):
        return record.raw_event["messageAttributes"].get(name, {}).get("stringValue", "")

    notice = body_of(record, "id", "content")
    word = WORDS.get((stated("Intent"), stated("Type")))
    if notice is None or word is None or stated("Version").partition(".")[0] != "1":
        hand_over(record, "INVALID_QUEUE_URL")
    elif stated("ExpiresAt") and float(stated("ExpiresAt")) <= time.time():
        hand_over(record, "EXPIRED_QUEUE_URL")
    else:
        act(notice=notice, word=word)


@idempotent_function(data_keyword_argument="notice", persistence_store=memory, config=remembering)
def act(*, notice, word):
    return have_once(notice["id"], word)
