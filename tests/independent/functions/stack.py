"""What the two functions need: each its queue, the letters of that, and where it puts things."""

import json


def rides(environment, client):
    made = Maker(environment, client)
    return {
        "WORK_QUEUE_URL": made.source("rides"),
        "INVALID_QUEUE_URL": made.queue("rides-invalid"),
    }


def notices(environment, client):
    made = Maker(environment, client)
    return {
        "NOTICES_QUEUE_URL": made.source("notices"),
        "EXPIRED_QUEUE_URL": made.queue("notices-expired"),
        "INVALID_QUEUE_URL": made.queue("notices-invalid"),
    }


class Maker:
    def __init__(self, environment, client):
        self.environment, self.client = environment, client

    def queue(self, name, **attributes):
        name = f"{self.environment['PREFIX']}-{name}"
        wanted = {"MessageRetentionPeriod": "1209600", **attributes}
        return self.client("sqs").create_queue(QueueName=name, Attributes=wanted)["QueueUrl"]

    def source(self, name):
        letters = self.queue(f"{name}-letters")
        told = self.client("sqs").get_queue_attributes(
            QueueUrl=letters, AttributeNames=["QueueArn"]
        )
        arn = told["Attributes"]["QueueArn"]
        self.client("cloudwatch").put_metric_alarm(
            AlarmName=f"{self.environment['PREFIX']}-{name}-letters-are-waiting",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": arn.rpartition(":")[2]}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        return self.queue(
            name,
            MessageRetentionPeriod="345600",
            VisibilityTimeout=str(self.environment["VISIBILITY_TIMEOUT"]),
            RedrivePolicy=json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 6}),
        )
