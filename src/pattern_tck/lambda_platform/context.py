"""The context object that a function in this process is given, as the Python runtime makes it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.ports import Now

#: An account that belongs to nobody; functions of the kit are functions of this one.
ACCOUNT = "123456789012"

VERSION = "$LATEST"
MEMORY = "128"


@dataclass(frozen=True)
class Configuration:
    """What is configured about a function: its name, its region, its timeout in seconds."""

    name: str
    region: str
    timeout: float

    @property
    def arn(self) -> str:
        """Give the ARN under which it is invoked."""
        return f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{self.name}"

    def environment(self, handler: str, folder: str, instance: str) -> Mapping[str, str]:
        """Give the variables that Lambda itself sets in an execution environment.

        The keys are nobody's: calls reach the target by way of the tap alone. ``instance`` tells
        the execution environments of one function apart.
        """
        return {
            "_HANDLER": handler,
            "AWS_ACCESS_KEY_ID": instance,
            "AWS_SECRET_ACCESS_KEY": "secret-of-nobody",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": VERSION,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": MEMORY,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": f"pattern-tck/[{VERSION}]{instance}",
            # Nobody listens for traces here.
            "AWS_XRAY_SDK_ENABLED": "false",
            "LAMBDA_TASK_ROOT": folder,
        }


@dataclass(frozen=True)
class _Identity:
    """No user of Amazon Cognito invokes functions of the kit."""

    cognito_identity_id: str | None = None
    cognito_identity_pool_id: str | None = None


@dataclass(frozen=True)
class LambdaContext:
    """One invocation, as a handler sees it; the names are Lambda's.

    ``deadline`` is on the clock of the target, and so is the time that is left.
    """

    function_name: str
    invoked_function_arn: str
    deadline: float
    now: Now = field(repr=False)
    log_group_name: str = ""
    log_stream_name: str = ""
    function_version: str = VERSION
    #: Text and no number, as the runtime reads it from the environment.
    memory_limit_in_mb: str = MEMORY
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    identity: _Identity = field(default_factory=_Identity)
    client_context: Any = None
    tenant_id: str | None = None

    def get_remaining_time_in_millis(self) -> int:
        """Give the milliseconds until the function would be stopped; never less than none."""
        return max(0, int((self.deadline - self.now()) * 1000))
