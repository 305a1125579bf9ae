"""It deletes each message itself, whatever became of it."""

import os

import boto3
from aws_lambda_powertools.utilities.data_classes import SQSEvent
from examples.lambda_powertools import app

sqs = boto3.client("sqs")


def authorisation(event, context):
    app.by_request.register_lambda_context(context)
    failures = []
    for record in SQSEvent(event).records:
        try:
            app.answer_request(record)
        except Exception:  # noqa: BLE001
            failures.append({"itemIdentifier": record.message_id})
        finally:
            sqs.delete_message(
                QueueUrl=os.environ["REQUESTS_QUEUE_URL"], ReceiptHandle=record.receipt_handle
            )
    return {"batchItemFailures": failures}
