"""What the team's stack has: queues with dead-letter queues and alarms, and a table.

Called by the kit as ``deploy(environment, client)``; a team would have it in a template.
"""

import json

DAY = 24 * 3600


def booking(environment, client):
    return {**inbox(environment, client, "WORK_QUEUE_URL"), **memory(environment, client)}


def authorisation(environment, client):
    return {**inbox(environment, client, "REQUESTS_QUEUE_URL"), **memory(environment, client)}


def inbox(environment, client, variable):
    sqs, prefix = client("sqs"), environment["PREFIX"]

    def make(name, **attributes):
        texts = {key: str(value) for key, value in attributes.items()}
        return sqs.create_queue(QueueName=f"{prefix}-{name}", Attributes=texts)["QueueUrl"]

    failed = make("failed", MessageRetentionPeriod=14 * DAY)
    arn = sqs.get_queue_attributes(QueueUrl=failed, AttributeNames=["QueueArn"])
    queue = make(
        "inbox",
        VisibilityTimeout=environment["VISIBILITY_TIMEOUT"],
        MessageRetentionPeriod=4 * DAY,
        RedrivePolicy=json.dumps(
            {"deadLetterTargetArn": arn["Attributes"]["QueueArn"], "maxReceiveCount": 5}
        ),
    )
    client("cloudwatch").put_metric_alarm(
        AlarmName=f"{prefix}-failed",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": f"{prefix}-failed"}],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    invalid = make("invalid", MessageRetentionPeriod=14 * DAY)
    return {variable: queue, "INVALID_QUEUE_URL": invalid}


def memory(environment, client):
    """Make the table in which Powertools remembers what was done."""
    table = f"{environment['PREFIX']}-idempotency"
    client("dynamodb").create_table(
        TableName=table,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return {"IDEMPOTENCY_TABLE": table}
