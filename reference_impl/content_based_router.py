"""Content-based router: what a message says decides who gets it, and nobody else needs to know.

Here are the two ways to have one, for the same ride events.

The *bus router* does no work at all. It owns rules, and the bus does the routing: each rule says of
one destination which events concern it, all rules look at all events, and one more or one fewer
changes nothing for the others. What it has to take care of is what a bus does silently:

- an event that no rule wants is dropped, and its publisher hears of success (EB-PAT-09): so there
  is a default path, whose patterns are exactly what the others leave over (EB-PAT-08);
- an event that cannot be delivered is given up, in some cases at once (EB-DEL-04): so every target
  has a dead-letter queue, which admits the rules as well;
- both queues ought to be empty, and an alarm says when they are not;
- what was routed wrongly can be had again: an archive keeps everything.

The *point-to-point router* is a worker between queues. It knows every destination and every reason
to go there, so it has to be changed and deployed for each new one, and all traffic passes its one
chain of branches. That is the price for deciding in code, with anything that code can look at.

The *bus bridge* joins two buses: what concerns others than its own domain is handed on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.channels import (
    admit_rules,
    alarm_on_depth,
    arn_of,
    create_queue,
)
from pattern_tck.reference_impl.event_rules import (
    archive_everything,
    bus_arn,
    put_rule,
    put_target,
)
from pattern_tck.reference_impl.inbox import create_inbox
from pattern_tck.reference_impl.mailbox import Mailbox
from pattern_tck.reference_impl.setting_aside import handed_on

#: What makes a ride extraordinary: the least of each.
EXTRAORDINARY: Mapping[str, float] = {"fare": 50, "distance": 20}

#: What concerns other domains than that of rides.
PUBLIC = ["RideCompleted", "FareCollected"]

_Pattern = Mapping[str, Any]


@dataclass(frozen=True)
class Route:
    """One destination: what concerns it (any of the patterns), and how it wants to be told.

    The patterns of one destination leave no event to two of them, or it would come twice.
    """

    patterns: Sequence[_Pattern]
    more: Mapping[str, Any] = field(default_factory=dict)


#: Customer care reads the messages of queues, and nothing of buses: the bus puts events into their
#: form. The whole detail goes in, since a variable for a part that is missing would leave no JSON.
_AS_A_MESSAGE = {
    "InputTransformer": {
        "InputPathsMap": {"detail": "$.detail"},
        "InputTemplate": '{"type": "RideCancelled", "detail": <detail>}',
    }
}

ROUTES: Mapping[str, Route] = {
    "accounting": Route([{"detail-type": ["RideCompleted"]}]),
    "extraordinary": Route(
        [
            {
                "detail-type": ["RideCompleted"],
                "detail": {
                    name: [{"numeric": [">=", least]}] for name, least in EXTRAORDINARY.items()
                },
            }
        ]
    ),
    "care": Route(
        [{"detail-type": ["RideCancelled"], "detail": {"tier": ["gold"]}}], _AS_A_MESSAGE
    ),
    # The rest. An absent tier is neither gold nor anything but gold: it needs a pattern of its own.
    "unmatched": Route(
        [
            {"detail-type": [{"anything-but": ["RideCompleted", "RideCancelled"]}]},
            {"detail-type": ["RideCancelled"], "detail": {"tier": [{"anything-but": ["gold"]}]}},
            {"detail-type": ["RideCancelled"], "detail": {"tier": [{"exists": False}]}},
        ]
    ),
}


class BusRouter:
    """Owns the rules by which a bus routes."""

    #: By destination; a team that wants another one adds a line.
    routes: ClassVar[Mapping[str, Route]] = ROUTES

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        """Nothing to set up: all the work is done by the rules."""

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues, the rules that lead to them, the alarms and the archive."""
        sqs, events = client("sqs"), client("events")
        bus, prefix = environment["BUS_NAME"], environment["PREFIX"]
        queues = {
            name: create_queue(sqs, f"{prefix}-{name}", keep_days=14)
            for name in [*cls.routes, "undelivered"]
        }
        rules = {
            name: {
                f"{prefix}-{name}-{number}": pattern
                for number, pattern in enumerate(route.patterns, 1)
            }
            for name, route in cls.routes.items()
        }
        arns = {
            name: [put_rule(events, bus, rule, pattern) for rule, pattern in patterns.items()]
            for name, patterns in rules.items()
        }
        for name in cls.routes:
            admit_rules(sqs, queues[name], arns[name])
        # The dead-letter queue of a target is sent to by the rule as well.
        admit_rules(sqs, queues["undelivered"], [arn for each in arns.values() for arn in each])
        undelivered = arn_of(sqs, queues["undelivered"])
        for name, route in cls.routes.items():
            for rule in rules[name]:
                put_target(events, bus, rule, arn_of(sqs, queues[name]), undelivered, **route.more)
        for name in ("unmatched", "undelivered"):
            alarm_on_depth(client("cloudwatch"), f"{prefix}-{name}")
        archive_everything(events, bus, f"{prefix}-archive", days=30)
        return {f"{name.upper()}_QUEUE_URL": url for name, url in queues.items()}

    def work(self) -> bool:
        """Leave the work to the bus."""
        return False


