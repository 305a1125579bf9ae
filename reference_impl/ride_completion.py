"""Submitting a completed ride: an HTTP API that stores a ride and tells everybody it concerns.

Storing and publishing are two systems, and no transaction spans them (DEC-06). Published first, a
ride may be told that was never stored; stored and then forgotten, nobody hears of it. So the ride
is stored with a note that it is still to be published (an outbox of one item), and whoever has
published it takes the note away afterwards (DEC-07): the API at once, if it can, or a relay that
looks for the notes that are left. A crash in between publishes a ride twice, never not at all, and
subscribers know a ride by its id.

The API answers as soon as the ride is stored: it promises that the ride will be told, and waits
for nobody to hear it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl import api_gateway
from pattern_tck.reference_impl.contract_first import Operation, application
from pattern_tck.reference_impl.problem import problem

Ride = Mapping[str, Any]

#: Ids of rides that were submitted under a key are made in this name space, from nothing else.
_RIDES = uuid.UUID("a2f1a7f0-1f8e-4d0c-8a25-4f3a0f4f6d07")


class RideApi:
    """Takes completed rides, and publishes each that it has taken."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._rides: Client = client("dynamodb")
        self._sns: Client = client("sns")
        self._topic = environment["TOPIC_ARN"]
        self._table = environment["EFFECTS_TABLE"]
        self._operation = Operation("ride_completion.openapi.yaml", "submitRideCompletion")
        self._app = application()
        self._app.post("/submit-ride-completion")(self._submit)

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request."""
        return api_gateway.respond(self._app, request)

    def work(self) -> bool:
        """Publish what was stored and not published: the API was killed, or the topic away."""
        left = self._rides.scan(
            TableName=self._table,
            # Behind a large table this would be a sparse index of the items that have the note.
            FilterExpression="attribute_exists(unpublished)",
            ConsistentRead=True,
        )["Items"]
        told = [self._told(json.loads(item["value"]["S"])) for item in left]
        return any(told)

    def _submit(self) -> Response[str]:
        event = self._app.current_event
        key = self._operation.header(event, "Idempotency-Key")
        submitted = self._operation.body(event)
        ride = {**submitted, "id": str(uuid.uuid5(_RIDES, key) if key else uuid.uuid4())}
        try:
            stored = self._stored(ride)
        except ClientError:
            # Nothing was promised, so nothing is owed; the client knows, and may come again.
            return problem(503, "The ride could not be stored", "Submit it again.")
        if stored != ride:
            return problem(409, "Another ride was submitted under this key")
        # From here on the ride will be told. If that fails now, the relay does it.
        self._told(ride)
        return Response(201, "application/json", json.dumps({"id": ride["id"]}))

    def _stored(self, ride: Ride) -> Ride:
        """Store a ride with its note, unless it is there; give the ride that is there."""
        item = {"pk": ride["id"], "key": ride["id"], "value": json.dumps(ride), "unpublished": "x"}
        try:
            self._rides.put_item(
                TableName=self._table,
                Item={name: {"S": value} for name, value in item.items()},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._rides.exceptions.ConditionalCheckFailedException:
            found = self._rides.get_item(
                TableName=self._table, Key={"pk": {"S": ride["id"]}}, ConsistentRead=True
            )
            there: Ride = json.loads(found["Item"]["value"]["S"])
            return there
        return ride

    def _told(self, ride: Ride) -> bool:
        """Publish a ride, then take its note away; say whether both were done."""
        try:
            self._sns.publish(
                TopicArn=self._topic,
                Message=json.dumps(ride),
                MessageAttributes={
                    "fare": _number(ride["fare"]),
                    "distance": _number(ride["distance"]),
                    "CorrelationId": {"DataType": "String", "StringValue": ride["id"]},
                },
            )
            self._rides.update_item(
                TableName=self._table,
                Key={"pk": {"S": ride["id"]}},
                UpdateExpression="REMOVE unpublished",
            )
        except ClientError:
            return False  # the note is still there, and will be found
        return True


def _number(value: float) -> Mapping[str, str]:
    return {"DataType": "Number", "StringValue": str(value)}


ROLES = {"ride-api": RideApi}
