"""It remembers nothing, and books under a key that is new each time."""

import uuid

from examples.lambda_powertools import app


def booking(event, context):
    return app.process_partial_response(event, book_ride, app.processor, context)


def book_ride(record):
    try:
        ride = app.read(record.body, "id", "fare")
    except app.Unreadable:
        app.set_aside(record)
    else:
        app.ledger.put_item(
            Item={"pk": str(uuid.uuid4()), "key": ride["id"], "value": str(ride["fare"])}
        )
