"""The simulator with one promise of FIFO topics broken."""

from __future__ import annotations

import itertools
import json

from botocore.exceptions import ClientError

from tests.broken.wrong_target import wrong_simulator

_OK = {"ResponseMetadata": {"HTTPStatusCode": 200}}


def _refused(operation):
    answer = {
        "Error": {"Code": "InvalidParameter", "Message": "refused"},
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    return ClientError(answer, operation)


def _published(change):
    """Give a wrong target that hears other publishes than are made."""

    def wrong(service, operation, parameters, proceed):
        return proceed(change(dict(parameters)) if operation == "Publish" else parameters)

    return wrong_simulator(wrong)


def _received(change):
    """Give a wrong target whose received messages, all of one answer, pass through ``change``."""

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "ReceiveMessage" and answer.get("Messages"):
            return {**answer, "Messages": change([dict(one) for one in answer["Messages"]])}
        return answer

    return wrong_simulator(wrong)


def _without(name):
    return lambda given: {key: value for key, value in given.items() if key != name}


def _in_some_group(parameters):
    if not parameters["TopicArn"].endswith(".fifo"):
        return parameters
    return {"MessageGroupId": "some", **parameters}


def _any_protocol(service, operation, parameters, proceed):
    try:
        return proceed(parameters)
    except ClientError:
        if operation != "Subscribe":
            raise
        return {"SubscriptionArn": f"{parameters['TopicArn']}:some", **_OK}


def _fifo_queues_only(service, operation, parameters, proceed):
    if operation == "Subscribe" and not parameters["Endpoint"].endswith(".fifo"):
        raise _refused(operation)
    return proceed(parameters)


class _Ids:
    """Remembers the ids under which messages were published, and does something about them."""

    def __init__(self, about_known):
        self._about_known = about_known
        self._known = set()

    def __call__(self, service, operation, parameters, proceed):
        if operation == "CreateTopic":
            self._known.clear()
        if operation == "Publish":
            known = parameters.get("MessageDeduplicationId") or parameters["Message"]
            if known in self._known:
                return self._about_known(operation, parameters, proceed)
            self._known.add(known)
        return proceed(parameters)


def _refuse(operation, parameters, proceed):
    raise _refused(operation)


def _drop(operation, parameters, proceed):
    return {"MessageId": "dropped", "SequenceNumber": "1", **_OK}


_numbers = itertools.count()


def _deliver(operation, parameters, proceed):
    return proceed({**parameters, "MessageDeduplicationId": f"again-{next(_numbers)}"})


def _id_by_itself(parameters):
    if not parameters["TopicArn"].endswith(".fifo"):
        return parameters
    return {"MessageDeduplicationId": f"by-itself-{next(_numbers)}", **parameters}


def _content_is_the_id(parameters):
    if not parameters["TopicArn"].endswith(".fifo"):
        return parameters
    return {**parameters, "MessageDeduplicationId": parameters["Message"]}


def _no_number(messages):
    found = []
    for message in messages:
        try:
            envelope = json.loads(message["Body"])
        except ValueError:
            found.append(message)
        else:
            body = json.dumps(_without("SequenceNumber")(envelope))
            found.append({**message, "Body": body})
    return found


class _NumberInRaw:
    """Hands the sequence number on as an attribute."""

    def __init__(self):
        self._number = "0"

    def __call__(self, service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "Publish":
            self._number = answer.get("SequenceNumber", "0")
        if operation == "ReceiveMessage" and answer.get("Messages"):
            number = {"SequenceNumber": {"StringValue": self._number, "DataType": "String"}}
            answer = {
                **answer,
                "Messages": [{**one, "MessageAttributes": number} for one in answer["Messages"]],
            }
        return answer


def _in_a_group(messages):
    return [
        {**one, "Attributes": {"MessageGroupId": "invented", **one.get("Attributes", {})}}
        for one in messages
    ]


delivers_backwards = _received(lambda messages: messages[::-1])
needs_no_group = _published(_in_some_group)
takes_any_protocol = wrong_simulator(_any_protocol)
fifo_queues_only = wrong_simulator(_fifo_queues_only)
remembers_no_ids = wrong_simulator(_Ids(_deliver))
remembers_ids_for_ever = wrong_simulator(_Ids(_drop))
refuses_known_ids = wrong_simulator(_Ids(_refuse))
needs_no_id = _published(_id_by_itself)
content_is_the_id = _published(_content_is_the_id)
no_number_in_envelopes = _received(_no_number)
number_in_raw_copies = wrong_simulator(_NumberInRaw())
keeps_groups_to_itself = _published(
    lambda asked: asked if ".fifo" in asked["TopicArn"] else _without("MessageGroupId")(asked)
)
invents_groups = _received(_in_a_group)

CAUGHT = {
    "delivers_backwards": ["SNS-FIFO-01"],
    "needs_no_group": ["SNS-FIFO-01"],
    "takes_any_protocol": ["SNS-FIFO-02"],
    "fifo_queues_only": ["SNS-FIFO-02"],
    "remembers_no_ids": ["SNS-FIFO-03"],
    "remembers_ids_for_ever": ["SNS-FIFO-03"],
    "refuses_known_ids": ["SNS-FIFO-03"],
    "needs_no_id": ["SNS-FIFO-03"],
    "content_is_the_id": ["SNS-FIFO-03"],
    "no_number_in_envelopes": ["SNS-FIFO-05"],
    "number_in_raw_copies": ["SNS-FIFO-05"],
    "keeps_groups_to_itself": ["SNS-FIFO-06"],
    "invents_groups": ["SNS-FIFO-06"],
}
