"""The workflow of ride dispatch, in Amazon States Language.

KindOfRide -> (WaitUntilDue) -> PriceLegs -> BookBoth -> TellRider -> FollowRide -> TellFinished
    |                              |            |                        |
    |                              |      ReleaseUnicorn <---------------+
    |                              |            |
    |                              |       ReleaseFare
    |                              |            |
    +------------------------------+------> TellRefused -> RideRefused
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.reference_impl.workflow_states import (
    ANYTHING,
    PERHAPS_SENT,
    State,
    ask,
    at_last,
    hand_over,
    keep_what_is_caught,
    more_tries,
    patient_retriers,
    put_events,
    settled_branch,
    until_done,
)

#: At most so many prices of one ride are asked for at a time: the pricing service is a small one.
_LEGS_AT_ONCE = 2
#: How much longer than any answer a whole ride may take.
_LONGEST_RIDE = 100
_SOURCE = "wild-rydes.dispatch"


def ride_dispatch(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the definition of the workflow for the channels in ``environment``."""
    fleet = environment["FLEET_QUEUE_URL"]
    payments = environment["PAYMENTS_QUEUE_URL"]
    timeout = int(environment["STEP_TIMEOUT"])
    patience = float(environment["ESCALATE_AFTER"])

    def insist(task: State, then: str) -> State:
        return until_done(task, patience, then=then, otherwise="CallPeople")

    assign = _command(fleet, "AssignUnicorn", timeout)
    hold = _command(payments, "HoldFare", timeout, **{"prices.$": "$.plan.prices"})
    release_unicorn = _command(
        fleet, "ReleaseUnicorn", timeout, **{"unicorn.$": "$.plan.booked.unicorn.answer"}
    )
    release_fare = _command(
        payments, "ReleaseFare", timeout, **{"hold.$": "$.plan.booked.hold.answer"}
    )
    states: dict[str, State] = {
        # What is not known yet must be there, if empty: a path that leads nowhere ends a workflow
        # on the spot, past every error handler (SFN-ERR-08).
        "LayOutPlan": {
            "Type": "Pass",
            "Result": {"prices": [], "booked": {}, "failures": {}},
            "ResultPath": "$.plan",
            "Next": "KindOfRide",
        },
        "KindOfRide": _kind_of_ride(),
        "WaitUntilDue": {"Type": "Wait", "TimestampPath": "$.planAt", "Next": "PriceLegs"},
        "KindIsUnknown": {
            "Type": "Pass",
            "Result": {"Error": "UnknownKind", "Cause": "Nobody knows how to plan such a ride."},
            "ResultPath": "$.plan.failures.KindOfRide",
            "Next": "TellRefused",
        },
        "PriceLegs": _price_legs(environment["PRICING_QUEUE_URL"], timeout, patience),
        "BookBoth": {
            "Type": "Parallel",
            "Branches": [
                settled_branch("AssignUnicorn", assign, "NoUnicorn", patience),
                settled_branch("HoldFare", hold, "PaymentDeclined", patience),
            ],
            # In the order of the branches, whichever was done first (SFN-PAR-01).
            "ResultSelector": {"unicorn.$": "$[0]", "hold.$": "$[1]"},
            "ResultPath": "$.plan.booked",
            # No branch fails, so this is about what is wrong with the workflow itself.
            "Catch": [{"ErrorEquals": ANYTHING, "Next": "CallPeople"}],
            "Next": "AreBothBooked",
        },
        "AreBothBooked": {
            "Type": "Choice",
            "Choices": [
                {"And": [_is("unicorn", "done"), _is("hold", "done")], "Next": "TellRider"}
            ],
            "Default": "MayUnicornBeAssigned",
        },
        # A message, and no work to wait for. That it is on the queue says nothing about the rider.
        "TellRider": at_last(
            hand_over(
                environment["NOTICES_QUEUE_URL"],
                **{"rideId.$": "$.rideId", "unicorn.$": "$.plan.booked.unicorn.answer.unicorn"},
            ),
            then="FollowRide",
        ),
        "FollowRide": {
            # A ride takes as long as it takes, but whoever follows it says that it still does: one
            # time limit for silence, and another one for everything (SFN-INT-05). Not tried again:
            # nobody can say where a ride is that was lost from sight. But whether the command was
            # sent at all may be unknown, and then it is sent again.
            **_command(environment["TRACKING_QUEUE_URL"], "FollowRide", _LONGEST_RIDE * timeout),
            "HeartbeatSeconds": timeout,
            "Retry": [{"ErrorEquals": PERHAPS_SENT, "MaxAttempts": more_tries(patience)}],
            "Catch": [{"ErrorEquals": ANYTHING, "Next": "MayUnicornBeAssigned"}],
            "Next": "TellFinished",
        },
        "TellFinished": insist(
            _events(
                environment["EVENTS_BUS_NAME"],
                {
                    "RideFinished": {
                        "unicorn.$": "$.plan.booked.unicorn.answer.unicorn",
                        "prices.$": "$.plan.prices",
                    },
                    "FareDue": {
                        "holdId.$": "$.plan.booked.hold.answer.holdId",
                        "prices.$": "$.plan.prices",
                    },
                },
            ),
            then="RideFinished",
        ),
        "RideFinished": {"Type": "Succeed"},
        # The way back. Both branches have ended, so nothing comes after its own compensation.
        "MayUnicornBeAssigned": _unless_refused("unicorn", "ReleaseUnicorn", "MayFareBeHeld"),
        "ReleaseUnicorn": insist(release_unicorn, then="MayFareBeHeld"),
        "MayFareBeHeld": _unless_refused("hold", "ReleaseFare", "TellRefused"),
        "ReleaseFare": insist(release_fare, then="TellRefused"),
        "TellRefused": insist(
            _events(
                environment["EVENTS_BUS_NAME"],
                {
                    "RideRefused": {
                        "failures.$": "$.plan.failures",
                        "booked.$": "$.plan.booked",
                    }
                },
            ),
            then="RideRefused",
        ),
        "RideRefused": {
            "Type": "Fail",
            "Error": "RideRefused",
            "Cause": "The ride does not take place. What was booked for it is released.",
        },
        "CallPeople": at_last(
            hand_over(
                environment["ATTENTION_QUEUE_URL"],
                **{"rideId.$": "$.rideId", "customerId.$": "$.customerId", "plan.$": "$.plan"},
            ),
            then="RideNeedsAttention",
        ),
        "RideNeedsAttention": {
            "Type": "Fail",
            "Error": "RideNeedsAttention",
            "Cause": "The ride is neither finished nor undone. People were called.",
        },
    }
    keep_what_is_caught(states, under="$.plan.failures")
    return {"StartAt": "LayOutPlan", "States": states}


