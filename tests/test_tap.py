"""The tap: every call passes it, faults meet the calls that they are for, the journal tells."""

from __future__ import annotations

from typing import Any

import pytest

from pattern_tck.channels import Directory
from pattern_tck.tap import Call, Crash, Fault, Proceed, Tap, tapped
from tests.fakes import Client, Participant, tap

SEND = {"QueueUrl": "http://q/1", "MessageBody": '{"id": "r-1"}'}


def nothing(call: Call, proceed: Proceed) -> Any:
    return {"said": "the fault"}


def fault(**given: Any) -> Fault:
    fields: dict[str, Any] = {
        "words": "has bad luck",
        "application": "consumer",
        "operations": frozenset({"SendMessage"}),
        "channel": "work of consumer",
        "does": nothing,
    }
    return Fault(**fields | given)


def call(through: Tap, operation: str = "SendMessage", **parameters: Any) -> Any:
    client = Client({"said": "the target"})
    made = tapped(client, through, Participant())
    return made._make_api_call(operation, {**SEND, **parameters})["said"]


def test_a_call_goes_its_way_and_stands_in_the_journal() -> None:
    through = tap()
    assert call(through) == "the target"

    event = through.journal.events[0]
    assert (event.who, event.operation) == ("consumer", "sqs SendMessage")
    assert event.channel == "work of consumer"
    assert "r-1" in event.detail
    assert "the target" in event.outcome


def test_a_tapped_client_leaves_the_client_as_it_was() -> None:
    client = Client()
    made = tapped(client, tap(), Participant())

    assert made is not client
    assert "_make_api_call" not in vars(client)
    made._make_api_call("SendMessage", SEND)
    assert client.calls == [("SendMessage", SEND)]


def test_workers_take_turns_so_nobody_polls_for_long() -> None:
    client = Client()
    made = tapped(client, tap(), Participant())
    made._make_api_call("ReceiveMessage", {"QueueUrl": "http://q/1", "WaitTimeSeconds": 20})

    assert client.calls[0][1]["WaitTimeSeconds"] == 0


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ({}, True),
        ({"operations": frozenset()}, True),
        ({"channel": ""}, True),
        ({"about": "r-1"}, True),
        ({"operations": frozenset({"DeleteMessage"})}, False),
        ({"channel": "effects of consumer"}, False),
        ({"about": "r-2"}, False),
        ({"application": "another"}, False),
        ({"times": 0}, False),
    ],
)
def test_a_fault_meets_the_calls_that_it_is_for(given: dict[str, Any], met: bool) -> None:
    through = tap()
    ordered = through.order(fault(**given))

    assert call(through) == ("the fault" if met else "the target")
    assert ordered.fired == met
    assert through.unfired() == ([] if met else ["has bad luck"])


def test_a_fault_happens_so_often_and_no_more() -> None:
    through = tap()
    ordered = through.order(fault(times=2, at_least=2))

    assert call(through) == "the fault"
    assert through.unfired() == ["has bad luck"]
    assert [call(through), call(through)] == ["the fault", "the target"]
    assert (ordered.fired, through.unfired()) == (2, [])


def test_a_word_is_found_wherever_it_stands_in_the_parameters() -> None:
    def mentions(**parameters: Any) -> bool:
        return Call(Participant(), "sqs", "SendMessage", "", parameters).mentions("r-1")

    assert mentions(MessageBody="ride r-1 is done")
    assert mentions(Entries=[{"Id": "0"}, {"MessageBody": "r-1"}])
    assert mentions(Item={"pk": {"S": "r-1"}})
    assert not mentions(MessageBody="r-2", Number=1, Flag=True, Nothing=None)
    assert not mentions(**{"r-1": "a name is no value"})


def test_a_death_stands_in_the_journal() -> None:
    def dies(_call: Call, _proceed: Proceed) -> Any:
        raise Crash("killed")

    through = tap()
    through.order(fault(does=dies))

    with pytest.raises(Crash):
        call(through)
    assert [event.operation for event in through.journal.events] == [
        "fault: has bad luck",
        "sqs SendMessage",
    ]
    assert "Crash: killed" in through.journal.events[1].outcome


def test_an_empty_receive_says_nothing() -> None:
    through = tap()
    tapped(Client({}), through, Participant())._make_api_call("ReceiveMessage", SEND)

    assert through.journal.events == []


def test_handles_and_digests_are_left_out_of_the_journal() -> None:
    through = tap()
    answer = {"Messages": [{"Body": "r-1", "ReceiptHandle": "AQEB", "MD5OfBody": "d41d"}]}
    tapped(Client(answer), through, Participant())._make_api_call("ReceiveMessage", {})

    assert "AQEB" not in str(through.journal.events)
    assert "d41d" not in str(through.journal.events)
    assert "r-1" in through.journal.events[0].outcome


def test_what_was_made_is_remembered_to_be_removed() -> None:
    through = tap()
    client = Client({"QueueUrl": "http://q/2"})
    tapped(client, through, Participant())._make_api_call("CreateQueue", {"QueueName": "q"})

    assert through.directory.made == [("sqs", "delete_queue", {"QueueUrl": "http://q/2"})]


def test_the_journey_is_about_the_keys_and_not_too_long() -> None:
    through = tap()
    for number in range(60):
        call(through, MessageBody=f"about r-{number % 2}")

    journey = through.journal.journey(["r-1"], at_most=10)
    assert len(journey) == 11
    assert journey[5] == "... 20 more ..."
    assert all("r-1" in line for line in journey if "more" not in line)


def test_what_is_made_on_the_default_bus_is_removed_from_there():
    directory = Directory()
    directory.note_making("events", "PutRule", {"Name": "r"}, {"RuleArn": "arn"})
    directory.note_making("events", "PutTargets", {"Rule": "r", "Targets": [{"Id": "1"}]}, {})
    assert directory.made == [
        ("events", "delete_rule", {"Name": "r", "EventBusName": "default"}),
        ("events", "remove_targets", {"Rule": "r", "EventBusName": "default", "Ids": ["1"]}),
    ]


def test_a_rule_that_was_changed_goes_after_its_targets():
    directory = Directory()
    directory.note_making("events", "PutRule", {"Name": "r"}, {"RuleArn": "arn"})
    directory.note_making("events", "PutTargets", {"Rule": "r", "Targets": [{"Id": "1"}]}, {})
    directory.note_making("events", "PutRule", {"Name": "r"}, {"RuleArn": "arn"})
    assert [removal for _, removal, _ in directory.made] == ["delete_rule", "remove_targets"]


def test_a_subscription_that_waits_for_its_confirmation_has_no_name_to_be_removed_by():
    directory = Directory()
    for arn in ("pending confirmation", "arn:aws:sns:us-east-1:1:t:2"):
        directory.note_making("sns", "Subscribe", {"TopicArn": "t"}, {"SubscriptionArn": arn})
    assert directory.made == [
        ("sns", "unsubscribe", {"SubscriptionArn": "arn:aws:sns:us-east-1:1:t:2"})
    ]
