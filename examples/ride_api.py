"""A team's own HTTP API: takes completed rides, and tells everybody whom they concern.

Written as a team would write it, without a framework, against its own copy of the contract. Where
the kit's reference marks a stored ride as not yet published, this one keeps an outbox: an item
beside the ride, written with it in one transaction, and taken away when the ride is published.

    pytest --pyargs pattern_tck.features --implementation examples.ride_api:roles
"""

import json
import re
import uuid

from botocore.exceptions import ClientError
from jsonschema import Draft202012Validator

from pattern_tck.http import HttpAnswer

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
FIELDS = {
    "from": TEXT,
    "to": TEXT,
    "customer": TEXT,
    "duration": {"type": "number", "minimum": 0, "maximum": 100_000},
    "distance": {"type": "number", "minimum": 0, "maximum": 100_000},
    "fare": {"type": "number", "minimum": 0, "maximum": 1_000_000},
}
RIDE = Draft202012Validator(
    {
        "type": "object",
        "required": list(FIELDS),
        "properties": FIELDS,
        "additionalProperties": False,
    }
)
KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
OURS = uuid.UUID("5d0a0f6e-63c5-4d2d-9d51-6a3b9e3f1c55")


class RideApi:
    def __init__(self, environment, client, now):
        self.dynamodb = client("dynamodb")
        self.sns = client("sns")
        self.table = environment["EFFECTS_TABLE"]
        self.topic = environment["TOPIC_ARN"]

    def respond(self, request):
        if (request.method, request.path) != ("POST", "/submit-ride-completion"):
            return problem(404, "There is nothing here")
        ride, key = read(request.body), request.headers.get("idempotency-key")
        if ride is None or (key is not None and not KEY.fullmatch(key)):
            return problem(400, "This is no completed ride")
        ride["id"] = str(uuid.uuid5(OURS, key) if key else uuid.uuid4())
        try:
            known = self.store(ride)
        except ClientError:
            return problem(503, "The ride could not be stored; submit it again")
        if known != ride:
            return problem(409, "Another ride was submitted under this key")
        self.publish(ride)
        return HttpAnswer(201, {"content-type": "application/json"}, encoded({"id": ride["id"]}))

    def work(self):
        """Publish what is still in the outbox."""
        left = self.dynamodb.scan(
            TableName=self.table,
            FilterExpression="begins_with(pk, :outbox)",
            ExpressionAttributeValues={":outbox": {"S": "outbox#"}},
            ConsistentRead=True,
        )["Items"]
        published = [self.publish(json.loads(item["ride"]["S"])) for item in left]
        return any(published)

    def store(self, ride):
        """Store a ride and its place in the outbox; give the ride that is known by this id."""
        text = json.dumps(ride)
        stored = {"pk": f"ride#{ride['id']}", "key": ride["id"], "value": text}
        waiting = {"pk": f"outbox#{ride['id']}", "ride": text}
        try:
            self.dynamodb.transact_write_items(
                TransactItems=[
                    self.put(stored, ConditionExpression="attribute_not_exists(pk)"),
                    self.put(waiting),
                ]
            )
        except self.dynamodb.exceptions.TransactionCanceledException:
            found = self.dynamodb.get_item(
                TableName=self.table, Key={"pk": {"S": stored["pk"]}}, ConsistentRead=True
            )
            if "Item" not in found:
                raise
            return json.loads(found["Item"]["value"]["S"])
        return ride

    def put(self, item, **condition):
        texts = {name: {"S": value} for name, value in item.items()}
        return {"Put": {"TableName": self.table, "Item": texts, **condition}}

    def publish(self, ride):
        """Publish a ride and take it out of the outbox; say whether both were done."""
        try:
            self.sns.publish(
                TopicArn=self.topic,
                Message=json.dumps(self.told(ride)),
                MessageAttributes={
                    name: {"DataType": "Number", "StringValue": str(ride[name])}
                    for name in ("fare", "distance")
                },
            )
            self.dynamodb.delete_item(
                TableName=self.table, Key={"pk": {"S": f"outbox#{ride['id']}"}}
            )
        except ClientError:
            return False
        return True

    def told(self, ride):
        return ride


def read(body):
    """Give the ride that was submitted, or None if the contract has no such thing."""
    try:
        ride = json.loads(body, parse_constant=refuse)
        json.dumps(ride, ensure_ascii=False).encode()  # half a character can be stored nowhere
    except (ValueError, RecursionError):
        return None
    return ride if RIDE.is_valid(ride) else None


def refuse(text):
    raise ValueError(text)


def problem(status, title):
    """Give a problem document (RFC 9457)."""
    told = encoded({"title": title, "status": status})
    return HttpAnswer(status, {"content-type": "application/problem+json"}, told)


def encoded(value):
    return json.dumps(value).encode()


roles = {"ride-api": RideApi}
