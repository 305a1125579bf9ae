"""Acceptance tests of the orders' topology, as a team writes them: what is sent, and where it is.

They know the names of the channels and nothing of the kit. Time passes by the control endpoint of
the simulator, so that a visibility timeout of two minutes costs nothing.
"""

import json
import os
import urllib.request

import boto3
import pytest

sqs = boto3.client("sqs")
sns = boto3.client("sns")


def queue(name):
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]


def received(url):
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])


def pass_time(seconds):
    url = os.environ["AWS_ENDPOINT_URL"] + "/_simulator/time"
    body = json.dumps({"advance": seconds}).encode()
    order = urllib.request.Request(url, body, method="POST")  # noqa: S310 - on loopback
    urllib.request.urlopen(order).close()  # noqa: S310


@pytest.fixture(autouse=True)
def _nothing_of_the_test_before():
    yield
    for name in ("orders", "orders-letters", "large-orders"):
        url = queue(name)
        pass_time(600)
        for message in received(url):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def place(total):
    (topic,) = (one["TopicArn"] for one in sns.list_topics()["Topics"])
    sns.publish(
        TopicArn=topic,
        Message=json.dumps({"total": total}),
        MessageAttributes={"total": {"DataType": "Number", "StringValue": str(total)}},
    )


def test_every_order_reaches_the_queue_of_orders_as_it_was_sent():
    place(20)
    (message,) = received(queue("orders"))
    assert json.loads(message["Body"]) == {"total": 20}


def test_only_large_orders_reach_the_sales_staff():
    place(20)
    place(1000)
    (message,) = received(queue("large-orders"))
    assert json.loads(message["Body"]) == {"total": 1000}


def test_an_order_that_fails_three_times_is_set_aside():
    place(20)
    for _ in range(3):
        assert received(queue("orders"))
        pass_time(120)
    assert not received(queue("orders"))
    assert received(queue("orders-letters"))
