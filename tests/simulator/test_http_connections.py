"""What connections may do at the door on loopback, written to a socket byte by byte."""

import asyncio
import json

import pytest

from pattern_tck.simulator.doors.http.calls import LARGEST
from pattern_tck.simulator.doors.http.connection import LARGEST_HEAD, _Joined
from pattern_tck.simulator.doors.wire.requests import JSON, Asked
from pattern_tck.simulator.refusals import AnswerLost
from tests.simulator.http_door import read_answer, request, signed

pytestmark = pytest.mark.usefixtures("emptied")


def head(more, target="AmazonSQS.ListQueues"):
    return (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n{signed('sqs')}X-Amz-Target: {target}\r\n{more}\r\n"
    ).encode()


def still_answers(door):
    with door.connect() as connection:
        connection.sendall(request("ListQueues", {}))
        return read_answer(connection.makefile("rb"))[0] == 200


def test_a_connection_is_kept(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        for number in range(3):
            connection.sendall(request("CreateQueue", {"QueueName": f"q{number}"}))
            status, _, body = read_answer(stream)
            assert (status, json.loads(body)["QueueUrl"][-2:]) == (200, f"q{number}")


def test_requests_without_waiting_for_answers_are_answered_in_order(door):
    names = [f"q{number}" for number in range(50)]
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(b"".join(request("CreateQueue", {"QueueName": name}) for name in names))
        urls = [json.loads(read_answer(stream)[2])["QueueUrl"] for _ in names]
    assert [url.rpartition("/")[2] for url in urls] == names


def test_a_long_poll_holds_up_what_is_behind_it_on_its_connection_and_nothing_else(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(request("CreateQueue", {"QueueName": "q"}))
        url = json.loads(read_answer(stream)[2])["QueueUrl"]
        poll = request("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 20})
        connection.sendall(poll + request("ListQueues", {}))
        door.until_waiting()
        assert still_answers(door)
        door.advance(20)
        assert json.loads(read_answer(stream)[2]) == {}
        assert "QueueUrls" in json.loads(read_answer(stream)[2])


def test_a_body_may_come_in_chunks(door):
    body = json.dumps({"QueueName": "chunked"}).encode()
    chunks = b"".join(b"1;x=y\r\n" + body[at : at + 1] + b"\r\n" for at in range(len(body)))
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(head("Transfer-Encoding: chunked\r\n", "AmazonSQS.CreateQueue"))
        connection.sendall(chunks + b"0\r\nTrailer: more\r\n\r\n" + request("ListQueues", {}))
        assert b"chunked" in read_answer(stream)[2]
        assert b"chunked" in read_answer(stream)[2]


def test_a_body_is_asked_for_where_the_caller_waits_for_that(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(head("Expect: 100-continue\r\nContent-Length: 2\r\n"))
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert stream.readline() == b"\r\n"
        connection.sendall(b"{}")
        assert read_answer(stream)[0] == 200


def test_a_body_that_is_too_large_is_not_asked_for(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(head(f"Expect: 100-continue\r\nContent-Length: {LARGEST + 1}\r\n"))
        status, headers, body = read_answer(stream)
        assert (status, headers["connection"]) == (413, "close")
        assert json.loads(body)["__type"].endswith("RequestEntityTooLarge")


def test_a_body_in_chunks_is_not_kept_beyond_its_largest_size(door):
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(head("Transfer-Encoding: chunked\r\n"))
        for _ in range(LARGEST // 0x10000):
            connection.sendall(chunk)
        connection.sendall(chunk[:100])
        connection.sendall(chunk[100:])
        assert read_answer(stream)[0] == 413
    assert still_answers(door)


@pytest.mark.parametrize(
    "field", ["X-Much: {}\r\n", "{}: x\r\n", "X: y\r\n" * (LARGEST_HEAD // 6) + "X: {}\r\n"]
)
def test_a_head_has_a_largest_size(door, field):
    with door.connect() as connection, connection.makefile("rb") as stream:
        sent = head(field.format("x" * 2 * LARGEST_HEAD) + "Content-Length: 2\r\n")
        # Without the end, so that nothing but its size can end it.
        connection.sendall(sent[: LARGEST_HEAD + 1_000])
        assert read_answer(stream)[0] == 431
        assert stream.read() == b""
    assert still_answers(door)


def test_whoever_has_said_all_still_gets_the_answer(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(request("CreateQueue", {"QueueName": "last"}))
        connection.shutdown(1)
        assert b"last" in read_answer(stream)[2]
        assert stream.read() == b""


def test_half_a_request_is_forgotten_with_its_connection(door):
    whole = request("CreateQueue", {"QueueName": "half"})
    with door.connect() as connection:
        connection.sendall(whole[:-5])
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(request("ListQueues", {}))
        assert b"half" not in read_answer(stream)[2]


def test_a_silent_connection_holds_up_nobody(door):
    with door.connect() as silent, silent.makefile("rb") as stream:
        assert still_answers(door)
        silent.sendall(request("ListQueues", {}))
        assert read_answer(stream)[0] == 200


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # the beginning of TLS
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST \xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_ends_the_connection(door, nonsense):
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(nonsense)
        status, headers, _ = read_answer(stream)
        assert (status, headers["connection"]) == (400, "close")
        assert stream.read() == b""
    assert still_answers(door)


def test_an_upgrade_is_declined(door):
    with door.connect() as connection, connection.makefile("rb") as stream:
        upgrade = head("Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n")
        connection.sendall(upgrade + b"{}")
        assert read_answer(stream)[0] == 200
        connection.sendall(request("ListQueues", {}))
        assert read_answer(stream)[0] == 200


def test_nothing_is_taken_for_a_caller_whose_end_is_known(door):
    """The call that waits has not heard of it yet; that is no reason to give it a message."""

    async def run():
        live = door.worlds.named("gone")

        def call(operation, gone, **parameters):
            asked = Asked("sqs", operation, parameters, "eu-central-1", JSON, "")
            return live.call(asked, lambda: gone)

        here, gone = (asyncio.get_running_loop().create_future() for _ in range(2))
        url = (await call("CreateQueue", here, QueueName="q"))["QueueUrl"]
        asked = {"QueueUrl": url, "WaitTimeSeconds": 20}
        callers = (gone, here)
        polls = [asyncio.ensure_future(call("ReceiveMessage", each, **asked)) for each in callers]
        while live.waiting < len(polls):  # noqa: ASYNC110 - each turn of the loop is looked at
            await asyncio.sleep(0)
        gone.set_result(None)
        await call("SendMessage", here, QueueUrl=url, MessageBody="for whoever is there")
        with pytest.raises(AnswerLost):
            await polls[0]
        return await polls[1]

    [message] = asyncio.run(run())["Messages"]
    assert message["Body"] == "for whoever is there"


class Wire:
    """A transport whose other side may go, as uvloop has it: who writes then is told off."""

    def __init__(self):
        self.sent, self.gone = [], False

    def is_closing(self):
        return self.gone

    def write(self, data):
        if self.gone:
            raise RuntimeError("unable to perform operation: the handler is closed")
        self.sent.append(data)

    def close(self):
        self.gone = True


@pytest.mark.parametrize(("goes", "sent"), [(False, [b"head body"]), (True, [])])
def test_an_answer_to_somebody_who_goes_before_it_is_sent_is_dropped(goes, sent):
    async def answer():
        wire, loop = Wire(), asyncio.get_running_loop()
        complaints = []
        loop.set_exception_handler(lambda _, said: complaints.append(said))
        joined = _Joined(wire, loop)
        joined.write(b"head ")
        joined.write(b"body")
        wire.gone = goes
        await asyncio.sleep(0)
        joined.close()
        return wire.sent, complaints

    assert asyncio.run(answer()) == (sent, [])
