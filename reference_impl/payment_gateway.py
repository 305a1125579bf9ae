"""The payment gateway, as its callers see it: three answers to every call, and one key for each.

A call ends with yes, with no, or with nothing known: the gateway may have done the work and the
answer may be lost (RR-10). So every call has a key that follows from the business, and whoever
knows nothing asks again under the same key: the gateway does it once.
"""

from __future__ import annotations

import json
from typing import Any

import urllib3

#: Seconds to wait for a connection, and for an answer: less than a visibility timeout.
_PATIENCE = urllib3.Timeout(connect=2, read=5)


class Refused(Exception):
    """It was not done, and will not be, however often one asks."""


class Unknown(Exception):
    """Nobody knows whether it was done. Ask again, under the same key."""


class PaymentGateway:
    """A client of the gateway."""

    def __init__(self, url: str) -> None:
        self._url = url
        # Our callers decide when to ask again; a client that does so by itself hides it from them.
        self._pool = urllib3.PoolManager(timeout=_PATIENCE, retries=False)

    def ask(self, operation: str, key: str, **what: str) -> dict[str, Any]:
        """Have an operation done, once for each key; `Refused` or `Unknown` otherwise."""
        try:
            answer = self._pool.request(
                "POST",
                f"{self._url}/{operation}",
                body=json.dumps(what),
                headers={"Content-Type": "application/json", "Idempotency-Key": key},
            )
        except urllib3.exceptions.HTTPError as reason:
            raise Unknown(str(reason)) from reason
        if answer.status == 201:
            told: dict[str, Any] = answer.json()
            return told
        if answer.status == 402:
            raise Refused(f"{operation} refused")
        # Down, throttled, or something that nobody has thought of: it may have been done or not.
        raise Unknown(f"{operation}: {answer.status}")
