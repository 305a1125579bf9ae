"""PutEvents: entries, results, sizes, and what an adversary may do to a call (EB-PUT-*)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.buses.event import compact
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from tests.simulator.bus_account import START, Account, refused


def test_an_event_reaches_the_queue_of_a_rule_that_it_matches():
    account = Account()
    account.rule(account.queue(), pattern={"detail": {"n": [{"numeric": [">", 3]}]}})
    answer = account.put(3, 4)
    [message] = account.messages()
    assert json.loads(message["Body"]) == {
        "version": "0",
        "id": answer["Entries"][1]["EventId"],
        "detail-type": "Sold",
        "source": "shop",
        "account": "123456789012",
        "time": "2027-01-15T08:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"n": 4},
    }
    assert answer["FailedEntryCount"] == 0


def test_time_and_resources_are_those_of_the_entry():
    account = Account()
    account.rule(account.queue())
    time = dt.datetime(2020, 2, 3, 4, 5, 6, 789000, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    account.put(account.entry(Time=time, Resources=["arn:a", "arn:b"]))
    body = json.loads(account.messages()[0]["Body"])
    assert body["time"] == "2020-02-03T03:05:06Z"
    assert body["resources"] == ["arn:a", "arn:b"]


def test_each_accepted_entry_has_an_id_of_its_own():
    account = Account()
    ids = [entry["EventId"] for _ in range(2) for entry in account.put(1, 1)["Entries"]]
    assert len(set(ids)) == 4


@pytest.mark.parametrize("name", ["Source", "DetailType", "Detail"])
@pytest.mark.parametrize("empty", [None, ""])
def test_an_entry_without_a_required_field_fails_alone(name, empty):
    account = Account()
    account.rule(account.queue())
    entry = account.entry(2)
    if empty is None:
        del entry[name]
    else:
        entry[name] = empty
    answer = account.put(1, entry, 3)
    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][1] == {
        "ErrorCode": "InvalidArgument",
        "ErrorMessage": f"Parameter {name} is not valid. Reason: {name} is a required argument.",
    }
    assert account.got() == [1, 3]


@pytest.mark.parametrize("detail", ["word", "[1]", '"{}"', "{", "12", "null", '{"n": NaN}'])
def test_a_detail_that_is_no_object_is_malformed(detail):
    answer = Account().put(1, {"Source": "shop", "DetailType": "Sold", "Detail": detail})
    assert answer["Entries"][1]["ErrorCode"] == "MalformedDetail"
    assert "EventId" in answer["Entries"][0]


def test_sources_of_aws_are_not_for_everyone():
    account = Account()
    answer = account.put(account.entry(Source="aws.s3"), account.entry(Source="awsome"))
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert "EventId" in answer["Entries"][1]


def test_one_to_ten_entries_are_taken():
    account = Account()
    assert account.put(*range(10))["FailedEntryCount"] == 0
    assert "greater than or equal to 1" in refused("ValidationException", account.put)
    told = refused("ValidationException", account.put, *range(11))
    assert "Member must have length less than or equal to 10" in told


def test_all_entries_together_must_be_smaller_than_the_limit():
    account = Account()
    room = account.world.profile.largest_put_events
    queue = account.rule(account.queue())
    entry = {"Source": "ä", "DetailType": "x"}

    def filled(size):
        fixed = len("ä".encode()) + 1 + len('{"n":""}')
        return entry | {"Detail": json.dumps({"n": "x" * (size - fixed)}, separators=(",", ":"))}

    half = room // 2
    account.put(filled(half), filled(room - half - 1))
    told = refused("ValidationException", account.put, filled(half), filled(room - half))
    assert told == "Total size of the entries in the request is over the limit."
    timed = filled(room - half - 1) | {"Time": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}
    refused("ValidationException", account.put, filled(half), timed)
    assert queue
    assert len(account.messages()) == 2


def test_an_event_that_no_rule_matches_is_dropped_with_success():
    account = Account()
    account.rule(account.queue(), pattern={"detail-type": ["Bought"]})
    assert account.put(1)["FailedEntryCount"] == 0
    assert account.got() == []
    assert account.told == [("EB-PAT-09", 'no rule of default sends {"n":1} anywhere')]


def test_an_event_for_a_bus_that_is_not_there_is_accepted_and_dropped():
    account = Account()
    account.rule(account.queue())
    answer = account.put(account.entry(1, EventBusName="nowhere"), 2)
    assert answer["FailedEntryCount"] == 0
    assert account.got() == [2]
    assert [clause for clause, _ in account.told] == ["EB-PAT-09"]


def test_buses_are_named_by_name_or_arn():
    account = Account()
    arn = account.events("CreateEventBus", Name="orders")["EventBusArn"]
    account.rule(account.queue(), EventBusName="orders")
    account.put(
        account.entry(1, EventBusName="orders"),
        account.entry(2, EventBusName=arn),
        account.entry(3),
    )
    assert account.got() == [1, 2]


def test_what_is_not_modelled_is_said():
    account = Account()
    with pytest.raises(NotModelled):
        account.events("PutEvents", Entries=[account.entry()], EndpointId="abc.def")
    abroad = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
    with pytest.raises(NotModelled):
        account.put(account.entry(EventBusName=abroad))


def test_a_lost_answer_leaves_the_events_where_they_are():
    account = Account(send__answer_lost=[1])
    account.rule(account.queue())
    with pytest.raises(AnswerLost):
        account.put(1)
    account.put(1)
    messages = account.messages()
    ids = {json.loads(message["Body"])["id"] for message in messages}
    assert len(messages) == len(ids) == 2


@pytest.mark.parametrize("lasting", [1, 2])
def test_a_throttled_call_puts_nothing(lasting):
    account = Account(send__throttled=[lasting])
    account.rule(account.queue())
    with pytest.raises(Refusal) as caught:
        account.put(1)
    assert (caught.value.code, caught.value.throttled) == ("ThrottlingException", lasting)
    assert account.messages() == []


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_an_entry_may_fail_while_the_others_succeed(failing):
    account = Account(batch__partial=[failing])
    account.rule(account.queue())
    answer = account.put(1, 2, 3)
    failed = ["ErrorCode" in entry for entry in answer["Entries"]]
    assert failed == [number == failing for number in (1, 2, 3)]
    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][failing - 1]["ErrorCode"] == "InternalFailure"
    assert account.got() == [number for number in (1, 2, 3) if number != failing]


def test_what_may_happen_to_a_call_is_told_by_the_details():
    account = Account()
    account.put(1, 2)
    asked = {name: (n, subject) for name, n, subject in account.orders.asked}
    n, subject = asked["batch.partial"]
    assert n == 3
    assert str(subject) == '{"n": 1}'
    assert subject.chosen(2) == '{"n": 2}'


def test_numbers_stay_as_they_were_written():
    account = Account()
    account.rule(account.queue(), pattern={"detail": {"n": [300]}})
    for written in ("300", "300.0", "3.0e2"):
        account.put(account.entry(Detail='{ "n" : ' + written + ' , "t": "a  b" }'))
        [message] = account.messages()
        assert message["Body"].endswith('"detail":{"n":' + written + ',"t":"a  b"}}')


def test_trying_a_pattern():
    account = Account()
    event = {
        "id": "1",
        "account": "1",
        "source": "shop",
        "time": "2020-01-01T00:00:00Z",
        "region": "r",
        "resources": [],
        "detail-type": "Sold",
        "detail": {"n": 1},
    }

    def tried(pattern, event):
        return account.events(
            "TestEventPattern", EventPattern=json.dumps(pattern), Event=json.dumps(event)
        )["Result"]

    assert tried({"source": ["shop"]}, event)
    assert not tried({"source": ["Shop"]}, event)
    refused("InvalidEventPatternException", tried, {"source": "shop"}, event)
    refused("ValidationException", tried, {"source": ["shop"]}, {"source": "shop"})
    refused("ValidationException", tried, {"source": ["shop"]}, [])


_words = st.text('a "\\\n{}é\u2028', max_size=5)


def _dicts(inner):
    return st.dictionaries(_words, inner, max_size=3)


_json = st.recursive(
    st.none() | st.integers() | _words,
    lambda inner: st.lists(inner, max_size=3) | _dicts(inner),
    max_leaves=6,
)


@settings(max_examples=60)
@given(_dicts(_json), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_compact_takes_out_white_space_and_nothing_else(document, indent, ascii_only):
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    wanted = json.dumps(document, separators=(",", ":"), ensure_ascii=ascii_only)
    assert compact(text) == wanted


def test_the_clock_of_the_tests_is_what_the_expectations_say():
    assert Account().world.clock.now() == START
