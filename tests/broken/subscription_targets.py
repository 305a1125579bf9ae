"""The simulator with one promise about subscriptions and their endpoints broken."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from tests.broken.wrong_target import OK, accepts, says, wrong_simulator

_PENDING = "PendingConfirmation"


def _all_confirmed(answer):
    found = [
        {**one, "SubscriptionArn": f"{one['TopicArn']}:{number}"}
        for number, one in enumerate(answer["Subscriptions"])
    ]
    return {**answer, "Subscriptions": found}


def _pending(answer):
    return {**answer, "Attributes": {**answer["Attributes"], _PENDING: "true"}}


class _WaitsForEver:
    def __init__(self):
        self._found = []

    def __call__(self, service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "CreateTopic":
            self._found.clear()
        if operation == "Subscribe":
            self._found.append({**parameters, "SubscriptionArn": _PENDING})
        if operation == "ListSubscriptionsByTopic":
            return {**answer, "Subscriptions": self._found}
        return answer


class _EndsAnything:
    def __init__(self):
        self._ended = False

    def __call__(self, service, operation, parameters, proceed):
        if operation == "CreateTopic":
            self._ended = False
        if operation == "Unsubscribe":
            self._ended = True
            return OK
        answer = proceed(parameters)
        if operation == "ListSubscriptionsByTopic" and self._ended:
            return {**answer, "Subscriptions": []}
        return answer


def _vanished(answer):
    return {**answer, "Subscriptions": []}


def _refuses_policies(service, operation, parameters, proceed):
    if operation == "SetTopicAttributes":
        answer = {
            "Error": {"Code": "InvalidParameter", "Message": "refused"},
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        raise ClientError(answer, operation)
    return proceed(parameters)


def _tries_once(answer):
    retries = {"numRetries": 1, "minDelayTarget": 1, "maxDelayTarget": 1}
    policy = {"http": {"defaultHealthyRetryPolicy": {**retries, "backoffFunction": "linear"}}}
    effective = {"EffectiveDeliveryPolicy": json.dumps(policy)}
    return {**answer, "Attributes": {**answer["Attributes"], **effective}}


confirms_everybody = says("ListSubscriptionsByTopic", _all_confirmed)
confirms_nobody = says("GetSubscriptionAttributes", _pending)
takes_any_token = accepts("ConfirmSubscription", {"SubscriptionArn": "arn:any", **OK})
waits_for_ever = wrong_simulator(_WaitsForEver())
ends_anything = wrong_simulator(_EndsAnything())
gives_up_at_once = says("ListSubscriptionsByTopic", _vanished)
takes_any_delivery_policy = accepts("SetTopicAttributes")
takes_no_delivery_policy = wrong_simulator(_refuses_policies)
tries_once = says("GetTopicAttributes", _tries_once)

CAUGHT = {
    "confirms_everybody": ["SNS-PUB-06"],
    "confirms_nobody": ["SNS-PUB-06"],
    "takes_any_token": ["SNS-PUB-06"],
    "waits_for_ever": ["SNS-PUB-07"],
    "ends_anything": ["SNS-PUB-07"],
    "gives_up_at_once": ["SNS-PUB-06", "SNS-PUB-07"],
    "takes_any_delivery_policy": ["SNS-PUB-09"],
    "takes_no_delivery_policy": ["SNS-PUB-09", "SNS-PUB-10"],
    "tries_once": ["SNS-PUB-10"],
}
