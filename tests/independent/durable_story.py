"""A saga as plain code: one function from top to bottom, and a log that makes it go on.

The function is run again from its first line whenever there is something to do. What it has learnt
stands in the log, first come first kept, so that a second run, or a second worker, takes the same
way as far as anybody has come. Where it has to wait it says for how long, and the message that it
works for is its timer: it stays on the queue, and becomes visible again when that time is over.
"""

from __future__ import annotations

import json

import urllib3
from botocore.exceptions import ClientError

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"


class NotYet(Exception):
    """There is nothing to do for so many seconds."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


class Stuck(Exception):
    """A deed cannot be undone, and somebody has to see to it."""


class FareSaga:
    """Collects fares."""

    @staticmethod
    def deploy(environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        visibility = {"VisibilityTimeout": environment["VISIBILITY_TIMEOUT"]}
        # No redrive policy: a fare is received as often as it takes, and ESCALATE_AFTER bounds it.
        fares = sqs.create_queue(QueueName=f"{prefix}-fares", Attributes=visibility)
        answers = sqs.create_queue(QueueName=f"{prefix}-answers", Attributes=visibility)
        return {"FARES_QUEUE_URL": fares["QueueUrl"], "ANSWERS_QUEUE_URL": answers["QueueUrl"]}

    def __init__(self, environment, client, now):
        self.sqs, self.sns, self.now = client("sqs"), client("sns"), now
        self.dynamodb, self.table = client("dynamodb"), environment["EFFECTS_TABLE"]
        self.fares, self.answers = environment["FARES_QUEUE_URL"], environment["ANSWERS_QUEUE_URL"]
        self.accounting = environment["ACCOUNTING_QUEUE_URL"]
        self.outcomes = environment["OUTCOME_TOPIC_ARN"]
        self.attention = environment["ATTENTION_QUEUE_URL"]
        self.gateway = environment["PAYMENT_GATEWAY_API_URL"].rstrip("/")
        self.http = urllib3.PoolManager(retries=False, timeout=5)
        self.step_timeout = float(environment["STEP_TIMEOUT"])
        self.escalate_after = float(environment["ESCALATE_AFTER"])
        self.retry_after = float(environment["RETRY_AFTER"])

    def work(self):
        heard = self.sqs.receive_message(
            QueueUrl=self.answers, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages", [])
        for message in heard:
            self.note_answer(message)
            self.sqs.delete_message(QueueUrl=self.answers, ReceiptHandle=message["ReceiptHandle"])
        fares = self.sqs.receive_message(QueueUrl=self.fares, MaxNumberOfMessages=10)
        for message in fares.get("Messages", []):
            self.go_on(message)
        return bool(heard or fares.get("Messages"))

    def go_on(self, message):
        about = {"QueueUrl": self.fares, "ReceiptHandle": message["ReceiptHandle"]}
        fare = json.loads(message["Body"])
        try:
            self.collect(fare, Log(self.dynamodb, self.table, fare["fareId"]))
            self.sqs.delete_message(**about)
        except NotYet as wait:
            self.sqs.change_message_visibility(
                **about, VisibilityTimeout=max(1, min(43200, round(wait.seconds)))
            )
        except ClientError:
            return  # AWS says no: the message comes again

    # The story, from top to bottom.

    def collect(self, fare, log):
        if log.effect():
            return
        try:
            failure = self.try_to(fare, log)
        except Stuck as left:
            self.call_people(fare, log, str(left))
            return
        self.tell(fare, failure)
        log.have_effect(f"not collected: {failure}" if failure else "collected")

    def try_to(self, fare, log):
        """Give what went wrong, when all is undone; nothing if nothing did."""
        customer, amount = fare["customerId"], fare["fareAmount"]
        asked = {"customerId": customer, "amount": amount}
        put_aside = self.step(log, "pre-authorisation", "pre-authorisations", asked)
        if put_aside["is"] == REFUSED:
            return "the pre-authorisation was refused"
        if put_aside["is"] == UNKNOWN:
            self.release(fare, log, self.found_out(log, "pre-authorisation", asked))
            return "the gateway did not answer the pre-authorisation"
        asked = {"preAuthorisationId": put_aside["id"], "amount": amount}
        charged = self.step(log, "charge", "charges", asked)
        if charged["is"] == REFUSED:
            self.release(fare, log, put_aside["id"])
            return "the charge was refused"
        if charged["is"] == UNKNOWN:
            charge = self.found_out(log, "charge", asked)
            if charge:
                self.refund(fare, log, charge)
            else:
                self.release(fare, log, put_aside["id"])
            return "the gateway did not answer the charge"
        credited = self.credit(fare, log)
        if credited == DONE:
            return ""
        if credited == UNKNOWN:
            self.debit(fare, log)
        self.refund(fare, log, charged["id"])
        return "accounting did not credit it"

    def step(self, log, name, operation, asked):
        """Have the gateway do something; it may take as long as a step may."""
        if known := log.known(name):
            return known
        began = log.once(f"{name} began", self.now())
        answer = self.ask(operation, f"{log.fare_id}.{name}", asked)
        if answer["is"] == UNKNOWN:
            self.wait_until(began + self.step_timeout)
        return log.once(name, answer)

    def found_out(self, log, name, asked):
        """Ask again, under the same key, for what nobody has answered; give its id, if any."""
        operation = {"pre-authorisation": "pre-authorisations", "charge": "charges"}[name]
        return self.insist(log, f"what became of the {name}", name, operation, asked).get("id")

    def release(self, fare, log, what):
        if what:
            asked = {"preAuthorisationId": what}
            self.insist(log, "release", "pre-authorisation", "releases", asked)

    def refund(self, fare, log, what):
        asked = {"chargeId": what, "amount": fare["fareAmount"]}
        self.insist(log, "refund", "charge", "refunds", asked)

    def insist(self, log, name, left, operation, asked):
        """Have the gateway undo something, or tell what there is to undo; people are the end."""
        if known := log.known(name):
            return known
        began = log.once(f"{name} began", self.now())
        key = f"{log.fare_id}.{left if operation.startswith(left) else name}"
        answer = self.ask(operation, key, asked)
        if answer["is"] == UNKNOWN:
            self.wait_until(began + self.escalate_after)
            raise Stuck(left)
        return log.once(name, answer)

    def credit(self, fare, log):
        if known := log.known("credit"):
            return known
        began = log.once("credit began", self.now())
        answer = log.known("answer to CreditCustomerAccount")
        if answer is None:
            if log.known("credit asked for") is None:
                self.command("CreditCustomerAccount", fare)
                log.once("credit asked for", self.now())
            self.wait_until(began + self.step_timeout)
            answer = UNKNOWN
        return log.once("credit", answer)

    def debit(self, fare, log):
        began = log.once("debit began", self.now())
        if log.known("answer to DebitCustomerAccount") == DONE:
            return
        self.command("DebitCustomerAccount", fare)
        self.wait_until(began + self.escalate_after)
        raise Stuck("credit")

    def wait_until(self, end):
        left = end - self.now()
        if left > 0:
            raise NotYet(min(left, self.retry_after))

    # What the story is told with.

    def ask(self, operation, key, asked):
        try:
            answer = self.http.request(
                "POST",
                f"{self.gateway}/{operation}",
                body=json.dumps(asked),
                headers={"Content-Type": "application/json", "Idempotency-Key": key},
            )
        except urllib3.exceptions.HTTPError:
            return {"is": UNKNOWN}
        if answer.status == 201:
            return {"is": DONE, "id": next(iter(json.loads(answer.data).values()))}
        return {"is": REFUSED if 400 <= answer.status < 500 else UNKNOWN}

    def command(self, command, fare):
        self.sqs.send_message(
            QueueUrl=self.accounting,
            MessageBody=json.dumps({"command": command, **fare}),
            MessageAttributes={
                "ReplyTo": {"DataType": "String", "StringValue": self.answers},
                "CorrelationId": {
                    "DataType": "String",
                    "StringValue": f"{fare['fareId']}.{command}",
                },
            },
        )

    def note_answer(self, message):
        """Note what accounting has answered, if it was asked."""
        try:
            answer = json.loads(message["Body"])
            fare_id, command = answer["fareId"], answer["command"]
        except (ValueError, KeyError, TypeError):
            return
        stated = message.get("MessageAttributes", {}).get("CorrelationId", {}).get("StringValue")
        log = Log(self.dynamodb, self.table, fare_id)
        if stated == f"{fare_id}.{command}" and log.known("credit began") is not None:
            log.once(f"answer to {command}", DONE if answer.get("done") is True else REFUSED)

    def tell(self, fare, failure):
        names = ("fareId", "customerId", "fareAmount")
        outcome = {name: fare[name] for name in names} | ({"failure": failure} if failure else {})
        said = "false" if failure else "true"
        self.sns.publish(
            TopicArn=self.outcomes,
            Message=json.dumps(outcome),
            MessageAttributes={"IsSuccessful": {"DataType": "String", "StringValue": said}},
        )

    def call_people(self, fare, log, left):
        call = {"fareId": fare["fareId"], "left": left}
        self.sqs.send_message(QueueUrl=self.attention, MessageBody=json.dumps(call))
        log.have_effect(f"needs attention: its {left} is left")


class Log:
    """What is known of a fare: of each name the first value that anybody has written."""

    def __init__(self, dynamodb, table, fare_id):
        self.dynamodb, self.table, self.fare_id = dynamodb, table, fare_id
        self.key = {"pk": {"S": f"log of {fare_id}"}}
        found = dynamodb.get_item(TableName=table, Key=self.key, ConsistentRead=True)
        self.entries = found.get("Item", {})

    def known(self, name):
        found = self.entries.get(name)
        return json.loads(found["S"]) if found else None

    def once(self, name, value):
        """Write a value if there is none, and give the one that there is."""
        if name not in self.entries:
            self.entries = self.dynamodb.update_item(
                TableName=self.table,
                Key=self.key,
                UpdateExpression="SET #name = if_not_exists(#name, :value)",
                ExpressionAttributeNames={"#name": name},
                ExpressionAttributeValues={":value": {"S": json.dumps(value)}},
                ReturnValues="ALL_NEW",
            )["Attributes"]
        return self.known(name)

    def effect(self):
        key = {"pk": {"S": f"end of {self.fare_id}"}}
        found = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return found.get("Item")

    def have_effect(self, value):
        item = {
            "pk": {"S": f"end of {self.fare_id}"},
            "key": {"S": self.fare_id},
            "value": {"S": value},
        }
        self.dynamodb.put_item(TableName=self.table, Item=item)


roles = {"fare-saga": FareSaga}
