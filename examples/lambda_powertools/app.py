"""A team's own functions behind queues, written with Powertools: bookings and authorisations.

As on AWS: each function gets batches of an SQS queue, reports the items that failed, makes its
AWS clients itself, and knows nothing of the kit. `conformance.toml` says how they are judged.

- ``booking`` plays the consumer: it books each completed ride once.
- ``authorisation`` plays the responder: it authorises fares and replies to whoever asked.

Two layers make repeated work harmless. Powertools remembers what was done and gives the first
result again. That memory and the work itself are two writes, though, and a function may end in
between; so the work is one conditional write under the key of the business.
"""

import json
import os
import uuid

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from botocore.exceptions import ClientError

log = Logger(service="rides", level=os.environ.get("LOG_LEVEL", "CRITICAL"))
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
persistence = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE"])
ledger = boto3.resource("dynamodb").Table(os.environ["LEDGER_TABLE"])
sqs = boto3.client("sqs")

# A month: an operator may redrive dead letters that are two weeks old.
MONTH = 30 * 24 * 3600
by_ride = IdempotencyConfig(event_key_jmespath="id", expires_after_seconds=MONTH)
by_request = IdempotencyConfig(expires_after_seconds=MONTH)


class Unreadable(Exception):
    """This message makes no sense, and trying again will not change that."""


def booking(event, context):
    by_ride.register_lambda_context(context)
    return process_partial_response(event, book_ride, processor, context)


def book_ride(record: SQSRecord):
    try:
        ride = read(record.body, "id", "fare")
    except Unreadable:
        set_aside(record)
    else:
        book(ride=ride)


@idempotent_function(data_keyword_argument="ride", persistence_store=persistence, config=by_ride)
def book(*, ride):
    return enter(ride["id"], str(ride["fare"]))


def authorisation(event, context):
    by_request.register_lambda_context(context)
    return process_partial_response(event, answer_request, processor, context)


def answer_request(record: SQSRecord):
    address = attribute(record, "ReplyTo")
    request_id = attribute(record, "CorrelationId") or record.message_id
    if not address:
        set_aside(record)
        return
    try:
        fare = read(record.body, "fareId", "customerId", "fareAmount")
    except Unreadable:
        status, answer = "refused", {"reason": "the request holds no fare"}
    else:
        if str(fare["customerId"]).endswith("_fail_auth"):
            status, answer = "refused", {"reason": "the payment provider says no"}
        else:
            status, answer = "ok", {"receipt": authorise(request_id=request_id)}
    try:
        reply(address, request_id, status, answer)
    except NobodyThere:
        set_aside(record)


@idempotent_function(
    data_keyword_argument="request_id", persistence_store=persistence, config=by_request
)
def authorise(*, request_id):
    return enter(request_id, f"receipt-{uuid.uuid4()}")


class NobodyThere(Exception):
    """The return address leads nowhere."""


def reply(address, request_id, status, answer):
    try:
        sqs.send_message(
            QueueUrl=address,
            MessageBody=json.dumps(answer),
            MessageAttributes={
                "CorrelationId": {"DataType": "String", "StringValue": request_id},
                "Status": {"DataType": "String", "StringValue": status},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in {
            "AWS.SimpleQueueService.NonExistentQueue",
            "QueueDoesNotExist",
            "InvalidAddress",
        }:
            raise NobodyThere(address) from error
        raise


def enter(key, value):
    """Enter a value into the ledger, unless there is one: then give that."""
    try:
        ledger.put_item(
            Item={"pk": key, "key": key, "value": value},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ledger.meta.client.exceptions.ConditionalCheckFailedException:
        return ledger.get_item(Key={"pk": key}, ConsistentRead=True)["Item"]["value"]
    return value


def set_aside(record: SQSRecord):
    log.warning("set aside", message_id=record.message_id)
    attributes = {
        name: {"DataType": value["dataType"], "StringValue": value["stringValue"]}
        for name, value in record.raw_event["messageAttributes"].items()
        if "stringValue" in value
    }
    sqs.send_message(
        QueueUrl=os.environ["INVALID_QUEUE"],
        MessageBody=record.body,
        MessageAttributes=attributes,
    )


def read(body, *fields):
    try:
        value = json.loads(body)
    except ValueError as problem:
        raise Unreadable(body) from problem
    if not isinstance(value, dict) or not set(fields) <= set(value):
        raise Unreadable(body)
    return value


def attribute(record: SQSRecord, name):
    return record.raw_event["messageAttributes"].get(name, {}).get("stringValue", "")
