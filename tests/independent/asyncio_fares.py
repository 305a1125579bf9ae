"""A requester and a responder written with asyncio: one coroutine for each message of a turn.

The requester keeps what it has asked in memory, and the trigger on its queue until there is an
outcome; the responder lets the first receipt of a request win.
"""

import asyncio
import json
import uuid
from contextlib import suppress

from botocore.exceptions import ClientError

NOWHERE = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
    "InvalidAddress",
    "AccessDenied",
    "AWS.SimpleQueueService.UnsupportedOperation",
}


def text(value):
    return {"DataType": "String", "StringValue": value}


def attribute(message, name):
    return message.get("MessageAttributes", {}).get(name, {}).get("StringValue", "")


def fare_in(body):
    try:
        fare = json.loads(body)
    except ValueError:
        return None
    needed = ("fareId", "customerId", "fareAmount")
    complete = isinstance(fare, dict) and all(isinstance(fare.get(name), str) for name in needed)
    return fare if complete else None


async def each(coroutines):
    """Run them side by side; a refused call is the trouble of its message alone."""

    async def one(coroutine):
        with suppress(ClientError):
            await coroutine

    async with asyncio.TaskGroup() as group:
        for coroutine in coroutines:
            group.create_task(one(coroutine))


class Responder:
    """Authorises fares, and tells whoever asked."""

    @staticmethod
    def deploy(environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        dead = sqs.create_queue(
            QueueName=f"{prefix}-requests-dead", Attributes={"MessageRetentionPeriod": "1209600"}
        )["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
        redrive = {"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": "4"}
        requests = sqs.create_queue(
            QueueName=f"{prefix}-requests",
            Attributes={
                "VisibilityTimeout": environment["VISIBILITY_TIMEOUT"],
                "RedrivePolicy": json.dumps(redrive),
            },
        )["QueueUrl"]
        invalid = sqs.create_queue(QueueName=f"{prefix}-requests-invalid")["QueueUrl"]
        return {"REQUESTS_QUEUE_URL": requests, "INVALID_QUEUE_URL": invalid}

    def __init__(self, environment, client, now):
        self.sqs, self.dynamodb = client("sqs"), client("dynamodb")
        self.requests = environment["REQUESTS_QUEUE_URL"]
        self.invalid = environment["INVALID_QUEUE_URL"]
        self.table = environment["EFFECTS_TABLE"]

    def work(self):
        found = self.sqs.receive_message(
            QueueUrl=self.requests,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        asyncio.run(each(self.handle(message) for message in found))
        return bool(found)

    async def handle(self, message):
        address, request = attribute(message, "ReplyTo"), attribute(message, "CorrelationId")
        if address and request:
            status, answer = await self.decide(request, fare_in(message["Body"]))
            await asyncio.sleep(0)
            if not self.replied(address, request, status, answer):
                self.set_aside(message)
        else:
            self.set_aside(message)
        await asyncio.sleep(0)
        self.sqs.delete_message(QueueUrl=self.requests, ReceiptHandle=message["ReceiptHandle"])

    async def decide(self, request, fare):
        if fare is None:
            return "refused", {"reason": "this is no fare"}
        if fare["customerId"].endswith("_fail_auth"):
            return "refused", {"reason": "the card is refused"}
        await asyncio.sleep(0)
        return "ok", {"receipt": self.receipt_for(request)}

    def receipt_for(self, request):
        """Give the receipt of a request: a new one, or the one that was first."""
        answer = self.dynamodb.update_item(
            TableName=self.table,
            Key={"pk": {"S": f"receipt of {request}"}},
            UpdateExpression="SET #key = :request, #value = if_not_exists(#value, :receipt)",
            ExpressionAttributeNames={"#key": "key", "#value": "value"},
            ExpressionAttributeValues={
                ":request": {"S": request},
                ":receipt": {"S": uuid.uuid4().hex},
            },
            ReturnValues="ALL_NEW",
        )
        return answer["Attributes"]["value"]["S"]

    def replied(self, address, request, status, answer):
        """Say whether there is somebody at the address."""
        try:
            self.sqs.send_message(
                QueueUrl=address,
                MessageBody=json.dumps(answer),
                MessageAttributes={"CorrelationId": text(request), "Status": text(status)},
            )
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] not in NOWHERE:
                raise
            return False
        return True

    def set_aside(self, message):
        kept = {
            name: {key: part for key, part in value.items() if key in {"DataType", "StringValue"}}
            for name, value in message.get("MessageAttributes", {}).items()
            if "StringValue" in value
        }
        self.sqs.send_message(
            QueueUrl=self.invalid, MessageBody=message["Body"], MessageAttributes=kept
        )


class Asked:
    """A fare whose answer is awaited."""

    def __init__(self, fare_id, handle, until):
        self.fare_id = fare_id
        self.handle = handle
        self.until = until


class Requester:
    """Asks for authorisations, each under an id that follows from the fare.

    What it has asked it keeps in memory alone: the trigger stays on its queue until there is an
    outcome, so that somebody asks again, under the same id, if this instance dies.
    """

    SIGN_OF_LIFE, BELIEVED_DEAD = 60, 900

    def __init__(self, environment, client, now):
        self.sqs, self.dynamodb, self.now = client("sqs"), client("dynamodb"), now
        self.triggers = environment["TRIGGER_QUEUE_URL"]
        self.requests = environment["REQUESTS_QUEUE_URL"]
        self.table = environment["EFFECTS_TABLE"]
        self.patience = float(environment["REQUEST_TIMEOUT"])
        self.family = f"{environment['PREFIX']}-replies-"
        name = self.family + uuid.uuid4().hex[:12]
        self.replies = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.asked = {}
        self.last_sign = None

    def work(self):
        asyncio.run(self.show_life())
        return asyncio.run(self.turn())

    async def turn(self):
        triggers = self.received(self.triggers)
        await each(self.ask(message) for message in triggers)
        replies = self.received(self.replies)
        await each(self.hear(message) for message in replies)
        over = [one for one in self.asked.values() if self.now() >= one.until]
        await each(self.conclude(one, "timeout") for one in over)
        return bool(triggers or replies or over)

    def received(self, queue):
        return self.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages", [])

    async def ask(self, message):
        fare = fare_in(message["Body"])
        if fare is None:
            return  # whoever owns the queue has a redrive policy for it
        fare_id, handle = fare["fareId"], message["ReceiptHandle"]
        if self.has_outcome(fare_id):
            self.sqs.delete_message(QueueUrl=self.triggers, ReceiptHandle=handle)
            return
        self.sqs.change_message_visibility(
            QueueUrl=self.triggers,
            ReceiptHandle=handle,
            VisibilityTimeout=min(43200, int(self.patience) + 5),
        )
        await asyncio.sleep(0)
        request = uuid.uuid5(uuid.NAMESPACE_URL, f"fare:{fare_id}").hex
        # Noted first: the answer may be there before the call returns.
        noted = Asked(fare_id, handle, self.now() + self.patience)
        if known := self.asked.get(request):
            noted.until = known.until
        self.asked[request] = noted
        self.sqs.send_message(
            QueueUrl=self.requests,
            MessageBody=json.dumps(fare),
            MessageAttributes={"CorrelationId": text(request), "ReplyTo": text(self.replies)},
        )

    async def hear(self, message):
        one = self.asked.get(attribute(message, "CorrelationId"))
        outcome = self.outcome_in(message)
        if one is not None and outcome is not None:
            await self.conclude(one, outcome)
        self.sqs.delete_message(QueueUrl=self.replies, ReceiptHandle=message["ReceiptHandle"])

    @staticmethod
    def outcome_in(message):
        if attribute(message, "Status") == "refused":
            return "refused"
        try:
            return str(json.loads(message["Body"])["receipt"])
        except (ValueError, KeyError, TypeError):
            return None

    async def conclude(self, one, outcome):
        with suppress(self.dynamodb.exceptions.ConditionalCheckFailedException):
            self.dynamodb.put_item(
                TableName=self.table,
                Item={
                    "pk": {"S": f"outcome of {one.fare_id}"},
                    "key": {"S": one.fare_id},
                    "value": {"S": outcome},
                },
                ConditionExpression="attribute_not_exists(pk)",
            )
        await asyncio.sleep(0)
        self.sqs.delete_message(QueueUrl=self.triggers, ReceiptHandle=one.handle)
        self.asked = {key: other for key, other in self.asked.items() if other is not one}

    def has_outcome(self, fare_id):
        key = {"pk": {"S": f"outcome of {fare_id}"}}
        found = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return "Item" in found

    async def show_life(self):
        """Say that this instance lives, and remove the reply queues of those that do not."""
        now = self.now()
        if self.last_sign is not None and now < self.last_sign + self.SIGN_OF_LIFE:
            return
        self.last_sign = now
        self.dynamodb.put_item(
            TableName=self.table,
            Item={"pk": {"S": f"life {self.replies}"}, "at": {"N": str(now)}},
        )
        listed = self.sqs.list_queues(QueueNamePrefix=self.family).get("QueueUrls", [])
        await each(self.bury(queue, now) for queue in listed if queue != self.replies)

    async def bury(self, queue, now):
        key = {"pk": {"S": f"life {queue}"}}
        found = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        seen = float(found["Item"]["at"]["N"]) if "Item" in found else None
        if seen is None:  # it is just coming to life, or has never got so far: time will tell
            self.dynamodb.put_item(
                TableName=self.table,
                Item={**key, "at": {"N": str(now)}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        elif seen + self.BELIEVED_DEAD < now:
            self.sqs.delete_queue(QueueUrl=queue)
            self.dynamodb.delete_item(TableName=self.table, Key=key)


roles = {"responder": Responder, "requester": Requester}
