"""The progress of a fare: where its saga is, what was done, and what was known about it.

One item of a table for each fare, written whole, and only by whoever has read the version before:
two workers may take the same step, which does no harm since a step is done once a key, but only
one of them moves the saga on (SAGA-11).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.ports import Client

#: The way there. The way back is the same way, backwards, from wherever the saga has turned.
STEPS = ("pre-authorise", "charge", "credit")
#: After the last step, and after the last compensation, everybody is told.
END = "tell"


@dataclass(frozen=True)
class Progress:
    """How far a fare is. ``since`` and ``due`` are seconds on the clock of the worker."""

    fare: Mapping[str, str]
    at: str = STEPS[0]
    #: On the way back: ``at`` is the step that is being undone.
    back: bool = False
    #: What steps have answered, by their names: an id is needed to undo what it stands for.
    known: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    since: float = 0.0
    due: float = 0.0
    #: Seconds, and what happened: who asks later what became of a fare finds it here (SAGA-12).
    history: tuple[tuple[float, str], ...] = ()
    running: bool = True
    version: int = 0

    @property
    def id(self) -> str:
        """Give the id of the fare, which is the id of its saga."""
        return self.fare["fareId"]

    @property
    def succeeded(self) -> bool:
        """Say whether all that was to be done is done."""
        return not self.failure

    def moved(self, now: float, what: str, **changes: Any) -> Progress:
        """Give the progress after something has happened."""
        return dataclasses.replace(
            self, since=now, due=now, history=(*self.history, (now, what)), **changes
        )

    def done(self, now: float, **known: str) -> Progress:
        """Give the progress after the present step was done, or undone."""
        said = f"{'un' if self.back else ''}done: {self.at}"
        return self.moved(now, said, at=self.beyond, known={**self.known, **known})

    def turned(self, now: float, why: str, *, from_here: bool) -> Progress:
        """Give the progress after a step failed; with ``from_here`` it is undone as well.

        That is so where nobody knows whether it was done. A step that was refused was not.
        """
        turned = self.moved(now, why, back=True, failure=why)
        return turned if from_here else dataclasses.replace(turned, at=turned.beyond)

    def later(self, due: float) -> Progress:
        """Give the progress after a try of which nothing is known yet."""
        return dataclasses.replace(self, due=due)

    @property
    def beyond(self) -> str:
        """Give what comes after the present step, or before it on the way back."""
        place = STEPS.index(self.at) + (-1 if self.back else 1)
        return STEPS[place] if 0 <= place < len(STEPS) else END


class Book:
    """Keeps the progress of every fare in a table, and the outcome as the effect."""

    def __init__(self, dynamodb: Client, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def begin(self, fare: Mapping[str, str], now: float) -> None:
        """Begin the saga of a fare, unless it was begun (SAGA-13)."""
        self.save(Progress(fare, since=now, due=now, history=((now, "begun"),)))

    def of(self, fare_id: str) -> Progress | None:
        """Give the progress of a fare; None if it was never begun."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key={"pk": {"S": f"saga#{fare_id}"}}, ConsistentRead=True
        )
        return _read(found["Item"]) if "Item" in found else None

    def due(self, now: float) -> list[Progress]:
        """Give every saga that has something to do."""
        # Behind a large table this would be a sparse index of what is running.
        found = self._dynamodb.scan(
            TableName=self._table,
            FilterExpression="due <= :now",
            ExpressionAttributeValues={":now": {"N": repr(now)}},
            ConsistentRead=True,
        )
        return [_read(item) for item in found["Items"]]

    def save(self, progress: Progress, outcome: str = "") -> bool:
        """Write a progress, with the outcome if it has ended; False if somebody was quicker."""
        writes: list[dict[str, Any]] = [
            {
                "Put": {
                    "TableName": self._table,
                    "Item": _written(progress),
                    "ConditionExpression": "attribute_not_exists(pk) OR version = :read",
                    "ExpressionAttributeValues": {":read": {"N": str(progress.version)}},
                }
            }
        ]
        if not progress.version:
            writes[0]["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"
            del writes[0]["Put"]["ExpressionAttributeValues"]
        if outcome:
            effect = {"pk": progress.id, "key": progress.id, "value": outcome}
            item = {name: {"S": value} for name, value in effect.items()}
            writes.append({"Put": {"TableName": self._table, "Item": item}})
        try:
            self._dynamodb.transact_write_items(TransactItems=writes)
        except self._dynamodb.exceptions.TransactionCanceledException:
            return False
        return True


def _written(progress: Progress) -> dict[str, Any]:
    told = dataclasses.asdict(progress)
    item: dict[str, Any] = {
        "pk": {"S": f"saga#{progress.id}"},
        "version": {"N": str(progress.version + 1)},
        "progress": {"S": json.dumps(told)},
    }
    # What has ended is never due again.
    return {**item, "due": {"N": repr(progress.due)}} if progress.running else item


def _read(item: Mapping[str, Any]) -> Progress:
    told = json.loads(item["progress"]["S"])
    history = tuple((at, what) for at, what in told.pop("history"))
    return Progress(**{**told, "version": int(item["version"]["N"])}, history=history)