def _kind_of_ride() -> State:
    """Give the choice by data. Whatever a ride looks like, it goes one of the ways."""

    def kind(name: str) -> State:
        return {"Variable": "$.kind", "StringEquals": name}

    return {
        "Type": "Choice",
        "Choices": [
            # First the field that may be missing: to compare what is not there is an error that
            # nothing catches (SFN-CHO-02).
            {"Variable": "$.kind", "IsPresent": False, "Next": "PriceLegs"},
            {**kind("instant"), "Next": "PriceLegs"},
            {
                "And": [
                    kind("scheduled"),
                    {"Variable": "$.planAt", "IsPresent": True},
                    {"Variable": "$.planAt", "IsTimestamp": True},
                ],
                "Next": "WaitUntilDue",
            },
        ],
        # Without it, a kind that nobody has thought of ends the workflow (SFN-CHO-01).
        "Default": "KindIsUnknown",
    }


def _price_legs(queue: str, timeout: int, patience: float) -> State:
    """Give the map over the legs. Its result has their order, whoever was answered first."""
    price = _command(
        queue,
        "PriceLeg",
        timeout,
        about="PriceLeg {}",
        number="$.number",
        **{"leg.$": "$.leg", "number.$": "$.number"},
    )
    return {
        "Type": "Map",
        "ItemsPath": "$.legs",
        "ItemSelector": {
            "rideId.$": "$.rideId",
            "customerId.$": "$.customerId",
            "leg.$": "$$.Map.Item.Value",
            "number.$": "$$.Map.Item.Index",
        },
        "MaxConcurrency": _LEGS_AT_ONCE,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "PriceLeg",
            "States": {
                "PriceLeg": {
                    **price,
                    "ResultPath": "$",
                    "OutputPath": "$.price",
                    # Here, and not on the map, which would ask for all legs anew (SFN-MAP-01).
                    "Retry": patient_retriers("NoSuchPlace", patience),
                    "End": True,
                }
            },
        },
        "ResultPath": "$.plan.prices",
        "Catch": [{"ErrorEquals": ANYTHING, "Next": "TellRefused"}],
        "Next": "BookBoth",
    }


def _command(
    queue: str, name: str, timeout: int, about: str = "", number: str = "", **more: Any
) -> State:
    """Give the task of one command about a ride.

    ``commandId`` is made of the ride and of nothing that changes. A service that is asked again, by
    a retrier or by a workflow that was started anew, knows the command again (SFN-EXP-01).
    """
    paths = f"$.rideId, {number}" if number else "$.rideId"
    command_id = f"States.Format('{{}} {about or name}', {paths})"
    return ask(
        queue,
        name,
        timeout,
        **{
            "commandId.$": command_id,
            "rideId.$": "$.rideId",
            "customerId.$": "$.customerId",
            **more,
        },
    )


def _events(bus: str, details: Mapping[str, Mapping[str, Any]]) -> State:
    """Give the task that tells what has become of a ride, under ids that are made of it."""
    return put_events(
        bus,
        _SOURCE,
        {
            name: {
                "eventId.$": f"States.Format('{{}} {name}', $.rideId)",
                "rideId.$": "$.rideId",
                "customerId.$": "$.customerId",
                **detail,
            }
            for name, detail in details.items()
        },
    )


def _is(booked: str, outcome: str) -> State:
    return {"Variable": f"$.plan.booked.{booked}.outcome", "StringEquals": outcome}


def _unless_refused(booked: str, undo: str, otherwise: str) -> State:
    """Give the choice to undo what may have been done, and not what certainly was not."""
    return {
        "Type": "Choice",
        "Choices": [{**_is(booked, "refused"), "Next": otherwise}],
        "Default": undo,
    }
