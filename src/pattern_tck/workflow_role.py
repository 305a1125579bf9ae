"""The IAM role that a workflow runs under, which CreateStateMachine demands.

Rules that hand events on to another bus act under it as well.
"""

from __future__ import annotations

import json

from botocore.exceptions import BotoCoreError, ClientError

from pattern_tck.ports import Client

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["states.amazonaws.com", "events.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}
_RIGHTS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "sqs:SendMessage",
                "sns:Publish",
                "events:PutEvents",
                # To run another workflow as a job, whose end the engine learns by a rule.
                "states:StartExecution",
                "states:DescribeExecution",
                "states:StopExecution",
                "events:PutTargets",
                "events:PutRule",
                "events:DescribeRule",
            ],
            "Resource": "*",
        }
    ],
}


def workflow_role(iam: Client, sts: Client, name: str) -> str:
    """Make a role that may send, publish and run workflows, and give its ARN.

    A target without IAM asks for no more than the form, and for the right account.
    """
    try:
        role = iam.create_role(RoleName=name[:64], AssumeRolePolicyDocument=json.dumps(_TRUST))
        iam.put_role_policy(
            RoleName=name[:64], PolicyName="send-and-run", PolicyDocument=json.dumps(_RIGHTS)
        )
    except (BotoCoreError, ClientError):
        account = sts.get_caller_identity()["Account"]
        return f"arn:aws:iam::{account}:role/{name[:64]}"
    return str(role["Role"]["Arn"])
