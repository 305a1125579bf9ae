"""A choreographed saga of event-sourced domains: what was heard is kept, and all else follows.

Each domain keeps of an order the set of events that it has heard. A pure function says which deeds
follow from that set and from the deeds so far; it is indifferent to the order of arrival. What was
heard, the deeds and what is still to be told of them are one item, changed under its version; the
effects stand in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import NamedTuple

from botocore.exceptions import ClientError

FORTNIGHT = str(14 * 24 * 3600)


class NoEvent(Exception):
    """This is no business event, and will be none the next time."""


class Deed(NamedTuple):
    """Something that a domain does once an order: an effect, an event that tells of it, or both."""

    name: str
    effect: str
    event: str


def warehouse(heard, done):
    """Say what the warehouse does next, if anything."""
    created = heard.get("OrderCreated")
    if created is None:
        return None
    if "pick" not in done and "fail" not in done and "PaymentFailed" not in heard:
        if created["item"].endswith("_sold_out"):
            return Deed("fail", "", "PickingFailed")
        return Deed("pick", "picked", "OrderPicked")
    if "pick" in done and not {"release", "return"} & set(done):
        if "PaymentFailed" in heard:
            return Deed("release", "released", "StockReleased")
        if "ReturnRequested" in heard:
            return Deed("return", "taken back", "ReturnReceived")
    return None


def payments(heard, done):
    """Say what the payments domain does next, if anything."""
    created = heard.get("OrderCreated")
    if created is None:
        return None
    if not {"charge", "decline"} & set(done) and "PickingFailed" not in heard:
        if created["customer"].endswith("_fail_charge"):
            return Deed("decline", "", "PaymentFailed")
        return Deed("charge", f"charged {created['amount']}", "PaymentTaken")
    if (
        "charge" in done
        and "refund" not in done
        and {"PickingFailed", "ReturnReceived"} & set(heard)
    ):
        # The amount that was charged: the first OrderCreated is the one that is kept.
        return Deed("refund", f"refunded {created['amount']}", "PaymentRefunded")
    return None


class Domain:
    """Hears events, decides, and tells what it has done."""

    decide = staticmethod(lambda heard, done: None)
    concerned = ()
    name = ""

    @classmethod
    def deploy(cls, environment, client):
        inbox, invalid = topology(environment, client, cls.name, cls.concerned)
        return {"INBOX_QUEUE_URL": inbox, "INVALID_QUEUE_URL": invalid}

    def __init__(self, environment, client, now):
        self.sqs, self.sns, self.dynamodb = client("sqs"), client("sns"), client("dynamodb")
        self.inbox = environment["INBOX_QUEUE_URL"]
        self.invalid = environment["INVALID_QUEUE_URL"]
        self.topic = environment["TOPIC_ARN"]
        self.table = environment["EFFECTS_TABLE"]
        self.now = now

    def work(self):
        found = self.sqs.receive_message(QueueUrl=self.inbox, MaxNumberOfMessages=10)
        for message in found.get("Messages", []):
            try:
                self.take(message)
                self.sqs.delete_message(QueueUrl=self.inbox, ReceiptHandle=message["ReceiptHandle"])
            except ClientError:
                continue  # its trouble is its own, and it comes again
        return bool(found.get("Messages"))

    def take(self, message):
        try:
            event = event_in(message["Body"])
        except NoEvent:
            self.sqs.send_message(QueueUrl=self.invalid, MessageBody=message["Body"])
            return
        if event["event"] in self.concerned:
            self.react(event)

    def react(self, event):
        """Change the order until nothing more follows, and tell what is untold."""
        order = event["orderId"]
        while True:
            item = self.load(order)
            heard = {event["event"]: event} | item["heard"]
            deed = self.decide(heard, item["done"])
            if deed is None and heard == item["heard"]:
                break
            changed = {**item, "heard": heard}
            if deed is not None:
                told = {"event": deed.event, "at": self.today()}
                changed["done"] = [*item["done"], deed.name]
                changed["untold"] = [*item["untold"], told]
            self.write(order, item["version"], changed, deed)
        if item["untold"]:
            for told in item["untold"]:
                self.tell(order, told)
            self.write(order, item["version"], {**item, "untold": []}, None)

    def load(self, order):
        found = self.dynamodb.get_item(
            TableName=self.table, Key={"pk": {"S": f"{self.name} {order}"}}, ConsistentRead=True
        ).get("Item")
        if found is None:
            return {"heard": {}, "done": [], "untold": [], "version": 0}
        return {**json.loads(found["state"]["S"]), "version": int(found["version"]["N"])}

    def write(self, order, version, changed, deed):
        """Write an order if it is as it was; else the message comes again, and finds it changed."""
        state = {name: changed[name] for name in ("heard", "done", "untold")}
        item = {
            "pk": {"S": f"{self.name} {order}"},
            "state": {"S": json.dumps(state)},
            "version": {"N": str(version + 1)},
        }
        condition = "attribute_not_exists(pk)" if version == 0 else "version = :known"
        put = {"TableName": self.table, "Item": item, "ConditionExpression": condition}
        if version:
            put["ExpressionAttributeValues"] = {":known": {"N": str(version)}}
        actions = [{"Put": put}]
        if deed is not None and deed.effect:
            effect = {
                "pk": {"S": f"{self.name} {order} {deed.name}"},
                "key": {"S": order},
                "value": {"S": deed.effect},
            }
            actions.append({"Put": {"TableName": self.table, "Item": effect}})
        self.dynamodb.transact_write_items(TransactItems=actions)

    def tell(self, order, told):
        body = {
            "event": told["event"],
            "eventId": f"{self.name}:{told['event']}:{order}",
            "orderId": order,
            "at": told["at"],
        }
        self.sns.publish(
            TopicArn=self.topic,
            Message=json.dumps(body),
            MessageAttributes={
                "EventType": {"DataType": "String", "StringValue": told["event"]},
                "CorrelationId": {"DataType": "String", "StringValue": order},
            },
        )

    def today(self):
        moment = dt.datetime.fromtimestamp(self.now(), dt.UTC)
        return moment.isoformat(timespec="milliseconds")


class Warehouse(Domain):
    """Picks, releases and takes back."""

    decide = staticmethod(warehouse)
    concerned = ("OrderCreated", "PaymentFailed", "ReturnRequested")
    name = "warehouse"


class Payments(Domain):
    """Charges and refunds."""

    decide = staticmethod(payments)
    concerned = ("OrderCreated", "PickingFailed", "ReturnReceived")
    name = "payments"


class FlowWatcher(Domain):
    """Puts the events of each order in a row, and asks itself later whether there was an end.

    A reminder is a message to itself that is put off until it is due, fifteen minutes at a time.
    """

    name = "watcher"
    concerned = None
    ENDS = frozenset({"OrderShipped", "PaymentFailed", "PickingFailed"})

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        reminders = client("sqs").create_queue(
            QueueName=f"{environment['PREFIX']}-watcher-reminders",
            Attributes={"MessageRetentionPeriod": FORTNIGHT},
        )
        return {**made, "REMINDERS_QUEUE_URL": reminders["QueueUrl"]}

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self.patience = float(environment["FLOW_TIMEOUT"])
        self.stuck = environment["STUCK_QUEUE_URL"]
        self.reminders = environment["REMINDERS_QUEUE_URL"]

    def work(self):
        return any([super().work(), self.remember()])

    def take(self, message):
        try:
            event = event_in(message["Body"])
        except NoEvent:
            self.sqs.send_message(QueueUrl=self.invalid, MessageBody=message["Body"])
            return
        order = event["orderId"]
        seen = self.seen(order)
        if event["event"] not in seen:
            first = not seen
            seen[event["event"]] = event["at"]
            # Before it is written: a reminder too many does no harm.
            if first:
                self.remind(order, "order", self.now() + self.patience)
            if event["event"] == "ReturnRequested":
                self.remind(order, "return", self.now() + self.patience)
            self.note(order, event["event"], event["at"])

    def note(self, order, event, at):
        """Add one event to the one effect about an order, whoever else adds another."""
        while True:
            found = self.row(order)
            seen = json.loads(found["seen"]["S"]) if found else {}
            seen.setdefault(event, at)
            row = ", ".join(sorted(seen, key=lambda name: (seen[name], name)))
            put = {
                "TableName": self.table,
                "Item": {
                    "pk": {"S": f"flow {order}"},
                    "key": {"S": order},
                    "value": {"S": row},
                    "seen": {"S": json.dumps(seen)},
                },
                "ConditionExpression": "attribute_not_exists(pk)",
            }
            if found:
                put["ConditionExpression"] = "seen = :known"
                put["ExpressionAttributeValues"] = {":known": found["seen"]}
            try:
                self.dynamodb.put_item(**put)
            except self.dynamodb.exceptions.ConditionalCheckFailedException:
                continue
            return

    def row(self, order):
        return self.dynamodb.get_item(
            TableName=self.table, Key={"pk": {"S": f"flow {order}"}}, ConsistentRead=True
        ).get("Item")

    def seen(self, order):
        found = self.row(order)
        return json.loads(found["seen"]["S"]) if found else {}

    def remind(self, order, what, due):
        self.sqs.send_message(
            QueueUrl=self.reminders,
            MessageBody=json.dumps({"orderId": order, "stuck": what, "due": due}),
            DelaySeconds=max(0, min(900, int(due - self.now()) + 1)),
        )

    def remember(self):
        found = self.sqs.receive_message(QueueUrl=self.reminders, MaxNumberOfMessages=10)
        for message in found.get("Messages", []):
            try:
                self.look_after(json.loads(message["Body"]))
                self.sqs.delete_message(
                    QueueUrl=self.reminders, ReceiptHandle=message["ReceiptHandle"]
                )
            except ClientError:
                continue
        return bool(found.get("Messages"))

    def look_after(self, reminder):
        order, what = reminder["orderId"], reminder["stuck"]
        if self.now() < reminder["due"]:
            self.remind(order, what, reminder["due"])
            return
        seen = self.seen(order)
        ends = {"PaymentRefunded"} if what == "return" else self.ENDS
        if ends & set(seen):
            return
        report = {"orderId": order, "stuck": what, "seen": sorted(seen, key=seen.get)}
        self.sqs.send_message(
            QueueUrl=self.stuck,
            MessageBody=json.dumps(report),
            MessageAttributes={"CorrelationId": {"DataType": "String", "StringValue": order}},
        )


def event_in(body):
    """Give the event of a raw copy."""
    try:
        event = json.loads(body)
        complete = all(isinstance(event[name], str) for name in ("eventId", "orderId", "at"))
        right = complete and re.fullmatch("[A-Z][A-Za-z]+", event["event"])
        if right and event["event"] == "OrderCreated":
            right = all(isinstance(event[name], str) for name in ("item", "amount", "customer"))
    except (ValueError, KeyError, TypeError) as problem:
        raise NoEvent(body) from problem
    if not right:
        raise NoEvent(body)
    return event


def topology(environment, client, name, concerned):
    """Make inbox, invalid queue and subscription, raw; a letter box for each of two failures."""
    sqs, topic, prefix = client("sqs"), environment["TOPIC_ARN"], f"{environment['PREFIX']}-{name}"

    def queue(kind, **attributes):
        url = sqs.create_queue(QueueName=f"{prefix}-{kind}", Attributes=attributes)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, arn["Attributes"]["QueueArn"]

    def admit(url, arn):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    _, dead = queue("dead", MessageRetentionPeriod=FORTNIGHT)
    undelivered = queue("undelivered", MessageRetentionPeriod=FORTNIGHT)
    inbox, arn = queue(
        "inbox",
        VisibilityTimeout=str(environment["VISIBILITY_TIMEOUT"]),
        RedrivePolicy=json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 8}),
    )
    admit(inbox, arn)
    admit(*undelivered)
    client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": undelivered[1]}),
        },
    )
    invalid, _ = queue("invalid", MessageRetentionPeriod=FORTNIGHT)
    return inbox, invalid


roles = {"warehouse": Warehouse, "payments": Payments, "flow-watcher": FlowWatcher}
