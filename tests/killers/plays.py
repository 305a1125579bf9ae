"""Small systems with one defect, for faults that no role of a pattern meets by itself.

A play is performed in a world of its own and says what is wrong in the end; the adversary has its
way by ``choose``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3

from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import Choose
from pattern_tck.simulator.world import World
from tests.killers.consumers import cases, run_of

DAY = 86_400
START = 1_800_000_000


@dataclass(frozen=True)
class Play:
    """A system with a defect, and the clause that it disregards."""

    name: str
    fault: str
    clause: str
    defect: str
    run: Callable[[Choose], str | None]


@cache
def client(service: str) -> Any:
    return boto3.client(
        service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@contextmanager
def opened(choose: Choose) -> Iterator[World]:
    world = World(clock=VirtualClock(START), choose=choose)
    with open_door(world):
        yield world


def books_in_an_express_workflow(choose: Choose) -> str | None:
    sqs, sfn = client("sqs"), client("stepfunctions")
    with opened(choose) as world:
        books = sqs.create_queue(QueueName="books")["QueueUrl"]
        book = {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {"QueueUrl": books, "MessageBody.$": "$.ride"},
            "End": True,
        }
        machine = sfn.create_state_machine(
            name="booking",
            type="EXPRESS",
            definition=json.dumps({"StartAt": "Book", "States": {"Book": book}}),
            roleArn="arn:aws:iam::123456789012:role/booking",
        )["stateMachineArn"]
        sfn.start_execution(stateMachineArn=machine, input='{"ride": "r-1"}')
        world.clock.pass_time(60)
        found = sqs.receive_message(QueueUrl=books, MaxNumberOfMessages=10).get("Messages", [])
        return None if len(found) == 1 else f"ride r-1 is booked {len(found)} times"


def takes_an_unknown_outcome_for_none(choose: Choose) -> str | None:
    sqs, sfn = client("sqs"), client("stepfunctions")
    with opened(choose) as world:
        charges = sqs.create_queue(QueueName="charges")["QueueUrl"]
        charge = {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {"QueueUrl": charges, "MessageBody.$": "$.fare"},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "NothingWasCharged"}],
            "End": True,
        }
        states = {"Charge": charge, "NothingWasCharged": {"Type": "Succeed"}}
        machine = sfn.create_state_machine(
            name="charging",
            definition=json.dumps({"StartAt": "Charge", "States": states}),
            roleArn="arn:aws:iam::123456789012:role/charging",
        )["stateMachineArn"]
        began = sfn.start_execution(stateMachineArn=machine, name="f-1", input='{"fare": "f-1"}')
        world.clock.pass_time(60)
        history = sfn.get_execution_history(executionArn=began["executionArn"])["events"]
        gave_up = any(event["type"] == "SucceedStateEntered" for event in history)
        charged = bool(sqs.receive_message(QueueUrl=charges).get("Messages"))
        return "fare f-1 is charged, and nobody undoes it" if gave_up and charged else None


def registers_after_the_send(choose: Choose) -> str | None:
    sqs = client("sqs")
    with opened(choose) as world:
        requests = sqs.create_queue(QueueName="requests")["QueueUrl"]
        replies = sqs.create_queue(QueueName="replies")["QueueUrl"]
        side_by_side = Interleaving(world, choose)
        waiting: set[str] = set()
        dropped: list[str] = []

        def ask() -> None:
            sqs.send_message(QueueUrl=requests, MessageBody="r-1")
            side_by_side.step("Register")
            waiting.add("r-1")

        def take(queue: str, handle: Callable[[str], object]) -> None:
            found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20).get("Messages", [])
            for message in found:
                handle(message["Body"])
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

        def respond() -> None:
            take(requests, lambda body: sqs.send_message(QueueUrl=replies, MessageBody=body))

        def listen() -> None:
            take(replies, lambda body: None if body in waiting else dropped.append(body))

        for name, does in (("requester", ask), ("responder", respond), ("listener", listen)):
            side_by_side.worker(name, does, restart=False)
        side_by_side.run(lambda: False, at_most_seconds=120)
        return f"the reply to {dropped[0]} was dropped as unknown" if dropped else None


def takes_a_quiet_alarm_for_no_letters(choose: Choose) -> str | None:
    sqs, cloudwatch = client("sqs"), client("cloudwatch")
    with opened(choose) as world:
        letters = sqs.create_queue(QueueName="dead-letters")["QueueUrl"]
        cloudwatch.put_metric_alarm(
            AlarmName="letters",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": "dead-letters"}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
        )
        sqs.send_message(QueueUrl=letters, MessageBody="r-1")
        world.clock.pass_time(300)
        (alarm,) = cloudwatch.describe_alarms()["MetricAlarms"]
        state = alarm["StateValue"]
        return None if state == "ALARM" else f"the alarm is {state} five minutes after a letter"


def forgets_when_it_has_deleted(choose: Choose) -> str | None:
    sqs = client("sqs")
    with opened(choose) as world:
        rides = sqs.create_queue(QueueName="rides")["QueueUrl"]
        sqs.send_message(QueueUrl=rides, MessageBody="r-1")
        in_hand: set[str] = set()
        booked: list[str] = []

        def receive() -> str | None:
            (message, *_) = sqs.receive_message(QueueUrl=rides).get("Messages", [None])
            if message is None or message["Body"] in in_hand:
                return None
            in_hand.add(message["Body"])
            booked.append(message["Body"])
            return str(message["ReceiptHandle"])

        receipt = receive()
        world.clock.pass_time(31)
        receive()  # by a peer, who sees that somebody has it in hand
        sqs.delete_message(QueueUrl=rides, ReceiptHandle=receipt)
        in_hand.clear()
        world.clock.pass_time(31)
        receive()
        return None if booked == ["r-1"] else f"booked {booked}"


def ends_when_it_is_refused(choose: Choose) -> str | None:
    sqs = client("sqs")
    with opened(choose):
        rides = sqs.create_queue(QueueName="rides")["QueueUrl"]
        for number in (1, 2, 3):
            sqs.send_message(QueueUrl=rides, MessageBody=f"r-{number}")
        in_hand = []
        while len(in_hand) < 3:
            try:
                found = sqs.receive_message(QueueUrl=rides).get("Messages", [])
            except sqs.exceptions.OverLimit:
                break
            if not found:
                break
            in_hand += found
        for message in in_hand:
            sqs.delete_message(QueueUrl=rides, ReceiptHandle=message["ReceiptHandle"])
        booked = sorted(message["Body"] for message in in_hand)
        return None if len(booked) == 3 else f"booked {booked} of three rides"


def rebuilds_by_the_order_of_a_replay(choose: Choose) -> str | None:
    sqs, events = client("sqs"), client("events")
    with opened(choose) as world:
        inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
        bus = events.create_event_bus(Name="orders")["EventBusArn"]
        archive = events.create_archive(ArchiveName="orders", EventSourceArn=bus)["ArchiveArn"]
        for state in ("created", "paid"):
            entry = {"EventBusName": "orders", "Source": "orders", "DetailType": "state"}
            events.put_events(Entries=[{**entry, "Detail": json.dumps({"id": state})}])
            world.clock.pass_time(5)
        world.clock.pass_time(3600)
        rule = {"Name": "all", "EventBusName": "orders"}
        events.put_rule(**rule, EventPattern='{"source": ["orders"]}')
        arn = "arn:aws:sqs:us-east-1:123456789012:inbox"
        events.put_targets(Rule="all", EventBusName="orders", Targets=[{"Id": "inbox", "Arn": arn}])
        policy = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
            },
        }
        sqs.set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": json.dumps(policy)})
        events.start_replay(
            ReplayName="rebuild",
            EventSourceArn=archive,
            EventStartTime=datetime.fromtimestamp(START, UTC),
            EventEndTime=datetime.fromtimestamp(START + 3600, UTC),
            Destination={"Arn": bus},
        )
        status = "unknown"
        for _ in range(10):
            world.clock.pass_time(60)
            for message in sqs.receive_message(QueueUrl=inbox).get("Messages", []):
                status = json.loads(message["Body"])["detail"]["id"]
                sqs.delete_message(QueueUrl=inbox, ReceiptHandle=message["ReceiptHandle"])
        return None if status == "paid" else f"the status is {status}, and the order is paid"


PLAYS = (
    *(
        Play(
            case.consumer.__name__,
            case.fault,
            clause,
            " ".join((case.consumer.__doc__ or "").split()),
            run_of(case, client),
        )
        for case, clause in cases()
    ),
    Play(
        "forgets_when_it_has_deleted",
        "FAULT-06",
        "SQS-RH-02",
        "Knows a ride while it is in hand, and forgets it when the delete has succeeded.",
        forgets_when_it_has_deleted,
    ),
    Play(
        "ends_when_it_is_refused",
        "FAULT-33",
        "SQS-VIS-11",
        "Drains a queue with all of it in hand, and ends when it is refused or given nothing.",
        ends_when_it_is_refused,
    ),
    Play(
        "rebuilds_by_the_order_of_a_replay",
        "FAULT-32",
        "EB-ARC-02",
        "Rebuilds the status of an order from a replay: the event that comes last is the latest.",
        rebuilds_by_the_order_of_a_replay,
    ),
    Play(
        "books_in_an_express_workflow",
        "FAULT-28",
        "SFN-EXP-01",
        "Books in an express workflow, with nothing by which a second booking would be known.",
        books_in_an_express_workflow,
    ),
    Play(
        "takes_an_unknown_outcome_for_none",
        "FAULT-24",
        "SAGA-04",
        "Takes a step that it has no answer to for one that was not done, and undoes nothing.",
        takes_an_unknown_outcome_for_none,
    ),
    Play(
        "registers_after_the_send",
        "FAULT-21",
        "RR-19",
        "Enters a request among those that wait for a reply after it was sent.",
        registers_after_the_send,
    ),
    Play(
        "takes_a_quiet_alarm_for_no_letters",
        "FAULT-34",
        "DLQ-22",
        "Takes an alarm that is quiet after five minutes for a sign that no letter has come.",
        takes_a_quiet_alarm_for_no_letters,
    ),
)
