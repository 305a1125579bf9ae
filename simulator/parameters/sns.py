"""The parameters of the operations of SNS that are here, as `typed` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATIONS: Final[Mapping[str, str]] = {
    "AddPermission": "TopicArn! Label! AWSAccountId!:[s] ActionName!:[s]",
    "CheckIfPhoneNumberIsOptedOut": "phoneNumber!",
    "ConfirmSubscription": "TopicArn! Token! AuthenticateOnUnsubscribe",
    "CreatePlatformApplication": "Name! Platform! Attributes!:{s}",
    "CreatePlatformEndpoint": "PlatformApplicationArn! Token! CustomUserData Attributes:{s}",
    "CreateTopic": "Name! Attributes:{s} Tags:[(Key! Value!)] DataProtectionPolicy",
    "DeleteEndpoint": "EndpointArn!",
    "DeletePlatformApplication": "PlatformApplicationArn!",
    "DeleteTopic": "TopicArn!",
    "GetDataProtectionPolicy": "ResourceArn!",
    "GetEndpointAttributes": "EndpointArn!",
    "GetPlatformApplicationAttributes": "PlatformApplicationArn!",
    "GetSMSAttributes": "attributes:[s]",
    "GetSubscriptionAttributes": "SubscriptionArn!",
    "GetTopicAttributes": "TopicArn!",
    "ListEndpointsByPlatformApplication": "PlatformApplicationArn! NextToken",
    "ListPhoneNumbersOptedOut": "nextToken",
    "ListPlatformApplications": "NextToken",
    "ListSubscriptions": "NextToken",
    "ListSubscriptionsByTopic": "TopicArn! NextToken",
    "ListTagsForResource": "ResourceArn!",
    "ListTopics": "NextToken",
    "OptInPhoneNumber": "phoneNumber!",
    "Publish": (
        "TopicArn TargetArn PhoneNumber Message! Subject MessageStructure "
        "MessageAttributes:{(DataType! StringValue BinaryValue:b)} MessageDeduplicationId "
        "MessageGroupId"
    ),
    "PublishBatch": (
        "TopicArn! PublishBatchRequestEntries!:[(Id! Message! Subject MessageStructure "
        "MessageAttributes:{(DataType! StringValue BinaryValue:b)} MessageDeduplicationId "
        "MessageGroupId)]"
    ),
    "PutDataProtectionPolicy": "ResourceArn! DataProtectionPolicy!",
    "RemovePermission": "TopicArn! Label!",
    "SetEndpointAttributes": "EndpointArn! Attributes!:{s}",
    "SetPlatformApplicationAttributes": "PlatformApplicationArn! Attributes!:{s}",
    "SetSMSAttributes": "attributes!:{s}",
    "SetSubscriptionAttributes": "SubscriptionArn! AttributeName! AttributeValue",
    "SetTopicAttributes": "TopicArn! AttributeName! AttributeValue",
    "Subscribe": "TopicArn! Protocol! Endpoint Attributes:{s} ReturnSubscriptionArn:t",
    "TagResource": "ResourceArn! Tags!:[(Key! Value!)]",
    "Unsubscribe": "SubscriptionArn!",
    "UntagResource": "ResourceArn! TagKeys!:[s]",
}
