"""The operator's redrive, in detail: how fast it is, and what is left when it ends early."""

import json

import pytest

from .queue_account import Account

DEAD = "arn:aws:sqs:us-east-1:123456789012:dead"


def dead_letters(count):
    account = Account()
    work, dead = account.dead_letter_pair()
    for number in range(count):
        account.send(work, f"m{number}")
    for _ in range(count // 10 + 1):
        account.receive(work, MaxNumberOfMessages=10, VisibilityTimeout=0)
    while account.receive(work, MaxNumberOfMessages=10, VisibilityTimeout=0):
        pass
    assert stored(account, dead) == count
    return account, work, dead


def stored(account, url):
    name = "ApproximateNumberOfMessages"
    answer = account.sqs("GetQueueAttributes", QueueUrl=url, AttributeNames=[name])
    return int(answer["Attributes"][name])


@pytest.mark.parametrize("a_second", [1, 3, 7])
def test_a_task_moves_no_more_in_a_second_than_it_may(a_second):
    account, work, dead = dead_letters(20)
    account.sqs("StartMessageMoveTask", SourceArn=DEAD, MaxNumberOfMessagesPerSecond=a_second)
    for second in range(25):
        moved = min(20, a_second * second)
        assert (stored(account, work), stored(account, dead)) == (moved, 20 - moved)
        account.clock.pass_time(1)
    (task,) = account.sqs("ListMessageMoveTasks", SourceArn=DEAD)["Results"]
    assert task["Status"] == "COMPLETED"
    assert task["ApproximateNumberOfMessagesMoved"] == 20


def test_what_is_in_flight_stays():
    account, work, dead = dead_letters(3)
    account.receive(dead)
    account.sqs("StartMessageMoveTask", SourceArn=DEAD)
    account.clock.pass_time(2)
    assert stored(account, work) == 2
    account.clock.pass_time(30)
    assert stored(account, dead) == 1


def test_a_task_whose_source_is_gone_fails_and_loses_nothing():
    account, work, dead = dead_letters(3)
    redrive = {"deadLetterTargetArn": DEAD, "maxReceiveCount": 1}
    account.queue("other", RedrivePolicy=json.dumps(redrive))
    account.sqs("DeleteQueue", QueueUrl=work)
    account.sqs("StartMessageMoveTask", SourceArn=DEAD)
    account.clock.pass_time(2)
    (task,) = account.sqs("ListMessageMoveTasks", SourceArn=DEAD)["Results"]
    assert task["Status"] == "FAILED"
    assert task["FailureReason"]
    assert stored(account, dead) == 3
