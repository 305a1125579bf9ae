"""The parameters of the operations of Step Functions that are here, as `typed` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATIONS: Final[Mapping[str, str]] = {
    "CreateActivity": (
        "name! tags:[(key value)] encryptionConfiguration:(kmsKeyId "
        "kmsDataKeyReusePeriodSeconds:i type!)"
    ),
    "CreateStateMachine": (
        "name! definition! roleArn! type loggingConfiguration:(level includeExecutionData:t "
        "destinations:[(cloudWatchLogsLogGroup:(logGroupArn))]) tags:[(key value)] "
        "tracingConfiguration:(enabled:t) publish:t versionDescription "
        "encryptionConfiguration:(kmsKeyId kmsDataKeyReusePeriodSeconds:i type!)"
    ),
    "CreateStateMachineAlias": (
        "description name! routingConfiguration!:[(stateMachineVersionArn! weight!:i)]"
    ),
    "DeleteActivity": "activityArn!",
    "DeleteStateMachine": "stateMachineArn!",
    "DeleteStateMachineAlias": "stateMachineAliasArn!",
    "DeleteStateMachineVersion": "stateMachineVersionArn!",
    "DescribeActivity": "activityArn!",
    "DescribeExecution": "executionArn! includedData",
    "DescribeMapRun": "mapRunArn!",
    "DescribeStateMachine": "stateMachineArn! includedData",
    "DescribeStateMachineAlias": "stateMachineAliasArn!",
    "DescribeStateMachineForExecution": "executionArn! includedData",
    "GetActivityTask": "activityArn! workerName",
    "GetExecutionHistory": (
        "executionArn! maxResults:i reverseOrder:t nextToken includeExecutionData:t"
    ),
    "ListActivities": "maxResults:i nextToken",
    "ListExecutions": "stateMachineArn statusFilter maxResults:i nextToken mapRunArn redriveFilter",
    "ListMapRuns": "executionArn! maxResults:i nextToken",
    "ListStateMachineAliases": "stateMachineArn! nextToken maxResults:i",
    "ListStateMachineVersions": "stateMachineArn! nextToken maxResults:i",
    "ListStateMachines": "maxResults:i nextToken",
    "ListTagsForResource": "resourceArn!",
    "PublishStateMachineVersion": "stateMachineArn! revisionId description",
    "RedriveExecution": "executionArn! clientToken",
    "SendTaskFailure": "taskToken! error cause",
    "SendTaskHeartbeat": "taskToken!",
    "SendTaskSuccess": "taskToken! output!",
    "StartExecution": "stateMachineArn! name input traceHeader",
    "StartSyncExecution": "stateMachineArn! name input traceHeader includedData",
    "StopExecution": "executionArn! error cause",
    "TagResource": "resourceArn! tags!:[(key value)]",
    "TestState": (
        "definition! roleArn input inspectionLevel revealSecrets:t variables stateName "
        "mock:(result errorOutput:(error cause) fieldValidationMode) context "
        "stateConfiguration:(retrierRetryCount:i errorCausedByState mapIterationFailureCount:i "
        "mapItemReaderData)"
    ),
    "UntagResource": "resourceArn! tagKeys!:[s]",
    "UpdateMapRun": (
        "mapRunArn! maxConcurrency:i toleratedFailurePercentage:n toleratedFailureCount:i"
    ),
    "UpdateStateMachine": (
        "stateMachineArn! definition roleArn loggingConfiguration:(level "
        "includeExecutionData:t destinations:[(cloudWatchLogsLogGroup:(logGroupArn))]) "
        "tracingConfiguration:(enabled:t) publish:t versionDescription "
        "encryptionConfiguration:(kmsKeyId kmsDataKeyReusePeriodSeconds:i type!)"
    ),
    "UpdateStateMachineAlias": (
        "stateMachineAliasArn! description routingConfiguration:[(stateMachineVersionArn! "
        "weight!:i)]"
    ),
    "ValidateStateMachineDefinition": "definition! type severity maxResults:i",
}
