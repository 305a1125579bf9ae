"""The two doors: what a client sees is the same, whichever of them it comes through."""

import datetime as dt
import json
import threading
import time
from contextlib import contextmanager
from unittest import mock

import boto3
import botocore.endpoint
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, ParamValidationError, ReadTimeoutError

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.below_serialisers import open_fidelity_door
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import SEND_ANSWER_LOST, SEND_THROTTLED
from pattern_tck.simulator.world import SERVICES, World

START = 1_800_000_000
ARN = "arn:aws:sqs:us-east-1:123456789012:"
DOORS = {"in process": open_door, "below the serialisers": open_fidelity_door}
EVERY_DOOR = pytest.mark.parametrize("opened", DOORS.values(), ids=DOORS)
ANYBODY = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)


def session():
    return boto3.session.Session("nobody", "nothing", region_name="us-east-1")


def make_clients(**options):
    made = session()
    config = Config(**options)
    return {service: made.client(service, config=config) for service in SERVICES}


@pytest.fixture(scope="module")
def clients():
    return make_clients()


def new_world():
    return World(clock=VirtualClock(START))


def outcome(call, *path, **asked):
    """Give what a client sees of a call, without what differs from call to call."""
    try:
        answer = call(**asked)
    except ClientError as error:
        response = dict(error.response)
        status = response.pop("ResponseMetadata")["HTTPStatusCode"]
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return kinds, error.operation_name, str(error), status, response
    except ParamValidationError as error:
        return str(error)
    metadata = answer.pop("ResponseMetadata")
    return metadata["HTTPStatusCode"], metadata["RetryAttempts"], answer


# -- the same for all services


def of_queues(aws):
    sqs = aws["sqs"]
    yield outcome(sqs.get_queue_url, QueueName="work")
    yield outcome(sqs.receive_message, QueueUrl="https://nowhere/123456789012/work")
    attributes = {"VisibilityTimeout": "5", "Policy": ANYBODY}
    yield outcome(sqs.create_queue, QueueName="work", Attributes=attributes, tags={"team": "a"})
    url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
    yield outcome(sqs.create_queue, QueueName="work", Attributes={"VisibilityTimeout": "6"})
    yield outcome(sqs.create_queue, QueueName="not good")
    yield outcome(sqs.create_queue, QueueName="other", Attributes={"DelaySeconds": "901"})
    yield outcome(sqs.create_queue, QueueName="other", Attributes={"Unknown": "1"})
    yield outcome(sqs.list_queues)
    yield outcome(sqs.list_queues, QueueNamePrefix="none")
    yield outcome(sqs.get_queue_attributes, QueueUrl=url)
    yield outcome(sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["All"])
    yield outcome(sqs.receive_message, QueueUrl=url)
    facts = {
        "text": {"DataType": "String", "StringValue": "ä <&> \n 漢"},
        "bytes": {"DataType": "Binary.png", "BinaryValue": bytes(range(256))},
        "number": {"DataType": "Number", "StringValue": "12.50"},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1"}}
    yield outcome(
        sqs.send_message,
        QueueUrl=url,
        MessageBody='{"ä": "<&>\t\r\n"}',
        MessageAttributes=facts,
        MessageSystemAttributes=trace,
    )
    yield outcome(sqs.send_message, QueueUrl=url, MessageBody="\x00")
    yield outcome(sqs.send_message, QueueUrl=url, MessageBody="x", DelaySeconds=901)
    yield outcome(sqs.send_message, QueueUrl=url, MessageBody="x" * 1_048_577)
    entries = [
        {"Id": "good", "MessageBody": "good"},
        {"Id": "bad", "MessageBody": "\x01"},
        {"Id": "late", "MessageBody": "late", "DelaySeconds": 5, "MessageAttributes": facts},
    ]
    yield outcome(sqs.send_message_batch, QueueUrl=url, Entries=entries)
    yield outcome(sqs.send_message_batch, QueueUrl=url, Entries=entries * 2)
    yield outcome(sqs.send_message_batch, QueueUrl=url, Entries=[])
    yield outcome(
        sqs.receive_message,
        QueueUrl=url,
        MaxNumberOfMessages=10,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
        VisibilityTimeout=0,
    )
    seen = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["b*"])
    yield seen["Messages"]
    handle = seen["Messages"][0]["ReceiptHandle"]
    for seconds in (10, 43_200, 43_201, 0, 5):
        yield outcome(
            sqs.change_message_visibility,
            QueueUrl=url,
            ReceiptHandle=handle,
            VisibilityTimeout=seconds,
        )
    handles = [{"Id": "a", "ReceiptHandle": handle}, {"Id": "b", "ReceiptHandle": "none"}]
    yield outcome(sqs.delete_message_batch, QueueUrl=url, Entries=handles)
    yield outcome(sqs.delete_message, QueueUrl=url, ReceiptHandle=handle)
    yield outcome(sqs.delete_message, QueueUrl=url, ReceiptHandle="none")
    yield outcome(sqs.purge_queue, QueueUrl=url)
    yield outcome(sqs.purge_queue, QueueUrl=url)
    yield outcome(sqs.start_message_move_task, SourceArn=f"{ARN}work")
    yield outcome(sqs.delete_queue, QueueUrl=url)
    yield outcome(sqs.create_queue, QueueName="work")
    yield outcome(sqs.create_queue, QueueName="w.fifo", Attributes={"FifoQueue": "true"})
    fifo = sqs.get_queue_url(QueueName="w.fifo")["QueueUrl"]
    yield outcome(sqs.send_message, QueueUrl=fifo, MessageBody="x")
    yield outcome(sqs.send_message, QueueUrl=fifo, MessageBody="x", MessageGroupId="g")
    for _ in range(2):
        yield outcome(
            sqs.send_message,
            QueueUrl=fifo,
            MessageBody="x",
            MessageGroupId="g",
            MessageDeduplicationId="1",
        )
    yield outcome(sqs.receive_message, QueueUrl=fifo, AttributeNames=["All"])


