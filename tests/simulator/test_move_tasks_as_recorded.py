"""Move tasks of SQS as AWS answered (recorded, LocalStack's validated tests).

Each case names the recorded test of ``tests/aws/services/sqs/test_sqs_move_task.py``.
"""

import base64
import json

import pytest

from .recorded import OWNER, account, told

ARN = f"arn:aws:sqs:us-east-1:{OWNER}:"
INVALID = "InvalidParameterValue"


@pytest.fixture
def world_and_sqs():
    with account("sqs") as opened:
        yield opened


def made(sqs, name="orders", **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def test_handles_of_move_tasks_name_their_source(world_and_sqs):
    """test_cancel_with_invalid_task_handle and its two neighbours."""

    _, sqs = world_and_sqs

    def handle(queue):
        text = json.dumps({"taskId": "10f57157", "sourceArn": ARN + queue})
        return base64.b64encode(text.encode()).decode()

    made(sqs)
    code = "ResourceNotFoundException"
    no_source = "The resource that you specified for the SourceArn parameter doesn't exist."
    wrong = (INVALID, "Value for parameter TaskHandle is invalid.", 400)
    assert told(sqs.cancel_message_move_task, TaskHandle="no-handle") == wrong
    nowhere = told(sqs.cancel_message_move_task, TaskHandle=handle("none"))
    assert nowhere == (code, no_source, 404)
    unknown = told(sqs.cancel_message_move_task, TaskHandle=handle("orders"))
    assert unknown == (code, "Task does not exist.", 404)


def test_a_move_task_as_it_is_started_listed_and_refused(world_and_sqs):
    """test_basic_move_task_workflow, test_destination_needs_to_exist, and the rest of its file."""
    world, sqs = world_and_sqs
    made(sqs, "dead")
    source = ARN + "dead"
    no_letters = told(sqs.start_message_move_task, SourceArn=source)
    reason = "Source queue must be configured as a Dead Letter Queue."
    assert no_letters == (INVALID, reason, 400)
    policy = {"deadLetterTargetArn": source, "maxReceiveCount": 1}
    made(sqs, RedrivePolicy=json.dumps(policy))
    target = made(sqs, "target")
    nowhere = told(sqs.start_message_move_task, SourceArn=source, DestinationArn=ARN + "none")
    reason = "The resource that you specified for the DestinationArn parameter doesn't exist."
    assert nowhere == ("ResourceNotFoundException", reason, 404)
    for number in range(3):
        sqs.send_message(QueueUrl="dead", MessageBody=str(number))
    slow = {"SourceArn": source, "DestinationArn": ARN + "target"}
    slow["MaxNumberOfMessagesPerSecond"] = 1
    handle = sqs.start_message_move_task(**slow)["TaskHandle"]
    assert json.loads(base64.b64decode(handle))["sourceArn"] == source
    reason = (
        "There is already a task running. Only one active task is allowed for a source queue arn "
        "at a given time."
    )
    assert told(sqs.start_message_move_task, **slow) == (INVALID, reason, 400)
    world.clock.pass_time(1)
    sqs.delete_queue(QueueUrl=target)
    world.clock.pass_time(1)
    (task,) = sqs.list_message_move_tasks(SourceArn=source)["Results"]
    assert task.pop("StartedTimestamp") > 0
    assert task == {
        "Status": "FAILED",
        "FailureReason": "AWS.SimpleQueueService.NonExistentQueue",
        "ApproximateNumberOfMessagesMoved": 1,
        "ApproximateNumberOfMessagesToMove": 3,
        **slow,
    }


def test_a_move_task_says_how_fast_it_is_only_if_somebody_asked(world_and_sqs):
    """test_basic_move_task_workflow, test_move_task_workflow_with_default_destination."""
    world, sqs = world_and_sqs
    made(sqs, "dead")
    policy = {"deadLetterTargetArn": ARN + "dead", "maxReceiveCount": 1}
    made(sqs, RedrivePolicy=json.dumps(policy))
    sqs.start_message_move_task(SourceArn=ARN + "dead")
    world.clock.pass_time(2)
    (task,) = sqs.list_message_move_tasks(SourceArn=ARN + "dead")["Results"]
    assert set(task) == {
        "Status",
        "SourceArn",
        "ApproximateNumberOfMessagesMoved",
        "ApproximateNumberOfMessagesToMove",
        "StartedTimestamp",
    }
