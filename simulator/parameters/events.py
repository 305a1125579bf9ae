"""The parameters of the operations of EventBridge that are here, as `typed` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATIONS: Final[Mapping[str, str]] = {
    "CancelReplay": "ReplayName!",
    "CreateApiDestination": (
        "Name! Description ConnectionArn! InvocationEndpoint! HttpMethod! "
        "InvocationRateLimitPerSecond:i"
    ),
    "CreateArchive": (
        "ArchiveName! EventSourceArn! Description EventPattern RetentionDays:i KmsKeyIdentifier"
    ),
    "CreateConnection": (
        "Name! Description AuthorizationType! AuthParameters!:(BasicAuthParameters:(Username! "
        "Password!) OAuthParameters:(ClientParameters!:(ClientID! ClientSecret!) "
        "AuthorizationEndpoint! HttpMethod! OAuthHttpParameters:(HeaderParameters:[(Key Value "
        "IsValueSecret:t)] QueryStringParameters:[(Key Value IsValueSecret:t)] "
        "BodyParameters:[(Key Value IsValueSecret:t)])) ApiKeyAuthParameters:(ApiKeyName! "
        "ApiKeyValue!) InvocationHttpParameters:(HeaderParameters:[(Key Value "
        "IsValueSecret:t)] QueryStringParameters:[(Key Value IsValueSecret:t)] "
        "BodyParameters:[(Key Value IsValueSecret:t)]) "
        "ConnectivityParameters:(ResourceParameters!:(ResourceConfigurationArn!))) "
        "InvocationConnectivityParameters:(ResourceParameters!:(ResourceConfigurationArn!)) "
        "KmsKeyIdentifier"
    ),
    "CreateEventBus": (
        "Name! EventSourceName Description KmsKeyIdentifier DeadLetterConfig:(Arn) "
        "LogConfig:(IncludeDetail Level) Tags:[(Key! Value!)]"
    ),
    "DeleteApiDestination": "Name!",
    "DeleteArchive": "ArchiveName!",
    "DeleteConnection": "Name!",
    "DeleteEventBus": "Name!",
    "DeleteRule": "Name! EventBusName Force:t",
    "DescribeApiDestination": "Name!",
    "DescribeArchive": "ArchiveName!",
    "DescribeConnection": "Name!",
    "DescribeEventBus": "Name",
    "DescribeReplay": "ReplayName!",
    "DescribeRule": "Name! EventBusName",
    "DisableRule": "Name! EventBusName",
    "EnableRule": "Name! EventBusName",
    "ListApiDestinations": "NamePrefix ConnectionArn NextToken Limit:i",
    "ListArchives": "NamePrefix EventSourceArn State NextToken Limit:i",
    "ListConnections": "NamePrefix ConnectionState NextToken Limit:i",
    "ListEventBuses": "NamePrefix NextToken Limit:i",
    "ListReplays": "NamePrefix State EventSourceArn NextToken Limit:i",
    "ListRuleNamesByTarget": "TargetArn! EventBusName NextToken Limit:i",
    "ListRules": "NamePrefix EventBusName NextToken Limit:i",
    "ListTagsForResource": "ResourceARN!",
    "ListTargetsByRule": "Rule! EventBusName NextToken Limit:i",
    "PutEvents": (
        "Entries!:[(Time:d Source Resources:[s] DetailType Detail EventBusName TraceHeader)] "
        "EndpointId"
    ),
    "PutPermission": (
        "EventBusName Action Principal StatementId Condition:(Type! Key! Value!) Policy"
    ),
    "PutRule": (
        "Name! ScheduleExpression EventPattern State Description RoleArn Tags:[(Key! Value!)] "
        "EventBusName"
    ),
    "PutTargets": (
        "Rule! EventBusName Targets!:[(Id! Arn! RoleArn Input InputPath "
        "InputTransformer:(InputPathsMap:{s} InputTemplate!) "
        "KinesisParameters:(PartitionKeyPath!) RunCommandParameters:(RunCommandTargets!:[(Key! "
        "Values!:[s])]) EcsParameters:(TaskDefinitionArn! TaskCount:i LaunchType "
        "NetworkConfiguration:(awsvpcConfiguration:(Subnets!:[s] SecurityGroups:[s] "
        "AssignPublicIp)) PlatformVersion Group CapacityProviderStrategy:[(capacityProvider! "
        "weight:i base:i)] EnableECSManagedTags:t EnableExecuteCommand:t "
        "PlacementConstraints:[(type expression)] PlacementStrategy:[(type field)] "
        "PropagateTags ReferenceId Tags:[(Key! Value!)]) BatchParameters:(JobDefinition! "
        "JobName! ArrayProperties:(Size:i) RetryStrategy:(Attempts:i)) "
        "SqsParameters:(MessageGroupId) HttpParameters:(PathParameterValues:[s] "
        "HeaderParameters:{s} QueryStringParameters:{s}) "
        "RedshiftDataParameters:(SecretManagerArn Database! DbUser Sql StatementName "
        "WithEvent:t Sqls:[s]) SageMakerPipelineParameters:(PipelineParameterList:[(Name! "
        "Value!)]) DeadLetterConfig:(Arn) RetryPolicy:(MaximumRetryAttempts:i "
        "MaximumEventAgeInSeconds:i) AppSyncParameters:(GraphQLOperation))]"
    ),
    "RemovePermission": "StatementId RemoveAllPermissions:t EventBusName",
    "RemoveTargets": "Rule! EventBusName Ids!:[s] Force:t",
    "StartReplay": (
        "ReplayName! Description EventSourceArn! EventStartTime!:d EventEndTime!:d "
        "Destination!:(Arn! FilterArns:[s])"
    ),
    "TagResource": "ResourceARN! Tags!:[(Key! Value!)]",
    "TestEventPattern": "EventPattern! Event!",
    "UntagResource": "ResourceARN! TagKeys!:[s]",
    "UpdateApiDestination": (
        "Name! Description ConnectionArn InvocationEndpoint HttpMethod "
        "InvocationRateLimitPerSecond:i"
    ),
    "UpdateArchive": "ArchiveName! Description EventPattern RetentionDays:i KmsKeyIdentifier",
    "UpdateConnection": (
        "Name! Description AuthorizationType AuthParameters:(BasicAuthParameters:(Username "
        "Password) OAuthParameters:(ClientParameters:(ClientID ClientSecret) "
        "AuthorizationEndpoint HttpMethod OAuthHttpParameters:(HeaderParameters:[(Key Value "
        "IsValueSecret:t)] QueryStringParameters:[(Key Value IsValueSecret:t)] "
        "BodyParameters:[(Key Value IsValueSecret:t)])) ApiKeyAuthParameters:(ApiKeyName "
        "ApiKeyValue) InvocationHttpParameters:(HeaderParameters:[(Key Value IsValueSecret:t)] "
        "QueryStringParameters:[(Key Value IsValueSecret:t)] BodyParameters:[(Key Value "
        "IsValueSecret:t)]) "
        "ConnectivityParameters:(ResourceParameters!:(ResourceConfigurationArn!))) "
        "InvocationConnectivityParameters:(ResourceParameters!:(ResourceConfigurationArn!)) "
        "KmsKeyIdentifier"
    ),
    "UpdateEventBus": (
        "Name KmsKeyIdentifier Description DeadLetterConfig:(Arn) LogConfig:(IncludeDetail Level)"
    ),
}
