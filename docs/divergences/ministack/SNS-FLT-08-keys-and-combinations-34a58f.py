"""SNS-FLT-08: Limits: 5 keys, value combinations ≤150 (product), 256 KB, 200 policies per topic,
10000 per account.
Source: SNS-DG subscription-filter-policy-constraints
Scenario: Keys and combinations (values = 151, taken = refused),
features/contract/filters.feature
Fails at: Then the policy is refused
Expected: 'InvalidParameter'
Seen on ministack 1.5.33: ''
Known: A filter policy is not checked when it is set.
(https://github.com/ministackorg/ministack/blob/main/ministack/services/sns.py)
"""

import os

import boto3


def client(service):
    return boto3.client(
        service,
        # Where ministack listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


sns = client("sns")
sqs = client("sqs")

a1 = sns.create_topic(
    Name='repro-the-topic-1',
    Attributes={},
)
a2 = sqs.create_queue(
    QueueName='repro-filtered-2',
    Attributes={'VisibilityTimeout': '2'},
)
a3 = sqs.get_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    AttributeNames=['QueueArn'],
)
a4 = sqs.set_queue_attributes(
    QueueUrl=a2['QueueUrl'],
    Attributes={'Policy': '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:000000000000:repro-filtered-2", "Condition": {"ArnEquals": {"aws:SourceArn": "' + a1['TopicArn'] + '"}}}]}'},
)
# seen: {}
print(a4)
a5 = sns.subscribe(
    TopicArn=a1['TopicArn'],
    Protocol='sqs',
    Endpoint=a3['Attributes']['QueueArn'],
    Attributes={'RawMessageDelivery': 'true'},
    ReturnSubscriptionArn=True,
)
# seen: {'SubscriptionArn': 'arn:aws:sns:us-east-1:000000000000:repro-the-topic-1:150ff4db-cf4b-4497-8614-7f51d0bc8e78'}
print(a5)
a6 = sns.set_subscription_attributes(
    SubscriptionArn=a5['SubscriptionArn'],
    AttributeName='FilterPolicy',
    AttributeValue=('{"key0": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", '
     '"14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", '
     '"28", "29", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "41", '
     '"42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", '
     '"56", "57", "58", "59", "60", "61", "62", "63", "64", "65", "66", "67", "68", "69", '
     '"70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "80", "81", "82", "83", '
     '"84", "85", "86", "87", "88", "89", "90", "91", "92", "93", "94", "95", "96", "97", '
     '"98", "99", "100", "101", "102", "103", "104", "105", "106", "107", "108", "109", '
     '"110", "111", "112", "113", "114", "115", "116", "117", "118", "119", "120", "121", '
     '"122", "123", "124", "125", "126", "127", "128", "129", "130", "131", "132", "133", '
     '"134", "135", "136", "137", "138", "139", "140", "141", "142", "143", "144", "145", '
     '"146", "147", "148", "149", "150"]}'),
)
# seen: {}
print(a6)
