"""It books under a key that is new each time: the memory beside it is to see to the rest."""

import uuid

from examples.lambda_powertools import app

booking = app.booking


def enter(key, value):
    app.ledger.put_item(Item={"pk": str(uuid.uuid4()), "key": key, "value": value})
    return value


app.enter = enter
