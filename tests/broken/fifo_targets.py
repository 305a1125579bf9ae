"""Targets whose FIFO queues break one promise each."""

from __future__ import annotations

import uuid
from collections import Counter

from botocore.exceptions import ClientError

from tests.broken.queue_targets import (
    _accepts,
    _asked,
    _attribute,
    _messages,
    _refuses,
    _without,
)
from tests.broken.wrong_target import remembering_target

_OK = {"ResponseMetadata": {"HTTPStatusCode": 200}}
_SENDS = ("SendMessage", "SendMessageBatch")


def _sent(change):
    """Give a target that stores something else than was sent, in a batch too."""

    def changed(parameters):
        if "Entries" in parameters:
            return {**parameters, "Entries": [change(dict(each)) for each in parameters["Entries"]]}
        return change(parameters)

    return _asked(_SENDS, changed)


def _ids_said(parameters):
    return "MessageDeduplicationId" in parameters


def _store_backwards(memory, operation, parameters, proceed):
    """Store what was sent when somebody receives, the last one first."""
    sends = memory.setdefault("sends", [])
    if operation == "SendMessage":
        sends.append((proceed, parameters))
        return {"MessageId": "m", "SequenceNumber": "1", **_OK}
    while sends:
        send, sent = sends.pop()
        send(sent)
    return proceed(parameters)


def _backwards(memory, operation, parameters, proceed):
    answer = proceed(parameters)
    if operation == "ReceiveMessage" and "Messages" in answer:
        return {**answer, "Messages": answer["Messages"][::-1]}
    return answer


def _drop_known_ids(memory, operation, parameters, proceed):
    identity = parameters.get("MessageDeduplicationId")
    if operation == "SendMessage" and identity in memory:
        return {"MessageId": memory[identity], "SequenceNumber": "1", **_OK}
    answer = proceed(parameters)
    if operation == "SendMessage" and identity:
        memory[identity] = answer["MessageId"]
    return answer


