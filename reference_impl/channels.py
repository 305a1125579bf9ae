"""How the reference makes the channels it owns: queues with a redrive policy, and the alarm.

Creating a queue again with the same attributes gives the same queue, so deploying is repeatable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from pattern_tck.ports import Client

_DAY = 24 * 60 * 60


def create_queue(
    sqs: Client,
    name: str,
    *,
    visibility: int | None = None,
    dead_letters: str | None = None,
    max_receives: int = 0,
    keep_days: int = 4,
    policy: str | None = None,
    fifo: bool = False,
) -> str:
    """Make a queue and give its URL; ``dead_letters`` is the ARN of its dead-letter queue."""
    attributes = {"MessageRetentionPeriod": str(keep_days * _DAY)}
    if visibility is not None:
        attributes["VisibilityTimeout"] = str(visibility)
    if dead_letters is not None:
        attributes["RedrivePolicy"] = json.dumps(
            {"deadLetterTargetArn": dead_letters, "maxReceiveCount": max_receives}
        )
    if policy is not None:
        attributes["Policy"] = policy
    if fifo:  # only if so: "false" is refused
        attributes["FifoQueue"] = "true"
    return str(sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def arn_of(sqs: Client, queue_url: str) -> str:
    """Give the ARN of a queue: ask, since account and region are the target's."""
    answer = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    return str(answer["Attributes"]["QueueArn"])


def admit_topic(sqs: Client, queue_url: str, topic_arn: str) -> None:
    """Let one topic send to a queue. Without the condition any topic in the world might."""
    _admit(sqs, queue_url, "sns.amazonaws.com", [topic_arn])


def admit_rules(sqs: Client, queue_url: str, rule_arns: Iterable[str]) -> None:
    """Let rules of a bus send to a queue, and nobody else on behalf of the bus.

    All of its rules in one call, since a policy takes the place of the one before.
    """
    _admit(sqs, queue_url, "events.amazonaws.com", list(rule_arns))


def _admit(sqs: Client, queue_url: str, service: str, sources: list[str]) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sqs:SendMessage",
                "Resource": arn_of(sqs, queue_url),
                "Condition": {"ArnEquals": {"aws:SourceArn": sources}},
            }
        ],
    }
    sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": json.dumps(policy)})


def alarm_on_depth(cloudwatch: Client, queue_name: str) -> None:
    """Warn as soon as one message lies on a queue that ought to be empty.

    The depth, not NumberOfMessagesSent: the move by a redrive policy does not count as sent.
    """
    cloudwatch.put_metric_alarm(
        AlarmName=f"{queue_name}-not-empty",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": queue_name}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        # No data means that nobody uses the queue, which is how it should be.
        TreatMissingData="notBreaching",
    )


def alarm_on_age(cloudwatch: Client, queue_name: str, seconds: int) -> None:
    """Warn when the oldest message of a queue has waited for longer than ``seconds``.

    Beside the depth: a backlog that does not grow may still be late, and a deep one in time.
    """
    cloudwatch.put_metric_alarm(
        AlarmName=f"{queue_name}-late",
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": queue_name}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=seconds,
        ComparisonOperator="GreaterThanThreshold",
        # No data means that nobody uses the queue, so that nothing waits.
        TreatMissingData="notBreaching",
    )
