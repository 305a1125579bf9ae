"""Rules of a bus that leave events to nobody, or to the wrong ones; and bridges."""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from pattern_tck.reference_impl import event_rules
from pattern_tck.reference_impl.channels import admit_rules, arn_of, create_queue
from pattern_tck.reference_impl.content_based_router import ROUTES, BusBridge, BusRouter, Route

_COMPLETED = {"detail-type": ["RideCompleted"]}


class Changed:
    """Events as a router sees them whose calls are a little wrong."""

    def __init__(self, events, **instead):
        self._events = events
        self._instead = instead

    def __getattr__(self, name):
        return self._instead.get(name, getattr(self._events, name))


def with_events(deploy, environment, client, **wrong):
    """Deploy with wrong calls on the bus: by name, what is called with the right one first."""
    events = client("events")
    instead = {
        name: lambda *args, _call=call, _name=name, **asked: _call(getattr(events, _name), **asked)
        for name, call in wrong.items()
    }
    changed = Changed(events, **instead)
    return deploy(environment, lambda name: changed if name == "events" else client(name))


class LeavesOutTheLimit(BusRouter):
    """Takes "from 50" for "above 50"."""

    routes: ClassVar = {
        **ROUTES,
        "extraordinary": Route(
            [
                {
                    **_COMPLETED,
                    "detail": {
                        "fare": [{"numeric": [">", 50]}],
                        "distance": [{"numeric": [">", 20]}],
                    },
                }
            ]
        ),
    }


class HasNoDefaultPath(BusRouter):
    """Has a queue for what is unmatched, and no rule that leads there."""

    routes: ClassVar = {**ROUTES, "unmatched": Route([])}


class KnowsWhatIsUnwanted(BusRouter):
    """Lists on the default path what it knows of that nobody wants."""

    routes: ClassVar = {
        **ROUTES,
        "unmatched": Route(
            [
                {"detail-type": ["FareCollected", "TipGiven"]},
                {"detail-type": ["RideCancelled"], "detail": {"tier": ["silver", "bronze"]}},
            ]
        ),
    }


class HasRulesThatOverlap(BusRouter):
    """Has a rule for dear rides beside that for all rides, both to accounting."""

    routes: ClassVar = {
        **ROUTES,
        "accounting": Route(
            [_COMPLETED, {**_COMPLETED, "detail": {"fare": [{"numeric": [">", 100]}]}}]
        ),
    }


class MakesNewTargets(BusRouter):
    """Gives the target a new id at each deployment, beside the old one."""

    @classmethod
    def deploy(cls, environment, client):
        def put(right, Targets, **asked):  # noqa: N803 - the API's name
            new = [{**target, "Id": uuid.uuid4().hex} for target in Targets]
            return right(Targets=new, **asked)

        return with_events(super().deploy, environment, client, put_targets=put)


def _without_dead_letters(right, Targets, **asked):  # noqa: N803 - the API's name
    kept = [
        {name: value for name, value in target.items() if name != "DeadLetterConfig"}
        for target in Targets
    ]
    return right(Targets=kept, **asked)


class HasNoDeadLetters(BusRouter):
    """Has targets without a dead-letter queue."""

    @classmethod
    def deploy(cls, environment, client):
        wrong = {"put_targets": _without_dead_letters}
        return with_events(super().deploy, environment, client, **wrong)


class LocksTheDeadLettersOut(BusRouter):
    """Has a dead-letter queue that does not admit the rules, so that it stays empty."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["UNDELIVERED_QUEUE_URL"], Attributes={"Policy": ""}
        )
        return made


class WatchesNothing(BusRouter):
    """Has no alarms: nobody looks at what was not delivered, or not wanted."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        cloudwatch = client("cloudwatch")
        names = [alarm["AlarmName"] for alarm in cloudwatch.describe_alarms()["MetricAlarms"]]
        cloudwatch.delete_alarms(AlarmNames=names)
        return made


class ArchivesNothing(BusRouter):
    """Keeps no archive."""

    @classmethod
    def deploy(cls, environment, client):
        wrong = {"create_archive": lambda _right, **_asked: None}
        return with_events(super().deploy, environment, client, **wrong)


class ArchivesWhatIsWanted(BusRouter):
    """Keeps completed rides only, so that whoever comes later never sees the rest."""

    @classmethod
    def deploy(cls, environment, client):
        def create(right, **asked):
            return right(EventPattern=json.dumps(_COMPLETED), **asked)

        return with_events(super().deploy, environment, client, create_archive=create)


class TidiesTheBus(BusRouter):
    """Removes, when it is deployed, the rules that are not its own."""

    @classmethod
    def deploy(cls, environment, client):
        events, bus = client("events"), environment["BUS_NAME"]
        for rule in events.list_rules(EventBusName=bus)["Rules"]:
            name = rule["Name"]
            if not name.startswith(environment["PREFIX"]):
                targets = events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
                ids = [target["Id"] for target in targets]
                events.remove_targets(Rule=name, EventBusName=bus, Ids=ids)
                events.delete_rule(Name=name, EventBusName=bus)
        return super().deploy(environment, client)


