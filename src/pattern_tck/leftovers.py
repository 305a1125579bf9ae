"""What runs of the kit have left on a target: found by name, removed piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pattern_tck.listing import Listing, is_gone
from pattern_tck.numbering import BEGIN, run_of

#: An operation of a service, and its parameters.
Step = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class Leftover:
    """One thing that a run has left, and how it is removed."""

    kind: str
    name: str
    steps: tuple[Step, ...]
    #: The run of its tag, where it was found by that.
    tag: str = ""

    @property
    def run(self) -> str:
        """Give the run that has left it."""
        return self.tag or run_of(self.name)

    def __str__(self) -> str:
        """Give what a person would call it."""
        return f"{self.kind} {self.name}"


def find(listing: Listing, run: str | None = None) -> list[Leftover]:
    """Give all that bears a name of the kit's, in the order in which it can be removed.

    ``run`` restricts it to one run, and to its workers under xdist.
    """
    kinds: tuple[Callable[[Listing], Iterator[Leftover]], ...] = (
        _alarms, _subscriptions, _rules, _archives, _buses, _topics, _queues, _tables,
        _workflows, _roles,
    )  # fmt: skip
    return [one for kind in kinds for one in kind(listing) if is_of(one, run)]


def is_of(leftover: Leftover, run: str | None) -> bool:
    """Say whether a run has left something, or one of its workers; any run, if none is named."""
    of = leftover.run
    return bool(of) and (run is None or run in (of, of.partition("gw")[0]))


def remove(listing: Listing, leftover: Leftover) -> str:
    """Remove one thing; give why it could not be removed, or nothing."""
    for service, operation, parameters in leftover.steps:
        try:
            getattr(listing.target.client(service), operation)(**parameters)
        except (BotoCoreError, ClientError, NotImplementedError) as reason:
            if not is_gone(reason):
                return " ".join(str(reason).split())
    return ""


def _alarms(listing: Listing) -> Iterator[Leftover]:
    found = listing.all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=BEGIN)
    for alarm in found:
        name = alarm["AlarmName"]
        yield _leftover("alarm", name, "cloudwatch", "delete_alarms", AlarmNames=[name])


def _subscriptions(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("sns", "list_subscriptions", "Subscriptions"):
        # It may be a queue of the kit's on a topic of a team's, or the other way round.
        names = [str(one[key]).rpartition(":")[2] for key in ("TopicArn", "Endpoint")]
        name = next((name for name in names if run_of(name)), "")
        if name and one["SubscriptionArn"].startswith("arn:"):
            arn = one["SubscriptionArn"]
            yield _leftover("subscription of", name, "sns", "unsubscribe", SubscriptionArn=arn)


def _rules(listing: Listing) -> Iterator[Leftover]:
    for bus in listing.all("events", "list_event_buses", "EventBuses"):
        at = {"EventBusName": bus["Name"]}
        for rule in listing.all("events", "list_rules", "Rules", NamePrefix=BEGIN, **at):
            name = rule["Name"]
            if not run_of(name):
                continue
            targets = listing.all("events", "list_targets_by_rule", "Targets", Rule=name, **at)
            ids = [one["Id"] for one in targets]
            emptied: tuple[Step, ...] = ()
            if ids:
                emptied = (("events", "remove_targets", {"Rule": name, "Ids": ids, **at}),)
            yield Leftover(
                "rule", name, (*emptied, ("events", "delete_rule", {"Name": name, **at}))
            )


def _archives(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("events", "list_archives", "Archives", NamePrefix=BEGIN):
        name = one["ArchiveName"]
        yield _leftover("archive", name, "events", "delete_archive", ArchiveName=name)


def _buses(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("events", "list_event_buses", "EventBuses", NamePrefix=BEGIN):
        yield _leftover("bus", one["Name"], "events", "delete_event_bus", Name=one["Name"])


def _topics(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("sns", "list_topics", "Topics"):
        arn = one["TopicArn"]
        yield _leftover("topic", arn.rpartition(":")[2], "sns", "delete_topic", TopicArn=arn)


def _queues(listing: Listing) -> Iterator[Leftover]:
    for url in listing.all("sqs", "list_queues", "QueueUrls", QueueNamePrefix=BEGIN):
        yield _leftover("queue", url.rpartition("/")[2], "sqs", "delete_queue", QueueUrl=url)


def _tables(listing: Listing) -> Iterator[Leftover]:
    for name in listing.all("dynamodb", "list_tables", "TableNames"):
        yield _leftover("table", name, "dynamodb", "delete_table", TableName=name)


def _workflows(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("stepfunctions", "list_state_machines", "stateMachines"):
        arn = one["stateMachineArn"]
        if not run_of(one["name"]):
            continue
        running = listing.all(
            "stepfunctions", "list_executions", "executions",
            stateMachineArn=arn, statusFilter="RUNNING",
        )  # fmt: skip
        stopped: tuple[Step, ...] = tuple(
            ("stepfunctions", "stop_execution", {"executionArn": one["executionArn"]})
            for one in running
        )
        gone: Step = ("stepfunctions", "delete_state_machine", {"stateMachineArn": arn})
        yield Leftover("workflow", one["name"], (*stopped, gone))


def _roles(listing: Listing) -> Iterator[Leftover]:
    for one in listing.all("iam", "list_roles", "Roles"):
        name = one["RoleName"]
        if not run_of(name):
            continue
        policies = listing.all("iam", "list_role_policies", "PolicyNames", RoleName=name)
        emptied: tuple[Step, ...] = tuple(
            ("iam", "delete_role_policy", {"RoleName": name, "PolicyName": policy})
            for policy in policies
        )
        yield Leftover("IAM role", name, (*emptied, ("iam", "delete_role", {"RoleName": name})))


def _leftover(kind: str, name: str, service: str, operation: str, **parameters: Any) -> Leftover:
    return Leftover(kind, name, ((service, operation, parameters),))
