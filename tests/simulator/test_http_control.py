"""The control endpoints of the door on loopback, its worlds, its guard and its page."""

import re

import pytest

from pattern_tck.simulator.doors.http import guard
from pattern_tck.simulator.doors.http.worlds import MOST_WORLDS
from pattern_tck.simulator.freedoms import FREEDOMS
from pattern_tck.simulator.world import SERVICES
from tests.simulator.http_door import Meanwhile, open_door, read_answer, request

pytestmark = pytest.mark.usefixtures("emptied")


def test_health_says_what_is_there(door):
    told = door.control("health")
    assert (told["status"], told["time"]) == ("ready", "virtual")
    assert told["services"] == sorted(SERVICES)


def test_time_passes_as_it_is_told(door):
    before = door.control("time")["now"]
    assert door.advance(90.5)["now"] == before + 90.5
    assert door.control("time")["now"] == before + 90.5


def test_real_time_goes_on_by_itself_and_can_be_advanced():
    with open_door() as door:
        first = door.control("time")["now"]
        assert door.control("time")["now"] > first
        assert door.advance(3600)["now"] >= first + 3600
        assert door.control("time")["now"] < first + 7200


def test_a_timer_goes_off_with_nobody_calling():
    with open_door() as door:
        sqs = door.client("sqs")
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="late", DelaySeconds=1)
        # Nothing but the clock can end this.
        assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "say how many seconds"),
        ({"advance": -1}, "from 0 to"),
        ({"advance": 10**12}, "from 0 to"),
        ({"advance": "5"}, "advance is a number"),
        ({"advance": True}, "advance is a number"),
        ({"advance": 1, "by": 2}, "'by' is none of"),
        (b'{"advance": NaN}', "advance is a number"),
        (b'{"advance": Infinity}', "from 0 to"),
        (b"[1]", "no JSON object"),
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_time_says_what_it_does_not_understand(door, document, said):
    status, told = door.refused("time", document)
    assert status == 400
    assert said in told


def test_the_clock_has_an_end(door):
    world = door.worlds.named("default")
    world.time.clock.begin_at(99_999_999_000)
    assert door.refused("time", {"advance": 10_000})[0] == 400


def test_a_reset_begins_anew_at_the_same_time(door):
    sqs = door.client("sqs")
    sqs.create_queue(QueueName="old")
    door.control("faults", {"freedom": "send.throttled"})
    then = door.advance(100)["now"]
    assert door.control("reset", {})["now"] == then
    assert not sqs.list_queues().get("QueueUrls")
    assert door.control("faults")["orders"] == []
    [line] = door.control("journal")["lines"]
    assert line["operation"] == "ListQueues"


def test_the_journal_has_calls_and_what_was_told(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x" * 5_000)
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName="none")
    made, sent, refused = door.control("journal")["lines"]
    assert (made["service"], made["operation"], made["region"]) == (
        "sqs",
        "CreateQueue",
        "eu-central-1",
    )
    assert made["answer"]["QueueUrl"] == url
    assert len(sent["parameters"]["MessageBody"]) < 200
    assert refused["error"].startswith("QueueDoesNotExist: ")
    assert door.control(f"journal?after={sent['number']}")["lines"] == [refused]
    assert door.control("journal?limit=1")["lines"] == [refused]
    assert door.refused("journal?after=x")[0] == 400


def test_a_fault_happens_as_often_as_it_is_ordered(door):
    sqs = door.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    for body in ("one", "two", "three"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    door.control("faults", {"freedom": "receive.sparse", "count": 2})
    found = [len(sqs.receive_message(QueueUrl=url).get("Messages", [])) for _ in range(3)]
    assert found == [0, 0, 1]
    [order] = door.control("faults")["orders"]
    assert (order["count"], order["happened"]) == (2, 2)


def test_chance_with_the_same_seed_does_the_same(door):
    def happened(world):
        prefix = f"/world/{world}"
        sqs = door.client("sqs", prefix=prefix)
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        chance = {"seed": 5, "probability": 0.5, "faults": ["receive.sparse"]}
        door.control("faults", chance, prefix=prefix)
        sqs.send_message(QueueUrl=url, MessageBody="m")
        return [
            len(sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", []))
            for _ in range(30)
        ]

    assert happened("a") == happened("b")
    assert set(happened("c")) == {0, 1}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "order a freedom"),
        ({"freedom": "none"}, "there is no freedom 'none'"),
        ({"freedom": "send.throttled", "count": 0}, "count is from 1"),
        ({"freedom": "send.throttled", "value": 0}, "a value is 1 or more"),
        ({"freedom": "send.throttled", "count": 1.5}, "a whole number"),
        ({"seed": 1, "probability": 2}, "from 0 to 1"),
        ({"seed": 1, "faults": ["FAULT-99"]}, "FAULT-99"),
        ({"seed": 1, "faults": "FAULT-01"}, "a list of names"),
    ],
)
def test_faults_say_what_they_do_not_understand(door, document, said):
    status, told = door.refused("faults", document)
    assert status == 400
    assert said in told


def test_every_freedom_is_told(door):
    assert {one["freedom"] for one in door.control("freedoms")["freedoms"]} == set(FREEDOMS)


