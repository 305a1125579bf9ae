"""Routers between queues that lose, change or misdirect."""

from __future__ import annotations

import json

from pattern_tck.reference_impl.content_based_router import PointToPointRouter, ride_event


class LooksAtTheFareOnly(PointToPointRouter):
    """Takes a dear ride for an extraordinary one, however short."""

    def _destination(self, event):
        dear = event["detail"].get("fare", 0) >= 50
        if event["type"] == "RideCompleted":
            return "extraordinary" if dear else "accounting"
        return super()._destination(event)


class AsksInTheWrongOrder(PointToPointRouter):
    """Asks for a completed ride first, so that no ride is ever extraordinary."""

    def _destination(self, event):
        return "accounting" if event["type"] == "RideCompleted" else super()._destination(event)


class DropsTheRest(PointToPointRouter):
    """Deletes what concerns nobody, and tells nobody."""

    def _handled(self, message):
        try:
            if self._destination(json.loads(message["Body"])) == "unmatched":
                return True
        except (ValueError, LookupError):
            pass
        return super()._handled(message)


class GuessesADestination(PointToPointRouter):
    """Sends what it does not know to the destination that gets the most."""

    def _destination(self, event):
        found = super()._destination(event)
        return "accounting" if found == "unmatched" else found


class DropsTheUnreadable(PointToPointRouter):
    """Deletes what it cannot read."""

    def _handled(self, message):
        return ride_event(message["Body"]) is None or super()._handled(message)


class SendsTheBodyOnly(PointToPointRouter):
    """Does not ask for attributes, and so sends none on."""

    def _send(self, queue_url, message):
        super()._send(queue_url, {"Body": message["Body"]})


class WritesTheBodyAnew(PointToPointRouter):
    """Sends what it has read, in its own words."""

    def _send(self, queue_url, message):
        try:
            body = json.dumps(json.loads(message["Body"]), sort_keys=True, indent=1)
        except ValueError:
            body = message["Body"]
        super()._send(queue_url, {**message, "Body": body})


class HandlesTheFirstOnly(PointToPointRouter):
    """Takes a batch for a message, and deletes all of it."""

    def work(self):
        self._first_of_batch = True
        return super().work()

    def _handled(self, message):
        if self._first_of_batch:
            self._first_of_batch = False
            return super()._handled(message)
        return True


class AcknowledgesFirst(PointToPointRouter):
    """Deletes a message, and then sends it on."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        super()._handled(message)
        return False


class SwallowsErrors(PointToPointRouter):
    """Logs what goes wrong, and deletes the message all the same."""

    def _handled(self, message):
        super()._handled(message)
        return True


class SendsOnWithItsBatch(PointToPointRouter):
    """Lets one message that fails take its whole batch with it, and all that follows."""

    _broken = False

    def _handled(self, message):
        self._broken = self._broken or not super()._handled(message)
        return not self._broken


looks_at_the_fare_only = {"point-to-point-router": LooksAtTheFareOnly}
asks_in_the_wrong_order = {"point-to-point-router": AsksInTheWrongOrder}
drops_the_rest = {"point-to-point-router": DropsTheRest}
guesses_a_destination = {"point-to-point-router": GuessesADestination}
drops_the_unreadable = {"point-to-point-router": DropsTheUnreadable}
sends_the_body_only = {"point-to-point-router": SendsTheBodyOnly}
writes_the_body_anew = {"point-to-point-router": WritesTheBodyAnew}
handles_the_first_only = {"point-to-point-router": HandlesTheFirstOnly}
acknowledges_first = {"point-to-point-router": AcknowledgesFirst}
swallows_errors = {"point-to-point-router": SwallowsErrors}
sends_on_with_its_batch = {"point-to-point-router": SendsOnWithItsBatch}

CAUGHT = {
    "looks_at_the_fare_only": ["EB-PAT-08"],
    "asks_in_the_wrong_order": ["EB-PAT-08"],
    "drops_the_rest": ["RL-04"],
    "guesses_a_destination": ["RL-04"],
    "drops_the_unreadable": ["DLQ-18"],
    "sends_the_body_only": ["RR-04"],
    "writes_the_body_anew": ["RR-04"],
    "handles_the_first_only": ["P2P-01"],
    "acknowledges_first": ["PF-04"],
    "swallows_errors": ["SQS-DEL-14", "P2P-07"],
    "sends_on_with_its_batch": ["P2P-07"],
}
