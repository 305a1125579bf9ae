"""The workflow of fare collection, in Amazon States Language.

    RegisterFare -> ChargeFare -> CreditCustomerAccount -> SetFareStatusCompleted -> NotifySuccess
         |              |                  |
         |              |      DebitCustomerAccount (if it is unknown whether it was credited)
         |              |                  |
         |   (unknown)  +------------> RefundFare
         |              |                  |
         +--------------+-----> SetFareStatusFailed -> NotifyFailure -> FareProcessingFailed

Each arrow down leaves a step for the newest compensation that it needs. A saga that was undone
as it should be ends FAILED: the fare was not collected, and whoever looks at the list of
executions sees that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

State = dict[str, Any]

#: How often a step is tried again. A service does a step once a fare, however often it is asked.
_MORE_TRIES = 2


def fare_collection(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the definition of the workflow for the channels in ``environment``."""
    fares = environment["FARES_QUEUE_URL"]
    payments = environment["PAYMENTS_QUEUE_URL"]
    accounts = environment["ACCOUNTS_QUEUE_URL"]
    timeout = int(environment["STEP_TIMEOUT"])
    patience = float(environment["ESCALATE_AFTER"])

    def command(queue: str, name: str, **more: Any) -> State:
        return _command(queue, name, timeout, more)

    states = {
        "BeginFareProcessing": _begin(then="RegisterFare"),
        "RegisterFare": _forward(
            command(fares, "RegisterFare", fareStatus="pending"),
            refusals=["FareRegistrationException"],
            refused="NotifyFailure",
            unknown="SetFareStatusFailed",
            then="ChargeFare",
        ),
        "ChargeFare": _forward(
            # What was charged is the service's to say, and is kept for the refund.
            {**command(payments, "ChargeFare"), "ResultPath": "$.charge"},
            refusals=["PaymentAuthException", "PaymentChargeException"],
            refused="SetFareStatusFailed",
            unknown="RefundFare",
            then="CreditCustomerAccount",
        ),
        "CreditCustomerAccount": _forward(
            command(accounts, "CreditCustomerAccount"),
            refusals=["AccountCreditException"],
            refused="RefundFare",
            unknown="DebitCustomerAccount",
            then="SetFareStatusCompleted",
        ),
        # The pivot is passed. From here on there is no way back, and none is needed.
        "SetFareStatusCompleted": _until_done(
            command(fares, "SetFareStatusCompleted"), patience, then="NotifySuccess"
        ),
        "NotifySuccess": _until_done(
            _outcome(environment, successful=True), patience, then="FareProcessingSucceeded"
        ),
        "FareProcessingSucceeded": {"Type": "Succeed"},
        # The way back, newest step first.
        "DebitCustomerAccount": _until_done(
            command(accounts, "DebitCustomerAccount"), patience, then="RefundFare"
        ),
        "RefundFare": _until_done(
            command(payments, "RefundFare", **{"charge.$": "$.charge"}),
            patience,
            then="SetFareStatusFailed",
        ),
        "SetFareStatusFailed": _until_done(
            command(fares, "SetFareStatusFailed"), patience, then="NotifyFailure"
        ),
        "NotifyFailure": _until_done(
            _outcome(environment, successful=False), patience, then="FareProcessingFailed"
        ),
        "FareProcessingFailed": {
            "Type": "Fail",
            "Error": "FareProcessingFailed",
            "Cause": "The fare was not collected. What was done for it is undone.",
        },
        # What no machine can settle, people must hear of.
        "CallPeople": _call_people(
            environment["ATTENTION_QUEUE_URL"], then="SetFareStatusNeedsAttention"
        ),
        "SetFareStatusNeedsAttention": _at_last(
            command(fares, "SetFareStatusNeedsAttention"), then="FareNeedsAttention"
        ),
        "FareNeedsAttention": {
            "Type": "Fail",
            "Error": "FareNeedsAttention",
            "Cause": "The fare is neither collected nor undone. People were called.",
        },
    }
    for name, state in states.items():
        for catcher in state.get("Catch", ()):
            # Added to the data under the name of the step: what is caught without a ResultPath
            # replaces all data, and the compensations would not know what to undo.
            catcher["ResultPath"] = f"$.failures.{name}"
    return {"StartAt": "BeginFareProcessing", "States": states}


def _begin(then: str) -> State:
    """Give the state that lays out the data: what is not known yet must be there, if empty.

    A path that leads nowhere ends the workflow on the spot, past every error handler.
    """
    return {
        "Type": "Pass",
        "Parameters": {
            "fareId.$": "$.fareId",
            "customerId.$": "$.customerId",
            "fareAmount.$": "$.fareAmount",
            "charge": {},
            "failures": {},
        },
        "Next": then,
    }


def _command(queue: str, name: str, timeout: int, more: Mapping[str, Any]) -> State:
    """Give the task that sends a command and waits for the answer, but not for ever."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "TimeoutSeconds": timeout,
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {
                "command": name,
                "fareId.$": "$.fareId",
                "customerId.$": "$.customerId",
                "fareAmount.$": "$.fareAmount",
                "taskToken.$": "$$.Task.Token",
                **more,
            },
        },
        "ResultPath": None,
    }


def _outcome(environment: Mapping[str, str], *, successful: bool) -> State:
    """Give the task that tells everybody how it ended, as an event."""
    failures = {} if successful else {"failures.$": "$.failures"}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {
            "TopicArn": environment["OUTCOME_TOPIC_ARN"],
            "Subject": "Transaction Succeeded" if successful else "Transaction Failed",
            "Message": {
                "fareId.$": "$.fareId",
                "customerId.$": "$.customerId",
                "fareAmount.$": "$.fareAmount",
                **failures,
            },
            "MessageAttributes": {
                "IsSuccessful": {
                    "DataType": "String",
                    "StringValue": "true" if successful else "false",
                }
            },
        },
        "ResultPath": None,
    }


def _call_people(queue: str, then: str) -> State:
    return _at_last(
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {
                "QueueUrl": queue,
                "MessageBody": {
                    "fareId.$": "$.fareId",
                    "customerId.$": "$.customerId",
                    "failures.$": "$.failures",
                },
            },
            "ResultPath": None,
        },
        then=then,
    )


def _forward(task: State, *, refusals: list[str], refused: str, unknown: str, then: str) -> State:
    """Make a task a step of the saga: tried again unless refused, and then undone."""
    return {
        **task,
        "Retry": [
            {"ErrorEquals": refusals, "MaxAttempts": 0},
            {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": _MORE_TRIES},
        ],
        "Catch": [
            {"ErrorEquals": refusals, "Next": refused},
            # Silence and unknown errors: perhaps it was done, so it is undone.
            {"ErrorEquals": ["States.ALL"], "Next": unknown},
        ],
        "Next": then,
    }


def _until_done(task: State, patience: float, *, then: str) -> State:
    """Make a task one that has to succeed: tried for so many seconds, then people are called."""
    # After pauses of 1, 2, 4, ... seconds; n of them take 2^n - 1 seconds.
    more_tries = math.floor(math.log2(patience + 1))
    return {
        **task,
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": more_tries}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "CallPeople"}],
        "Next": then,
    }


def _at_last(task: State, *, then: str) -> State:
    """Make a task one that is tried, and gone on from in any case: there is nothing behind it."""
    return {
        **task,
        "Retry": [
            {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": _MORE_TRIES}
        ],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": then}],
        "Next": then,
    }
