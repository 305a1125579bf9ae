"""Scheduler and Pipes through the door on loopback: their operations are methods and paths."""

import json

import pytest

from tests.simulator.http_door import read_answer, signed

ROLE = "arn:aws:iam::123456789012:role/rides"


pytestmark = pytest.mark.usefixtures("emptied")


def queue_arn(sqs, name):
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, told["Attributes"]["QueueArn"]


def test_a_schedule_is_made_found_and_fires(door):
    sqs, scheduler = door.client("sqs"), door.client("scheduler")
    url, arn = queue_arn(sqs, "work")
    scheduler.create_schedule_group(Name="rides", Tags=[{"Key": "team", "Value": "a/b c"}])
    made = scheduler.create_schedule(
        Name="every-minute",
        GroupName="rides",
        ScheduleExpression="rate(1 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": ROLE, "Input": '{"ride": "größe"}'},
    )
    assert made["ScheduleArn"].endswith(":schedule/rides/every-minute")

    # One parameter in the path, one in the query.
    told = scheduler.get_schedule(Name="every-minute", GroupName="rides")
    assert (told["Name"], told["GroupName"], told["State"]) == ("every-minute", "rides", "ENABLED")
    assert told["CreationDate"].tzinfo is not None
    listed = scheduler.list_schedules(GroupName="rides", MaxResults=1)["Schedules"]
    assert [one["Name"] for one in listed] == ["every-minute"]

    door.advance(61)
    [message] = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"]) == {"ride": "größe"}


def test_tags_are_at_a_path_with_slashes_in_it(door):
    scheduler = door.client("scheduler")
    arn = scheduler.create_schedule_group(Name="rides")["ScheduleGroupArn"]
    assert "/" in arn
    tags = [{"Key": "team", "Value": "rides"}, {"Key": "stage", "Value": "t"}]
    scheduler.tag_resource(ResourceArn=arn, Tags=tags)
    scheduler.untag_resource(ResourceArn=arn, TagKeys=["stage", "other"])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags[:1]


def test_errors_are_those_of_the_service(door):
    scheduler = door.client("scheduler")
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException) as raised:
        scheduler.get_schedule(Name="nothing")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert "nothing" in raised.value.response["Message"]


def test_a_pipe_is_started_and_stopped_at_paths_of_its_own(door):
    sqs, pipes = door.client("sqs"), door.client("pipes")
    (source, source_arn), (target, target_arn) = queue_arn(sqs, "from"), queue_arn(sqs, "to")
    pipes.create_pipe(Name="rides", Source=source_arn, Target=target_arn, RoleArn=ROLE)
    door.advance(180)
    assert pipes.describe_pipe(Name="rides")["CurrentState"] == "RUNNING"
    sqs.send_message(QueueUrl=source, MessageBody="r-1")
    door.advance(5)
    [message] = sqs.receive_message(QueueUrl=target)["Messages"]
    assert "r-1" in message["Body"]

    pipes.stop_pipe(Name="rides")
    door.advance(180)
    assert pipes.describe_pipe(Name="rides")["CurrentState"] == "STOPPED"
    assert [one["Name"] for one in pipes.list_pipes(Limit=1)["Pipes"]] == ["rides"]
    pipes.delete_pipe(Name="rides")


@pytest.mark.parametrize(
    ("line", "body", "code"),
    [
        ("GET /schedules/a/b/c HTTP/1.1", b"", "UnknownOperationException"),
        ("PATCH /schedules/a HTTP/1.1", b"", "UnknownOperationException"),
        ("POST /schedules/a HTTP/1.1", b"[]", "SerializationException"),
        ("POST /schedules/a HTTP/1.1", b'{"Target": 7}', "SerializationException"),
        ("GET /schedules?MaxResults=many HTTP/1.1", b"", "SerializationException"),
        ("GET /schedules?MaxResults=0 HTTP/1.1", b"", "ValidationException"),
    ],
)
def test_what_is_malformed_is_refused(door, line, body, code):
    head = f"{line}\r\nHost: 127.0.0.1\r\n{signed('scheduler')}Content-Length: {len(body)}\r\n\r\n"
    with door.connect() as connection:
        connection.sendall(head.encode() + body)
        with connection.makefile("rb") as stream:
            status, headers, said = read_answer(stream)
    assert (status, headers["x-amzn-errortype"]) == (400, code)
    assert json.loads(said)
