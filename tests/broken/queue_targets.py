"""Targets whose queues break one promise each."""

from __future__ import annotations

import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.fixtures.targets import moto
from tests.broken.wrong_target import WrongTarget, wrong_target

_MAKING = ("CreateQueue", "SetQueueAttributes")


def _asked(operations, change):
    """Give a target that hears something else than was asked."""

    def wrong(service, operation, parameters, proceed):
        ours = service == "sqs" and operation in operations
        return proceed(change(dict(parameters)) if ours else parameters)

    return wrong_target(wrong)


def _said(operations, change):
    """Give a target that says something else than is so."""

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        return change(answer, parameters) if operation in operations else answer

    return wrong_target(wrong)


def _accepts(*operations):
    """Give a target that accepts these calls, and leaves undone what it ought to refuse."""

    def wrong(service, operation, parameters, proceed):
        try:
            return proceed(parameters)
        except ClientError:
            if operation not in operations:
                raise
            made_up = {"QueueUrl": "https://nowhere/1/q", "MessageId": "m", "Successful": []}
            return {**made_up, "ResponseMetadata": {"HTTPStatusCode": 200}}

    return wrong_target(wrong)


def _refuses(operation, unwanted, code="InvalidParameterValue"):
    """Give a target that refuses such calls of an operation."""

    def wrong(service, called, parameters, proceed):
        if called == operation and unwanted(parameters):
            answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, called)
        return proceed(parameters)

    return wrong_target(wrong)


def _ignores(operation, unwanted=lambda _: True):
    """Give a target that does nothing about such calls, and says that it did."""

    def wrong(service, called, parameters, proceed):
        if called == operation and unwanted(parameters):
            return {"ResponseMetadata": {"HTTPStatusCode": 200}}
        return proceed(parameters)

    return wrong_target(wrong)


def _attribute(name, change):
    """Change an attribute with which queues are made; None is one that was not said."""

    def changed(parameters):
        attributes = dict(parameters.get("Attributes", {}))
        value = change(attributes.get(name))
        rest = {key: attributes[key] for key in attributes if key != name}
        return {**parameters, "Attributes": rest if value is None else {**rest, name: value}}

    return _asked(_MAKING, changed)


def _messages(change):
    """Change each message that is received."""

    def changed(answer, parameters):
        if "Messages" not in answer:
            return answer
        return {**answer, "Messages": [change(dict(each)) for each in answer["Messages"]]}

    return _said(("ReceiveMessage",), changed)


def _without(name):
    return lambda parameters: {key: parameters[key] for key in parameters if key != name}


def _once_more(policy):
    if policy is None:
        return None
    said = json.loads(policy)
    return json.dumps({**said, "maxReceiveCount": int(said["maxReceiveCount"]) + 1})


def _size(parameters):
    attributes = parameters.get("MessageAttributes", {})
    return len(parameters["MessageBody"].encode()) + sum(
        len(name) + len(value["DataType"]) + len(value.get("StringValue", ""))
        for name, value in attributes.items()
    )


def _more_than_asked(answer, parameters):
    messages = list(answer.get("Messages", ()))
    while 0 < len(messages) <= parameters.get("MaxNumberOfMessages", 1):
        messages.append(messages[-1])
    return {**answer, "Messages": messages} if messages else answer


def _chosen(answer, parameters):
    wanted = set(parameters.get("MessageAttributeNames", ())) - {"All"}
    messages = [
        each
        for each in answer.get("Messages", ())
        if not wanted or wanted & set(each.get("MessageAttributes", {}))
    ]
    return {**answer, "Messages": messages}


def _one_letter_too_many(answer, parameters):
    if "dead-letters" not in parameters["QueueUrl"] or "Attributes" not in answer:
        return answer
    seen = answer["Attributes"]
    count = int(seen.get("ApproximateNumberOfMessages", 0)) + 1
    return {**answer, "Attributes": {**seen, "ApproximateNumberOfMessages": str(count)}}


def waits_for_the_full_time(settings):
    honest = moto.open_target(settings)

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "ReceiveMessage" and "WaitTimeSeconds" in parameters:
            honest.clock.pass_time(20)
        return answer

    return WrongTarget(honest, wrong)


