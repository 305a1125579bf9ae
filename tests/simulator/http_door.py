"""A door on loopback for tests: served by a thread of this process, on a free port."""

import json
import socket
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager

import boto3
from botocore.config import Config

from pattern_tck.simulator.doors.http.server import Server, listen
from pattern_tck.simulator.doors.http.worlds import Worlds

REGION = "eu-central-1"
_WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Door:
    def __init__(self, port, worlds):
        self.port = port
        self.worlds = worlds
        self.url = f"http://127.0.0.1:{port}"

    def client(self, service, key="test", prefix="", **config):
        return boto3.session.Session().client(
            service,
            region_name=REGION,
            endpoint_url=self.url + prefix,
            aws_access_key_id=key,
            aws_secret_access_key="test",
            config=Config(proxies={}, retries={"mode": "standard"}, **config),
        )

    def control(self, path, document=None, method=None, prefix=""):
        """Give what a control endpoint answers."""
        with _WITHOUT_PROXY.open(self._asked(path, document, method, prefix), timeout=20) as answer:
            return json.load(answer)

    def refused(self, path, document=None, method=None, prefix="", **headers):
        """Give the status and the sentence with which a control endpoint refuses."""
        try:
            self._open(self._asked(path, document, method, prefix, **headers))
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)["error"]
        raise AssertionError(f"{path} was not refused")

    def _open(self, asked):
        with _WITHOUT_PROXY.open(asked, timeout=20) as answer:
            return answer.read()

    def _asked(self, path, document, method, prefix, **headers):
        data = json.dumps(document).encode() if isinstance(document, dict) else document
        return urllib.request.Request(
            f"{self.url}{prefix}/_simulator/{path}", data=data, method=method, headers=headers
        )

    def advance(self, seconds, **more):
        return self.control("time", {"advance": seconds}, **more)

    def until_waiting(self, calls=1):
        """Return when so many calls wait; each question is a real round trip, so none spins."""
        while self.control("time")["waiting"] != calls:
            pass

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextmanager
def open_door(**settings):
    worlds = Worlds(**settings)
    with listen("127.0.0.1", 0) as listening:
        server = Server(worlds, listening)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield Door(listening.getsockname()[1], worlds)
        finally:
            server.stop()
            thread.join()


class Meanwhile(threading.Thread):
    """A call in a thread of its own; ``result`` waits for it."""

    def __init__(self, call):
        super().__init__(daemon=True)
        self._call = call
        self._result = None
        self._error = None
        self.start()

    def run(self):
        try:
            self._result = self._call()
        except Exception as error:  # noqa: BLE001 - it is told to whoever asks
            self._error = error

    def result(self):
        self.join(20)
        assert not self.is_alive(), "it is still waiting"
        if self._error is not None:
            raise self._error
        return self._result


def request(operation, document, service="sqs", target="AmazonSQS", host="127.0.0.1", more=""):
    """Give the bytes of a call as an SDK sends it, with the fields of the head in ``more``."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: {host}\r\n{signed(service)}"
        f"X-Amz-Target: {target}.{operation}\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body


def signed(service, key="test"):
    scope = f"{key}/20260101/{REGION}/{service}/aws4_request"
    return (
        f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n"
    )


def read_answer(stream):
    """Read one answer off a stream: status, names and values of the head, body."""
    status = stream.readline()
    if not status:
        return None
    headers = {}
    while line := stream.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    return int(status.split()[1]), headers, stream.read(int(headers.get("content-length", 0)))
