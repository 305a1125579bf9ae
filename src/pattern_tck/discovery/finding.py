"""What there is on a target of a team's: queues, topics, buses, tables, state machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.listing import Listing
from pattern_tck.numbering import run_of

#: Of CloudFormation's types: which are known by their name, and which by their address.
_OF_STACKS = {
    "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table", "AWS::Events::EventBus",
    "AWS::StepFunctions::StateMachine",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is looked for; all that is said must hold, and if nothing is said all is wanted."""

    prefix: str = ""
    tag: tuple[str, str] | None = None
    #: The names of what a stack has made, or None if no stack was named.
    of_stack: frozenset[str] | None = None


@dataclass(frozen=True)
class Queue:
    """A queue; ``dead_letters`` is the name of its dead-letter queue, or empty."""

    name: str
    url: str
    arn: str
    dead_letters: str = ""
    #: The topics that it listens to, with the attributes of its subscription.
    topics: tuple[tuple[str, Mapping[str, str]], ...] = ()
    #: The buses of which a rule hands it events.
    buses: tuple[str, ...] = ()

    @property
    def is_fifo(self) -> bool:
        """Say whether it keeps an order."""
        return self.name.endswith(".fifo")


@dataclass(frozen=True)
class Table:
    """A table, with the attributes of its key."""

    name: str
    partition_key: str
    sort_key: str = ""


