"""Outbox: what is to be sent is stored together with the state that it tells of.

A database and a queue have no transaction in common. Who stores and then sends may die in between,
and nobody ever hears of what was stored; who sends first may announce what is never stored
(DEC-06). So the message is written into the database, in the transaction that changes the state,
and a relay sends whatever lies there and removes it afterwards. A relay that dies in between sends
again (DEC-07): that is why the message carries a business id, by which its receiver knows it.

The entries lie in the table of the state itself, under keys of their own. The relay finds them by a
scan, which is good enough for a table of this size; a larger one has a stream, or a sparse index.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client

_KEYS = "outbox#"
_BATCH = 10

Item = Mapping[str, Mapping[str, Any]]


class Outbox:
    """The messages of one table that are still to be sent to one queue."""

    def __init__(self, dynamodb: Client, table: str, sqs: Client, queue_url: str) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sqs = sqs
        self._queue = queue_url

    def entry(self, business_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Give the write that puts a message into the outbox, for the transaction of its state."""
        item = {
            "pk": {"S": f"{_KEYS}{business_id}"},
            "correlation": {"S": business_id},
            "body": {"S": json.dumps(body)},
        }
        return {"Put": {"TableName": self._table, "Item": item}}

    def relay(self) -> bool:
        """Send what is there, and remove what the queue has taken; say whether it took any.

        What is refused stays where it is until the next turn: an outage of the queue costs time,
        and no message.
        """
        entries = self._entries()
        sent = False
        while batch := list(islice(entries, _BATCH)):
            for entry in self._send(batch):
                # Never before the send: who marks first and dies has lost the message.
                self._dynamodb.delete_item(TableName=self._table, Key={"pk": entry["pk"]})
                sent = True
        return sent

    def _entries(self) -> Iterator[Item]:
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="begins_with(pk, :keys)",
            ExpressionAttributeValues={":keys": {"S": _KEYS}},
        )
        for page in pages:
            yield from page["Items"]

    def _send(self, batch: list[Item]) -> list[Item]:
        """Send a batch and give the entries that the queue says it has stored."""
        with suppress(ClientError):
            answer = self._sqs.send_message_batch(
                QueueUrl=self._queue,
                Entries=[
                    {
                        "Id": str(number),
                        "MessageBody": entry["body"]["S"],
                        "MessageAttributes": {
                            "CorrelationId": {
                                "DataType": "String",
                                "StringValue": entry["correlation"]["S"],
                            }
                        },
                    }
                    for number, entry in enumerate(batch)
                ],
            )
            # A batch call succeeds even where some of its entries have not (SQS-DEL-13).
            return [batch[int(each["Id"])] for each in answer.get("Successful", [])]
        return []