def test_a_path_that_is_no_endpoint_says_which_there_are(door):
    status, told = door.refused("nothing")
    assert status == 404
    assert "journal" in told
    assert door.refused("reset", method="GET")[0] == 405


def test_worlds_are_told_apart_by_account_and_by_path(door):
    keys = {"key": "111111111111"}, {"key": "222222222222"}, {"prefix": "/world/mine"}, {}
    for number, named in enumerate(keys):
        sqs = door.client("sqs", **named)
        url = sqs.create_queue(QueueName=f"q{number}")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="m")
        assert sqs.list_queues()["QueueUrls"] == [url]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        account = named.get("key", "123456789012")
        assert arn["Attributes"]["QueueArn"] == f"arn:aws:sqs:eu-central-1:{account}:q{number}"
    told = {world["name"] for world in door.control("worlds")["worlds"]}
    assert told == {"111111111111", "222222222222", "mine", "default"}
    door.control("reset", {}, prefix="/world/mine")
    assert not door.client("sqs", prefix="/world/mine").list_queues().get("QueueUrls")
    assert door.client("sqs", key="111111111111").list_queues()["QueueUrls"]
    state = door.control("state?world=222222222222")
    assert state["regions"]["eu-central-1"]["queues"][0]["name"] == "q1"


def test_two_worlds_at_once_see_nothing_of_each_other(door):
    def run(world):
        sqs = door.client("sqs", prefix=f"/world/{world}")
        url = sqs.create_queue(QueueName="same")["QueueUrl"]
        found = []
        for number in range(60):
            sqs.send_message(QueueUrl=url, MessageBody=f"{world} {number}")
            for message in sqs.receive_message(QueueUrl=url)["Messages"]:
                found.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    runs = {world: Meanwhile(lambda world=world: run(world)) for world in ("a", "b")}
    for world, found in runs.items():
        assert found.result() == [f"{world} {number}" for number in range(60)]


def test_worlds_have_names_and_are_not_too_many(door):
    assert door.refused("time?world=a%20b")[0] == 400
    for number in range(MOST_WORLDS):
        door.worlds.named(f"w{number}")
    assert "worlds already" in door.refused("time?world=one-more")[1]
    assert door.refused("worlds?world=none", method="DELETE")[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": ""},
        {"Host": "[::1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_no_page_of_elsewhere_controls_anything(door, headers):
    status, told = door.refused("time", {"advance": 5}, **headers)
    assert status == 403
    assert told


def test_the_page_itself_controls(door):
    origin = {"Origin": door.url, "Sec-Fetch-Site": "same-origin"}
    assert not guard.wrong(
        {"host": door.url.removeprefix("http://"), "origin": door.url}, loopback=True
    )
    assert door._open(door._asked("time", {"advance": 5}, None, "", **origin))


def test_a_link_of_another_site_may_lead_to_the_page(door):
    for headers, status in (
        ("Host: localhost\r\nSec-Fetch-Site: cross-site", 200),
        ("Host: evil.example", 403),
    ):
        with door.connect() as connection, connection.makefile("rb") as stream:
            connection.sendall(f"GET /_simulator/ HTTP/1.1\r\n{headers}\r\n\r\n".encode())
            assert read_answer(stream)[0] == status


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:80", "[::1]:4566", "a.localhost"])
def test_this_machine_has_several_names(host):
    assert not guard.wrong({"host": host}, loopback=True)


def test_beyond_loopback_any_name_leads_here():
    assert not guard.wrong({"host": "simulator.internal:4566"}, loopback=False)
    assert guard.wrong({"host": "a:1", "origin": "http://b:1"}, loopback=False)


@pytest.mark.parametrize(
    ("name", "media"), [("", "html"), ("page.js", "javascript"), ("page.css", "css")]
)
def test_the_page_takes_nothing_from_elsewhere(door, name, media):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(f"GET /_simulator/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        status, headers, body = read_answer(stream)
    assert status == 200
    assert media in headers["content-type"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not re.search(rb"https?://|innerHTML|outerHTML|insertAdjacentHTML|eval\(", body)


def test_the_overview_shows_what_there_is_and_changes_nothing(door):
    sqs, sns = door.client("sqs"), door.client("sns")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="<script>")
    topic = sns.create_topic(Name="t")["TopicArn"]
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint="arn:aws:sqs:eu-central-1:123456789012:q"
    )
    door.client("events").put_rule(Name="r", EventPattern='{"source": ["a"]}')
    door.control("faults", {"seed": 1, "probability": 1})
    region = door.control("state")["regions"]["eu-central-1"]
    assert region["queues"] == [{"name": "q", "visible": 1, "in_flight": 0, "delayed": 0}]
    assert region["topics"][0]["subscriptions"][0]["protocol"] == "sqs"
    assert region["buses"][0]["rules"][0]["name"] == "r"
    assert door.control("faults")["chance"]["deviations"] == 0


def test_a_call_of_an_sdk_needs_no_name_of_this_machine(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(request("CreateQueue", {"QueueName": "q"}, host="sqs.test:99"))
        assert b"http://sqs.test:99/" in read_answer(stream)[2]