def refuses_whom_it_should_allow(settings):
    allowed = []

    def wrong(service, operation, parameters, proceed):
        said = parameters.get("Attributes", {})
        if operation == "CreateQueue":
            allowed.append(said.get("RedriveAllowPolicy", ""))
        asks = operation == "SetQueueAttributes" and "RedrivePolicy" in said
        name = parameters.get("QueueUrl", "").rpartition("/")[2]
        if asks and ("allowAll" in allowed[-1] or f':{name}"' in allowed[-1]):
            answer = {"Error": {"Code": "No"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, operation)
        return proceed(parameters)

    return WrongTarget(moto.open_target(settings), wrong)


def deletes_on_receive(settings):
    honest = moto.open_target(settings)

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        for message in answer.get("Messages", ()) if operation == "ReceiveMessage" else ():
            honest.client("sqs").delete_message(
                QueueUrl=parameters["QueueUrl"], ReceiptHandle=message["ReceiptHandle"]
            )
        return answer

    return WrongTarget(honest, wrong)


def keeps_a_changed_timeout(settings):
    changed = {}

    def wrong(service, operation, parameters, proceed):
        queue = parameters.get("QueueUrl")
        if operation == "ChangeMessageVisibility":
            changed[queue] = parameters["VisibilityTimeout"]
        if operation == "ReceiveMessage" and queue in changed:
            return proceed({**parameters, "VisibilityTimeout": changed[queue]})
        return proceed(parameters)

    return WrongTarget(moto.open_target(settings), wrong)


def starts_a_new_delay_for_what_is_stored(settings):
    changed = set()

    def wrong(service, operation, parameters, proceed):
        queue = parameters.get("QueueUrl")
        if operation == "SetQueueAttributes" and "DelaySeconds" in parameters["Attributes"]:
            changed.add(queue)
        answer = proceed(parameters)
        hidden = operation == "ReceiveMessage" and queue in changed
        return _without("Messages")(answer) if hidden else answer

    return WrongTarget(moto.open_target(settings), wrong)


def knows_one_handle_for_one_delete(settings):
    newest = {}

    def wrong(service, operation, parameters, proceed):
        handle = parameters.get("ReceiptHandle")
        if operation == "DeleteMessage" and handle not in newest.values():
            answer = {"Error": {"Code": "Stale"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, operation)
        answer = proceed(parameters)
        if operation == "DeleteMessage":
            newest.clear()
        for message in answer.get("Messages", ()) if operation == "ReceiveMessage" else ():
            newest[message["MessageId"]] = message["ReceiptHandle"]
        return answer

    return WrongTarget(moto.open_target(settings), wrong)


keeps_for_a_minute = _attribute("MessageRetentionPeriod", lambda _: "60")
keeps_for_ever = _attribute("MessageRetentionPeriod", lambda _: "99999999")
ignores_deletes = _ignores("DeleteMessage")
refuses_bounds = _refuses(
    "SetQueueAttributes",
    lambda asked: set(asked["Attributes"].values()) & {"60", "1209600", "43200"},
)
never_delays = _asked(("SendMessage",), lambda asked: {**asked, "DelaySeconds": 0})
knows_the_delay_of_the_queue_only = _asked(("SendMessage",), _without("DelaySeconds"))
refuses_at_the_limit = _refuses("SendMessage", lambda asked: _size(asked) in (1024, 1048576))
accepts_every_message = _accepts("SendMessage")
knows_printable_ascii_only = _messages(
    lambda each: {**each, "Body": "".join(x for x in each["Body"] if " " <= x <= "~")}
)
accepts_every_batch = _accepts("SendMessageBatch")
refuses_ten_entries = _refuses("SendMessageBatch", lambda asked: len(asked["Entries"]) == 10)
refuses_ten_attributes = _refuses(
    "SendMessage", lambda asked: len(asked.get("MessageAttributes", ())) == 10
)
tells_wrong_digests = _messages(lambda each: {**each, "MD5OfBody": "0" * 32})
accepts_every_queue = _accepts("CreateQueue")
makes_no_queue_again = _refuses(
    "CreateQueue", lambda asked: set(asked["Attributes"]) == {"VisibilityTimeout", "DelaySeconds"}
)
gives_more_than_asked = _said(("ReceiveMessage",), _more_than_asked)
accepts_every_receive = _accepts("ReceiveMessage")
gives_an_empty_list = _said(("ReceiveMessage",), lambda said, _: {"Messages": [], **said})
tells_everything = _asked(
    ("ReceiveMessage",),
    lambda asked: {**asked, "MessageAttributeNames": ["All"], "AttributeNames": ["All"]},
)
tells_nothing = _asked(("ReceiveMessage",), _without("MessageAttributeNames"))
chooses_by_attribute = _said(("ReceiveMessage",), _chosen)
never_hides = _asked(("ReceiveMessage",), lambda asked: {**asked, "VisibilityTimeout": 0})
ignores_changes_of_visibility = _ignores("ChangeMessageVisibility")
accepts_every_visibility = _accepts("ChangeMessageVisibility")
has_one_handle_a_message = _messages(lambda each: {**each, "ReceiptHandle": each["MessageId"]})
accepts_every_delete = _accepts("DeleteMessage")
tries_once_more = _attribute("RedrivePolicy", _once_more)
shows_letters_that_are_not_there = _said(("GetQueueAttributes",), _one_letter_too_many)
gives_new_ids = _messages(lambda each: {**each, "MessageId": str(uuid.uuid4())})

CAUGHT: dict[str, list[str]] = {
    "waits_for_the_full_time": ["SQS-RCV-04", "SQS-RCV-07"],
    "refuses_whom_it_should_allow": ["DLQ-14"],
    "deletes_on_receive": ["SQS-DEL-01", "SQS-VIS-01", "SQS-FIFO-13"],
    "keeps_a_changed_timeout": ["SQS-VIS-05"],
    "starts_a_new_delay_for_what_is_stored": ["SQS-DEL-09"],
    "knows_one_handle_for_one_delete": ["SQS-RH-05"],
    "keeps_for_a_minute": ["SQS-DEL-01", "SQS-DEL-05"],
    "keeps_for_ever": ["SQS-DEL-05", "SQS-DEL-07", "DLQ-05"],
    "ignores_deletes": ["SQS-DEL-01", "SQS-FIFO-14"],
    "refuses_bounds": ["SQS-DEL-05", "SQS-VIS-01"],
    "never_delays": ["SQS-DEL-08"],
    "knows_the_delay_of_the_queue_only": ["SQS-DEL-08"],
    "refuses_at_the_limit": ["SQS-DEL-10"],
    "accepts_every_message": ["SQS-DEL-10"],
    "knows_printable_ascii_only": ["SQS-DEL-11"],
    "accepts_every_batch": ["SQS-DEL-12"],
    "refuses_ten_entries": ["SQS-DEL-12"],
    "refuses_ten_attributes": ["SQS-DEL-16"],
    "tells_wrong_digests": ["SQS-DEL-16"],
    "accepts_every_queue": ["DLQ-04", "SQS-DEL-22"],
    "makes_no_queue_again": ["SQS-DEL-22"],
    "gives_more_than_asked": ["SQS-RCV-01"],
    "accepts_every_receive": ["SQS-RCV-01"],
    "gives_an_empty_list": ["SQS-RCV-06"],
    "tells_everything": ["SQS-RCV-10"],
    "tells_nothing": ["SQS-RCV-10"],
    "chooses_by_attribute": ["SQS-RCV-12"],
    "never_hides": ["SQS-VIS-01"],
    "ignores_changes_of_visibility": ["SQS-VIS-04", "SQS-VIS-07", "SQS-FIFO-03", "DLQ-03"],
    "accepts_every_visibility": ["SQS-VIS-06"],
    "has_one_handle_a_message": ["SQS-RH-01"],
    "accepts_every_delete": ["SQS-RH-01", "SQS-RH-06"],
    "tries_once_more": ["DLQ-01", "DLQ-03", "SQS-VIS-10", "SQS-FIFO-14"],
    "shows_letters_that_are_not_there": ["DLQ-02", "SQS-DEL-06"],
    "gives_new_ids": ["DLQ-29"],
}
