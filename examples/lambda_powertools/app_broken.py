"""The functions as they were before the incident: one failure fails the batch.

Nothing is lost by that, it seems: what failed comes again. But so does all that stands beside it,
until the queue has made dead letters of healthy messages.

    conformance.toml with ``lambda = "app_broken.booking"``
"""

import app
from aws_lambda_powertools.utilities.data_classes import SQSEvent, event_source


@event_source(data_class=SQSEvent)
def booking(event, context):
    app.by_ride.register_lambda_context(context)
    for record in event.records:
        app.book_ride(record)


@event_source(data_class=SQSEvent)
def authorisation(event, context):
    app.by_request.register_lambda_context(context)
    for record in event.records:
        app.answer_request(record)
