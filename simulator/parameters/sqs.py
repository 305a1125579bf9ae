"""The parameters of the operations of SQS that are here, as `typed` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATIONS: Final[Mapping[str, str]] = {
    "AddPermission": "QueueUrl! Label! AWSAccountIds!:[s] Actions!:[s]",
    "CancelMessageMoveTask": "TaskHandle!",
    "ChangeMessageVisibility": "QueueUrl! ReceiptHandle! VisibilityTimeout!:i",
    "ChangeMessageVisibilityBatch": "QueueUrl! Entries!:[(Id! ReceiptHandle! VisibilityTimeout:i)]",
    "CreateQueue": "QueueName! Attributes:{s} tags:{s}",
    "DeleteMessage": "QueueUrl! ReceiptHandle!",
    "DeleteMessageBatch": "QueueUrl! Entries!:[(Id! ReceiptHandle!)]",
    "DeleteQueue": "QueueUrl!",
    "GetQueueAttributes": "QueueUrl! AttributeNames:[s]",
    "GetQueueUrl": "QueueName! QueueOwnerAWSAccountId",
    "ListDeadLetterSourceQueues": "QueueUrl! NextToken MaxResults:i",
    "ListMessageMoveTasks": "SourceArn! MaxResults:i",
    "ListQueueTags": "QueueUrl!",
    "ListQueues": "QueueNamePrefix NextToken MaxResults:i",
    "PurgeQueue": "QueueUrl!",
    "ReceiveMessage": (
        "QueueUrl! AttributeNames:[s] MessageSystemAttributeNames:[s] "
        "MessageAttributeNames:[s] MaxNumberOfMessages:i VisibilityTimeout:i WaitTimeSeconds:i "
        "ReceiveRequestAttemptId"
    ),
    "RemovePermission": "QueueUrl! Label!",
    "SendMessage": (
        "QueueUrl! MessageBody! DelaySeconds:i MessageAttributes:{(StringValue BinaryValue:b "
        "StringListValues:[s] BinaryListValues:[b] DataType!)} "
        "MessageSystemAttributes:{(StringValue BinaryValue:b StringListValues:[s] "
        "BinaryListValues:[b] DataType!)} MessageDeduplicationId MessageGroupId"
    ),
    "SendMessageBatch": (
        "QueueUrl! Entries!:[(Id! MessageBody! DelaySeconds:i MessageAttributes:{(StringValue "
        "BinaryValue:b StringListValues:[s] BinaryListValues:[b] DataType!)} "
        "MessageSystemAttributes:{(StringValue BinaryValue:b StringListValues:[s] "
        "BinaryListValues:[b] DataType!)} MessageDeduplicationId MessageGroupId)]"
    ),
    "SetQueueAttributes": "QueueUrl! Attributes!:{s}",
    "StartMessageMoveTask": "SourceArn! DestinationArn MaxNumberOfMessagesPerSecond:i",
    "TagQueue": "QueueUrl! Tags!:{s}",
    "UntagQueue": "QueueUrl! TagKeys!:[s]",
}