def _refuse_known_ids(memory, operation, parameters, proceed):
    ids = [each.get("MessageDeduplicationId") for each in parameters.get("Entries", [parameters])]
    seen = memory.setdefault("ids", Counter())
    if operation in _SENDS:
        seen.update(
            identity or each for identity, each in zip(ids, _bodies(parameters), strict=True)
        )
    if operation in _SENDS and seen.most_common(1)[0][1] > 1:
        answer = {"Error": {"Code": "Known"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        if operation == "SendMessageBatch":
            stored, other = parameters["Entries"]
            failed = {"Id": other["Id"], "Code": "Known", "SenderFault": True}
            return {"Successful": [{"Id": stored["Id"]}], "Failed": [failed], **_OK}
        raise ClientError(answer, operation)
    return proceed(parameters)


def _bodies(parameters):
    return [each.get("MessageBody") for each in parameters.get("Entries", [parameters])]


def _forget_ids_on_delete(memory, operation, parameters, proceed):
    if operation == "DeleteMessage":
        memory["deletes"] = memory.get("deletes", 0) + 1
    if operation == "SendMessage" and _ids_said(parameters):
        identity = f"{parameters['MessageDeduplicationId']}-{memory.get('deletes', 0)}"
        return proceed({**parameters, "MessageDeduplicationId": identity})
    return proceed(parameters)


def _count_down(memory, operation, parameters, proceed):
    answer = proceed(parameters)
    if operation == "SendMessage":
        memory["next"] = memory.get("next", 10**19) - 1
        return {**answer, "SequenceNumber": str(memory["next"])}
    return answer


def _repeat_every_attempt(memory, operation, parameters, proceed):
    if operation != "ReceiveMessage" or "ReceiveRequestAttemptId" not in parameters:
        return proceed(parameters)
    if "answer" not in memory:
        memory["answer"] = proceed(parameters)
    return memory["answer"]


def _lose_dead_letters(memory, operation, parameters, proceed):
    """Give the first dead letter only, under the deduplication id that its sender chose."""
    answer = proceed(parameters)
    if operation != "ReceiveMessage" or "dead-letters" not in parameters["QueueUrl"]:
        return answer
    found = [] if memory.get("given") else answer.get("Messages", [])[:1]
    memory["given"] = memory.get("given") or found
    changed = [
        {**each, "Attributes": {**each["Attributes"], "MessageDeduplicationId": "d-1"}}
        for each in found
    ]
    return {**_without("Messages")(answer), **({"Messages": changed} if changed else {})}


def _say_all_is_stored(memory, operation, parameters, proceed):
    try:
        answer = proceed(parameters)
    except ClientError:
        if operation != "SendMessageBatch":
            raise
        answer = _OK
    if operation != "SendMessageBatch":
        return answer
    stored = [{"Id": each["Id"], "MessageId": "m"} for each in parameters["Entries"]]
    return {**_OK, "Successful": stored}


def _hash_attributes_too(each):
    if _ids_said(each):
        return each
    content = each["MessageBody"], repr(each.get("MessageAttributes"))
    return {**each, "MessageDeduplicationId": str(hash(content))}


# -- types and ids

accepts_every_fifo_queue = _accepts("CreateQueue")
accepts_every_change = _accepts("SetQueueAttributes")
refuses_every_queue = _refuses("CreateQueue", lambda asked: "orders" in asked["QueueName"])
makes_up_a_group = _sent(lambda each: {"MessageGroupId": "made-up", **each})
makes_up_an_id = _sent(lambda each: {"MessageDeduplicationId": str(uuid.uuid4()), **each})
wants_an_id_always = _refuses("SendMessage", lambda asked: not _ids_said(asked))
wants_no_id = _refuses("SendMessage", _ids_said)
keeps_for_14_days = _attribute("MessageRetentionPeriod", lambda said: "1209600" if said else None)
drops_a_delay = _sent(_without("DelaySeconds"))
keeps_an_old_delay = _attribute("DelaySeconds", lambda said: "45" if said else None)
accepts_late_deletes = _accepts("DeleteMessage")

# -- order and groups

stores_the_last_one_first = remembering_target(_store_backwards)
gives_batches_backwards = remembering_target(_backwards)
stores_batches_backwards = _asked(
    ("SendMessageBatch",), lambda asked: {**asked, "Entries": asked["Entries"][::-1]}
)
says_that_all_is_stored = remembering_target(_say_all_is_stored)
counts_down = remembering_target(_count_down)
tells_receivers_other_numbers = _messages(
    lambda each: {**each, "Attributes": {**each.get("Attributes", {}), "SequenceNumber": "7"}}
)
knows_no_groups = _sent(lambda each: {**each, "MessageGroupId": str(uuid.uuid4())})
knows_one_group = _sent(lambda each: {**each, "MessageGroupId": "all"})

# -- what counts as the same

never_deduplicates = _sent(lambda each: {**each, "MessageDeduplicationId": str(uuid.uuid4())})
takes_all_for_the_same = _sent(lambda each: {**each, "MessageDeduplicationId": "same"})
deduplicates_by_content_only = _sent(
    lambda each: {**each, "MessageDeduplicationId": each["MessageBody"]}
)
hashes_attributes_too = _sent(_hash_attributes_too)
salts_what_is_said = _sent(
    lambda each: (
        {**each, "MessageDeduplicationId": f"salt-{each['MessageDeduplicationId']}"}
        if _ids_said(each)
        else each
    )
)
refuses_a_second_send = remembering_target(_refuse_known_ids)
forgets_ids_on_delete = remembering_target(_forget_ids_on_delete)
never_forgets_an_id = remembering_target(_drop_known_ids)
deduplicates_across_groups = _attribute(
    "DeduplicationScope", lambda said: "queue" if said else None
)
deduplicates_within_groups_only = _sent(
    lambda each: (
        {**each, "MessageDeduplicationId": each["MessageGroupId"] + each["MessageDeduplicationId"]}
        if _ids_said(each)
        else each
    )
)
knows_no_attempts = _asked(("ReceiveMessage",), _without("ReceiveRequestAttemptId"))
repeats_every_attempt = remembering_target(_repeat_every_attempt)
loses_dead_letters_of_one_id = remembering_target(_lose_dead_letters)

CAUGHT: dict[str, list[str]] = {
    "accepts_every_fifo_queue": ["SQS-FIFO-01"],
    "accepts_every_change": ["SQS-FIFO-01"],
    "refuses_every_queue": ["SQS-FIFO-01"],
    "makes_up_a_group": ["SQS-FIFO-02"],
    "makes_up_an_id": ["SQS-FIFO-02"],
    "wants_an_id_always": ["SQS-FIFO-02"],
    "wants_no_id": ["SQS-FIFO-02"],
    "drops_a_delay": ["SQS-FIFO-21"],
    "keeps_an_old_delay": ["SQS-DEL-09"],
    "accepts_late_deletes": ["SQS-RH-03"],
    "stores_the_last_one_first": ["SQS-FIFO-03", "SQS-FIFO-06"],
    "gives_batches_backwards": ["SQS-FIFO-06"],
    "stores_batches_backwards": ["SQS-FIFO-22"],
    "says_that_all_is_stored": ["SQS-FIFO-22"],
    "counts_down": ["SQS-FIFO-16"],
    "tells_receivers_other_numbers": ["SQS-FIFO-16"],
    "knows_no_groups": ["SQS-FIFO-05", "SQS-FIFO-06", "SQS-FIFO-14"],
    "knows_one_group": ["SQS-FIFO-04", "SQS-FIFO-05", "SQS-FIFO-14"],
    "keeps_for_14_days": ["SQS-FIFO-14"],
    "never_deduplicates": ["SQS-FIFO-07", "SQS-FIFO-08", "SQS-FIFO-11"],
    "takes_all_for_the_same": ["SQS-FIFO-10"],
    "deduplicates_by_content_only": ["SQS-FIFO-07", "SQS-FIFO-10"],
    "hashes_attributes_too": ["SQS-FIFO-10"],
    "salts_what_is_said": ["SQS-FIFO-10"],
    "refuses_a_second_send": ["SQS-FIFO-07", "SQS-FIFO-08", "SQS-FIFO-10"],
    "forgets_ids_on_delete": ["SQS-FIFO-08"],
    "never_forgets_an_id": ["SQS-FIFO-09"],
    "deduplicates_across_groups": ["SQS-FIFO-11"],
    "deduplicates_within_groups_only": ["SQS-FIFO-11"],
    "knows_no_attempts": ["SQS-FIFO-12"],
    "repeats_every_attempt": ["SQS-FIFO-12"],
    "loses_dead_letters_of_one_id": ["DLQ-26"],
}
