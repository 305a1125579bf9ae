"""Competing consumers in one process: threads that share nothing, and no SDK.

The calls are made with the standard library alone: AWS JSON over HTTP, signed here. Each thread has
a connection of its own, takes one message at a time, and leaves on the queue what it cannot do.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import http.client
import json
import os
import threading
import time
from urllib.parse import urlsplit

ENDPOINT = urlsplit(os.environ["AWS_ENDPOINT_URL"])
REGION = os.environ["AWS_REGION"]
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
QUEUE, INVALID = os.environ["WORK_QUEUE_URL"], os.environ["INVALID_QUEUE_URL"]
TABLE = os.environ["EFFECTS_TABLE"]
KINDS = {"sqs": ("AmazonSQS", "1.0"), "dynamodb": ("DynamoDB_20120810", "1.0")}
THREADS = 3


class Refused(Exception):
    """AWS has answered with an error."""


class Connection:
    """One connection, for one thread."""

    def __init__(self):
        self.http = http.client.HTTPConnection(ENDPOINT.hostname, ENDPOINT.port, timeout=120)

    def call(self, service, operation, **parameters):
        prefix, version = KINDS[service]
        body = json.dumps(parameters).encode()
        headers = {
            "content-type": f"application/x-amz-json-{version}",
            "host": ENDPOINT.netloc,
            "x-amz-date": dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ"),
            "x-amz-target": f"{prefix}.{operation}",
        }
        headers["authorization"] = signature(service, headers, body)
        try:
            self.http.request("POST", "/", body, headers)
            answer = self.http.getresponse()
            said = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.http.close()
            raise Refused(str(problem)) from problem
        if answer.status != http.HTTPStatus.OK:
            raise Refused(said.get("__type", "").rpartition("#")[2])
        return said


def signature(service, headers, body):
    """Sign a request (Signature Version 4)."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", "", lines, names, hashlib.sha256(body).hexdigest()])
    day = headers["x-amz-date"][:8]
    scope = f"{day}/{REGION}/{service}/aws4_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest])
    key = f"AWS4{SECRET}".encode()
    for part in (day, REGION, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signed = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, Signature={signed}"


def ride_in(body):
    try:
        ride = json.loads(body, parse_float=str)
    except ValueError:
        return None
    complete = isinstance(ride, dict) and isinstance(ride.get("id"), str) and "fare" in ride
    return ride if complete else None


def handle(connection, message):
    ride = ride_in(message["Body"])
    if ride is None:
        attributes = message.get("MessageAttributes", {})
        connection.call(
            "sqs",
            "SendMessage",
            QueueUrl=INVALID,
            MessageBody=message["Body"],
            MessageAttributes=attributes,
        )
    else:
        item = {"pk": ride["id"], "key": ride["id"], "value": str(ride["fare"])}
        try:
            connection.call(
                "dynamodb",
                "PutItem",
                TableName=TABLE,
                Item={name: {"S": text} for name, text in item.items()},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except Refused as refusal:
            if str(refusal) != "ConditionalCheckFailedException":
                raise
    handle = message["ReceiptHandle"]
    connection.call("sqs", "DeleteMessage", QueueUrl=QUEUE, ReceiptHandle=handle)


def consume():
    connection = Connection()
    while True:
        try:
            found = connection.call(
                "sqs",
                "ReceiveMessage",
                QueueUrl=QUEUE,
                MaxNumberOfMessages=1,
                WaitTimeSeconds=20,
                MessageAttributeNames=["All"],
            )
        except Refused:
            time.sleep(0.1)
            continue
        for message in found.get("Messages", []):
            try:
                handle(connection, message)
            except Refused:
                continue  # it comes again


threads = [threading.Thread(target=consume) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
