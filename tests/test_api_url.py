"""An HTTP API that runs somewhere is judged by its URL."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from pattern_tck.contracts.documents import Shape, document
from pattern_tck.implementation import candidate
from pattern_tck.scenarios import folder
from pattern_tck.verdicts import UsageMistake
from tests.running import Runs

CONTRACT = document("ride_completion.openapi.yaml")
RIDE = Shape({"$ref": "#/components/schemas/Ride"}, CONTRACT)
KEY = Shape({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}, {})


def ride_api(request: Request) -> Response:
    """A team's API, written as differently from the reference as it can be."""

    def refuse(status: int, why: str) -> Response:
        told = json.dumps({"title": why, "status": status})
        return Response(told, status, content_type="application/problem+json")

    if request.path != "/submit-ride-completion":
        return refuse(404, "no such thing")
    if request.method != "POST":
        return refuse(405, "POST it")
    key = request.headers.get("Idempotency-Key")
    ride = request.get_json(force=True, silent=True)
    if ride is None or RIDE.misfit(ride) or (key is not None and KEY.misfit(key)):
        return refuse(400, "no ride")
    told = json.dumps({"id": str(uuid.uuid4())})
    return Response(told, 201, content_type="application/json")


def takes_everything(request: Request) -> Response:
    told = json.dumps({"id": str(uuid.uuid4())})
    return Response(told, 201, content_type="application/json")


def answers_in_its_own_way(request: Request) -> Response:
    answer = ride_api(request)
    if answer.status_code == 201:
        answer.data = b'{"ride": 1}'
    return answer


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *args):
        pass


@contextmanager
def served(app: Callable[[Request], Response]) -> Iterator[str]:
    server = make_server(
        "127.0.0.1", 0, Request.application(app), threaded=True, request_handler=Quiet
    )
    assert server.socket.getsockname()[0] == "127.0.0.1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def judged(runs: Runs, url: str):
    return runs.run(
        str(folder() / "ride_completion"), "--partial", "-q", f"--api-url=ride-api={url}"
    )


def test_an_api_that_keeps_its_contract(runs: Runs) -> None:
    with served(ride_api) as url:
        ended = judged(runs, url)
    assert ended.code == 0, ended.out + ended.err
    passed = {one["scenario"] for one in ended.judged("passed")}
    assert "Requests for rides that the contract allows" in passed
    assert "Requests for rides that the contract forbids" in passed
    for one in ended.judged("not exercised"):
        assert "known only by its URL" in one["reason"]
    assert ended.judged("not exercised")
    assert f"ride-api at {url}" in ended.out


@pytest.mark.parametrize(
    ("app", "clause"), [(takes_everything, "API-02"), (answers_in_its_own_way, "API-01")]
)
def test_an_api_that_breaks_it(runs: Runs, app: Callable[..., Response], clause: str) -> None:
    with served(app) as url:
        ended = judged(runs, url)
    assert ended.code == 1, ended.out + ended.err
    assert clause in {one["clause"] for one in ended.judged("failed")}


def test_nobody_is_there(runs: Runs) -> None:
    with served(ride_api) as url:
        pass
    ended = judged(runs, url)
    assert ended.code == 1
    assert {one["expected"] for one in ended.judged("failed")} == {"an answer"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ride-api", "expected ROLE=URL"),
        ("ride-api=ftp://x", "expected ROLE=URL"),
        ("ride-apo=http://x", "did you mean 'ride-api'"),
        ("consumer=http://x", "no role with an HTTP API"),
        ("ride-api=http://me:secret@x/", "leave it out"),
    ],
)
def test_what_cannot_be_a_url_of_a_role(text: str, said: str) -> None:
    with pytest.raises(UsageMistake) as mistake:
        candidate(None, [text])
    assert said in str(mistake.value)
    assert "secret" not in str(mistake.value)
