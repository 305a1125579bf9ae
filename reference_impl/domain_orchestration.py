"""Domain orchestration: fulfilment conducts its own stations, and tells the shop one event.

Between domains there is no conductor; see `choreography`. Inside a domain the steps belong
together, change together, and are watched by the same people, so a workflow conducts them. What
goes on inside reaches nobody else: commands go to the queues of the stations, and the last state
of the workflow publishes how it ended. What makes it safe:

- The workflow is named by the order. The engine refuses a second one of that name, so it does not
  matter how often the event comes, or how often the worker dies.
- The event is acknowledged after the workflow was started. From there on the engine keeps it.
- The workflow itself publishes. A worker that waited for the end to do so might die; and nothing
  else in the domain may speak to the topic.
- A station that refuses has done nothing. One that keeps silent may have, so what it may have
  picked is put back. Where that fails, people are called, and the shop hears of the rejection
  all the same: each path through the workflow ends in one event (CHO-07).
- The id of the event follows from the order, so that a publication that was tried twice is known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.business_events import BusinessEvent, event_in
from pattern_tck.reference_impl.mailbox import Mailbox
from pattern_tck.reference_impl.topic_queue_chaining import Subscriber, from_raw

State = dict[str, Any]

_EVERYTHING = ["States.ALL"]
#: More tries of what must succeed, after pauses of 1 and 2 seconds.
_TRIED_AGAIN = {"ErrorEquals": _EVERYTHING, "IntervalSeconds": 1, "MaxAttempts": 2}


class Fulfilment(Subscriber):
    """Starts the workflow of each order that was created."""

    unreadable: ClassVar[str] = "no business event"
    filter_policy: ClassVar[Mapping[str, Any] | None] = {"EventType": ["OrderCreated"]}

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._workflows: Client = client("stepfunctions")
        self._inbox = environment["INBOX_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._mail = Mailbox(self._sqs, self._inbox, self._invalid)
        self._workflow = environment["STATE_MACHINE_ARN"]

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Subscribe to OrderCreated, and make the workflow."""
        made = client("stepfunctions").create_state_machine(
            name=f"{environment['PREFIX']}-fulfilment",
            definition=json.dumps(cls.definition(environment)),
            roleArn=environment["ROLE_ARN"],
        )
        return {
            **super().deploy(environment, client),
            "STATE_MACHINE_ARN": made["stateMachineArn"],
        }

    @classmethod
    def definition(cls, environment: Environment) -> dict[str, Any]:
        """Give the workflow in Amazon States Language."""
        return fulfilment(environment)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted: its workflow runs, or it is set aside."""
        event = event_in(from_raw(message))
        try:
            if event is None:
                self._set_aside(message)
            elif event.name == "OrderCreated":
                self._start(event)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _start(self, event: BusinessEvent) -> None:
        """Start the workflow of an order, unless it was started before."""
        with suppress(self._workflows.exceptions.ExecutionAlreadyExists):
            self._workflows.start_execution(
                stateMachineArn=self._workflow,
                name=self.workflow_name(event),
                input=json.dumps({"orderId": event.order_id, "item": event.more["item"]}),
            )

    def workflow_name(self, event: BusinessEvent) -> str:
        """Give the name of a workflow: that of its order, whichever message told of it."""
        return event.order_id


def fulfilment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the definition of the workflow for the channels in ``environment``.

    PickOrder -> PackOrder -> ShipOrder -> TellOrderShipped
        |            |            |
        |            +------------+----> PutBack -> TellOrderRejected
        |  (unknown)                       |  (fails)      |
        +------------------------------> PutBack       CallPeople
        +--- (refused) ----------------------> TellOrderRejected
    """
    picking = environment["PICKING_QUEUE_URL"]
    pick = _command(environment, picking, "PickOrder")
    pack = _command(environment, environment["PACKING_QUEUE_URL"], "PackOrder")
    ship = _command(environment, environment["DISPATCH_QUEUE_URL"], "ShipOrder")
    states = {
        "PickOrder": _step(pick, "OutOfStock", "TellOrderRejected", then="PackOrder"),
        "PackOrder": _step(pack, "DoesNotFit", "PutBack", then="ShipOrder"),
        "ShipOrder": _step(ship, "NoCarrier", "PutBack", then="TellOrderShipped"),
        "TellOrderShipped": _told(environment, "OrderShipped", then="OrderFulfilled"),
        "OrderFulfilled": {"Type": "Succeed"},
        "PutBack": {
            **_command(environment, picking, "PutBack"),
            "Retry": [_TRIED_AGAIN],
            "Catch": [
                {"ErrorEquals": _EVERYTHING, "ResultPath": "$.trouble", "Next": "CallPeople"}
            ],
            "Next": "TellOrderRejected",
        },
        "CallPeople": _call_people(environment["ATTENTION_QUEUE_URL"], then="TellOrderRejected"),
        "TellOrderRejected": _told(
            environment,
            "OrderRejected",
            then="OrderNotFulfilled",
            **{"reason.$": "$.failure.Error"},
        ),
        "OrderNotFulfilled": {"Type": "Fail", "Error": "OrderNotFulfilled"},
    }
    return {"StartAt": "PickOrder", "States": states}


def _command(environment: Mapping[str, str], queue: str, name: str) -> State:
    """Give the task that sends a station a command and waits for the answer, but not for ever."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "TimeoutSeconds": int(float(environment["STEP_TIMEOUT"])),
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {
                "command": name,
                "orderId.$": "$.orderId",
                "item.$": "$.item",
                "taskToken.$": "$$.Task.Token",
            },
        },
        # What a station says is not needed; the order is.
        "ResultPath": None,
    }


def _step(task: State, refusal: str, refused: str, *, then: str) -> State:
    """Make a task a step: tried again unless refused; if its outcome is unknown, put back."""
    return {
        **task,
        "Retry": [{"ErrorEquals": [refusal], "MaxAttempts": 0}, _TRIED_AGAIN],
        "Catch": [
            # Beside the order, and not in its place: PutBack has to know what to put back.
            {"ErrorEquals": errors, "ResultPath": "$.failure", "Next": next_state}
            for errors, next_state in (([refusal], refused), (_EVERYTHING, "PutBack"))
        ],
        "Next": then,
    }


def _told(environment: Mapping[str, str], event: str, then: str, **more: str) -> State:
    """Give the task that publishes how it ended: the only way out of the domain."""
    text = {"DataType": "String"}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {
            "TopicArn": environment["TOPIC_ARN"],
            "Message": {
                "event": event,
                "eventId.$": f"States.Format('{event}-{{}}', $.orderId)",
                "orderId.$": "$.orderId",
                "at.$": "$$.State.EnteredTime",
                **more,
            },
            "MessageAttributes": {
                "EventType": {**text, "StringValue": event},
                "CorrelationId": {**text, "StringValue.$": "$.orderId"},
            },
        },
        "ResultPath": None,
        "Retry": [_TRIED_AGAIN],
        "Next": then,
    }


def _call_people(queue: str, then: str) -> State:
    """Give the task that has people look after what could not be put back."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {"orderId.$": "$.orderId", "item.$": "$.item"},
        },
        "ResultPath": None,
        "Retry": [_TRIED_AGAIN],
        "Catch": [{"ErrorEquals": _EVERYTHING, "ResultPath": None, "Next": then}],
        "Next": then,
    }


ROLES = {"fulfilment": Fulfilment}
