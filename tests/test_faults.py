"""What the faults do to a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pattern_tck import faults
from pattern_tck.tap import Call, Crash
from tests.fakes import Participant


class Way:
    """The way on: answers one after the other, and notes what went."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.went: list[Mapping[str, Any]] = []

    def __call__(self, parameters: Mapping[str, Any]) -> Any:
        self.went.append(parameters)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def call(operation: str = "DeleteMessage", **parameters: Any) -> Call:
    return Call(Participant(), "sqs", operation, "work of consumer", parameters)


def refused() -> ClientError:
    return ClientError({"Error": {"Code": "X", "Message": "x"}}, "DeleteMessage")


def test_a_death_before_the_call_leaves_it_unmade() -> None:
    way = Way({})
    with pytest.raises(Crash, match="killed before DeleteMessage"):
        faults.crash_before(call(), way)
    assert way.went == []


@pytest.mark.parametrize("answer", [{}, refused()])
def test_a_death_after_the_call_leaves_it_made(answer: Any) -> None:
    way = Way(answer)
    with pytest.raises(Crash, match="killed after DeleteMessage"):
        faults.crash_after(call(), way)
    assert len(way.went) == 1


def test_no_team_can_catch_a_death_as_an_exception() -> None:
    assert not issubclass(Crash, Exception)


def test_a_slow_call_is_held_up_and_then_made() -> None:
    order: list[str] = []

    def way(_parameters: Mapping[str, Any]) -> str:
        order.append("made")
        return "answer"

    assert faults.slow(lambda _call: order.append("held"))(call(), way) == "answer"
    assert order == ["held", "made"]


def test_a_refusal_is_what_the_sdk_raises_and_nothing_is_made() -> None:
    way = Way({})
    with pytest.raises(ClientError) as raised:
        faults.refuse("Throttling", "too fast", 400)(call(), way)

    assert raised.value.response["Error"] == {"Code": "Throttling", "Message": "too fast"}
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert raised.value.operation_name == "DeleteMessage"
    assert way.went == []


def test_an_answer_that_is_lost_has_the_call_made_twice() -> None:
    way = Way({"MessageId": "1"}, {"MessageId": "2"})
    assert faults.lose_answer(call(), way) == {"MessageId": "2"}
    assert len(way.went) == 2


def test_a_lost_receive_counts_and_gives_nothing() -> None:
    way = Way({"Messages": [{"Body": "r-1"}], "ResponseMetadata": {"RequestId": "x"}})
    assert faults.lose_receive(call(), way) == {"ResponseMetadata": {"RequestId": "x"}}
    assert len(way.went) == 1


def test_an_empty_receive_asks_nobody() -> None:
    way = Way()
    assert "Messages" not in faults.empty_receive(call(), way)
    assert way.went == []


@pytest.mark.parametrize("name", ["Entries", "PublishBatchRequestEntries"])
def test_some_entries_of_a_batch_fail_while_the_call_succeeds(name: str) -> None:
    entries = [{"Id": "a", "MessageBody": "r-1"}, {"Id": "b", "MessageBody": "r-2"}]
    way = Way({"Successful": [{"Id": "b"}], "ResponseMetadata": {}})
    answer = faults.fail_entries("r-1")(call(**{name: entries}), way)

    assert way.went[0][name] == entries[1:]
    assert answer["Successful"] == [{"Id": "b"}]
    assert [entry["Id"] for entry in answer["Failed"]] == ["a"]


@pytest.mark.parametrize(("name", "told"), [("Entries", None), ("PublishBatchRequestEntries", [])])
def test_a_batch_of_which_all_fail_is_not_made(name: str, told: list[str] | None) -> None:
    way = Way()
    answer = faults.fail_first_entry(call(**{name: [{"Id": "a"}]}), way)

    assert way.went == []
    assert answer.get("Successful") == told
    assert [entry["Id"] for entry in answer["Failed"]] == ["a"]


def test_what_the_target_itself_refused_stays_refused() -> None:
    way = Way({"Successful": [], "Failed": [{"Id": "b"}], "ResponseMetadata": {}})
    answer = faults.fail_first_entry(call(Entries=[{"Id": "a"}, {"Id": "b"}]), way)

    assert [entry["Id"] for entry in answer["Failed"]] == ["b", "a"]


def test_a_message_is_delivered_once_more_with_its_message_id() -> None:
    message = {"MessageId": "1", "Body": "about r-1"}
    again = faults.Redeliver("r-1")
    way = Way({}, {"Messages": [{"Body": "r-2"}]}, {"Messages": [message]}, {}, {})
    seen = [again(call(), way).get("Messages", []) for _ in range(5)]

    assert seen == [[], [{"Body": "r-2"}], [message], [message], []]
    assert again.done
    assert seen[3][0] is not message
