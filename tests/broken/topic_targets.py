"""moto with one promise of topics and filters broken."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from tests.broken.wrong_target import wrong_target


def _after_receive(change):
    """Give a wrong target whose received messages pass through ``change``."""

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "ReceiveMessage" and answer.get("Messages"):
            messages = [change(parameters["QueueUrl"], one) for one in answer["Messages"]]
            return {**answer, "Messages": [one for one in messages if one]}
        return answer

    return wrong_target(wrong)


def _with_publish(change):
    """Give a wrong target whose publishes pass through ``change``; None: refused."""

    def wrong(service, operation, parameters, proceed):
        if operation == "Publish":
            parameters = change(dict(parameters))
            if parameters is None:
                raise _refused(operation)
        return proceed(parameters)

    return wrong_target(wrong)


def _with_policy(change):
    """Give a wrong target that takes another filter policy than it is given."""

    def changed(attributes):
        if "FilterPolicy" not in attributes:
            return attributes
        policy = change(json.loads(attributes["FilterPolicy"]))
        left = {name: value for name, value in attributes.items() if name != "FilterPolicy"}
        return left if policy is None else {**left, "FilterPolicy": json.dumps(policy)}

    def wrong(service, operation, parameters, proceed):
        if operation == "Subscribe":
            parameters = {**parameters, "Attributes": changed(parameters.get("Attributes", {}))}
        return proceed(parameters)

    return wrong_target(wrong)


def _refused(operation, code="InvalidParameter"):
    return ClientError(
        {
            "Error": {"Code": code, "Message": "refused"},
            "ResponseMetadata": {"HTTPStatusCode": 400},
        },
        operation,
    )


# -- filters


def _nothing(policy):
    return {"nobody-says-this": ["never"]}


ignores_filters = _with_policy(lambda policy: None)
delivers_nothing = _with_policy(_nothing)


def _drops_everything(service, operation, parameters, proceed):
    answer = proceed(parameters)
    if operation == "ReceiveMessage":
        answer = {**answer, "Messages": []}
    return answer


loses_everything = wrong_target(_drops_everything)


def _any_policy(service, operation, parameters, proceed):
    try:
        return proceed(parameters)
    except ClientError:
        if operation == "SetSubscriptionAttributes":
            return {"ResponseMetadata": {"HTTPStatusCode": 200}}
        raise


takes_any_policy = wrong_target(_any_policy)


def _no_policy(service, operation, parameters, proceed):
    if operation == "SetSubscriptionAttributes":
        raise _refused(operation)
    return proceed(parameters)


takes_no_policy = wrong_target(_no_policy)


class _FilteredIsFailed:
    """Puts what a filter keeps back on the dead-letter queue, as if it had failed."""

    def __init__(self):
        self._dead = set()

    def __call__(self, service, operation, parameters, proceed):
        if operation == "Subscribe" and "RedrivePolicy" in parameters.get("Attributes", {}):
            policy = json.loads(parameters["Attributes"]["RedrivePolicy"])
            self._dead.add(policy["deadLetterTargetArn"].rpartition(":")[2])
        answer = proceed(parameters)
        if operation == "GetQueueAttributes":
            name = parameters["QueueUrl"].rpartition("/")[2]
            if name in self._dead and "ApproximateNumberOfMessages" in answer["Attributes"]:
                seen = {**answer["Attributes"], "ApproximateNumberOfMessages": "1"}
                return {**answer, "Attributes": seen}
        return answer


filtered_is_failed = wrong_target(_FilteredIsFailed())


# -- topics


class _OneCopy:
    """Gives each message to the first who asks, as if subscriptions shared one queue."""

    def __init__(self):
        self._had = {}

    def __call__(self, queue, message):
        first = self._had.setdefault(_text(message), queue)
        return message if first == queue else None


def _text(message):
    try:
        return json.loads(message["Body"])["Message"]
    except (ValueError, KeyError, TypeError):
        return message["Body"]


class _KeepsForLater:
    """Shows a later subscription all that was published before."""

    def __init__(self):
        self._published = {}
        self._due = {}

    def __call__(self, service, operation, parameters, proceed):
        if operation == "DeleteMessage" and parameters["ReceiptHandle"] == "old":
            return {"ResponseMetadata": {"HTTPStatusCode": 200}}
        answer = proceed(parameters)
        if operation == "Publish":
            self._published.setdefault(parameters["TopicArn"], []).append(parameters["Message"])
        if operation == "Subscribe":
            queue = parameters["Endpoint"].rpartition(":")[2]
            self._due[queue] = list(self._published.get(parameters["TopicArn"], ()))
        if operation == "ReceiveMessage":
            old = self._due.pop(parameters["QueueUrl"].rpartition("/")[2], [])
            answer = {**answer, "Messages": [*answer.get("Messages", []), *map(_old, old)]}
        return answer


def _old(text):
    return {"MessageId": f"old {text}", "ReceiptHandle": "old", "Body": text, "Attributes": {}}


class _NeverEnds:
    """Goes on delivering to a subscription that has ended."""

    def __call__(self, service, operation, parameters, proceed):
        if operation == "Unsubscribe":
            return {"ResponseMetadata": {"HTTPStatusCode": 200}}
        return proceed(parameters)


def _new_topic(service, operation, parameters, proceed):
    answer = proceed(parameters)
    if operation == "CreateTopic":
        count = _topics.get(parameters["Name"], 0)
        _topics[parameters["Name"]] = count + 1
        if count:
            return {**answer, "TopicArn": f"{answer['TopicArn']}-{count}"}
    return answer


_topics: dict[str, int] = {}


def _no_envelope(queue, message):
    return {**message, "Body": _text(message)}


def _bare_envelope(queue, message):
    try:
        envelope = json.loads(message["Body"])
    except ValueError:
        return message
    few = {name: envelope[name] for name in ("Type", "Message") if name in envelope}
    return {**message, "Body": json.dumps(few)}


def _raw_in_envelope(queue, message):
    try:
        json.loads(message["Body"])
    except ValueError:
        return {**message, "Body": json.dumps({"Type": "Notification", "Message": message["Body"]})}
    return message


def _one_id(queue, message):
    try:
        return {**message, "MessageId": json.loads(message["Body"])["MessageId"]}
    except (ValueError, KeyError):
        return message


def _without_attributes(queue, message):
    return {name: value for name, value in message.items() if name != "MessageAttributes"}


def _nine_attributes(parameters):
    few = list(parameters.get("MessageAttributes", {}).items())[:9]
    return (
        None
        if len(parameters.get("MessageAttributes", {})) > 9
        else {**parameters, "MessageAttributes": dict(few)}
    )


def _short(parameters):
    return {**parameters, "Message": parameters["Message"][:1000], "MessageAttributes": {}}


def _only_short(parameters):
    return parameters if len(parameters["Message"]) < 200_000 else None


one_copy = _after_receive(_OneCopy())
keeps_for_later = wrong_target(_KeepsForLater())
never_ends = wrong_target(_NeverEnds())
new_topic_each_time = wrong_target(_new_topic)
no_envelope = _after_receive(_no_envelope)
bare_envelope = _after_receive(_bare_envelope)
raw_in_envelope = _after_receive(_raw_in_envelope)
one_id = _after_receive(_one_id)
without_attributes = _after_receive(_without_attributes)
refuses_ten_attributes = _with_publish(_nine_attributes)
takes_any_size = _with_publish(_short)
takes_short_ones_only = _with_publish(_only_short)

CAUGHT = {
    "ignores_filters": [
        "SNS-FLT-02", "SNS-FLT-03", "SNS-FLT-04", "SNS-FLT-05", "SNS-FLT-06", "SNS-FLT-07",
        "SNS-FLT-09", "SNS-FLT-11", "SNS-FLT-12",
    ],
    "delivers_nothing": ["SNS-FLT-02", "SNS-FLT-03", "SNS-FLT-05", "SNS-FLT-06", "SNS-FLT-07"],
    "loses_everything": ["SNS-FLT-01", "SNS-PUB-02", "SNS-PUB-05", "SNS-PUB-13", "SNS-PUB-14"],
    "takes_any_policy": ["SNS-FLT-08", "SNS-FLT-09"],
    "takes_no_policy": ["SNS-FLT-08", "SNS-FLT-09"],
    "filtered_is_failed": ["SNS-FLT-11"],
    "one_copy": ["SNS-PUB-02", "SNS-PUB-13"],
    "keeps_for_later": ["SNS-PUB-05", "DS-04"],
    "never_ends": ["SNS-PUB-02", "DS-04"],
    "new_topic_each_time": ["SNS-PUB-19"],
    "no_envelope": ["SNS-PUB-13"],
    "bare_envelope": ["SNS-PUB-13"],
    "raw_in_envelope": ["SNS-PUB-13"],
    "one_id": ["SNS-PUB-13"],
    "without_attributes": ["SNS-PUB-14"],
    "refuses_ten_attributes": ["SNS-PUB-14"],
    "takes_any_size": ["SNS-PUB-17"],
    "takes_short_ones_only": ["SNS-PUB-17"],
}  # fmt: skip
