"""The queues of the competing consumers."""

import json


def make(environment, client):
    sqs, prefix = client("sqs"), environment["PREFIX"]
    dead_name = f"{prefix}-competing-dead"
    two_weeks = {"MessageRetentionPeriod": "1209600"}
    dead = sqs.create_queue(QueueName=dead_name, Attributes=two_weeks)["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    redrive = {"deadLetterTargetArn": told["Attributes"]["QueueArn"], "maxReceiveCount": 7}
    work = sqs.create_queue(
        QueueName=f"{prefix}-competing",
        Attributes={
            "VisibilityTimeout": str(environment["VISIBILITY_TIMEOUT"]),
            "RedrivePolicy": json.dumps(redrive),
        },
    )
    invalid = sqs.create_queue(QueueName=f"{prefix}-competing-invalid", Attributes=two_weeks)
    client("cloudwatch").put_metric_alarm(
        AlarmName=f"{dead_name}-depth",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": dead_name}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
    )
    return {"WORK_QUEUE_URL": work["QueueUrl"], "INVALID_QUEUE_URL": invalid["QueueUrl"]}
