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

from collections.abc import Mapping
from typing import Any

from pattern_tck.reference_impl.workflow_states import (
    ANYTHING,
    State,
    ask,
    at_last,
    hand_over,
    keep_what_is_caught,
    until_done,
)

#: How often a step is tried again. A service does a step once a fare, however often it is asked.
_MORE_TRIES = 2
#: What every command of the saga says.
_ABOUT = ("fareId", "customerId", "fareAmount")


def fare_collection(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the definition of the workflow for the channels in ``environment``."""
    fares = environment["FARES_QUEUE_URL"]
    payments = environment["PAYMENTS_QUEUE_URL"]
    accounts = environment["ACCOUNTS_QUEUE_URL"]
    timeout = int(environment["STEP_TIMEOUT"])
    patience = float(environment["ESCALATE_AFTER"])

    def command(queue: str, name: str, **more: Any) -> State:
        about = {f"{field}.$": f"$.{field}" for field in _ABOUT}
        return ask(queue, name, timeout, **about, **more)

    def insist(task: State, then: str) -> State:
        return until_done(task, patience, then=then, otherwise="CallPeople")

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
        "SetFareStatusCompleted": insist(
            command(fares, "SetFareStatusCompleted"), then="NotifySuccess"
        ),
        "NotifySuccess": insist(
            _outcome(environment, successful=True), then="FareProcessingSucceeded"
        ),
        "FareProcessingSucceeded": {"Type": "Succeed"},
        # The way back, newest step first.
        "DebitCustomerAccount": insist(
            command(accounts, "DebitCustomerAccount"), then="RefundFare"
        ),
        "RefundFare": insist(
            command(payments, "RefundFare", **{"charge.$": "$.charge"}),
            then="SetFareStatusFailed",
        ),
        "SetFareStatusFailed": insist(command(fares, "SetFareStatusFailed"), then="NotifyFailure"),
        "NotifyFailure": insist(
            _outcome(environment, successful=False), then="FareProcessingFailed"
        ),
        "FareProcessingFailed": {
            "Type": "Fail",
            "Error": "FareProcessingFailed",
            "Cause": "The fare was not collected. What was done for it is undone.",
        },
        # What no machine can settle, people must hear of.
        "CallPeople": at_last(
            hand_over(
                environment["ATTENTION_QUEUE_URL"],
                **{
                    "fareId.$": "$.fareId",
                    "customerId.$": "$.customerId",
                    "failures.$": "$.failures",
                },
            ),
            then="SetFareStatusNeedsAttention",
        ),
        "SetFareStatusNeedsAttention": at_last(
            command(fares, "SetFareStatusNeedsAttention"), then="FareNeedsAttention"
        ),
        "FareNeedsAttention": {
            "Type": "Fail",
            "Error": "FareNeedsAttention",
            "Cause": "The fare is neither collected nor undone. People were called.",
        },
    }
    keep_what_is_caught(states, under="$.failures")
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


def _forward(task: State, *, refusals: list[str], refused: str, unknown: str, then: str) -> State:
    """Make a task a step of the saga: tried again unless refused, and then undone."""
    return {
        **task,
        "Retry": [
            {"ErrorEquals": refusals, "MaxAttempts": 0},
            {"ErrorEquals": ANYTHING, "IntervalSeconds": 1, "MaxAttempts": _MORE_TRIES},
        ],
        "Catch": [
            {"ErrorEquals": refusals, "Next": refused},
            # Silence and unknown errors: perhaps it was done, so it is undone.
            {"ErrorEquals": ANYTHING, "Next": unknown},
        ],
        "Next": then,
    }
