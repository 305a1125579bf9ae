from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.adversary.allowed import freedoms_allowed, plans_for
from pattern_tck.simulator.adversary.naming import Naming
from pattern_tck.simulator.adversary.ordered import Ordered
from pattern_tck.simulator.adversary.recorder import Recorder, TooManyDecisions
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.freedoms import (
    DELETE_ANSWER_LOST,
    DELETE_IGNORED,
    DELETE_UNDONE,
    DELIVERY_REFUSED,
    FREEDOMS,
    RECEIVE_DUPLICATE,
    SEND_THROTTLED,
    WORKER_TURN,
)

NAMES = sorted({f.fault for f in FREEDOMS.values() if f.searched} | set(FREEDOMS))


@given(
    st.frozensets(st.sampled_from(NAMES), max_size=3),
    st.dictionaries(st.integers(0, 5000), st.integers(1, 9), max_size=5),
)
def test_a_schedule_is_read_as_it_was_written(allowed, deviations):
    schedule = Schedule(allowed, deviations)
    assert Schedule.parse(str(schedule)) == schedule
    assert Schedule.parse(f" {schedule}\n") == schedule
    assert hash(Schedule.parse(str(schedule))) == hash(schedule)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("FAULT-01:3=1,7=2", Schedule(frozenset({"FAULT-01"}), {3: 1, 7: 2})),
        ("all:polite", Schedule()),
        (
            "FAULT-07+delete.ignored:0=1",
            Schedule(frozenset({"FAULT-07", "delete.ignored"}), {0: 1}),
        ),
    ],
)
def test_the_text_of_a_schedule(text, schedule):
    assert Schedule.parse(text) == schedule
    assert str(schedule) == text


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is no schedule: it is written like"),
        ("FAULT-01", "is no schedule"),
        ("FAULT-01:", "is no schedule"),
        ("FAULT-01:3", "'3' is no deviation: it is written like 3=1"),
        ("FAULT-01:3=1;4=1", "is no deviation"),
        ("FAULT-01:3=0", "3=0 is no deviation"),
        ("FAULT-01:3=1,3=2", "decision 3 stands twice"),
        ("FAULT-99:3=1", "FAULT-99 is neither a fault with a freedom to search nor a freedom"),
        ("FAULT-14:3=1", "FAULT-14 is neither"),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_reason(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        Schedule.parse(text)


def test_deviations_are_kept_in_order_and_apart_from_what_was_given():
    given_ = {7: 2, 3: 1}
    schedule = Schedule(frozenset(), given_)
    given_[9] = 1
    assert list(schedule.deviations.items()) == [(3, 1), (7, 2)]


def test_a_schedule_says_in_words_what_happened_to_whom():
    order = SimpleNamespace(label='{"orderId": "order-1", "total": 12}')
    decisions = [
        (DELETE_UNDONE, 4, order),
        (DELETE_UNDONE, 4, "order-2"),
        (SEND_THROTTLED, 3, "order-3"),
    ]
    words = Schedule(frozenset(), {0: 1, 1: 3, 2: 2}).in_words(decisions)
    assert words == (
        "order-1 is delivered again after its delete; then "
        "order-2 is delivered again a day after its delete; then "
        "the sending of order-3 is throttled until the SDK gives up"
    )
    assert Schedule().in_words(decisions) == "nothing but polite answers"
    assert Schedule(frozenset(), {9: 1}).in_words(decisions) == (
        "decision 9 with the value 1 was never met"
    )


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("order-1", "order-1"),
        (17, "17"),
        ({"a": 1}, "{'a': 1}"),
        ('{"order_id": 12}', "12"),
        ('{"total": 3}', '{"total": 3}'),
        ("{broken", "{broken"),
        ("x" * 61, "x" * 59 + "…"),
        (json.dumps({"Type": "Notification", "Message": '{"id": "ride-5"}'}), "ride-5"),
        (json.dumps({"Type": "Notification", "Message": "hello"}), "hello"),
        (json.dumps({"id": "7b6c-uuid", "detail": {"rideId": "ride-6"}}), "ride-6"),
    ],
)
def test_subjects_have_the_names_that_people_give_them(subject, name):
    assert Naming()(subject) == name
    assert Naming()(SimpleNamespace(label=str(subject))) == name


def test_the_keys_of_names_can_be_said():
    assert Naming(keys=("sku",))('{"id": 1, "sku": "bolt"}') == "bolt"


def test_a_subject_may_depend_on_the_value_of_the_decision():
    entries = SimpleNamespace(chosen=["", "first", "second"].__getitem__, label="a batch")
    assert [Naming()(entries, value) for value in range(3)] == ["a batch", "first", "second"]


