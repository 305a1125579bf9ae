"""Listers that send to the wrong ones, to none, to some, or to one more often than once."""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import replace

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.inbox import Incoming, Unreadable
from pattern_tck.reference_impl.recipient_list import Incomplete, Plan, RecipientLister, concerns


class TellsEverybody(RecipientLister):
    """Sends every ride to all recipients, who will know what is for them."""

    def _recipients(self, ride):
        everybody = {rule["queue"]["S"]: None for rule in self._all_rules()}
        return tuple(everybody) or (self._nobody,)


class ComparesByTheBeginning(RecipientLister):
    """Takes a text that begins like another one for the same."""

    def _recipients(self, ride):
        towns = {"from": str(ride.get("from", "")).partition("-")[0]}
        return super()._recipients({**ride, **towns})


class SendsToTheFirst(RecipientLister):
    """Takes a list of recipients for a route, and the first rule that fits for all."""

    def _recipients(self, ride):
        return super()._recipients(ride)[:1]


class StampsEachCopy(RecipientLister):
    """Marks the one message that it has with each recipient before it sends it on."""

    def _reach(self, recipient, ride_id, message):
        stamped = {**json.loads(message.body), "recipient": recipient}
        return super()._reach(
            recipient, ride_id, Incoming(json.dumps(stamped), message.attributes, message.receipt)
        )


class SendsTheBodyOnly(RecipientLister):
    """Forgets the attributes of what it passes on."""

    def _reach(self, recipient, ride_id, message):
        return super()._reach(recipient, ride_id, Incoming(message.body, {}, message.receipt))


class KeepsTheFirstList(RecipientLister):
    """Computes the list once and uses it for the rides that follow, too."""

    _kept = None

    def _recipients(self, ride):
        if self._kept is None:
            self._kept = super()._recipients(ride)
        return self._kept


class DropsWhatConcernsNobody(RecipientLister):
    """Is done with a ride that has no recipients."""

    def _recipients(self, ride):
        return tuple(one for one in super()._recipients(ride) if one != self._nobody)


class SendsForEachRule(RecipientLister):
    """Goes through the rules, and sends a copy for each that fits."""

    def _plan(self, ride):
        fitting = [
            rule["queue"]["S"]
            for rule in self._all_rules()
            if concerns(json.loads(rule["when"]["S"]), ride)
        ]
        return Plan(tuple(fitting) or (self._nobody,), super()._plan(ride).reached)


class DoesNotResume(RecipientLister):
    """Has a ride be done when it was begun: what comes again was sent before."""

    def _plan(self, ride):
        seen = self._tables.get_item(TableName=self._plans, Key={"pk": {"S": str(ride["id"])}})
        plan = super()._plan(ride)
        return Plan((), frozenset()) if "Item" in seen else plan


class BeginsAnew(RecipientLister):
    """Sends all copies again when one is missing."""

    def _plan(self, ride):
        return Plan(super()._plan(ride).recipients, frozenset())


class StopsAtTheFirstRefusal(RecipientLister):
    """Does not try the rest of the list when one recipient cannot be reached."""

    def _reach(self, recipient, ride_id, message):
        if not super()._reach(recipient, ride_id, message):
            raise Incomplete("no further")
        return True


class SwallowsRefusals(RecipientLister):
    """Logs that a recipient could not be reached, and goes on."""

    def _reach(self, recipient, ride_id, message):
        super()._reach(recipient, ride_id, message)
        return True


class ComputesItAgain(RecipientLister):
    """Computes the list at every attempt, from the rules as they are by then."""

    def _plan(self, ride):
        return Plan(self._recipients(ride), super()._plan(ride).reached)


class HasNoMemory(RecipientLister):
    """Computes and sends for every message that it gets."""

    def _plan(self, ride):
        return Plan(self._recipients(ride), frozenset())


class ReadsTheRulesOnce(RecipientLister):
    """Reads the rules when it starts: who joins later is told of when it is deployed again."""

    _read = None

    def _all_rules(self):
        if self._read is None:
            self._read = list(super()._all_rules())
        return iter(self._read)


class AcknowledgesFirst(RecipientLister):
    """Acknowledges a ride, and then sends it on."""

    def _handle(self, message):
        self._inbox.acknowledge(message)
        super()._handle(message)


class WorksOnAllTogether(RecipientLister):
    """Lets one ride that fails take the rest of its batch with it."""

    def work(self):
        batch = []
        worked = self._inbox.work(batch.append)  # acknowledged, all of it
        with contextlib.suppress(ClientError, Incomplete, Unreadable):
            for message in batch:
                self._handle(message)
        return worked