def _care_gets(template, **paths):
    form = {"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}
    return {**ROUTES, "care": Route(ROUTES["care"].patterns, form)}


class WritesTheReasonInQuotes(BusRouter):
    """Puts the words of customers between quotes of a template, where theirs end the text."""

    routes: ClassVar = _care_gets(
        '{"type": "RideCancelled", "detail": {"version": "1.0", "id": "<id>", "customer": "cmr", '
        '"tier": "gold", "reason": "<reason>"}}',
        id="$.detail.id",
        reason="$.detail.reason",
    )


class NeedsAReason(BusRouter):
    """Has a variable in its template for what may be missing: then there is no JSON."""

    routes: ClassVar = _care_gets(
        '{"type": "RideCancelled", "detail": {"version": "1.0", "id": <id>, "customer": "cmr", '
        '"tier": "gold", "reason": <reason>}}',
        id="$.detail.id",
        reason="$.detail.reason",
    )


class TellsTheIdOnly(BusRouter):
    """Tells customer care the id of the ride, and forgets the rest."""

    routes: ClassVar = _care_gets(
        '{"type": "RideCancelled", "detail": {"version": "1.0", "id": <id>}}', id="$.detail.id"
    )


class HandsOnEverything(BusBridge):
    """Hands on whatever is said, for fear to forget something."""

    pattern: ClassVar = {"source": [{"prefix": ""}]}


class SpeaksForItself(BusBridge):
    """Takes events from the one bus and tells the other one in its own name."""

    def __init__(self, environment, client, now):
        self._sqs, self._events = client("sqs"), client("events")
        self._inbox = self._sqs.get_queue_url(QueueName=f"{environment['PREFIX']}-between")
        self._bus = environment["CENTRAL_BUS_NAME"]

    @classmethod
    def deploy(cls, environment, client):
        sqs, events = client("sqs"), client("events")
        bus, name = environment["BUS_NAME"], f"{environment['PREFIX']}-between"
        between = create_queue(sqs, name)
        undelivered = create_queue(sqs, f"{name}-undelivered")
        rule = event_rules.put_rule(events, bus, name, cls.pattern)
        admit_rules(sqs, between, [rule])
        event_rules.put_target(events, bus, name, arn_of(sqs, between), arn_of(sqs, undelivered))
        return {"UNDELIVERED_QUEUE_URL": undelivered}

    def work(self):
        messages = self._sqs.receive_message(QueueUrl=self._inbox["QueueUrl"]).get("Messages", [])
        for message in messages:
            event = json.loads(message["Body"])
            self._events.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus,
                        "Source": "wild-rydes.bridge",
                        "DetailType": event["detail-type"],
                        "Detail": json.dumps(event["detail"]),
                    }
                ]
            )
            self._sqs.delete_message(
                QueueUrl=self._inbox["QueueUrl"], ReceiptHandle=message["ReceiptHandle"]
            )
        return bool(messages)


class ForgetsWhatIsNotTaken(BusBridge):
    """Has a target without a dead-letter queue."""

    @classmethod
    def deploy(cls, environment, client):
        wrong = {"put_targets": _without_dead_letters}
        return with_events(super().deploy, environment, client, **wrong)


leaves_out_the_limit = {"bus-router": LeavesOutTheLimit}
has_no_default_path = {"bus-router": HasNoDefaultPath}
knows_what_is_unwanted = {"bus-router": KnowsWhatIsUnwanted}
has_rules_that_overlap = {"bus-router": HasRulesThatOverlap}
makes_new_targets = {"bus-router": MakesNewTargets}
has_no_dead_letters = {"bus-router": HasNoDeadLetters}
locks_the_dead_letters_out = {"bus-router": LocksTheDeadLettersOut}
watches_nothing = {"bus-router": WatchesNothing}
archives_nothing = {"bus-router": ArchivesNothing}
archives_what_is_wanted = {"bus-router": ArchivesWhatIsWanted}
tidies_the_bus = {"bus-router": TidiesTheBus}
writes_the_reason_in_quotes = {"bus-router": WritesTheReasonInQuotes}
needs_a_reason = {"bus-router": NeedsAReason}
tells_the_id_only = {"bus-router": TellsTheIdOnly}
hands_on_everything = {"bus-bridge": HandsOnEverything}
speaks_for_itself = {"bus-bridge": SpeaksForItself}
forgets_what_is_not_taken = {"bus-bridge": ForgetsWhatIsNotTaken}

CAUGHT = {
    "leaves_out_the_limit": ["EB-PAT-08"],
    "has_no_default_path": ["EB-PAT-08", "EB-PAT-09"],
    "knows_what_is_unwanted": ["EB-PAT-08", "EB-PAT-09"],
    "has_rules_that_overlap": ["EB-DEL-07"],
    "makes_new_targets": ["EB-DEL-07"],
    "has_no_dead_letters": ["EB-DEL-04", "EB-DEL-06"],
    "locks_the_dead_letters_out": ["EB-DEL-04"],
    "watches_nothing": ["DLQ-21"],
    "archives_nothing": ["EB-ARC-01"],
    "archives_what_is_wanted": ["EB-ARC-01"],
    "tidies_the_bus": ["EB-BUS-01"],
    "writes_the_reason_in_quotes": ["EB-BUS-01"],
    "needs_a_reason": ["EB-BUS-01"],
    "tells_the_id_only": ["EB-BUS-01", "RR-04"],
    "hands_on_everything": ["EB-PAT-08"],
    "speaks_for_itself": ["EB-BUS-01"],
    "forgets_what_is_not_taken": ["EB-DEL-04"],
}
