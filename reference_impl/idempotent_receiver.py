"""Idempotent receiver: an effect and the memory of it, in one conditional write.

Checking first and writing then would leave a gap in which two consumers, or one that crashes, have
the effect twice. Here the table decides: the second write of the same business key is refused.
"""

from __future__ import annotations

from pattern_tck.ports import Client


def record_once(dynamodb: Client, table: str, key: str, value: str) -> str:
    """Have the effect ``value`` for the business key, unless it was had; give the effect's value.

    The key is the business id, never the MessageId: the same order sent twice has two of those.
    """
    try:
        dynamodb.put_item(
            TableName=table,
            Item={"pk": {"S": key}, "key": {"S": key}, "value": {"S": value}},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        found = dynamodb.get_item(TableName=table, Key={"pk": {"S": key}}, ConsistentRead=True)
        return str(found["Item"]["value"]["S"])
    return value
