"""How the reference makes what it owns on a bus: rules with targets, and archives.

A rule, its target and the queue behind it belong together, and the order of making them matters:
first the rules, which do nothing yet; then the queues admit them; then the targets. So no event is
ever sent to a queue that would refuse it, which EventBridge does not try twice (EB-DEL-04).

Names and ids follow from the prefix alone, so deploying again replaces what is there. A target
under a new id would come beside the old one, and every event twice (EB-DEL-07).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client

#: After an hour of trying a person is to know; the default would be a day (EB-DEL-03).
RETRY_POLICY = {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 3600}

_LONGEST_ARCHIVE_NAME = 48


def put_rule(events: Client, bus: str, name: str, pattern: Mapping[str, Any]) -> str:
    """Make a rule, or give the one of this name another pattern; give its ARN."""
    answer = events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))
    return str(answer["RuleArn"])


def put_target(
    events: Client, bus: str, rule: str, arn: str, undelivered: str, **more: Any
) -> None:
    """Give a rule its one target (an ARN), and a dead-letter queue for what fails (an ARN).

    ``more`` in the API's names. Raises `RuntimeError` if the bus does not take the target, which
    it says in the middle of a success.
    """
    target = {
        "Id": "target",
        "Arn": arn,
        "DeadLetterConfig": {"Arn": undelivered},
        "RetryPolicy": RETRY_POLICY,
        **more,
    }
    answer = events.put_targets(Rule=rule, EventBusName=bus, Targets=[target])
    if answer.get("FailedEntryCount"):
        raise RuntimeError(f"rule {rule} has no target: {answer['FailedEntries']}")


def bus_arn(events: Client, bus: str) -> str:
    """Give the ARN of a bus."""
    return str(events.describe_event_bus(Name=bus)["Arn"])


def archive_everything(events: Client, bus: str, name: str, days: int) -> None:
    """Keep all events of a bus for so many days, also those that no rule wants."""
    try:
        events.create_archive(
            # Names of archives are short; what tells two of them apart is at the end.
            ArchiveName=name[-_LONGEST_ARCHIVE_NAME:].lstrip("-"),
            EventSourceArn=bus_arn(events, bus),
            RetentionDays=days,
        )
    except events.exceptions.ResourceAlreadyExistsException:
        return