class DropsTheUnreadable(RecipientLister):
    """Deletes what it cannot read."""

    def _handle(self, message):
        with contextlib.suppress(Unreadable):
            super()._handle(message)


class NamesTheNameless(RecipientLister):
    """Distributes what has no id, under an id of its own making."""

    def _handle(self, message):
        ride = message.fields
        if "id" not in ride:
            named = json.dumps({**ride, "id": "unknown"})
            message = Incoming(named, message.attributes, message.receipt)
        super()._handle(message)


class WaitsForAPeer(RecipientLister):
    """Waits for a peer that has begun with the ride, which may be long dead."""

    def _plan(self, ride):
        seen = self._tables.get_item(TableName=self._plans, Key={"pk": {"S": str(ride["id"])}})
        if "Item" in seen:
            raise Incomplete("somebody else has it in hand")
        return super()._plan(ride)


class LeavesItToEachOther(RecipientLister):
    """Takes a ride that a peer has begun for one that the peer ends, and the peer does likewise."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._me = uuid.uuid4().hex

    def _plan(self, ride):
        key = {"pk": {"S": str(ride["id"])}}
        begun = "Item" in self._tables.get_item(TableName=self._plans, Key=key)
        plan = super()._plan(ride)
        self._tables.update_item(
            TableName=self._plans,
            Key=key,
            UpdateExpression="SET seen_by = :me",
            ExpressionAttributeValues={":me": {"S": self._me}},
        )
        return replace(plan, reached=frozenset(plan.recipients)) if begun else plan

    def _reach(self, recipient, ride_id, message):
        plan = self._tables.get_item(TableName=self._plans, Key={"pk": {"S": ride_id}})["Item"]
        return plan["seen_by"]["S"] != self._me or super()._reach(recipient, ride_id, message)


tells_everybody = {"recipient-lister": TellsEverybody}
compares_by_the_beginning = {"recipient-lister": ComparesByTheBeginning}
sends_to_the_first = {"recipient-lister": SendsToTheFirst}
stamps_each_copy = {"recipient-lister": StampsEachCopy}
sends_the_body_only = {"recipient-lister": SendsTheBodyOnly}
keeps_the_first_list = {"recipient-lister": KeepsTheFirstList}
drops_what_concerns_nobody = {"recipient-lister": DropsWhatConcernsNobody}
sends_for_each_rule = {"recipient-lister": SendsForEachRule}
does_not_resume = {"recipient-lister": DoesNotResume}
begins_anew = {"recipient-lister": BeginsAnew}
stops_at_the_first_refusal = {"recipient-lister": StopsAtTheFirstRefusal}
swallows_refusals = {"recipient-lister": SwallowsRefusals}
computes_it_again = {"recipient-lister": ComputesItAgain}
has_no_memory = {"recipient-lister": HasNoMemory}
reads_the_rules_once = {"recipient-lister": ReadsTheRulesOnce}
acknowledges_first = {"recipient-lister": AcknowledgesFirst}
works_on_all_together = {"recipient-lister": WorksOnAllTogether}
drops_the_unreadable = {"recipient-lister": DropsTheUnreadable}
names_the_nameless = {"recipient-lister": NamesTheNameless}
waits_for_a_peer = {"recipient-lister": WaitsForAPeer}
leaves_it_to_each_other = {"recipient-lister": LeavesItToEachOther}

CAUGHT = {
    "tells_everybody": ["RL-01", "RL-04"],
    "compares_by_the_beginning": ["RL-01"],
    "sends_to_the_first": ["RL-01"],
    "stamps_each_copy": ["RL-01"],
    "sends_the_body_only": ["RL-01", "RR-04"],
    "keeps_the_first_list": ["RL-01", "RL-05"],
    "drops_what_concerns_nobody": ["RL-04"],
    "sends_for_each_rule": ["RL-06"],
    "does_not_resume": ["RL-02", "RL-03"],
    "begins_anew": ["RL-02", "SQS-DEL-02"],
    "stops_at_the_first_refusal": ["RL-03"],
    "swallows_refusals": ["RL-02", "RL-03", "SQS-DEL-13"],
    "computes_it_again": ["RL-05"],
    "has_no_memory": ["RL-05", "SQS-DEL-02"],
    "reads_the_rules_once": ["RL-07"],
    "acknowledges_first": ["RL-02"],
    "works_on_all_together": ["P2P-07", "SQS-DEL-13"],
    "drops_the_unreadable": ["DLQ-18"],
    "names_the_nameless": ["DLQ-18"],
    "waits_for_a_peer": ["SQS-VIS-02"],
    "leaves_it_to_each_other": ["SQS-VIS-03"],
}
