"""Places: a limit that several workers keep together, on how much is under way and how fast.

There are as many places as the limit says. Who wants to call what is protected takes a place, and
gives it back afterwards; the place then rests for a second. So there are never more calls under
way than places, nor more calls begun in any second, whoever makes them. To count anew with each
second of the clock would let twice as many through around the turn of the second.

A place is lent and not given away: whoever dies with one holds it up for the length of the lease,
and not for ever. The lease outlasts the longest hold-up that a caller is expected to suffer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pattern_tck.ports import Client, Now

#: Seconds that a place rests after it was used: with it, the limit is one for each second.
_REST = 1.0


@dataclass(frozen=True)
class Loan:
    """Some places, and until when they are lent."""

    places: Sequence[int]
    until: float


class Places:
    """So many places, kept in one item of a table that all workers share."""

    def __init__(self, dynamodb: Client, table: str, limit: int, lease: float, now: Now) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._limit = limit
        self._lease = lease
        self._now = now

    def free(self) -> list[int]:
        """Give the places that nobody has, and that have rested."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key={"pk": {"S": "places"}}, ConsistentRead=True
        ).get("Item", {})
        since = [
            float(found.get(f"place{number}", {"N": "0"})["N"]) for number in range(self._limit)
        ]
        return [number for number, time in enumerate(since) if time <= self._now()]

    def take(self, places: Sequence[int]) -> Loan:
        """Take all of these places; none of them if somebody was quicker with one."""
        now = self._now()
        loan = Loan(places, round(now + self._lease, 3))
        nobody_has = "(attribute_not_exists({place}) OR {place} <= :now)"
        taken = self._set(loan, loan.until, nobody_has, {":now": _number(now)})
        return loan if taken else Loan((), 0.0)

    def give_back(self, loan: Loan, used: int) -> None:
        """Give places back: the first so many were used and rest, the others are free at once.

        A loan that has run out is not ours any more, and is left alone.
        """
        now = self._now()
        still_ours = "{place} = :until"
        until = {":until": _number(loan.until)}
        self._set(Loan(loan.places[:used], loan.until), now + _REST, still_ours, until)
        self._set(Loan(loan.places[used:], loan.until), now, still_ours, until)

    def _set(
        self, loan: Loan, free_from: float, condition: str, more: Mapping[str, object]
    ) -> bool:
        """Say from when places are free, if the condition holds for each; say whether it did."""
        if not loan.places:
            return True
        names = [f"place{number}" for number in loan.places]
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={"pk": {"S": "places"}},
                UpdateExpression="SET " + ", ".join(f"{place} = :from" for place in names),
                ConditionExpression=" AND ".join(condition.format(place=name) for name in names),
                ExpressionAttributeValues={":from": _number(free_from), **more},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _number(seconds: float) -> dict[str, str]:
    return {"N": f"{seconds:.3f}"}