def of_topics(aws):
    sns, sqs = aws["sns"], aws["sqs"]
    url = sqs.create_queue(QueueName="work", Attributes={"Policy": ANYBODY})["QueueUrl"]
    yield outcome(sns.create_topic, Name="rides", Tags=[{"Key": "a", "Value": "b"}])
    topic = sns.create_topic(Name="more", Attributes={"DisplayName": "<&>"})["TopicArn"]
    yield outcome(sns.create_topic, Name="not good")
    yield outcome(sns.get_topic_attributes, TopicArn=topic)
    yield outcome(sns.get_topic_attributes, TopicArn=f"{topic}-not")
    yield outcome(sns.publish, TopicArn=f"{topic}-not", Message="m")
    yield outcome(sns.list_topics)
    subscribe = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": f"{ARN}work"}
    policy = json.dumps({"kind": ["taxi"]})
    yield outcome(sns.subscribe, **subscribe, Attributes={"FilterPolicy": "no JSON"})
    yield outcome(sns.subscribe, **subscribe, Attributes={"FilterPolicy": policy})
    yield outcome(sns.list_subscriptions_by_topic, TopicArn=topic)
    (found,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    arn = found["SubscriptionArn"]
    yield outcome(sns.get_subscription_attributes, SubscriptionArn=arn)
    yield outcome(sns.publish, TopicArn=topic, Message="")
    facts = {
        "kind": {"DataType": "String", "StringValue": "taxi"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    yield outcome(sns.publish, TopicArn=topic, Message="<ä&>", Subject="s", MessageAttributes=facts)
    entries = [
        {"Id": "1", "Message": "one", "MessageAttributes": facts},
        {"Id": "2", "Message": ""},
    ]
    yield outcome(sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries)
    yield outcome(sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=entries[:1] * 2)
    sns.set_subscription_attributes(
        SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    yield outcome(sns.publish, TopicArn=topic, Message="raw", MessageAttributes=facts)
    yield outcome(
        sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    yield outcome(sns.unsubscribe, SubscriptionArn=arn)
    yield outcome(sns.unsubscribe, SubscriptionArn="nothing")
    yield outcome(sns.delete_topic, TopicArn=topic)


def of_buses(aws):
    events, sqs = aws["events"], aws["sqs"]
    url = sqs.create_queue(QueueName="work", Attributes={"Policy": ANYBODY})["QueueUrl"]
    yield outcome(events.describe_event_bus)
    yield outcome(events.describe_event_bus, Name="none")
    yield outcome(events.create_event_bus, Name="rides", Tags=[{"Key": "a", "Value": "b"}])
    yield outcome(events.create_event_bus, Name="rides")
    yield outcome(events.list_event_buses)
    yield outcome(events.put_rule, Name="all", EventBusName="rides", EventPattern="no JSON")
    pattern = json.dumps({"source": ["app"]})
    yield outcome(events.put_rule, Name="all", EventBusName="rides", EventPattern=pattern)
    yield outcome(events.describe_rule, Name="all", EventBusName="rides")
    yield outcome(events.describe_rule, Name="none", EventBusName="rides")
    targets = [{"Id": "1", "Arn": f"{ARN}work", "InputPath": "$.detail"}]
    yield outcome(events.put_targets, Rule="all", EventBusName="rides", Targets=targets)
    yield outcome(events.list_targets_by_rule, Rule="all", EventBusName="rides")
    entry = {"Source": "app", "DetailType": "t", "Detail": '{"ä": 1.0}', "EventBusName": "rides"}
    entries = [entry, {**entry, "Detail": "no JSON"}, {"Source": "app"}]
    yield outcome(events.put_events, Entries=entries)
    when = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    yield outcome(events.put_events, Entries=[{**entry, "Time": when, "Resources": ["r"]}])
    yield outcome(
        events.test_event_pattern,
        EventPattern=pattern,
        Event=json.dumps(
            {
                "id": "1", "account": "1", "source": "app", "time": "2026-01-01T00:00:00Z",
                "region": "us-east-1", "resources": [], "detail-type": "t", "detail": {},
            }
        ),
    )  # fmt: skip
    yield outcome(sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=10)
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/rides"
    yield outcome(events.create_archive, ArchiveName="kept", EventSourceArn=bus, RetentionDays=1)
    yield outcome(events.describe_archive, ArchiveName="kept")
    yield outcome(events.describe_archive, ArchiveName="none")
    yield outcome(events.delete_rule, Name="all", EventBusName="rides")
    yield outcome(events.remove_targets, Rule="all", EventBusName="rides", Ids=["1", "2"])
    yield outcome(events.delete_rule, Name="all", EventBusName="rides")


def of_alarms(aws):
    cloudwatch, sqs = aws["cloudwatch"], aws["sqs"]
    url = sqs.create_queue(QueueName="work")["QueueUrl"]
    alarm = {
        "AlarmName": "deep",
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": "work"}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0.5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    yield outcome(cloudwatch.put_metric_alarm, **alarm)
    yield outcome(cloudwatch.put_metric_alarm, **{**alarm, "Period": 7})
    yield outcome(cloudwatch.describe_alarms)
    yield outcome(cloudwatch.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="r")
    sqs.send_message(QueueUrl=url, MessageBody="m")
    aws["world"].clock.pass_time(300)
    yield outcome(cloudwatch.describe_alarms, AlarmNames=["deep"])
    yield outcome(cloudwatch.describe_alarm_history, AlarmName="deep")
    points = {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": alarm["Dimensions"],
        "StartTime": dt.datetime.fromtimestamp(START, dt.UTC),
        "EndTime": dt.datetime.fromtimestamp(START + 300, dt.UTC),
        "Period": 60,
    }
    yield outcome(cloudwatch.get_metric_statistics, **points, Statistics=["Maximum", "Sum"])
    yield outcome(cloudwatch.get_metric_statistics, **points)
    yield outcome(cloudwatch.list_metrics, Namespace="AWS/SQS")
    yield outcome(cloudwatch.delete_alarms, AlarmNames=["deep"])


def of_what_is_wrong(aws):
    """Calls that botocore does not let out, and calls that nobody answers."""
    sqs, sns = aws["sqs"], aws["sns"]
    yield outcome(sqs.send_message, QueueUrl=1, Body="x")
    yield outcome(sqs.receive_message)
    yield outcome(sqs.receive_message, QueueUrl="x", MaxNumberOfMessages="ten")
    yield outcome(sns.publish, TopicArn="x")
    yield outcome(aws["events"].put_events, Entries=[{"Time": []}])
    yield outcome(aws["events"].put_events, Entries=[])
    yield outcome(aws["cloudwatch"].get_metric_statistics, Period=0)
    yield outcome(sns.list_platform_applications)
    yield outcome(aws["events"].list_connections)
    yield outcome(aws["cloudwatch"].list_dashboards)


def of_paginators_and_resources(aws):
    sqs, sns = aws["sqs"], aws["sns"]
    for number in range(7):
        sqs.create_queue(QueueName=f"q{number}")
    pages = sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 3})
    yield [page["QueueUrls"] for page in pages]
    for number in range(120):
        sns.create_topic(Name=f"t{number}")
    pages = list(sns.get_paginator("list_topics").paginate())
    yield len(pages), [topic for page in pages for topic in page["Topics"]]
    resource = session().resource("sqs")
    queue = resource.get_queue_by_name(QueueName="q3")
    yield queue.url, sorted(queue.attributes.items())
    sent = queue.send_message(MessageBody="m", MessageAttributes={})
    yield sent["MD5OfMessageBody"]
    (message,) = queue.receive_messages(AttributeNames=["All"])
    yield message.body, message.attributes, message.message_id == sent["MessageId"]
    message.change_visibility(VisibilityTimeout=0)
    (message,) = queue.receive_messages()
    message.delete()
    yield queue.receive_messages()


SCRIPTS = [
    of_queues, of_topics, of_buses, of_alarms, of_what_is_wrong, of_paginators_and_resources,
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_both_doors_give_the_same(clients, script):
    seen = []
    for opened in DOORS.values():
        world = new_world()
        with opened(world):
            seen.append(list(script({**clients, "world": world})))
    fast, faithful = seen
    for ours, botocores in zip(fast, faithful, strict=True):
        assert ours == botocores


def test_an_error_has_the_class_the_code_and_the_status_of_the_service(clients):
    sqs, sns = clients["sqs"], clients["sns"]
    for opened in DOORS.values():
        with opened(new_world()):
            with pytest.raises(sqs.exceptions.QueueDoesNotExist) as missing:
                sqs.get_queue_url(QueueName="none")
            error = missing.value.response["Error"]
            assert error["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
            assert error["QueryErrorCode"] == "QueueDoesNotExist"
            assert missing.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
            with pytest.raises(sns.exceptions.NotFoundException) as missing:
                sns.get_topic_attributes(TopicArn="arn:aws:sns:us-east-1:123456789012:none")
            assert missing.value.response["Error"]["Code"] == "NotFound"
            assert missing.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def schedules(clients):
    """Calls of a service whose parameters stand in path, query and body."""
    scheduler = clients["scheduler"]
    group = {"Name": "night+day", "Tags": [{"Key": "team", "Value": "a b"}]}
    made = scheduler.create_schedule_group(**group | {"Name": "night"})["ScheduleGroupArn"]
    target = {
        "Arn": "arn:aws:sqs:us-east-1:123456789012:q",
        "RoleArn": "arn:aws:iam::123456789012:role/r",
    }
    asked = {
        "Name": "s",
        "GroupName": "night",
        "ScheduleExpression": "rate(5 minutes)",
        "StartDate": dt.datetime.fromtimestamp(START + 600, dt.UTC),
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5},
        "Target": target,
    }
    yield outcome(scheduler.create_schedule, **asked)
    yield outcome(scheduler.create_schedule, **asked)
    yield outcome(scheduler.create_schedule_group, **group)
    yield outcome(scheduler.list_schedules, GroupName="night", NamePrefix="s", MaxResults=1)
    yield outcome(scheduler.list_tags_for_resource, ResourceArn=made)
    yield outcome(scheduler.untag_resource, ResourceArn=made, TagKeys=["team", "none"])
    yield outcome(scheduler.list_tags_for_resource, ResourceArn=made)
    yield outcome(scheduler.delete_schedule, Name="s", GroupName="night")
    yield outcome(scheduler.get_schedule, Name="s", GroupName="night")
    yield outcome(scheduler.get_schedule, Name="s", GroupName="day")


def pipes(clients):
    """Calls of a service whose errors say more than a message."""
    aws = clients["pipes"]
    queue = "arn:aws:sqs:us-east-1:123456789012:"
    asked = {
        "Name": "p",
        "RoleArn": "arn:aws:iam::123456789012:role/r",
        "Source": queue + "in",
        "Target": queue + "out",
        "Tags": {"team": "a b"},
    }
    made = aws.create_pipe(**asked)["Arn"]
    yield outcome(aws.create_pipe, **asked)
    yield outcome(aws.describe_pipe, Name="p")
    yield outcome(aws.list_pipes, SourcePrefix=queue, Limit=1)
    yield outcome(aws.untag_resource, resourceArn=made, tagKeys=["team", "none"])
    yield outcome(aws.list_tags_for_resource, resourceArn=made)
    yield outcome(aws.stop_pipe, Name="p")
    yield outcome(aws.start_pipe, Name="q")


@pytest.mark.parametrize("script", [schedules, pipes])
def test_both_doors_read_path_and_query(clients, script):
    seen = []
    for open_one in (open_door, open_fidelity_door):
        with open_one(new_world()):
            seen.append(list(script(clients)))
    assert seen[0] == seen[1]


@EVERY_DOOR
def test_parameters_are_judged_by_botocore(opened, clients):
    with opened(new_world()), pytest.raises(ParamValidationError) as wrong:
        clients["sqs"].send_message(QueueUrl=1, Body="x")
    told = str(wrong.value)
    assert 'Missing required parameter in input: "MessageBody"' in told
    assert 'Unknown parameter in input: "Body"' in told
    assert "Invalid type for parameter QueueUrl, value: 1, type: <class 'int'>" in told


@EVERY_DOOR
def test_what_is_not_modelled_says_so(opened, clients):
    with opened(new_world()), pytest.raises(ClientError) as refused:
        clients["sns"].list_sms_sandbox_phone_numbers()
    assert refused.value.response["Error"]["Code"] == "NotModelled"
    assert "ListSMSSandboxPhoneNumbers" in str(refused.value)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


# -- what an SDK does by itself


def times(freedom, value, count):
    """Use a freedom so many times."""
    left = [count]

    def choose(asked, n, subject):
        if asked is freedom and left[0]:
            left[0] -= 1
            return value
        return 0

    return choose


RETRIES = [({"mode": "legacy"}, 5), ({"mode": "standard"}, 3), ({"total_max_attempts": 2}, 2)]
EVERY_MODE = pytest.mark.parametrize(
    ("retries", "attempts"), RETRIES, ids=["legacy", "standard", "two attempts"]
)


@contextmanager
def sending(opened, choose, retries):
    """Open a door to a queue, and see that no real time is slept away."""
    sqs = session().client("sqs", config=Config(retries=retries))
    world = new_world()
    slept = []
    with mock.patch.object(time, "sleep", slept.append), opened(world):
        url = sqs.create_queue(QueueName="work")["QueueUrl"]
        world.choose = choose
        yield world, lambda: sqs.send_message(QueueUrl=url, MessageBody="m")
    assert slept == []


def stored(world):
    return world.region("us-east-1").queues.at(f"{ARN}work").stored


@EVERY_DOOR
@EVERY_MODE
def test_a_lost_answer_is_a_second_message(opened, retries, attempts):
    with sending(opened, times(SEND_ANSWER_LOST, 1, 1), retries) as (world, send):
        answer = send()
        assert answer["ResponseMetadata"]["RetryAttempts"] == 1
        ids = [message.id for message in world.region("us-east-1").queues.at(f"{ARN}work")]
        assert len(ids) == 2
        assert answer["MessageId"] == ids[1]
        assert world.clock.now() > START


@EVERY_DOOR
@EVERY_MODE
def test_answers_that_are_lost_for_ever(opened, retries, attempts):
    with sending(opened, times(SEND_ANSWER_LOST, 1, 100), retries) as (world, send):
        with pytest.raises(ReadTimeoutError):
            send()
        assert stored(world) == attempts


@EVERY_DOOR
@EVERY_MODE
def test_a_throttle_that_passes(opened, retries, attempts):
    with sending(opened, times(SEND_THROTTLED, 1, 1), retries) as (world, send):
        assert send()["ResponseMetadata"]["RetryAttempts"] == 1
        assert stored(world) == 1
        assert START < world.clock.now() < START + 30


@EVERY_DOOR
@EVERY_MODE
def test_a_throttle_that_outlasts_the_patience_of_the_sdk(opened, retries, attempts):
    with sending(opened, times(SEND_THROTTLED, 1, 100), retries) as (world, send):
        with pytest.raises(ClientError) as refused:
            send()
        assert refused.value.response["Error"]["Code"] == "RequestThrottled"
        assert f"(reached max retries: {attempts - 1})" in str(refused.value)
        metadata = refused.value.response["ResponseMetadata"]
        assert (metadata["RetryAttempts"], metadata["HTTPStatusCode"]) == (attempts - 1, 403)
        assert stored(world) == 0
        assert world.clock.now() > START


@EVERY_DOOR
def test_a_throttle_until_the_sdk_gives_up_is_one_decision(opened):
    with sending(opened, times(SEND_THROTTLED, 2, 1), {"mode": "standard"}) as (world, send):
        with pytest.raises(ClientError, match=r"RequestThrottled.*reached max retries: 2"):
            send()
        assert stored(world) == 0
        assert world.clock.now() > START
        assert "MessageId" in send()
        assert stored(world) == 1


@EVERY_DOOR
def test_the_hooks_hear_once_that_a_call_begins_however_often_it_is_tried(opened):
    with sending(opened, times(SEND_ANSWER_LOST, 1, 1), {"mode": "standard"}) as (world, send):
        heard = []
        world.before_call = lambda operation, asked: heard.append(("before", operation))
        world.after_call = lambda operation, asked: heard.append(("after", operation))
        send()
        # Below the serialisers each attempt ends as if it were the last one.
        assert heard[:1] == [("before", "SendMessage")]
        assert set(heard[1:]) == {("after", "SendMessage")}
        assert len(heard) == (2 if opened is open_door else 3)


@EVERY_DOOR
def test_the_hooks_hear_the_end_of_a_call_that_was_refused(opened, clients):
    heard = []
    world = new_world()
    world.before_call = lambda operation, asked: heard.append(("before", operation))
    world.after_call = lambda operation, asked: heard.append(("after", operation))
    with opened(world), pytest.raises(ClientError):
        clients["sqs"].get_queue_url(QueueName="none")
    assert heard == [("before", "GetQueueUrl"), ("after", "GetQueueUrl")]


# -- doors come and go


@EVERY_DOOR
def test_clients_are_given_back(opened, clients):
    before = vars(BaseClient)["_make_api_call"], vars(Endpoint)["_do_get_response"]
    with opened(new_world()):
        clients["sqs"].create_queue(QueueName="work")
        during = vars(BaseClient)["_make_api_call"], vars(Endpoint)["_do_get_response"]
        assert during != before
    assert (vars(BaseClient)["_make_api_call"], vars(Endpoint)["_do_get_response"]) == before
    assert botocore.endpoint.time is time


@EVERY_DOOR
def test_clients_are_given_back_after_an_exception(opened):
    before = vars(BaseClient)["_make_api_call"], vars(Endpoint)["_do_get_response"]
    with pytest.raises(KeyError), opened(new_world()):
        raise KeyError
    assert (vars(BaseClient)["_make_api_call"], vars(Endpoint)["_do_get_response"]) == before


@pytest.mark.parametrize("first", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("second", DOORS.values(), ids=DOORS)
def test_the_door_that_was_opened_last_is_used(first, second, clients):
    outer, inner = new_world(), new_world()
    sqs = clients["sqs"]
    with first(outer):
        sqs.create_queue(QueueName="outer")
        with second(inner):
            if first is open_door and second is open_fidelity_door:
                # The outer one takes the call before it comes as far as the socket.
                sqs.create_queue(QueueName="still-outer")
            else:
                sqs.create_queue(QueueName="inner")
        sqs.create_queue(QueueName="outer-again")
    in_first = {queue.name for queue in outer.region("us-east-1").queues.all()}
    in_second = {queue.name for queue in inner.region("us-east-1").queues.all()}
    assert {"outer", "outer-again"} <= in_first
    assert not in_first & in_second
    assert len(in_first) + len(in_second) == 3


@EVERY_DOOR
def test_a_world_may_be_exchanged(opened, clients):
    sqs = clients["sqs"]
    with opened(new_world()) as door:
        sqs.create_queue(QueueName="work")
        door.world = new_world()
        assert not sqs.list_queues().get("QueueUrls")


@EVERY_DOOR
def test_regions_are_apart(opened):
    with opened(new_world()):
        here = session().client("sqs")
        there = session().client("sqs", region_name="eu-west-1")
        url = here.create_queue(QueueName="work")["QueueUrl"]
        assert "us-east-1" in url
        assert not there.list_queues().get("QueueUrls")


@EVERY_DOOR
def test_threads_take_turns(opened, clients):
    sqs = clients["sqs"]
    wrong = []
    with opened(new_world()):
        url = sqs.create_queue(QueueName="work")["QueueUrl"]

        def work(name):
            try:
                for number in range(20):
                    sqs.send_message(QueueUrl=url, MessageBody=f"{name}-{number}")
                    (found,) = sqs.receive_message(QueueUrl=url)["Messages"]
                    taken.append(found["Body"])
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=found["ReceiptHandle"])
            except Exception as error:  # noqa: BLE001
                wrong.append(error)

        taken = []
        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong
    assert sorted(taken) == sorted(f"{name}-{number}" for name in "abcd" for number in range(20))


@EVERY_DOOR
@pytest.mark.parametrize(
    "written",
    [
        START + 60,
        str(START + 60),
        "2027-01-15T08:01:00Z",
        dt.datetime.fromtimestamp(START + 60, dt.UTC),
    ],
)
def test_a_time_may_be_written_in_every_way_that_boto3_takes(opened, clients, written):
    with opened(new_world()):
        events = clients["events"]
        rule = events.put_rule(Name="all", EventPattern='{"source": ["s"]}')["RuleArn"]
        archive = events.create_archive(
            ArchiveName="a", EventSourceArn=rule.partition(":rule/")[0] + ":event-bus/default"
        )["ArchiveArn"]
        bus = rule.partition(":rule/")[0] + ":event-bus/default"
        events.put_events(
            Entries=[{"Time": written, "Source": "s", "DetailType": "t", "Detail": "{}"}]
        )
        events.start_replay(
            ReplayName="r", EventSourceArn=archive, Destination={"Arn": bus},
            EventStartTime=START, EventEndTime=written,
        )  # fmt: skip
        told = events.describe_replay(ReplayName="r")
    assert told["EventEndTime"].timestamp() == START + 60


def test_what_is_no_time_is_told_before_anything_happens(clients):
    with open_door(new_world()), pytest.raises(ParamValidationError, match="tomorrow"):
        clients["events"].put_events(
            Entries=[{"Time": "tomorrow", "Source": "s", "DetailType": "t", "Detail": "{}"}]
        )
