"""Archives and replays (EB-ARC-*)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.bus_account import DEFAULT_BUS, START, Account, refused

ARCHIVE = "arn:aws:events:us-east-1:123456789012:archive/kept"
DAY = 86_400


def at(seconds):
    return dt.datetime.fromtimestamp(START + seconds, dt.UTC)


def archived(*numbers, apart=0, orders=None, **archive):
    """Give an account with an archive of events; a queue has got them all."""
    account = Account(**(orders or {}))
    account.events("CreateArchive", ArchiveName="kept", EventSourceArn=DEFAULT_BUS, **archive)
    account.rule(account.queue())
    for number in numbers:
        account.put(number)
        account.after(apart)
    assert account.got() == list(numbers)
    return account


def replay(account, name="again", start=0, end=3600, rules=(), **more):
    destination = {"Arn": DEFAULT_BUS} | ({"FilterArns": list(rules)} if rules else {})
    return account.events(
        "StartReplay",
        ReplayName=name,
        EventSourceArn=ARCHIVE,
        EventStartTime=at(start),
        EventEndTime=at(end),
        Destination=destination,
        **more,
    )


def count(account):
    return account.events("DescribeArchive", ArchiveName="kept")["EventCount"]


def state(account, name="again"):
    return account.events("DescribeReplay", ReplayName=name)["State"]


def test_a_replay_puts_archived_events_on_their_bus_again():
    account = archived(1, 2)
    answer = replay(account)
    assert answer["State"] == "STARTING"
    assert account.messages() == []
    account.after(1)
    messages = account.messages()
    bodies = [json.loads(message["Body"]) for message in messages]
    assert [body["detail"]["n"] for body in bodies] == [1, 2]
    assert {body["replay-name"] for body in bodies} == {"again"}
    account.after(1)
    described = account.events("DescribeReplay", ReplayName="again")
    assert described["State"] == "COMPLETED"
    assert described["ReplayEndTime"] == at(2)
    assert described["EventLastReplayedTime"] == at(0)
    # EB-ARC-01: what is replayed is not archived again.
    assert count(account) == 2


def test_a_replayed_event_has_another_id_and_its_own_time():
    account = Account()
    account.events("CreateArchive", ArchiveName="kept", EventSourceArn=DEFAULT_BUS)
    account.rule(account.queue())
    account.put(1)
    [first] = account.messages()
    account.after(600)
    replay(account)
    account.after(1)
    [second] = account.messages()
    first, second = json.loads(first["Body"]), json.loads(second["Body"])
    assert first.pop("id") != second.pop("id")
    assert second.pop("replay-name") == "again"
    assert first == second


def test_an_archive_keeps_what_matches_its_pattern():
    account = archived(1, 2, 3, EventPattern='{"detail": {"n": [2]}}')
    assert count(account) == 1
    replay(account)
    account.after(2)
    assert account.got() == [2]


def test_an_archive_keeps_the_events_of_its_bus_only():
    account = archived(1)
    account.events("CreateEventBus", Name="other")
    account.put(account.entry(2, EventBusName="other"))
    assert count(account) == 1


def test_what_is_kept_for_some_days_is_gone_then():
    account = archived(1, RetentionDays=2)
    account.after(2 * DAY - 1)
    account.put(2)
    account.messages()
    assert count(account) == 2
    account.after(1)
    assert count(account) == 1
    replay(account, end=3 * DAY)
    account.after(2)
    assert account.got() == [2]
    account.events("UpdateArchive", ArchiveName="kept", RetentionDays=0)
    account.after(1000 * DAY)
    assert count(account) == 1


def test_what_is_kept_for_ever_stays():
    account = archived(1)
    account.after(1000 * DAY)
    assert count(account) == 1


def test_a_replay_is_for_named_rules():
    account = archived(1)
    second = account.rule(account.queue("second"), name="second")
    replay(account, rules=[second])
    account.after(2)
    assert account.got("second") == [1]
    assert account.got() == []


def test_a_replay_is_for_a_span_of_time():
    account = archived(1, 2, 3, apart=60)
    replay(account, start=60, end=119)
    account.after(5)
    assert account.got() == [2]


def test_an_event_counts_by_its_own_time():
    account = archived()
    account.put(account.entry(1, Time=at(-DAY)), account.entry(2))
    account.messages()
    replay(account, start=-2 * DAY, end=-1)
    account.after(3)
    assert account.got() == [1]


def test_a_replay_goes_minute_by_minute():
    account = archived()
    times = (130, 10, 70, 5)
    account.put(*(account.entry(time, Time=at(time)) for time in times))
    account.messages()
    replay(account)
    seen = []
    for _ in range(4):
        account.after(1)
        seen.append(account.got())
    assert seen == [[5, 10], [70], [130], []]
    assert state(account) == "COMPLETED"


def test_the_order_within_a_minute_is_open():
    account = archived(1, 2, 3, orders={"replay__order": [2, 1]})
    replay(account)
    account.after(1)
    assert account.got() == [3, 2, 1]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 300), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_a_replay_loses_nothing_and_keeps_the_minutes(times, choices):
    account = archived()
    for number, time in enumerate(times):
        account.put(account.entry(number, Time=at(time)))
    account.messages()
    left = list(choices)

    def choose(freedom, n, _subject):
        return left.pop() % n if freedom.name == "replay.order" and left else 0

    account.world.choose = choose
    replay(account)
    account.after(10)
    got = account.got()
    assert sorted(got) == list(range(len(times)))
    minutes = [times[number] // 60 for number in got]
    assert minutes == sorted(minutes)
    assert state(account) == "COMPLETED"


def test_a_replay_can_be_cancelled():
    account = archived(1, 2, apart=60)
    replay(account)
    account.after(1)
    assert account.events("CancelReplay", ReplayName="again")["State"] == "CANCELLING"
    assert state(account) == "CANCELLING"
    account.after(10)
    assert state(account) == "CANCELLED"
    assert account.got() == [1]
    refused("IllegalStatusException", account.events, "CancelReplay", ReplayName="again")
    refused("ResourceNotFoundException", account.events, "CancelReplay", ReplayName="none")


def test_a_replay_fails_without_its_archive():
    account = archived(1)
    replay(account)
    account.events("DeleteArchive", ArchiveName="kept")
    account.after(1)
    described = account.events("DescribeReplay", ReplayName="again")
    assert described["State"] == "FAILED"
    assert described["StateReason"] == "Archive resource not found."
    assert account.got() == []


def test_replays_that_are_refused():
    account = archived(1)
    account.events("CreateEventBus", Name="other")
    replay(account)
    told = refused("ResourceAlreadyExistsException", replay, account)
    assert told == "Replay again already exists."
    told = refused("ValidationException", replay, account, "b", start=10, end=10)
    assert "EventStartTime must be before EventEndTime." in told

    def started(archive=ARCHIVE, bus=DEFAULT_BUS):
        account.events(
            "StartReplay",
            ReplayName="c",
            EventSourceArn=archive,
            EventStartTime=at(0),
            EventEndTime=at(1),
            Destination={"Arn": bus},
        )

    other = DEFAULT_BUS.replace("default", "other")
    assert "Cross event bus" in refused("ValidationException", started, bus=other)
    assert "event bus ARN" in refused("ValidationException", started, bus=ARCHIVE)
    told = refused("ValidationException", started, archive=ARCHIVE.replace("kept", "none"))
    assert "Archive none does not exist." in told
    none = DEFAULT_BUS.replace("default", "none")
    refused("ResourceNotFoundException", started, bus=none)


def test_archives_are_described_and_listed():
    account = Account()
    other = account.events("CreateEventBus", Name="other")["EventBusArn"]
    made = account.events(
        "CreateArchive",
        ArchiveName="kept",
        EventSourceArn=DEFAULT_BUS,
        Description="all",
        RetentionDays=3,
        EventPattern='{"source":["shop"]}',
    )
    assert made == {"ArchiveArn": ARCHIVE, "State": "ENABLED", "CreationTime": at(0)}
    account.events("CreateArchive", ArchiveName="second", EventSourceArn=other)
    account.put(1)
    described = account.events("DescribeArchive", ArchiveName="kept")
    assert described.pop("SizeBytes") > 100
    assert described == {
        "ArchiveArn": ARCHIVE,
        "ArchiveName": "kept",
        "EventSourceArn": DEFAULT_BUS,
        "Description": "all",
        "EventPattern": '{"source":["shop"]}',
        "State": "ENABLED",
        "RetentionDays": 3,
        "EventCount": 1,
        "CreationTime": at(0),
    }

    def listed(**by):
        return [found["ArchiveName"] for found in account.events("ListArchives", **by)["Archives"]]

    assert listed() == ["kept", "second"]
    assert listed(NamePrefix="se") == ["second"]
    assert listed(EventSourceArn=DEFAULT_BUS) == ["kept"]
    assert listed(State="DISABLED") == []
    refused("ValidationException", listed, NamePrefix="a", State="ENABLED")


def test_archives_that_are_refused():
    account = archived()

    def make(**parameters):
        account.events(
            "CreateArchive", **({"ArchiveName": "x", "EventSourceArn": DEFAULT_BUS} | parameters)
        )

    refused("ResourceAlreadyExistsException", make, ArchiveName="kept")
    refused("ResourceNotFoundException", make, EventSourceArn=DEFAULT_BUS + "x")
    refused("InvalidEventPatternException", make, EventPattern="{")
    refused("ValidationException", make, ArchiveName="x" * 49)
    refused("ValidationException", make, RetentionDays=-1)
    for operation in ("DescribeArchive", "DeleteArchive"):
        refused("ResourceNotFoundException", account.events, operation, ArchiveName="none")
    assert len(account.events("ListArchives")["Archives"]) == 1


def test_a_refused_change_leaves_an_archive_as_it_was():
    account = archived(EventPattern='{"source": ["shop"]}')
    refused(
        "ValidationException",
        account.events,
        "UpdateArchive",
        ArchiveName="kept",
        EventPattern='{"source": ["other"]}',
        RetentionDays=-1,
    )
    account.put(1)
    assert count(account) == 1


def test_what_is_replayed_is_archived_nowhere_else_either():
    account = archived(1)
    other = account.events("CreateEventBus", Name="other")["EventBusArn"]
    account.events("CreateArchive", ArchiveName="there", EventSourceArn=other)
    account.rule(other, name="forward")
    replay(account)
    account.after(2)
    assert account.got() == [1]
    described = account.events("DescribeArchive", ArchiveName="there")
    assert described["EventCount"] == 0
    account.put(2)
    described = account.events("DescribeArchive", ArchiveName="there")
    assert described["EventCount"] == 1


def test_a_replayed_event_can_be_forwarded_although_it_came_from_another_bus():
    account = Account()
    other = account.events("CreateEventBus", Name="other")["EventBusArn"]
    account.events("CreateArchive", ArchiveName="kept", EventSourceArn=DEFAULT_BUS)
    account.rule(DEFAULT_BUS, name="forward", EventBusName="other")
    account.put(account.entry(1, EventBusName="other"))
    account.rule(other, name="back")
    account.rule(account.queue(), EventBusName="other")
    replay(account)
    account.after(2)
    assert account.got() == [1]


def test_a_bus_with_an_archive_stays():
    account = Account()
    other = account.events("CreateEventBus", Name="other")["EventBusArn"]
    account.events("CreateArchive", ArchiveName="kept", EventSourceArn=other)
    refused("ValidationException", account.events, "DeleteEventBus", Name="other")
    account.events("DeleteArchive", ArchiveName="kept")
    account.events("DeleteEventBus", Name="other")


def test_a_deleted_archive_keeps_no_more():
    account = archived(1)
    account.events("DeleteArchive", ArchiveName="kept")
    account.put(2)
    account.events("CreateArchive", ArchiveName="kept", EventSourceArn=DEFAULT_BUS)
    assert count(account) == 0


def test_replays_are_listed():
    account = archived(1)
    replay(account, "a")
    account.after(5)
    replay(account, "b", Description="second")

    def listed(**by):
        return [found["ReplayName"] for found in account.events("ListReplays", **by)["Replays"]]

    assert listed() == ["a", "b"]
    assert listed(State="STARTING") == ["b"]
    assert listed(NamePrefix="a") == ["a"]
    assert listed(EventSourceArn=ARCHIVE) == ["a", "b"]
    refused("ValidationException", listed, State="STARTING", NamePrefix="a")
    assert account.events("DescribeReplay", ReplayName="b")["Description"] == "second"


@pytest.mark.parametrize("lost", ["all", "none"])
def test_replayed_events_meet_the_rules_of_now(lost):
    account = archived(1)
    if lost == "all":
        account.events("RemoveTargets", Rule="all", Ids=["t1"])
        account.after(301)
    replay(account)
    account.after(2)
    assert account.got() == ([] if lost == "all" else [1])
