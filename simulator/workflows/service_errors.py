"""What the error of a service is called in a workflow.

The optimized integrations use the first AWS SDK for Java, the others its second one; an error that
the SDK has a class for is called by that class, and any other one by that of the service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.failure import Failure

_SUFFIX: Final = "Exception"


@dataclass(frozen=True)
class ErrorNames:
    """The names of the errors of one service in one integration.

    ``service`` comes before the dot, ``other`` is the class of errors without one of their own,
    ``known`` has the codes of those that have one, ``told_as`` is what causes call the service.
    ``second`` says whether it is the second SDK, whose causes say less.
    """

    service: str
    other: str
    known: frozenset[str]
    told_as: str
    second: bool = False

    def failure(self, refusal: Refusal, request: str) -> Failure:
        """Make the failure of a task whose call was refused; ``request`` is the id of that."""
        code = refusal.code
        if code in self.known:
            name = code if code.endswith(_SUFFIX) else f"{code}{_SUFFIX}"
        else:
            name = self.other
        where = f"Service: {self.told_as}{{0}} Status Code: {refusal.status}{{0}} "
        if self.second:
            told = f"{where.format(',')}Request ID: {request}"
        else:
            told = f"{where.format(';')}Error Code: {code}; Request ID: {request}; Proxy: null"
        cause = f"{refusal.message} ({told})"
        return Failure(f"{self.service}.{name}", cause)

    def unanswered(self) -> Failure:
        """Make the failure of a task whose call got no answer: perhaps it was done."""
        return Failure(
            f"{self.service}.SdkClientException", "Unable to execute HTTP request: Read timed out"
        )


_QUEUES: Final = frozenset(
    {
        "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "EmptyBatchRequest",
        "InvalidAddress", "InvalidAttributeName", "InvalidAttributeValue", "InvalidBatchEntryId",
        "InvalidIdFormat", "InvalidMessageContents", "InvalidSecurity", "KmsAccessDenied",
        "KmsDisabled", "KmsInvalidKeyUsage", "KmsInvalidState", "KmsNotFound", "KmsOptInRequired",
        "KmsThrottled", "MessageNotInflight", "OverLimit", "PurgeQueueInProgress",
        "QueueDeletedRecently", "QueueDoesNotExist", "QueueNameExists", "ReceiptHandleIsInvalid",
        "RequestThrottled", "ResourceNotFoundException", "TooManyEntriesInBatchRequest",
        "UnsupportedOperation",
    }
)  # fmt: skip
_TOPICS: Final = frozenset(
    {
        "AuthorizationError", "BatchEntryIdsNotDistinct", "BatchRequestTooLong",
        "ConcurrentAccess", "EmptyBatchRequest", "EndpointDisabled", "FilterPolicyLimitExceeded",
        "InternalError", "InvalidBatchEntryId", "InvalidParameter", "InvalidParameterValue",
        "InvalidSecurity", "InvalidState", "KMSAccessDenied", "KMSDisabled", "KMSInvalidState",
        "KMSNotFound", "KMSOptInRequired", "KMSThrottling", "NotFound", "OptedOut",
        "PlatformApplicationDisabled", "ReplayLimitExceeded", "ResourceNotFound", "StaleTag",
        "SubscriptionLimitExceeded", "TagLimitExceeded", "TagPolicy", "Throttled",
        "TooManyEntriesInBatchRequest", "TopicLimitExceeded", "UserError", "ValidationException",
        "VerificationException",
    }
)  # fmt: skip
_BUSES: Final = frozenset(
    {
        "ConcurrentModificationException", "IllegalStatusException", "InternalException",
        "InvalidEventPatternException", "InvalidStateException", "LimitExceededException",
        "ManagedRuleException", "OperationDisabledException", "PolicyLengthExceededException",
        "ResourceAlreadyExistsException", "ResourceNotFoundException",
    }
)  # fmt: skip
_WORKFLOWS: Final = frozenset(
    {
        "ActivityAlreadyExists", "ActivityDoesNotExist", "ActivityLimitExceeded",
        "ActivityWorkerLimitExceeded", "ConflictException", "ExecutionAlreadyExists",
        "ExecutionDoesNotExist", "ExecutionLimitExceeded", "ExecutionNotRedrivable", "InvalidArn",
        "InvalidDefinition", "InvalidExecutionInput", "InvalidLoggingConfiguration", "InvalidName",
        "InvalidOutput", "InvalidToken", "InvalidTracingConfiguration", "MissingRequiredParameter",
        "ResourceNotFound", "ServiceQuotaExceededException", "StateMachineAlreadyExists",
        "StateMachineDeleting", "StateMachineDoesNotExist", "StateMachineLimitExceeded",
        "StateMachineTypeNotSupported", "TaskDoesNotExist", "TaskTimedOut", "TooManyTags",
        "ValidationException",
    }
)  # fmt: skip
_ALARMS: Final = frozenset({"ResourceNotFound", "LimitExceeded", "InvalidFormat"})

#: The codes that each service's model has an error for; a test holds them against botocore.
KNOWN: Final = {
    "sqs": _QUEUES,
    "sns": _TOPICS,
    "events": _BUSES,
    "stepfunctions": _WORKFLOWS,
    "cloudwatch": _ALARMS,
}


def optimized(service: str, name: str, told_as: str) -> ErrorNames:
    """Give the names in an optimized integration."""
    return ErrorNames(name, f"{told_as}{_SUFFIX}", KNOWN[service], told_as)


def direct(service: str, name: str) -> ErrorNames:
    """Give the names in an integration of the SDK (``aws-sdk:``)."""
    return ErrorNames(name, f"{name}{_SUFFIX}", KNOWN[service], name, second=True)
