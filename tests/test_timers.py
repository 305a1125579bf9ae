"""Budgets of waiting: a target whose timers are late is given more, never less than is known."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from pattern_tck.fixtures.targets import timers
from pattern_tck.ports import Tempo

TEMPO = Tempo(visibility=2, patience=15.0, slack=1.0, step=0.05)


class Time:
    """A clock in the place of the world's, which only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Queues:
    """SQS with one queue, whose timers are ``late`` by so many seconds; None: they never fire."""

    def __init__(self, time: Time, late: float | None) -> None:
        self._time = time
        self._late = late
        self._visible_at: dict[str, float] = {}
        self.queues: list[str] = []

    def create_queue(self, QueueName: str) -> Any:  # noqa: N803 - SQS's words
        self.queues.append(QueueName)
        return {"QueueUrl": QueueName}

    def delete_queue(self, QueueUrl: str) -> None:  # noqa: N803
        self.queues.remove(QueueUrl)

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        assert QueueUrl in self.queues
        self._visible_at[MessageBody] = self._time.now

    def receive_message(self, QueueUrl: str, VisibilityTimeout: int) -> Any:  # noqa: N803
        assert QueueUrl in self.queues
        for body, at in self._visible_at.items():
            if at <= self._time.now:
                late = float("inf") if self._late is None else self._late
                self._visible_at[body] = self._time.now + VisibilityTimeout + late
                return {"Messages": [{"MessageId": body}]}
        return {}


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(timers, "time", time)
    return time


@pytest.mark.parametrize(
    ("late", "slack"),
    [
        pytest.param(0.0, 1.0, id="on time"),
        pytest.param(0.4, 1.0, id="within what is known"),
        pytest.param(2.0, 4.0, id="late"),
        pytest.param(None, 1.0, id="no such timer"),
    ],
)
def test_late_timers_are_given_more_of_both_budgets(
    time: Time, late: float | None, slack: float
) -> None:
    sqs: Any = Queues(time, late)
    given = timers.calibrated(TEMPO, sqs)
    assert given.slack == pytest.approx(slack, abs=0.2)
    assert given.patience == pytest.approx(15 * given.slack)
    assert (given.visibility, given.step) == (2, 0.05)
    assert sqs.queues == [], "the queue is deleted"
    assert time.now - 100 <= 12


def test_a_target_that_refuses_to_show_it_keeps_what_is_known(time: Time) -> None:
    class Refusing(Queues):
        def send_message(self, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "SendMessage")

    sqs: Any = Refusing(time, 0.0)
    assert timers.calibrated(TEMPO, sqs) == TEMPO
    assert sqs.queues == []
