"""Calls of boto3 through the door on loopback."""

import json
import urllib.request

import pytest
from botocore.exceptions import ClientError

from tests.simulator.http_door import Meanwhile, read_answer, request, signed

ALLOW = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
        ],
    }
)

NULL = "Value null at '{}' failed to satisfy constraint: Member must not be null"
SHORT = (
    "Value '' at '{}' failed to satisfy constraint: Member must have length greater than or equal "
    "to 1"
)


pytestmark = pytest.mark.usefixtures("emptied")


def queue_of(sqs, name="work", **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def bodies(answer):
    return [message["Body"] for message in answer.get("Messages", [])]


def error_of(raised):
    answer = raised.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def test_a_message_goes_through_with_all_it_carries(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    carried = {
        "kind": {"DataType": "String", "StringValue": "größe <&>"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    sqs.send_message(QueueUrl=url, MessageBody="ein Gruß <&>\r\n", MessageAttributes=carried)
    [message] = sqs.receive_message(
        QueueUrl=url, MessageAttributeNames=["All"], AttributeNames=["All"]
    )["Messages"]
    assert message["Body"] == "ein Gruß <&>\r\n"
    assert message["MessageAttributes"] == carried
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    door.advance(60)
    assert not bodies(sqs.receive_message(QueueUrl=url))


def test_the_url_of_a_queue_leads_to_where_the_caller_came(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    assert url == f"{door.url}/123456789012/work"
    assert sqs.list_queues()["QueueUrls"] == [url]
    assert sqs.get_queue_url(QueueName="work")["QueueUrl"] == url
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]
    redrive = json.dumps({"deadLetterTargetArn": arn["QueueArn"], "maxReceiveCount": 3})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive})
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]


def test_a_topic_delivers(door):
    sqs, sns = door.client("sqs"), door.client("sns")
    url = queue_of(sqs, Policy=ALLOW)
    topic = sns.create_topic(Name="news", Tags=[{"Key": "team", "Value": "a<b"}])["TopicArn"]
    arn = topic.replace(":sns:", ":sqs:").replace("news", "work")
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicy": json.dumps({"kind": ["wanted"]}),
        },
    )
    kinds = {"a": "wanted", "b": "other"}
    answer = sns.publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[
            {
                "Id": name,
                "Message": name,
                "MessageAttributes": {"kind": {"DataType": "String", "StringValue": kind}},
            }
            for name, kind in kinds.items()
        ],
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["a", "b"]
    assert bodies(sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)) == ["a"]
    assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [
        {"Key": "team", "Value": "a<b"}
    ]
    with pytest.raises(sns.exceptions.NotFoundException) as raised:
        sns.get_topic_attributes(TopicArn=topic + "x")
    assert error_of(raised) == ("NotFound", 404)


def test_a_bus_routes_and_says_which_entries_it_refuses(door):
    sqs, events = door.client("sqs"), door.client("events")
    url = queue_of(sqs, Policy=ALLOW)
    events.put_rule(Name="rides", EventPattern=json.dumps({"source": ["rides"]}))
    arn = "arn:aws:sqs:eu-central-1:123456789012:work"
    events.put_targets(Rule="rides", Targets=[{"Id": "1", "Arn": arn}])
    answer = events.put_events(
        Entries=[
            {"Source": "rides", "DetailType": "Booked", "Detail": '{"n": 1}'},
            {"Source": "rides", "DetailType": "Booked", "Detail": "no json"},
        ]
    )
    assert answer["FailedEntryCount"] == 1
    [body] = bodies(sqs.receive_message(QueueUrl=url))
    assert json.loads(body)["detail"] == {"n": 1}


def test_a_workflow_goes_on_as_time_passes(door):
    workflows = door.client("stepfunctions")
    definition = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": True}}}
    machine = workflows.create_state_machine(
        name="patient",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/x",
    )["stateMachineArn"]
    execution = workflows.start_execution(stateMachineArn=machine)["executionArn"]
    assert workflows.describe_execution(executionArn=execution)["status"] == "RUNNING"
    door.advance(3599)
    assert workflows.describe_execution(executionArn=execution)["status"] == "RUNNING"
    door.advance(2)
    told = workflows.describe_execution(executionArn=execution)
    assert told["status"] == "SUCCEEDED"
    assert (told["stopDate"] - told["startDate"]).total_seconds() == 3600