def test_of_a_batch_the_value_says_which_entry():
    batch = [{"Id": "1", "MessageBody": '{"id": "order-1"}'}, {"Id": "2", "Detail": "order-2"}]
    assert [Naming()(batch, value) for value in (1, 2)] == ["order-1", "order-2"]
    assert Naming()([{"Id": "7", "ReceiptHandle": "abc"}], 1) == "7"
    assert Naming()(batch) == '{"id": "order-1"}, order-2'


def test_a_fault_allows_its_searched_freedoms_and_a_name_allows_any():
    assert freedoms_allowed(["FAULT-06"]) == {DELETE_IGNORED, DELETE_ANSWER_LOST}
    assert freedoms_allowed(["delivery.refused"]) == {DELIVERY_REFUSED}
    assert DELIVERY_REFUSED not in freedoms_allowed()
    assert len(freedoms_allowed()) == sum(f.searched for f in FREEDOMS.values())


def test_the_plans_of_some_clauses_are_the_faults_that_can_show_them():
    assert plans_for(["SQS-RH-04"]) == ("FAULT-07",)
    assert plans_for(["SQS-DEL-03", "SQS-VIS-03"]) == ("FAULT-01", "FAULT-02")
    assert plans_for(["SNS-PUB-08"]) == ()
    assert "FAULT-14" not in plans_for()
    assert len(plans_for()) > 15


def test_a_recorder_follows_its_schedule_and_numbers_only_what_is_allowed():
    recorder = Recorder(Schedule(frozenset({"FAULT-01"}), {1: 2, 2: 2}))
    choose = recorder.choose
    assert choose(RECEIVE_DUPLICATE, 3, "a") == 0
    assert choose(DELETE_UNDONE, 4, "a") == 0
    assert choose(RECEIVE_DUPLICATE, 3, "b") == 2
    assert choose(RECEIVE_DUPLICATE, 2, "c") == 0
    assert recorder.decisions == [
        (RECEIVE_DUPLICATE, 3, "a"),
        (RECEIVE_DUPLICATE, 3, "b"),
        (RECEIVE_DUPLICATE, 2, "c"),
    ]
    assert recorder.in_words().startswith("b is delivered again after its visibility timeout")
    assert recorder.unmet == [2]


def test_a_deviation_that_comes_too_late_is_unmet():
    recorder = Recorder(Schedule(frozenset(), {5: 1}))
    recorder.choose(DELETE_IGNORED, 2, "a")
    assert recorder.unmet == [5]


def test_a_run_that_asks_for_ever_is_ended_although_it_catches_every_exception():
    recorder = Recorder(Schedule(frozenset({"FAULT-01"})), horizon=10)

    def consumer():
        while True:
            try:
                recorder.choose(DELETE_UNDONE, 2, "a")
            except Exception:  # noqa: BLE001 - as such consumers do
                continue

    with pytest.raises(TooManyDecisions, match="after 10 questions"):
        consumer()
    assert recorder.decisions == []


def test_an_ordered_fault_happens_to_whom_it_was_ordered_and_is_counted():
    ordered = Ordered()
    again = ordered.order(DELETE_UNDONE, 2, about="order-2", times=2)
    refused = ordered.order(DELIVERY_REFUSED)
    message = SimpleNamespace(label='{"id": "order-2"}')
    assert ordered.choose(DELETE_UNDONE, 4, "order-1") == 0
    assert ordered.choose(DELETE_UNDONE, 2, message) == 0, "the value is not among the answers"
    assert [ordered.choose(DELETE_UNDONE, 4, message) for _ in range(3)] == [2, 2, 0]
    assert (again.fired, again.filled) == (2, True)
    assert ordered.unfilled == [refused]
    assert str(again) == (
        "order-2 is delivered again an hour after its delete: ordered 2 times, happened 2 times"
    )
    assert ordered.choose(DELIVERY_REFUSED, 2, "anything") == 1
    assert ordered.unfilled == []


def test_orders_of_one_freedom_are_filled_one_after_the_other_and_the_rest_is_anothers_affair():
    ordered = Ordered(then=lambda _freedom, n, _subject: n - 1)
    ordered.order(WORKER_TURN, 1)
    ordered.order(WORKER_TURN, 2)
    assert [ordered.choose(WORKER_TURN, 4, "x") for _ in range(3)] == [1, 2, 3]
    assert ordered.choose(DELETE_IGNORED, 2, "x") == 1
