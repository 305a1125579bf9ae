"""What runs have left under names of somebody else's: found by its tag, where a target can say.

AWS lists by tag what it has in a region, IAM roles apart; few emulators do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pattern_tck.lasting import is_lasting
from pattern_tck.leftovers import Leftover, Step, is_of
from pattern_tck.listing import Listing
from pattern_tck.tagging import TAG


def find_tagged(listing: Listing, run: str | None = None) -> list[Leftover]:
    """Give all that bears the tag of a run (of any, if none is named), in an order of removal.

    Nothing is given where the target does not list by tags.
    """
    if not is_lasting(listing.target):
        return []
    order = [kind for kinds in _KINDS.values() for _, kind, _ in kinds]
    found = [one for one in _tagged(Listing(listing.target)) if is_of(one, run)]
    return sorted(found, key=lambda one: order.index(one.kind))


def _tagged(quiet: Listing) -> Iterator[Leftover]:
    asked = [{"Key": TAG}]
    found = quiet.all(
        "resourcegroupstaggingapi", "get_resources", "ResourceTagMappingList", TagFilters=asked
    )
    for one in found:
        run = next((tag["Value"] for tag in one["Tags"] if tag["Key"] == TAG), "")
        leftover = _leftover(quiet, str(one["ResourceARN"]), run)
        if leftover is not None:
            yield leftover


def _leftover(listing: Listing, arn: str, run: str) -> Leftover | None:
    service, rest = arn.split(":", 5)[2], arn.split(":", 5)[-1]
    for begin, kind, steps in _KINDS.get(service, ()):
        if rest.startswith(begin):
            name = rest.removeprefix(begin)
            made = steps(listing, arn, name)
            # The ARN of a rule has the name of its bus as well.
            return Leftover(kind, name.rpartition("/")[2], made, tag=run) if made else None
    return None


def _queue(listing: Listing, arn: str, name: str) -> tuple[Step, ...]:
    url = listing.one("sqs", "get_queue_url", QueueName=name).get("QueueUrl", "")
    return (("sqs", "delete_queue", {"QueueUrl": url}),) if url else ()


def _rule(listing: Listing, arn: str, name: str) -> tuple[Step, ...]:
    bus, _, rule = name.rpartition("/")
    at = {"EventBusName": bus or "default"}
    targets = listing.all("events", "list_targets_by_rule", "Targets", Rule=rule, **at)
    ids = [one["Id"] for one in targets]
    emptied: tuple[Step, ...] = ()
    if ids:
        emptied = (("events", "remove_targets", {"Rule": rule, "Ids": ids, **at}),)
    return (*emptied, ("events", "delete_rule", {"Name": rule, **at}))


def _by(service: str, operation: str, parameter: str, *, arn: bool = False) -> Any:
    def steps(listing: Listing, its_arn: str, name: str) -> tuple[Step, ...]:
        return ((service, operation, {parameter: its_arn if arn else name}),)

    return steps


def _alarm(listing: Listing, arn: str, name: str) -> tuple[Step, ...]:
    return (("cloudwatch", "delete_alarms", {"AlarmNames": [name]}),)


Steps = Callable[[Listing, str, str], tuple[Step, ...]]

#: By the service in an ARN: how what follows begins, what that is, and how it is removed.
_KINDS: Final[Mapping[str, tuple[tuple[str, str, Steps], ...]]] = {
    "cloudwatch": (("alarm:", "alarm", _alarm),),
    "events": (
        ("rule/", "rule", _rule),
        ("event-bus/", "bus", _by("events", "delete_event_bus", "Name")),
    ),
    "sns": (("", "topic", _by("sns", "delete_topic", "TopicArn", arn=True)),),
    "sqs": (("", "queue", _queue),),
    "dynamodb": (("table/", "table", _by("dynamodb", "delete_table", "TableName")),),
    "states": (
        (
            "stateMachine:",
            "workflow",
            _by("stepfunctions", "delete_state_machine", "stateMachineArn", arn=True),
        ),
    ),
}
