"""The ride API of the examples as two functions: one behind an HTTP API, one on a schedule."""

import base64
import os
import time

import boto3
from examples.ride_api import RideApi

from pattern_tck.http import HttpRequest

api = RideApi(os.environ, boto3.client, time.time)


def handler(event, context):
    body = event.get("body", "")
    asked = event["requestContext"]["http"]
    answer = api.respond(
        HttpRequest(
            asked["method"],
            event["rawPath"],
            event["rawQueryString"],
            event["headers"],
            base64.b64decode(body) if event["isBase64Encoded"] else body.encode(),
        )
    )
    return {
        "statusCode": answer.status,
        "headers": dict(answer.headers),
        "body": answer.body.decode(),
    }


def relay(event, context):
    assert event["detail-type"] == "Scheduled Event"
    api.work()