@dataclass(frozen=True)
class Found:
    """All that was found; topics and workflows by ARN, buses by name."""

    queues: tuple[Queue, ...] = ()
    topics: tuple[str, ...] = ()
    buses: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    workflows: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Give how many things were found."""
        kinds = (self.queues, self.topics, self.buses, self.tables, self.workflows)
        return sum(len(kind) for kind in kinds)


def of_stack(listing: Listing, stack: str) -> frozenset[str]:
    """Give the names of what a stack of CloudFormation has made; nothing if there is none."""
    answer = listing.one("cloudformation", "describe_stack_resources", StackName=stack)
    return frozenset(
        name_of(one["PhysicalResourceId"])
        for one in answer.get("StackResources", ())
        if one["ResourceType"] in _OF_STACKS and one.get("PhysicalResourceId")
    )


def find(listing: Listing, wanted: Wanted) -> Found:
    """Look for everything that is wanted."""
    subscriptions = list(listing.all("sns", "list_subscriptions", "Subscriptions"))
    rules = list(_rules(listing))
    return Found(
        queues=tuple(_queues(listing, wanted, subscriptions, rules)),
        topics=tuple(
            arn
            for one in listing.all("sns", "list_topics", "Topics")
            if _is_wanted(listing, wanted, arn := one["TopicArn"], _tags_of_topic)
        ),
        buses=tuple(
            one["Name"]
            for one in listing.all("events", "list_event_buses", "EventBuses")
            if one["Name"] != "default"
            and _is_wanted(listing, wanted, one["Name"], _tags_of_bus(one.get("Arn", "")))
        ),
        tables=tuple(
            _table(listing, name)
            for name in listing.all("dynamodb", "list_tables", "TableNames")
            if _is_wanted(listing, wanted, name, _tags_of_table)
        ),
        workflows=tuple(
            arn
            for one in listing.all("stepfunctions", "list_state_machines", "stateMachines")
            if _is_wanted(listing, wanted, arn := one["stateMachineArn"], _tags_of_workflow)
        ),
    )


def name_of(address: str) -> str:
    """Give the name in an ARN or a URL; a name as it is."""
    return address.rpartition("/")[2].rpartition(":")[2]


def _queues(
    listing: Listing, wanted: Wanted, subscriptions: list[Any], rules: list[tuple[str, str]]
) -> Iterator[Queue]:
    for url in sorted(listing.all("sqs", "list_queues", "QueueUrls")):
        if not _is_wanted(listing, wanted, url, _tags_of_queue):
            continue
        answer = listing.one("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"])
        attributes = answer.get("Attributes", {})
        arn = attributes.get("QueueArn", "")
        yield Queue(
            name=name_of(url),
            url=url,
            arn=arn,
            dead_letters=_dead_letters(attributes.get("RedrivePolicy", "")),
            topics=tuple(
                (one["TopicArn"], _subscription(listing, one["SubscriptionArn"]))
                for one in subscriptions
                if one["Endpoint"] == arn and not run_of(name_of(one["TopicArn"]))
            ),
            buses=tuple(dict.fromkeys(bus for bus, target in rules if target == arn)),
        )


def _dead_letters(redrive_policy: str) -> str:
    try:
        return name_of(str(json.loads(redrive_policy)["deadLetterTargetArn"]))
    except (ValueError, KeyError, TypeError):
        return ""


def _subscription(listing: Listing, arn: str) -> Mapping[str, str]:
    if not arn.startswith("arn:"):
        return {}  # it waits to be confirmed
    answer = listing.one("sns", "get_subscription_attributes", SubscriptionArn=arn)
    attributes: Mapping[str, str] = answer.get("Attributes", {})
    return attributes


def _rules(listing: Listing) -> Iterator[tuple[str, str]]:
    """Give the buses of which rules hand events to something, with its ARN."""
    for bus in listing.all("events", "list_event_buses", "EventBuses"):
        at = {"EventBusName": bus["Name"]}
        for rule in listing.all("events", "list_rules", "Rules", **at):
            if run_of(rule["Name"]):
                continue
            for target in listing.all(
                "events", "list_targets_by_rule", "Targets", Rule=rule["Name"], **at
            ):
                yield bus["Name"], target["Arn"]


def _table(listing: Listing, name: str) -> Table:
    described = listing.one("dynamodb", "describe_table", TableName=name).get("Table", {})
    keys = {one["KeyType"]: one["AttributeName"] for one in described.get("KeySchema", ())}
    return Table(name, keys.get("HASH", ""), keys.get("RANGE", ""))


def _is_wanted(listing: Listing, wanted: Wanted, address: str, tags_of: Any) -> bool:
    name = name_of(address)
    # What a run of the kit has left is nobody's system.
    if not name.startswith(wanted.prefix) or run_of(name):
        return False
    if wanted.of_stack is not None and name not in wanted.of_stack:
        return False
    if wanted.tag is None:
        return True
    key, value = wanted.tag
    return bool(tags_of(listing, address).get(key) == value)


def _tags_of_queue(listing: Listing, url: str) -> Mapping[str, str]:
    tags: Mapping[str, str] = listing.one("sqs", "list_queue_tags", QueueUrl=url).get("Tags", {})
    return tags


def _tags_of_topic(listing: Listing, arn: str) -> Mapping[str, str]:
    return _pairs(listing.one("sns", "list_tags_for_resource", ResourceArn=arn).get("Tags", ()))


def _tags_of_bus(arn: str) -> Any:
    def tags(listing: Listing, _name: str) -> Mapping[str, str]:
        answer = listing.one("events", "list_tags_for_resource", ResourceARN=arn)
        return _pairs(answer.get("Tags", ()))

    return tags


def _tags_of_table(listing: Listing, name: str) -> Mapping[str, str]:
    described = listing.one("dynamodb", "describe_table", TableName=name).get("Table", {})
    answer = listing.one(
        "dynamodb", "list_tags_of_resource", ResourceArn=described.get("TableArn", name)
    )
    return _pairs(answer.get("Tags", ()))


def _tags_of_workflow(listing: Listing, arn: str) -> Mapping[str, str]:
    answer = listing.one("stepfunctions", "list_tags_for_resource", resourceArn=arn)
    return {one["key"]: one["value"] for one in answer.get("tags", ())}


def _pairs(tags: Any) -> Mapping[str, str]:
    return {one["Key"]: one["Value"] for one in tags}
