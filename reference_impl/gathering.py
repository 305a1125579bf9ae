"""Gatherings: what an aggregator remembers of each request, in a table and nowhere else.

Several instances work on one gathering at the same time, and any of them may die between two
calls. So each change is one conditional write to the one item of the request:

- an answer joins only an open gathering, and only once a responder (SG-08);
- a gathering is closed by whoever comes first, and only as the closer has seen it: an answer that
  joined in between makes him look again, so what was taken is in the result (SG-12);
- nothing but a request makes an item, so an answer that is astray leaves no trace (SG-15).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Client
from pattern_tck.reference_impl.completion import Answers


@dataclass(frozen=True)
class Gathering:
    """One request and its answers, as the table has them. Times in seconds since the epoch."""

    id: str
    request: str
    deadline: float
    answers: Answers
    version: int
    scattered: bool
    result: Mapping[str, Any] | None
    published: bool
    expires: float
    late: frozenset[str]

    @property
    def open(self) -> bool:
        """Say whether answers may still join."""
        return self.result is None


class Gatherings:
    """All gatherings of an aggregator. Every method gives what the table has afterwards."""

    def __init__(self, dynamodb: Client, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def begin(self, request_id: str, request: str, deadline: float) -> Gathering:
        """Begin a gathering, unless it has begun: then the first deadline stays."""
        item: dict[str, Any] = {
            **_key(request_id),
            "request": {"S": request},
            "deadline": {"N": str(deadline)},
            "answers": {"M": {}},
            "version": {"N": "0"},
        }
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return self.find(request_id) or _read(request_id, item)
        return _read(request_id, item)

    def find(self, request_id: str) -> Gathering | None:
        """Give a gathering; None if there was none, or if it is forgotten."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key=_key(request_id), ConsistentRead=True
        )
        return _read(request_id, found["Item"]) if "Item" in found else None

    def join(self, request_id: str, responder: str, quote: float | None) -> Gathering | None:
        """Have an answer join. A closed gathering, and one that has it, stay as they are."""
        answer = {"NULL": True} if quote is None else {"N": str(quote)}
        return self._update(
            request_id,
            update="SET answers.#who = :answer ADD version :one",
            condition="attribute_not_exists(#result) AND attribute_not_exists(answers.#who)",
            names={"#who": responder, "#result": "result"},
            values={":answer": answer, ":one": {"N": "1"}},
        )

    def close(self, seen: Gathering, result: Mapping[str, Any], expires: float) -> Gathering | None:
        """Close a gathering with its result, if it is still as it was seen."""
        return self._update(
            seen.id,
            update="SET #result = :result, expires = :expires",
            condition="attribute_not_exists(#result) AND version = :seen",
            names={"#result": "result"},
            values={
                ":result": {"S": json.dumps(result)},
                # Time to live: what no timer removes, the table does.
                ":expires": {"N": str(int(expires))},
                ":seen": {"N": str(seen.version)},
            },
        )

    def note(self, request_id: str, what: str) -> Gathering | None:
        """Note that a gathering is ``scattered`` or ``published``."""
        return self._update(
            request_id, update="SET #what = :yes", names={"#what": what}, values=_YES
        )

    def count_late(self, gathering: Gathering, responder: str) -> None:
        """Count an answer that came too late; the same one again is the same one (SG-07)."""
        values = {":who": {"SS": [responder]}}
        # First in the gathering itself, so that it is forgotten together with that.
        if self._update(gathering.id, update="ADD late :who", values=values) is None:
            return
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                **_late_key(gathering.id, responder),
                "key": {"S": gathering.id},
                "value": {"S": f"late {responder}"},
                "expires": {"N": str(int(gathering.expires))},
            },
        )

    def forget(self, gathering: Gathering) -> None:
        """Remove all that is known of a gathering (SG-14)."""
        for responder in gathering.late:
            self._dynamodb.delete_item(
                TableName=self._table, Key=_late_key(gathering.id, responder)
            )
        self._dynamodb.delete_item(TableName=self._table, Key=_key(gathering.id))

    def _update(
        self,
        request_id: str,
        *,
        update: str,
        values: Mapping[str, Any],
        condition: str = "",
        names: Mapping[str, str] | None = None,
    ) -> Gathering | None:
        """Change what is there, if the condition holds, and give what is there then."""
        # Without this an update of an item that is not there would make one.
        there = "attribute_exists(pk)"
        try:
            answer = self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(request_id),
                UpdateExpression=update,
                ConditionExpression=f"{there} AND {condition}" if condition else there,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
                **({"ExpressionAttributeNames": names} if names else {}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return self.find(request_id)
        return _read(request_id, answer["Attributes"])


_YES = {":yes": {"BOOL": True}}


def _key(request_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"gathering#{request_id}"}}


def _late_key(request_id: str, responder: str) -> dict[str, Any]:
    return {"pk": {"S": f"late#{request_id}#{responder}"}}


def _read(request_id: str, item: Mapping[str, Any]) -> Gathering:
    answers = {
        responder: json.loads(answer["N"]) if "N" in answer else None
        for responder, answer in item["answers"]["M"].items()
    }
    return Gathering(
        id=request_id,
        request=item["request"]["S"],
        deadline=float(item["deadline"]["N"]),
        answers=answers,
        version=int(item["version"]["N"]),
        scattered="scattered" in item,
        result=json.loads(item["result"]["S"]) if "result" in item else None,
        published="published" in item,
        expires=float(item.get("expires", {"N": "0"})["N"]),
        late=frozenset(item.get("late", {"SS": []})["SS"]),
    )
