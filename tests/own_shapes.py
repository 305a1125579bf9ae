"""A team's own consumer and responder: own field names, own attributes, own tables and places.

They are the reference's with small changes, so that only the shapes are new; the broken ones are
wrong in one thing each.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

import boto3

from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.python_object import PythonObject
from pattern_tck.bindings.shaped import Shaped
from pattern_tck.bindings.topology import ByPython
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.reference_impl import point_to_point, request_response
from pattern_tck.reference_impl.mailbox import attribute, read_object, text
from pattern_tck.reference_impl.setting_aside import set_aside
from pattern_tck.shapes.team_shape import TeamShape

ROOT = Path(__file__).parent.parent
ORDER = """
{"type": "order", "order": {"number": "order-{id}", "lines": [{"sku": "A", "price": {fare}}]}}
"""


class Orders(point_to_point.Consumer):
    """Knows orders, which are nothing like rides, and books them into a table of its own."""

    def _handled(self, message):
        try:
            order = json.loads(message["Body"])["order"]
            number, price = order["number"], order["lines"][0]["price"]
        except (ValueError, KeyError, TypeError):
            set_aside(self._sqs, self._invalid, message, "no order")
            return True
        if not number.startswith("order-"):
            set_aside(self._sqs, self._invalid, message, "no order number of ours")
            return True
        try:
            self._enter(number.removeprefix("order-"), price)
        except Exception:  # noqa: BLE001
            return False
        return True

    def _enter(self, number, price):
        item = {
            "orderId": {"S": number},
            "part": {"S": "booking"},
            "booked": {"M": {"total": {"N": str(price)}}},
        }
        with contextlib.suppress(self._bookings.exceptions.ConditionalCheckFailedException):
            self._bookings.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(orderId)",
            )


class ForgetfulOrders(Orders):
    """Acknowledges before it books."""

    def _handled(self, message):
        self._acknowledge([message])
        super()._handled(message)
        return False


class OrdersWithoutMemory(Orders):
    """Books whatever comes, as often as it comes."""

    def _enter(self, number, price):
        self._count = getattr(self, "_count", 0) + 1
        item = {
            "orderId": {"S": number},
            "part": {"S": f"booking {id(self)} {self._count}"},
            "booked": {"M": {"total": {"N": str(price)}}},
        }
        self._bookings.put_item(TableName=self._table, Item=item)


class OrdersInText(Orders):
    """Reads a line of text: the number and the price."""

    def _handled(self, message):
        word, _, rest = message["Body"].partition(" ")
        number, _, price = rest.rpartition(" ")
        try:
            float(price)
        except ValueError:
            word = ""
        if word != "ORDER":
            set_aside(self._sqs, self._invalid, message, "no order")
            return True
        try:
            self._enter(number, price)
        except Exception:  # noqa: BLE001
            return False
        return True


class OrdersInXml(Orders):
    """Reads a document of XML."""

    def _handled(self, message):
        try:
            order = ET.fromstring(message["Body"])
            number, price = order.attrib["number"], float(order.findtext("price"))
        except (ET.ParseError, KeyError, TypeError, ValueError):
            set_aside(self._sqs, self._invalid, message, "no order")
            return True
        try:
            self._enter(number, price)
        except Exception:  # noqa: BLE001
            return False
        return True


class Telling(Orders):
    """Tells somebody of each order, and remembers in its table that it did."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._environment = environment

    def _enter(self, number, price):
        key = {"orderId": {"S": number}, "part": {"S": "told"}}
        found = self._bookings.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in found:
            self._tell(json.dumps({"order": {"number": number}, "total": price}))
            self._bookings.put_item(TableName=self._table, Item=key)


class TellingAQueue(Telling):
    def _tell(self, body):
        self._sqs.send_message(QueueUrl=self._environment["EFFECTS_QUEUE_URL"], MessageBody=body)


class TellingAQueueEveryTime(TellingAQueue):
    def _enter(self, number, price):
        self._tell(json.dumps({"order": {"number": number}, "total": price}))


class TellingATopic(Telling):
    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._sns = client("sns")

    def _tell(self, body):
        self._sns.publish(TopicArn=self._environment["EFFECTS_TOPIC_ARN"], Message=body)


class TellingOverHttp(Telling):
    def _tell(self, body):
        asked = urllib.request.Request(self._environment["EFFECTS_URL"], body.encode())
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert answer.status == 200


class Payments(request_response.Responder):
    """Answers under names of its own, with what it was asked under in the body or an attribute."""

    _id, _address = "X-Request-Id", "X-Reply-To"

    def _handle(self, message):
        address = attribute(message, self._address)
        if not address:
            self._set_aside(message, "no return address")
            return
        request_id = attribute(message, self._id) or message["MessageId"]
        status, answer = self._answer(request_id, message["Body"])
        try:
            self._reply(address, request_id, status, answer)
        except request_response.Unanswerable as reason:
            self._set_aside(message, str(reason))

    def _authorise(self, request_id, body):
        asked = read_object(body).get("payment")
        if not isinstance(asked, dict):
            raise request_response.Refused("the request holds no payment")
        if asked["payer"].endswith("_fail_auth"):
            raise request_response.Refused("the payment provider says no")
        return self._record(request_id, f"payment-{uuid.uuid4()}")

    def _reply(self, address, request_id, status, answer):
        made = {"paid": answer["receipt"]} if status == "ok" else {"because": answer["reason"]}
        super()._reply(address, request_id, {"ok": "PAID", "refused": "NOT_PAID"}[status], made)