class BusBridge:
    """Has one bus hand on to another what concerns others."""

    pattern: ClassVar[_Pattern] = {"detail-type": PUBLIC}

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        """Nothing to set up: all the work is done by the rule."""

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the rule, and the queue for what the other bus does not take."""
        sqs, events = client("sqs"), client("events")
        bus, name = environment["BUS_NAME"], f"{environment['PREFIX']}-bridge"
        undelivered = create_queue(sqs, f"{name}-undelivered", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{name}-undelivered")
        rule = put_rule(events, bus, name, cls.pattern)
        admit_rules(sqs, undelivered, [rule])
        put_target(
            events,
            bus,
            name,
            bus_arn(events, environment["CENTRAL_BUS_NAME"]),
            arn_of(sqs, undelivered),
            # A bus is no queue: it is not the policy of the target that lets the rule in.
            RoleArn=environment["FORWARDING_ROLE_ARN"],
        )
        return {"UNDELIVERED_QUEUE_URL": undelivered}

    def work(self) -> bool:
        """Leave the work to the bus."""
        return False


class PointToPointRouter:
    """Sends each ride event that it takes from its queue to the one queue that it is for."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        queues = environment["INBOX_QUEUE_URL"], environment["INVALID_QUEUE_URL"]
        self._mail = Mailbox(self._sqs, *queues)
        self._queues = {
            name: environment[f"{name.upper()}_QUEUE_URL"]
            for name in ("accounting", "extraordinary", "care", "unmatched")
        }

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the inbox with its dead-letter queue, and the two queues that people look at."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        inbox, invalid = create_inbox(environment, client, "inbox")
        unmatched = create_queue(sqs, f"{prefix}-unmatched", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{prefix}-unmatched")
        return {
            "INBOX_QUEUE_URL": inbox,
            "UNMATCHED_QUEUE_URL": unmatched,
            "INVALID_QUEUE_URL": invalid,
        }

    def work(self) -> bool:
        """Receive a batch, send each message on, and only then let go of it (PF-04)."""
        return self._mail.each(self._handled)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted; one that cannot be sent on stays where it is."""
        event = ride_event(message["Body"])
        try:
            if event is None:
                self._mail.set_aside(message, "no ride event")
            else:
                self._send(self._queues[self._destination(event)], message)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _destination(self, event: Mapping[str, Any]) -> str:
        """Say where an event goes: the first branch that it takes. The order matters."""
        detail = event["detail"]
        if event["type"] == "RideCompleted":
            return "extraordinary" if _extraordinary(detail) else "accounting"
        if event["type"] == "RideCancelled" and detail.get("tier") == "gold":
            return "care"
        return "unmatched"

    def _send(self, queue_url: str, message: Mapping[str, Any]) -> None:
        """Send a message as it came: its body letter by letter, and all of its attributes."""
        self._sqs.send_message(
            QueueUrl=queue_url,
            MessageBody=message["Body"],
            MessageAttributes=handed_on(message),
        )


def ride_event(body: str) -> Mapping[str, Any] | None:
    """Read a ride event as queues have it; None if it is none."""
    try:
        event = json.loads(body)
    except ValueError:
        return None
    if isinstance(event, dict) and isinstance(event.get("detail"), dict) and event.get("type"):
        return event
    return None


def _extraordinary(detail: Mapping[str, Any]) -> bool:
    return all(
        isinstance(detail.get(name), (int, float)) and detail[name] >= least
        for name, least in EXTRAORDINARY.items()
    )


ROLES: dict[str, Role] = {
    "bus-router": BusRouter,
    "bus-bridge": BusBridge,
    "point-to-point-router": PointToPointRouter,
}
