"""What SQS calls things in the query protocol, which its model of today no longer tells.

SDKs older than November 2023 speak it. Source: the API of SQS, version 2012-11-05, and the
migration guide from the query protocol to JSON in its developer guide.
"""

from __future__ import annotations

from typing import Final

_PREFIX: Final = "AWS.SimpleQueueService."

#: The codes that errors had, where they differ.
OLD_CODES: Final = {
    "MissingRequiredParameterException": "MissingParameter",
    "QueueDoesNotExist": _PREFIX + "NonExistentQueue",
    "QueueNameExists": "QueueAlreadyExists",
    **{
        name: _PREFIX + name
        for name in (
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "PurgeQueueInProgress",
            "QueueDeletedRecently",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation",
        )
    },
}

#: The names of members, by their own names; lists and maps are flattened.
_MEMBERS: Final = {
    "AWSAccountIds": "AWSAccountId",
    "Actions": "ActionName",
    "AttributeNames": "AttributeName",
    "Attributes": "Attribute",
    "BinaryListValues": "BinaryListValue",
    "Failed": "BatchResultErrorEntry",
    "MessageAttributeNames": "MessageAttributeName",
    "MessageAttributes": "MessageAttribute",
    "MessageSystemAttributeNames": "MessageSystemAttributeName",
    "MessageSystemAttributes": "MessageSystemAttribute",
    "Messages": "Message",
    "QueueUrls": "QueueUrl",
    "Results": "ListMessageMoveTasksResultEntry",
    "StringListValues": "StringListValue",
    "TagKeys": "TagKey",
    "Tags": "Tag",
    "queueUrls": "QueueUrl",
    "tags": "Tag",
}

#: Parts of maps, where tags have others than attributes.
_PARTS: Final = {"key": "Name", "value": "Value"}


def old_name(name: str, title: str) -> str:
    """Give the query name of a member, or of a part of a map, whose shape has this title."""
    if title == "TagKey" and name == "key":
        return "Key"
    if name in _PARTS:
        return _PARTS[name]
    if name in {"Entries", "Successful"}:
        # "SendMessageBatchRequestEntryList" holds entries of that name without the List.
        return title.removesuffix("List")
    return _MEMBERS.get(name, name)