class ByAttribute(Payments):
    def _reply(self, address, request_id, status, answer):
        made = {"paid": answer["receipt"]} if status == "ok" else {"because": answer["reason"]}
        try:
            self._sqs.send_message(
                QueueUrl=address,
                MessageBody=json.dumps(made),
                MessageAttributes=text(**{"X-Request-Id": request_id, "outcome": status}),
            )
        except request_response.ClientError as error:
            if error.response["Error"]["Code"] in request_response.NOBODY_THERE:
                raise request_response.Unanswerable(str(error)) from error
            raise


class Anonymous(ByAttribute):
    """Answers without the id of the request."""

    def _reply(self, address, request_id, status, answer):
        super()._reply(address, "somebody", status, answer)


class AnewEachTime(ByAttribute):
    """Remembers nothing: asked again, it pays again."""

    def _record(self, request_id, receipt):
        return super()._record(f"{request_id} {id(self)} {time.perf_counter_ns()}", receipt)


class InTheBody(Payments):
    """Has the id and the return address in the body, and says there whether it was paid."""

    def _handle(self, message):
        meta = read_object(message["Body"]).get("meta") or {}
        named = {
            name: {"DataType": "String", "StringValue": meta[at]}
            for name, at in ((self._id, "id"), (self._address, "replyTo"))
            if at in meta
        }
        super()._handle({**message, "MessageAttributes": named})

    def _set_aside(self, message, reason):
        super()._set_aside({**message, "MessageAttributes": {}}, reason)

    def _reply(self, address, request_id, status, answer):
        made = {"ok": True, "paid": answer.get("receipt")}
        if status != "ok":
            made = {"ok": False, "because": answer["reason"]}
        try:
            self._sqs.send_message(
                QueueUrl=address, MessageBody=json.dumps({**made, "meta": {"id": request_id}})
            )
        except request_response.ClientError as error:
            if error.response["Error"]["Code"] in request_response.NOBODY_THERE:
                raise request_response.Unanswerable(str(error)) from error
            raise


def _orders(worker, accepts=ORDER, **place):
    at = {"partition_key": "orderId", "sort_key": "part", "key": "orderId", "value": "booked.total"}
    shapes = {"WORK_QUEUE_URL": [TeamShape(accepts=accepts)]}
    return {"consumer": Shaped(PythonObject(worker), shapes, EffectsPlace(**{**at, **place}))}


def _told(worker, kind):
    return _orders(worker, kind=kind, key="order.number", value="total")


consumer = _orders(Orders)
consumer_in_text = _orders(OrdersInText, "ORDER {id} {fare}")
consumer_in_xml = _orders(OrdersInXml, '<order number="{id}"><price>{fare}</price></order>')
consumer_forgetful = _orders(ForgetfulOrders)
consumer_without_memory = _orders(OrdersWithoutMemory)
consumer_in_another_shape = _orders(Orders, '{"order": {"id": "{id}"}}')
consumer_process = {
    "consumer": Shaped(
        ProcessBinding(
            (sys.executable, "-m", "tests.own_shapes"), ROOT, ByPython(point_to_point.Consumer)
        ),
        consumer["consumer"]._said,
        consumer["consumer"].effects,
    )
}
consumer_telling_a_queue = _told(TellingAQueue, "queue")
consumer_telling_a_topic = _told(TellingATopic, "topic")
consumer_telling_over_http = _told(TellingOverHttp, "http")
consumer_telling_every_time = _told(TellingAQueueEveryTime, "queue")

_PAYMENT = '"payment": {"payer": "{customerId}", "for": "{fareId}", "amount": "{fareAmount}"}'
_OWN = {"correlation_id": "attribute:X-Request-Id", "reply_to": "attribute:X-Reply-To"}


def _payments(worker):
    shapes = {
        "REQUESTS_QUEUE_URL": [TeamShape(accepts=f"{{{_PAYMENT}}}", **_OWN)],
        "replies": [
            TeamShape(accepts='{"paid": "{receipt}"}', attributes={"Status": "outcome"}, **_OWN),
            TeamShape(accepts='{"because": "{reason}"}', attributes={"Status": "outcome"}, **_OWN),
        ],
    }
    return {"responder": Shaped(PythonObject(worker), shapes)}


_IN_BODY = {"correlation_id": "body:$.meta.id", "reply_to": "body:$.meta.replyTo"}

responder = _payments(ByAttribute)
responder_with_a_new_answer = _payments(AnewEachTime)
responder_anonymous = _payments(Anonymous)
responder_in_the_body = {
    "responder": Shaped(
        PythonObject(InTheBody),
        {
            "REQUESTS_QUEUE_URL": [TeamShape(accepts=f"{{{_PAYMENT}}}", **_IN_BODY)],
            "replies": [
                TeamShape(
                    accepts='{"ok": true, "paid": "{receipt}"}', when={"Status": "ok"}, **_IN_BODY
                ),
                TeamShape(
                    accepts='{"ok": false, "because": "{reason}"}',
                    when={"Status": "refused"},
                    **_IN_BODY,
                ),
            ],
        },
    )
}

if __name__ == "__main__":
    worker = Orders(os.environ, boto3.client, time.time)
    while True:
        worker.work()
