"""Tasks whose answers are lost or late, and workflows that somebody stops."""

from __future__ import annotations

import pytest

from pattern_tck.simulator.refusals import Refusal
from tests.simulator.orders import Orders
from tests.simulator.workflow_account import Account, machine, task

RETRY = [{"ErrorEquals": ["States.ALL"]}]
SEND = "arn:aws:states:::sqs:sendMessage"


def impolite(**values):
    return Account(Orders(**values))


def send(account, *, token="", **more):
    """A task that sends a message; it waits for the answer if that has a ``token``."""
    body = {"token.$": "$$.Task.Token"} if token else {"id": "t-1"}
    return {
        "Type": "Task",
        "Resource": SEND + token,
        "Parameters": {"QueueUrl": account.queue(), "MessageBody": body},
        **more,
    }


def test_a_function_whose_answer_is_lost_has_worked_all_the_same():
    account = impolite(task__answer_lost=[1])
    calls = account.function("book", lambda payload: payload)
    error, _cause = account.failure(machine(("Book", task("book"))))
    assert error == "Lambda.SdkClientException"
    assert len(calls) == 1


def test_a_function_whose_answer_is_lost_is_called_again_by_a_retrier():
    account = impolite(task__answer_lost=[1])
    calls = account.function("book", lambda payload: payload)
    account.output(machine(("Book", task("book", Retry=RETRY))))
    assert [at for at, _payload in calls] == [0, 1]


def test_a_message_whose_answer_is_lost_was_sent():
    account = impolite(task__answer_lost=[1])
    error, _cause = account.failure(machine(("Send", send(account))))
    assert error == "SQS.SdkClientException"
    assert account.bodies(account.queue()) == [{"id": "t-1"}]


def test_the_token_of_a_try_whose_answer_was_lost_is_spent():
    account = impolite(task__answer_lost=[1])
    arn = account.make(machine(("Ask", send(account, token=".waitForTaskToken", Retry=RETRY))))
    execution = account.start(arn)
    account.clock.pass_time(2)
    first, second = [each["token"] for each in account.bodies(account.queue())]
    with pytest.raises(Refusal) as refused:
        account.states("SendTaskSuccess", taskToken=first, output="{}")
    assert refused.value.code == "TaskTimedOut"
    account.states("SendTaskSuccess", taskToken=second, output="{}")
    account.clock.pass_time(0)
    assert account.described(execution)["status"] == "SUCCEEDED"


@pytest.mark.parametrize("limit", ["TimeoutSeconds", "HeartbeatSeconds"])
@pytest.mark.parametrize(
    ("operation", "answer"), [("SendTaskSuccess", {"output": "{}"}), ("SendTaskFailure", {})]
)
def test_an_answer_that_is_late_comes_when_the_task_is_given_up(limit, operation, answer):
    account = impolite(task__answer_late=[1])
    arn = account.make(machine(("Ask", send(account, token=".waitForTaskToken", **{limit: 60}))))
    execution = account.start(arn)
    account.clock.pass_time(1)
    (asked,) = account.bodies(account.queue())
    began = account.clock.now()
    with pytest.raises(Refusal) as refused:
        account.states(operation, taskToken=asked["token"], **answer)
    assert refused.value.code == "TaskTimedOut"
    assert account.clock.now() - began == 59
    assert account.described(execution)["error"] == "States.Timeout"


def test_an_answer_to_who_waits_for_ever_is_never_late():
    account = impolite(task__answer_late=[1])
    execution = account.start(
        account.make(machine(("Ask", send(account, token=".waitForTaskToken"))))
    )
    account.clock.pass_time(1)
    (asked,) = account.bodies(account.queue())
    account.states("SendTaskSuccess", taskToken=asked["token"], output="{}")
    account.clock.pass_time(0)
    assert account.described(execution)["status"] == "SUCCEEDED"


def test_a_workflow_that_is_stopped_before_a_task_catches_nothing():
    account = impolite(execution__stopped=[0, 1])
    calls = account.function("book", lambda payload: payload)
    caught = [{"ErrorEquals": ["States.ALL"], "Next": "Undo"}]
    described = account.run(
        machine(
            ("Book", task("book")),
            ("Pay", task("book", Catch=caught, End=True)),
            ("Undo", task("book", End=True)),
        )
    )
    assert described["status"] == "ABORTED"
    assert len(calls) == 1


def test_a_workflow_may_be_stopped_by_one_of_its_branches():
    account = impolite(execution__stopped=[1])
    calls = account.function("book", lambda payload: payload)
    branches = [machine(("One", task("book"))), machine(("Two", task("book")))]
    both = {"Type": "Parallel", "Branches": branches}
    assert account.run(machine(("Both", both)))["status"] == "ABORTED"
    assert not calls
