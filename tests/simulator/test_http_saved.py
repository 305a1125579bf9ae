"""Worlds that are read and put over HTTP, and how their time, faults and journal go on."""

import json

import pytest

from pattern_tck.simulator.doors.http.worlds import Worlds
from pattern_tck.simulator.saved.tape import Unsaved
from tests.simulator.http_door import REGION, Meanwhile, open_door


@pytest.fixture(scope="module")
def recording():
    with open_door(time="virtual", recorded=True) as opened:
        yield opened


@pytest.fixture
def door(recording):
    for world in recording.control("worlds")["worlds"]:
        recording.control("worlds?world=" + world["name"], method="DELETE")
    return recording


def saved(door, prefix=""):
    return door._open(door._asked("saved", None, "GET", prefix))


def put(door, text, prefix=""):
    return door.control("saved", text, method="PUT", prefix=prefix)


def bodies(client, url, **more):
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **more)
    return sorted(message["Body"] for message in found.get("Messages", ()))


def test_a_world_is_read_and_put_in_the_place_of_another_one(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="now")
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=60)
    door.advance(30)
    text = saved(door)
    then = door.control("time")["now"]
    assert bodies(sqs, url) == ["now"]
    assert put(door, text, prefix="/world/other")["now"] == then
    other = door.client("sqs", prefix="/world/other")
    url = other.get_queue_url(QueueName="q")["QueueUrl"]
    assert bodies(other, url) == ["now"]
    door.advance(30, prefix="/world/other")
    assert bodies(other, url) == ["later", "now"]
    # In a world of its own: here as much time has not passed.
    assert door.control("time")["now"] == then
    again = saved(door, prefix="/world/other")
    put(door, again)
    assert door.control("state")["regions"] == door.control("state?world=other")["regions"]


def test_the_journal_is_that_of_the_saved_world(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="seen again")
    text = saved(door)
    put(door, text, prefix="/world/late")
    lines = door.control("journal?world=late")["lines"]
    assert [line["operation"] for line in lines] == ["CreateQueue", "SendMessage"]
    assert lines[1]["parameters"]["MessageBody"] == "seen again"
    assert "MessageId" in lines[1]["answer"]


def test_faults_that_were_ordered_go_on(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    door.control("faults", {"seed": 4, "probability": 0.5, "faults": ["receive.sparse"]})
    door.control("faults", {"freedom": "delete.ignored", "count": 2})
    sqs.send_message(QueueUrl=url, MessageBody="m")
    for _ in range(5):
        bodies(sqs, url, VisibilityTimeout=0)
    put(door, saved(door), prefix="/world/twin")
    assert door.control("faults?world=twin") == door.control("faults")
    assert door.control("faults")["chance"]["deviations"]
    twin = door.client("sqs", prefix="/world/twin")
    other = twin.get_queue_url(QueueName="q")["QueueUrl"]
    for _ in range(12):
        assert bodies(sqs, url, VisibilityTimeout=0) == bodies(twin, other, VisibilityTimeout=0)
    door.control("faults", method="DELETE")
    put(door, saved(door), prefix="/world/twin")
    assert door.control("faults?world=twin") == {"orders": [], "chance": None}


def test_whoever_waits_is_hung_up_on_when_another_world_takes_the_place(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    patient = door.client("sqs", read_timeout=20)
    waiting = Meanwhile(lambda: patient.receive_message(QueueUrl=url, WaitTimeSeconds=20))
    door.until_waiting()
    text = saved(door)
    assert text.count(b'"left"') == 1
    put(door, text)
    # The SDK asks again, in the world that was put there.
    door.until_waiting()
    sqs.send_message(QueueUrl=url, MessageBody="for who waits")
    assert waiting.result()["Messages"][0]["Body"] == "for who waits"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: b"no world", "line 1: this is no saved world"),
        (lambda text: b"\xff\xfe", "it is no text"),
        (lambda text: text[:-5], "the file is cut off"),
        (lambda text: text.replace(b'"q"', b'"r"'), "ends otherwise than it did"),
        (lambda text: text + text.replace(b'"default"', b'"two"'), "the file holds 2 worlds"),
        (lambda text: text.replace(b'"version": 1', b'"version": 3'), "a later pattern-tck"),
    ],
)
def test_what_is_no_world_is_refused_and_nothing_is_lost(door, spoil, said):
    door.client("sqs").create_queue(QueueName="q")
    text = saved(door)
    status, sentence = door.refused("saved", spoil(text), method="PUT")
    assert (status, said in sentence) == (400, True), sentence
    assert saved(door) == text


def test_methods_and_bounds(door):
    assert door.refused("saved", {}, method="POST")[0] == 405
    with open_door(time="virtual") as forgetful:
        assert forgetful.control("health")["recorded"] is False
        status, sentence = forgetful.refused("saved")
        assert (status, "--record or --save" in sentence) == (409, True)


def test_a_reset_begins_the_record_anew(door):
    door.client("sqs").create_queue(QueueName="q")
    door.control("reset", {})
    assert b'"call"' not in saved(door)
    put(door, saved(door))
    door.client("sqs").create_queue(QueueName="after")
    door.control("reset", {})
    door.client("sqs").create_queue(QueueName="third")
    put(door, saved(door), prefix="/world/w")
    assert [q["name"] for q in door.control("state?world=w")["regions"][REGION]["queues"]] == [
        "third"
    ]


def test_the_page_looks_without_a_trace(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m", DelaySeconds=5)
    door.client("sns").create_topic(Name="t")
    door.client("events").put_rule(Name="r", EventPattern='{"source": ["s"]}')
    door.advance(7)
    before = saved(door)
    for _ in range(3):
        door.control("state")
    assert saved(door) == before
    sqs.send_message(QueueUrl=url, MessageBody="n")
    put(door, saved(door))
    assert bodies(sqs, url) == ["m", "n"]


def test_real_time_goes_on_from_the_saved_moment(door):
    url = door.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    door.client("sqs").send_message(QueueUrl=url, MessageBody="m", DelaySeconds=900)
    door.advance(3600 * 24 * 300)
    text, then = saved(door), door.control("time")["now"]
    with open_door() as real:
        now = put(real, text)
        assert (then <= now["now"] < then + 600, now["advanced"]) == (True, 0)
        assert real.control("time")["now"] > now["now"]
        assert real.advance(3600)["now"] >= then + 3600


def test_all_worlds_are_saved_together():
    worlds = Worlds(time="virtual", recorded=True)
    for name in ("default", "111111111111", "third"):
        worlds.named(name).world.call("sqs", "CreateQueue", {"QueueName": name}, REGION)
    from pattern_tck.simulator.saved.reading import read_file

    again = Worlds(time="virtual", recorded=True)
    again.load(read_file(worlds.saved()))
    assert again.saved() == worlds.saved()
    assert again.named("111111111111").world.account == "111111111111"
    again.named("third").world.clock.begin_at(0)
    again.named("third").world.call("sqs", "ListQueues", {}, REGION)
    with pytest.raises(Unsaved, match="the world third: its clock was set"):
        again.saved()


def test_each_line_is_an_object(door):
    door.client("sqs").create_queue(QueueName="q")
    assert all(isinstance(json.loads(line), dict) for line in saved(door).splitlines())
