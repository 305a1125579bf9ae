"""Queues and their policies, made from templates.

Sources: the resource types AWS::SQS::Queue, QueuePolicy and QueueInlinePolicy of CloudFormation's
template reference.
"""

from __future__ import annotations

from typing import Final

from pattern_tck.simulator.queues.settings import defaults
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kind import (
    Kind,
    Made,
    Properties,
    Site,
    answers,
    changed_tags,
    tag_map,
)
from pattern_tck.simulator.stacks.texts import as_text

_ATTRIBUTES: Final = frozenset(
    {
        "ContentBasedDeduplication", "DeduplicationScope", "DelaySeconds", "FifoQueue",
        "FifoThroughputLimit", "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId",
        "MaximumMessageSize", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy", "RedrivePolicy", "SqsManagedSseEnabled", "VisibilityTimeout",
    }
)  # fmt: skip
#: What a queue that is not FIFO is not told.
_FIFO_ONLY: Final = frozenset({"FifoQueue", "ContentBasedDeduplication"})


def _attributes(properties: Properties) -> dict[str, str]:
    said = {name: as_text(properties[name]) for name in _ATTRIBUTES & properties.keys()}
    if said.get("FifoQueue") == "true":
        return said
    # To a queue without an order "false" is no attribute at all.
    return {n: v for n, v in said.items() if n not in _FIFO_ONLY or v != "false"}


def _is_fifo(properties: Properties) -> bool:
    return as_text(properties.get("FifoQueue", False)) == "true"


def _create_queue(site: Site, properties: Properties) -> Made:
    ending = ".fifo" if _is_fifo(properties) else ""
    name = as_text(properties.get("QueueName") or site.name(80, ending))
    answer = site.call(
        "sqs",
        "CreateQueue",
        QueueName=name,
        Attributes=_attributes(properties),
        tags=tag_map(properties.get("Tags")),
    )
    url = answer["QueueUrl"]
    return Made(url, {"Arn": site.arn("sqs", name), "QueueName": name, "QueueUrl": url}, name)


def _update_queue(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    before, after = _attributes(old), _attributes(new)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    usual = defaults(fifo=_is_fifo(new))
    changed |= {name: usual.get(name, "") for name in before if name not in after}
    if changed:
        site.call("sqs", "SetQueueAttributes", QueueUrl=made.physical, Attributes=changed)
    added, removed = changed_tags(old, new)
    if added:
        site.call("sqs", "TagQueue", QueueUrl=made.physical, Tags=added)
    if removed:
        site.call("sqs", "UntagQueue", QueueUrl=made.physical, TagKeys=removed)
    return made


def _delete_queue(site: Site, made: Made, _properties: Properties) -> None:
    try:
        site.call("sqs", "DeleteQueue", QueueUrl=made.physical)
    except Refusal as refusal:
        if refusal.code != "QueueDoesNotExist":
            raise


def _set_policy(site: Site, urls: list[str], policy: str) -> None:
    for url in urls:
        site.call("sqs", "SetQueueAttributes", QueueUrl=url, Attributes={"Policy": policy})


def _clear_policy(site: Site, urls: list[str]) -> None:
    for url in urls:
        try:
            _set_policy(site, [url], "")
        except Refusal as refusal:
            # A queue that is gone has no policy either.
            if refusal.code != "QueueDoesNotExist":
                raise


def _create_policy(site: Site, properties: Properties) -> Made:
    _set_policy(site, properties["Queues"], as_text(properties["PolicyDocument"]))
    name = site.name()
    return Made(name, {"Id": name}, name)


def _update_policy(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    _clear_policy(site, [url for url in old["Queues"] if url not in new["Queues"]])
    _set_policy(site, new["Queues"], as_text(new["PolicyDocument"]))
    return made


def _delete_policy(site: Site, _made: Made, properties: Properties) -> None:
    _clear_policy(site, properties["Queues"])


def _create_inline(site: Site, properties: Properties) -> Made:
    url = properties["Queue"]
    _set_policy(site, [url], as_text(properties["PolicyDocument"]))
    return Made(url)


def _update_inline(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    _set_policy(site, [made.physical], as_text(new["PolicyDocument"]))
    return made


def _delete_inline(site: Site, made: Made, _properties: Properties) -> None:
    _clear_policy(site, [made.physical])


KINDS: Final = (
    Kind(
        "AWS::SQS::Queue",
        _ATTRIBUTES | {"QueueName", "Tags"},
        _create_queue,
        _delete_queue,
        _update_queue,
        replaced_by=frozenset({"QueueName", "FifoQueue"}),
        named_by="QueueName",
        exists=lambda site, name: answers(site, "sqs", "GetQueueUrl", QueueName=name),
        tags="list",
    ),
    Kind(
        "AWS::SQS::QueuePolicy",
        frozenset({"PolicyDocument", "Queues"}),
        _create_policy,
        _delete_policy,
        _update_policy,
        required=("PolicyDocument", "Queues"),
    ),
    Kind(
        "AWS::SQS::QueueInlinePolicy",
        frozenset({"PolicyDocument", "Queue"}),
        _create_inline,
        _delete_inline,
        _update_inline,
        required=("PolicyDocument", "Queue"),
        replaced_by=frozenset({"Queue"}),
    ),
)
