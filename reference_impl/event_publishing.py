"""Publisher of events: what it reports as sent is on the bus, all of it.

PutEvents takes up to ten events and answers with success although some were not taken: the count
of those and, in the order of the entries, the error of each are in the answer (EB-PUT-01). The rest
of the publisher's life is that of any sender: it puts again what was not taken and nothing else,
with growing pauses, and lets go of its trigger only when the bus has everything.

Taken means taken, not wanted: whether a rule matches is not the publisher's affair, and it does not
hear of it (EB-PAT-09). An event that is put again is another event to the bus (EB-PUT-03): what
tells consumers that it is the same is in the detail, the id of the ride.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.sending import Sender

#: Who speaks, by the type of the event.
SOURCES: Mapping[str, str] = {"FareCollected": "wild-rydes.fares"}
RIDES = "wild-rydes.rides"


def entry(bus: str, kind: str, detail: Mapping[str, Any]) -> dict[str, str]:
    """Give the entry of PutEvents for a ride event."""
    return {
        "EventBusName": bus,
        "Source": SOURCES.get(kind, RIDES),
        "DetailType": kind,
        "Detail": json.dumps(detail),
    }


class EventPublisher(Sender):
    """Puts the events of each trigger on the bus, and says so when the bus has them."""

    listed = "events"
    into = "BUS_NAME"

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(environment, client, now)
        self._bus = environment["BUS_NAME"]
        self._events: Client = client("events")

    def _send(self, events: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Put a batch and give the events that the bus says it has taken."""
        answer = self._events.put_events(
            Entries=[entry(self._bus, event["type"], event["detail"]) for event in events]
        )
        # The results stand in the order of the entries; nothing else says whose they are.
        return [
            event
            for event, result in zip(events, answer["Entries"], strict=True)
            if "ErrorCode" not in result
        ]


ROLES = {"event-publisher": EventPublisher}