@pytest.mark.parametrize("protocol", ["json", "query"])
def test_an_alarm_is_kept_in_each_protocol(door, protocol):
    alarms = door.client("cloudwatch")
    alarms.put_metric_alarm(
        AlarmName="full",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": "work"}],
        Period=60,
        EvaluationPeriods=1,
        Statistic="Maximum",
        Threshold=1.5,
        ComparisonOperator="GreaterThanThreshold",
    )
    if protocol == "json":
        [alarm] = alarms.describe_alarms(AlarmNames=["full"])["MetricAlarms"]
        assert (alarm["Threshold"], alarm["Dimensions"][0]["Value"]) == (1.5, "work")
        return
    status, headers, body = form(
        door, "monitoring", "Action=DescribeAlarms&AlarmNames.member.1=full"
    )
    assert (status, headers["content-type"]) == (200, "text/xml")
    assert b"<Threshold>1.5</Threshold>" in body
    assert b"<Dimensions><member><Name>QueueName</Name>" in body


def test_an_alarm_is_told_in_cbor(door):
    from cbor2 import dumps, loads

    asked = dumps({"AlarmNames": ["none"]})
    head = (
        "POST /service/GraniteServiceVersion20100801/operation/DescribeAlarms HTTP/1.1\r\n"
        f"Host: x\r\n{signed('monitoring')}smithy-protocol: rpc-v2-cbor\r\n"
        f"Content-Length: {len(asked)}\r\n\r\n"
    )
    status, headers, body = sent(door, head.encode() + asked)
    assert (status, headers["smithy-protocol"]) == (200, "rpc-v2-cbor")
    assert loads(body)["MetricAlarms"] == []
    status, _, body = sent(door, head.encode() + b"\xff" * len(asked))
    assert (status, loads(body)["__type"]) == (400, "SerializationException")


def sent(door, data):
    with door.connect() as connection:
        connection.sendall(data)
        return read_answer(connection.makefile("rb"))


def form(door, service, text):
    head = (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n{signed(service)}"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    return sent(door, (head + text).encode())


def test_an_older_sdk_speaks_to_queues_in_forms(door):
    url = queue_of(door.client("sqs"), VisibilityTimeout="7")
    fields = (
        f"Action=SendMessageBatch&QueueUrl={url}"
        "&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x%3C%26y"
        "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n"
        "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String"
        "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v"
    )
    _, _, body = form(door, "sqs", fields)
    assert b"<SendMessageBatchResultEntry><Id>a</Id>" in body
    _, _, body = form(
        door, "sqs", f"Action=ReceiveMessage&QueueUrl={url}&MessageAttributeName.1=All"
    )
    assert b"<Body>x&lt;&amp;y</Body>" in body
    assert b"<MessageAttribute><Name>n</Name><Value>" in body
    _, _, body = form(door, "sqs", f"Action=GetQueueAttributes&QueueUrl={url}&AttributeName.1=All")
    assert b"<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>" in body
    status, _, body = form(door, "sqs", "Action=GetQueueUrl&QueueName=none")
    assert status == 400
    assert b"<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in body


def test_errors_are_those_of_the_service(door):
    sqs = door.client("sqs")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist) as raised:
        sqs.get_queue_url(QueueName="none")
    assert error_of(raised) == ("AWS.SimpleQueueService.NonExistentQueue", 400)


@pytest.mark.parametrize(
    ("target", "operation", "document", "code", "message"),
    [
        (
            "AmazonSQS",
            "SendMessage",
            {"QueueUrl": "x"},
            "MissingRequiredParameterException",
            "The request must contain the parameter MessageBody.",
        ),
        (
            "AmazonSQS",
            "SendMessage",
            {"QueueUrl": "x", "MessageBody": "x", "DelaySeconds": "5"},
            "SerializationException",
            "STRING_VALUE can not be converted to an Integer",
        ),
        (
            "AWSEvents",
            "PutRule",
            {},
            "ValidationException",
            f"1 validation error detected: {NULL.format('name')}",
        ),
        (
            "AWSEvents",
            "PutTargets",
            {"Rule": "", "Targets": [{"Id": "1"}]},
            "ValidationException",
            f"2 validation errors detected: {SHORT.format('rule')}; "
            + NULL.format("targets.1.member.arn"),
        ),
        ("AmazonSQS", "Fetch", {}, "UnknownOperationException", "sqs has no operation 'Fetch'"),
        ("AmazonSQS", "ListQueues", b"[]", "SerializationException", None),
        ("AmazonSQS", "ListQueues", b"{", "SerializationException", None),
        (
            "AmazonSQS",
            "ListQueues",
            b'{"QueueNamePrefix": "\\ud800"}',
            "SerializationException",
            None,
        ),
    ],
)
def test_what_an_sdk_would_not_send_is_refused(door, target, operation, document, code, message):
    service = {"AmazonSQS": "sqs", "AWSEvents": "events"}[target]
    status, _, body = sent(door, request(operation, document, service, target))
    told = json.loads(body)
    assert (status, told["__type"].rpartition("#")[2]) == (400, code)
    assert message is None or told["message"] == message


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("s3", "list_buckets"),
        ("dynamodb", "list_tables"),
        ("lambda", "list_functions"),
        ("sts", "get_caller_identity"),
    ],
)
def test_another_service_is_not_modelled_and_not_tried_again(door, service, operation):
    client = door.client(service)
    with pytest.raises(ClientError, match="there are cloudformation, cloudwatch, ev") as raised:
        getattr(client, operation)()
    assert error_of(raised) == ("NotModelled", 501)
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_an_operation_that_is_not_modelled_says_so(door):
    with pytest.raises(ClientError, match="not modelled") as raised:
        door.client("cloudwatch").list_dashboards()
    assert error_of(raised) == ("NotModelled", 501)


