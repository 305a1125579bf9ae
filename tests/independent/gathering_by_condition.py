"""An aggregator on DynamoDB alone: every step is one write under a condition, and no lock is held.

A request is one item, which an answer may change only while it is open. An agenda, one more item,
says of each request when it is to be looked at next: at its deadline, and when it may be forgotten.
"""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

AGENDA = {"pk": {"S": "agenda of quotes"}}
GONE = {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}


class Aggregator:
    """Asks for quotes, and makes one result of the answers."""

    @staticmethod
    def deploy(environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        answers = sqs.create_queue(
            QueueName=f"{prefix}-answers",
            Attributes={"VisibilityTimeout": environment["VISIBILITY_TIMEOUT"]},
        )
        invalid = sqs.create_queue(
            QueueName=f"{prefix}-answers-invalid",
            Attributes={"MessageRetentionPeriod": "1209600"},
        )
        return {"ANSWERS_QUEUE_URL": answers["QueueUrl"], "INVALID_QUEUE_URL": invalid["QueueUrl"]}

    def __init__(self, environment, client, now):
        self.seconds = float(environment["DEADLINE"])  # without one nothing may be started
        self.keep = float(environment.get("KEEP_CLOSED") or 3600)
        self.complete_by = environment["COMPLETE_BY"]
        self.quorum = int(environment.get("QUORUM") or 0)
        self.acceptable = float(environment.get("ACCEPTABLE") or 0)
        self.recipients = json.loads(environment.get("RECIPIENTS") or "null")
        self.triggers = environment["TRIGGER_QUEUE_URL"]
        self.answers = environment["ANSWERS_QUEUE_URL"]
        self.invalid = environment["INVALID_QUEUE_URL"]
        self.results = environment["RESULTS_QUEUE_URL"]
        self.topic = environment["AUCTION_TOPIC_ARN"]
        self.sqs, self.sns, self.now = client("sqs"), client("sns"), now
        self.store = Store(client("dynamodb"), environment["EFFECTS_TABLE"])

    def work(self):
        found = [self.each(self.triggers, self.ask), self.each(self.answers, self.hear)]
        return any([*found, self.keep_appointments()])

    def each(self, queue, handle):
        messages = self.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages", [])
        for message in messages:
            try:
                handle(message)
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            except ClientError:
                continue  # it comes again
        return bool(messages)

    def ask(self, message):
        request = json.loads(message["Body"])["rfq-id"]
        deadline = self.now() + self.seconds
        if not self.store.open(request, deadline):
            known = self.store.get(request)
            if known is None or known.scattered:
                return
            self.store.postpone(request, deadline)
        self.scatter(request, message["Body"], deadline)
        self.store.note_scattered(request)

    def scatter(self, request, body, deadline):
        attributes = {
            "CorrelationId": {"DataType": "String", "StringValue": request},
            "ReplyTo": {"DataType": "String", "StringValue": self.answers},
            "Deadline": {"DataType": "Number", "StringValue": str(round(deadline, 3))},
        }
        if self.recipients is None:
            self.sns.publish(TopicArn=self.topic, Message=body, MessageAttributes=attributes)
            return
        for queue in self.recipients.values():
            try:
                self.sqs.send_message(
                    QueueUrl=queue, MessageBody=body, MessageAttributes=attributes
                )
            except ClientError as refusal:
                if refusal.response["Error"]["Code"] not in GONE:
                    raise

    def hear(self, message):
        request = attribute(message, "CorrelationId")
        if not request:
            return
        try:
            who, answer = answer_in(message)
        except ValueError:
            self.set_aside(message)
            return
        if self.recipients is not None and who not in self.recipients:
            return
        self.store.add(request, who, answer)
        known = self.store.get(request)
        if known is None:
            return
        if not known.closed:
            self.settle(known)
        elif who not in known.answers:
            self.store.note_late(request, who, answer)
        if known.closed and not known.told:
            self.tell(known)

    def settle(self, known):
        """Close a request that has enough, for as long as others change it."""
        while known is not None and not known.closed and self.enough(known):
            if self.store.close(known, self.result(known, "answers")):
                self.tell(self.store.get(known.request))
                return
            known = self.store.get(known.request)

    def enough(self, known):
        quotes = [each["quote"] for each in known.answers.values() if "quote" in each]
        if self.complete_by == "quorum":
            return len(known.answers) >= self.quorum
        if self.complete_by == "first-best":
            return any(quote <= self.acceptable for quote in quotes)
        if self.complete_by == "all" and self.recipients is not None:
            return set(self.recipients) <= set(known.answers)
        return False

    @staticmethod
    def result(known, closed_by):
        quotes = [
            {"responder": who, "quote": answer["quote"]}
            for who, answer in sorted(known.answers.items())
            if "quote" in answer
        ]
        result = {
            "rfq-id": known.request,
            "outcome": "offers" if quotes else "no-offers",
            "closed-by": closed_by,
            "quotes": quotes,
            "refused": sorted(who for who, each in known.answers.items() if "quote" not in each),
        }
        if quotes:
            result["best"] = min(quotes, key=lambda one: (one["quote"], one["responder"]))
        return json.dumps(result)

    def tell(self, known):
        self.sqs.send_message(
            QueueUrl=self.results,
            MessageBody=known.closed,
            MessageGroupId=known.request,
            MessageDeduplicationId=known.request,
            MessageAttributes={
                "CorrelationId": {"DataType": "String", "StringValue": known.request}
            },
        )
        self.store.note_told(known.request, known.deadline + self.keep)

    def keep_appointments(self):
        now = self.now()
        due = [request for request, at in self.store.agenda().items() if at <= now]
        for request in due:
            try:
                self.look_at(request, now)
            except ClientError:
                continue  # it stands on the agenda still
        return bool(due)

    def look_at(self, request, now):
        known = self.store.get(request)
        if known is None or (known.told and now >= known.deadline + self.keep):
            self.store.forget(request, known.late if known else ())
        elif not known.scattered:
            self.store.postpone(request, now + self.seconds)
        elif known.told:
            self.store.note_told(request, known.deadline + self.keep)
        elif known.closed or self.store.close(known, self.result(known, "deadline")):
            self.tell(self.store.get(request))

    def set_aside(self, message):
        attributes = {
            name: {part: value[part] for part in ("DataType", "StringValue") if part in value}
            for name, value in message.get("MessageAttributes", {}).items()
        }
        self.sqs.send_message(
            QueueUrl=self.invalid, MessageBody=message["Body"], MessageAttributes=attributes
        )


class Known:
    """What is remembered of a request."""

    def __init__(self, request, item):
        self.request = request
        self.deadline = float(item["deadline"]["N"])
        self.version = item["version"]["N"]
        self.scattered = "scattered" in item
        self.closed = item.get("closed", {}).get("S", "")
        self.told = "told" in item
        self.late = item.get("late", {}).get("SS", [])
        self.answers = {who: json.loads(one["S"]) for who, one in item["answers"]["M"].items()}


class Store:
    """The one table, and what is written to it under which condition."""

    def __init__(self, dynamodb, table):
        self.dynamodb, self.table = dynamodb, table

    @staticmethod
    def key(request):
        return {"pk": {"S": f"quotes for {request}"}}

    def get(self, request):
        found = self.dynamodb.get_item(
            TableName=self.table, Key=self.key(request), ConsistentRead=True
        )
        return Known(request, found["Item"]) if "Item" in found else None

    def agenda(self):
        found = self.dynamodb.get_item(TableName=self.table, Key=AGENDA, ConsistentRead=True)
        item = found.get("Item", {})
        return {name: float(value["N"]) for name, value in item.items() if name != "pk"}

    def open(self, request, deadline):
        item = {
            **self.key(request),
            "deadline": {"N": str(deadline)},
            "version": {"N": "0"},
            "answers": {"M": {}},
        }
        new = {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
        return self.done(
            {"Put": {"TableName": self.table, **new}}, self.appointment(request, deadline)
        )

    def postpone(self, request, deadline):
        """Have the deadline run from now; not if somebody else has asked by now."""
        self.done(
            self.change(
                request,
                "SET deadline = :d",
                "attribute_exists(pk) AND attribute_not_exists(scattered)",
                {":d": {"N": str(deadline)}},
            ),
            self.appointment(request, deadline),
        )

    def note_scattered(self, request):
        self.done(
            self.change(
                request, "SET scattered = :t", "attribute_exists(pk)", {":t": {"BOOL": True}}
            )
        )

    def add(self, request, who, answer):
        self.done(
            self.change(
                request,
                "SET answers.#who = :answer ADD version :one",
                "attribute_exists(pk) AND attribute_not_exists(closed)"
                " AND attribute_not_exists(answers.#who)",
                {":answer": {"S": json.dumps(answer)}, ":one": {"N": "1"}},
                {"#who": who},
            )
        )

    def close(self, known, result):
        """Say whether it was closed as it was known."""
        return self.done(
            self.change(
                known.request,
                "SET closed = :result",
                "version = :version AND attribute_not_exists(closed)",
                {":result": {"S": result}, ":version": {"N": known.version}},
            )
        )

    def note_told(self, request, forget_at):
        self.done(
            self.change(request, "SET told = :t", "attribute_exists(pk)", {":t": {"BOOL": True}}),
            self.appointment(request, forget_at),
        )

    def note_late(self, request, who, answer):
        effect = {
            "pk": {"S": f"late {request} {who}"},
            "key": {"S": request},
            "value": {"S": json.dumps(answer)},
        }
        self.done(
            self.change(request, "ADD late :who", "attribute_exists(pk)", {":who": {"SS": [who]}}),
            {"Put": {"TableName": self.table, "Item": effect}},
        )

    def forget(self, request, late):
        for who in late:
            key = {"pk": {"S": f"late {request} {who}"}}
            self.dynamodb.delete_item(TableName=self.table, Key=key)
        self.dynamodb.delete_item(TableName=self.table, Key=self.key(request))
        self.dynamodb.update_item(
            TableName=self.table,
            Key=AGENDA,
            UpdateExpression="REMOVE #request",
            ExpressionAttributeNames={"#request": request},
        )

    def appointment(self, request, at):
        return {
            "Update": {
                "TableName": self.table,
                "Key": AGENDA,
                "UpdateExpression": "SET #request = :at",
                "ExpressionAttributeNames": {"#request": request},
                "ExpressionAttributeValues": {":at": {"N": str(at)}},
            }
        }

    def change(self, request, update, condition, values, names=None):
        return {
            "Update": {
                "TableName": self.table,
                "Key": self.key(request),
                "UpdateExpression": update,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
                **({"ExpressionAttributeNames": names} if names else {}),
            }
        }

    def done(self, *actions):
        """Write all of it, or nothing where a condition does not hold."""
        try:
            self.dynamodb.transact_write_items(TransactItems=list(actions))
        except self.dynamodb.exceptions.TransactionCanceledException as refusal:
            reasons = [one.get("Code") for one in refusal.response.get("CancellationReasons", ())]
            if "ConditionalCheckFailed" not in reasons:
                raise
            return False
        return True


def attribute(message, name):
    return message.get("MessageAttributes", {}).get(name, {}).get("StringValue", "")


def answer_in(message):
    """Give who answers, and what; `ValueError` if that cannot be read."""
    body = json.loads(message["Body"])
    who = body.get("responder") if isinstance(body, dict) else None
    if not isinstance(who, str) or not who:
        raise ValueError(body)
    if attribute(message, "Status") == "refused":
        return who, {}
    quote = body.get("quote")
    if isinstance(quote, bool) or not isinstance(quote, int | float) or quote < 0:
        raise ValueError(body)
    return who, {"quote": quote}


roles = {"aggregator": Aggregator}