def test_an_unsigned_request_is_refused(door):
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            door.url, data=b"Action=x"
        )
    with raised.value as error:
        assert error.code == 403
        assert b"<Code>MissingAuthenticationToken</Code>" in error.read()


def test_a_long_poll_ends_with_the_first_message(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    polls = [
        Meanwhile(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)) for _ in range(2)
    ]
    door.until_waiting(2)
    sqs.send_message(QueueUrl=url, MessageBody="here")
    door.until_waiting(1)
    door.advance(20)
    assert sorted(map(bodies, (poll.result() for poll in polls))) == [[], ["here"]]


def test_a_long_poll_sees_what_becomes_visible_while_much_time_passes(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    sqs.send_message(QueueUrl=url, MessageBody="late", DelaySeconds=10)
    poll = Meanwhile(
        lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20, VisibilityTimeout=30)
    )
    door.until_waiting()
    door.advance(35)
    assert bodies(poll.result()) == ["late"]
    # It was received at the tenth second, not at the thirty-fifth.
    assert not bodies(sqs.receive_message(QueueUrl=url))
    door.advance(5)
    assert bodies(sqs.receive_message(QueueUrl=url)) == ["late"]


def test_a_synchronous_execution_is_waited_for(door):
    workflows = door.client("stepfunctions", inject_host_prefix=False)
    definition = {
        "StartAt": "A",
        "States": {"A": {"Type": "Wait", "Seconds": 60, "Next": "B"}, "B": {"Type": "Succeed"}},
    }
    machine = workflows.create_state_machine(
        name="quick",
        type="EXPRESS",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/x",
    )["stateMachineArn"]
    answer = Meanwhile(lambda: workflows.start_sync_execution(stateMachineArn=machine))
    door.until_waiting()
    door.advance(60)
    assert answer.result()["status"] == "SUCCEEDED"


def test_a_caller_that_is_gone_takes_no_message(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    with door.connect() as connection:
        connection.sendall(request("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 20}))
        door.until_waiting()
    door.until_waiting(0)
    sqs.send_message(QueueUrl=url, MessageBody="kept")
    assert bodies(sqs.receive_message(QueueUrl=url)) == ["kept"]


def test_an_answer_that_is_lost_makes_the_sdk_ask_again(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    door.control("faults", {"freedom": "send.answer-lost"})
    assert sqs.send_message(QueueUrl=url, MessageBody="twice")["ResponseMetadata"]["RetryAttempts"]
    door.control("faults", method="DELETE")
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    assert bodies(answer) == ["twice", "twice"]


def test_a_caller_that_waits_is_hung_up_on_by_a_reset(door):
    sqs = door.client("sqs")
    url = queue_of(sqs)
    poll = Meanwhile(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20))
    door.until_waiting()
    door.control("reset", {})
    # The SDK asks again, and there is no such queue any more.
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        poll.result()


def test_a_long_poll_of_a_workflow_is_not_modelled_and_holds_up_nothing(door):
    sqs, workflows = door.client("sqs"), door.client("stepfunctions")
    url = queue_of(sqs)
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sqs:receiveMessage",
        "Parameters": {"QueueUrl": url, "WaitTimeSeconds": 5},
        "End": True,
    }
    machine = workflows.create_state_machine(
        name="polls",
        definition=json.dumps({"StartAt": "A", "States": {"A": state}}),
        roleArn="arn:aws:iam::123456789012:role/x",
    )["stateMachineArn"]
    execution = workflows.start_execution(stateMachineArn=machine)["executionArn"]
    later = door.advance(60)["now"]
    assert workflows.describe_execution(executionArn=execution)["status"] == "RUNNING"
    said = [line["told"] for line in door.control("journal")["lines"] if "told" in line]
    assert "a long poll inside a workflow" in said[-1]
    assert door.control("time")["now"] == later
