"""Targets at a URL: what they refuse and how they say it, and what they serve."""

from __future__ import annotations

import http.server
import os
import threading

import boto3
import pytest
from botocore.stub import Stubber

from pattern_tck.fixtures.targets import aws, endpoint, localstack, ministack, moto_server
from pattern_tck.ports import TargetSettings
from pattern_tck.verdicts import UnusableTarget, UsageMistake
from tests.moto_served import moto_served


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch, tmp_path):
    for name in [*os.environ]:
        if name.startswith(("AWS_", "LOCALSTACK_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="module")
def moto_url():
    with moto_served() as url:
        yield url


@pytest.fixture
def opened():
    targets = []

    def open_with(module, url=None, **settings):
        targets.append(module.open_target(TargetSettings(endpoint_url=url, **settings)))
        return targets[-1]

    yield open_with
    for target in targets:
        target.close()


@pytest.fixture
def pretender():
    """Serve one answer, whatever is asked; ``/health`` paths can be given another."""
    servers = []

    def serve(body, status=200, media="application/json", documents=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path == "/":
                    self.give(body, status, media)
                else:
                    self.do_GET()

            def do_GET(self):
                found = (documents or {}).get(self.path)
                self.give(found or "{}", 200 if found else 404, "application/json")

            def give(self, text, status, media):
                self.send_response(status)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def _table(client, name):
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.put_item(TableName=name, Item={"pk": {"S": "a"}})
    return client.scan(TableName=name)["Count"]


def test_an_endpoint_serves_queues_and_tables_of_its_own(opened, moto_url):
    target = opened(endpoint, moto_url, region="eu-west-1")

    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName="there")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="hello")
    message = sqs.receive_message(QueueUrl=url)["Messages"][0]

    assert message["Body"] == "hello"
    assert sqs.meta.region_name == "eu-west-1"
    assert target.client("sqs") is sqs
    assert target.beside == {}
    assert _table(target.client("dynamodb"), "own") == 1
    assert target.client("dynamodb").meta.endpoint_url == moto_url
    assert (target.name, target.version, target.clock.virtual) == ("endpoint", "unknown", False)


def test_reset_leaves_what_the_kit_did_not_start(opened, moto_url):
    target = opened(endpoint, moto_url)
    url = target.client("sqs").create_queue(QueueName="stays")["QueueUrl"]

    target.quiet()
    target.reset()

    assert url in target.client("sqs").list_queues()["QueueUrls"]


def test_the_version_stands_in_the_health_document(opened, pretender):
    url = pretender("{}", documents={"/_ministack/health": '{"version": "9.9"}'})

    assert opened(endpoint, url).version == "9.9"


def test_tables_are_served_beside_a_target_that_has_none(opened, pretender):
    refusal = '{"__type": "InternalFailure", "message": "not emulated"}'
    health = {"/_localstack/info": '{"version": "4.9.2"}'}
    target = opened(localstack, pretender("{}", documents=health))
    other = boto3.client("sqs", region_name="us-east-1", endpoint_url=pretender(refusal, 501))

    assert set(target.beside) == {"dynamodb"}
    assert target.beside["dynamodb"].startswith("moto 5.")
    table = target.client("dynamodb")
    assert table.meta.endpoint_url.startswith("http://127.0.0.1:")
    assert table.meta.endpoint_url != target.url
    assert _table(table, "beside") == 1
    assert other.meta.events is not table.meta.events
    other.close()


def test_an_endpoint_is_asked_whether_it_has_tables(opened, pretender, monkeypatch):
    asked = []

    def has_tables(place):
        asked.append(place.url)
        return False

    monkeypatch.setattr(endpoint, "_has_tables", has_tables)
    url = pretender("{}")

    assert set(opened(endpoint, url).beside) == {"dynamodb"}
    assert asked == [url]


def test_a_table_probe_that_is_refused_means_none(pretender):
    place = endpoint.Place(pretender('{"__type": "InternalFailure"}', 501), "us-east-1")

    assert endpoint._has_tables(place) is False


def test_localstack_is_never_asked_for_tables(opened, pretender, monkeypatch):
    monkeypatch.setattr(endpoint, "_has_tables", lambda _: pytest.fail("asked"))
    health = {"/_localstack/info": '{"version": "4.9.2"}'}

    assert opened(localstack, pretender("{}", documents=health)).version == "4.9.2"


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "LOCALSTACK_HOST"])
def test_localstack_is_found_by_its_own_variables(opened, pretender, monkeypatch, variable):
    url = pretender("{}", documents={"/_localstack/info": '{"version": "4.9.2"}'})
    value = url if variable == "AWS_ENDPOINT_URL" else url.removeprefix("http://")
    monkeypatch.setenv(variable, value)

    target = opened(localstack)

    assert target.url == url
    assert target.client("sqs").meta.endpoint_url == url


def test_an_explicit_address_wins(opened, pretender, monkeypatch):
    url = pretender("{}", documents={"/_localstack/info": '{"version": "4.9.2"}'})
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LOCALSTACK_HOST", "127.0.0.1:9")

    assert opened(localstack, url).client("sns").meta.endpoint_url == url


def test_localstack_waits_longer_for_timers(opened, pretender):
    url = pretender("{}", documents={"/_localstack/info": '{"version": "4.9.2"}'})

    assert opened(localstack, url).tempo.slack == 2.0
    assert opened(endpoint, url).tempo.slack == 1.0


def test_what_is_there_is_asked_and_not_believed(opened, moto_url):
    assert {"workflows", "buses", "alarms"} <= opened(endpoint, moto_url).capabilities.present


def test_a_service_that_is_not_there_is_lacking_with_what_was_said(opened, pretender, moto_url):
    refusal = '{"__type": "UnknownOperationException", "message": "not emulated"}'
    lacking = opened(endpoint, pretender("{}")).capabilities.lacking
    assert "virtual-time" in lacking, "what no service at a URL can show"
    target = opened(endpoint, moto_url)
    target._place = endpoint.Place(pretender(refusal, status=404), "us-east-1")
    capabilities = target.capabilities
    assert capabilities.lacking["workflows"] == (
        "ListStateMachines was answered with UnknownOperationException (HTTP 404)"
    )
    assert capabilities.lacking["buses"].startswith("ListEventBuses was answered with ")
    assert capabilities.present == {"tables"}


def test_timers_are_looked_at_on_this_machine_alone(opened, moto_url, monkeypatch):
    seen = []
    monkeypatch.setattr(endpoint, "calibrated", lambda known, sqs: seen.append(sqs) or known)
    here, elsewhere = opened(endpoint, moto_url), opened(endpoint, moto_url)
    elsewhere._place.local = False
    assert here.tempo == elsewhere.tempo == endpoint.TEMPO
    assert seen == [here.client("sqs")]


def test_a_moto_server_is_told_to_run_workflows(opened, moto_url):
    from moto.core.config import default_user_config

    default_user_config["stepfunctions"]["execute_state_machine"] = False

    assert opened(moto_server, moto_url).name == "moto-server"
    assert default_user_config["stepfunctions"]["execute_state_machine"] is True


@pytest.mark.parametrize(
    ("module", "proof"),
    [
        (localstack, "/_localstack/info"),
        (ministack, "/_ministack/health"),
        (moto_server, "/moto-api/config"),
    ],
)
def test_another_service_is_not_taken_for_it(opened, pretender, module, proof):
    url = pretender("{}")
    with pytest.raises(UnusableTarget, match=f"{url} answers, but is no .*{proof}.*--endpoint-url"):
        opened(module, url)


def test_nothing_there(opened):
    with pytest.raises(
        UnusableTarget,
        match=r"^nothing answers at http://127\.0\.0\.1:9 \(no connection\): start it there, or",
    ):
        opened(endpoint, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("no such page", 404, "text/plain"), r"ListQueues gave 404 \(HTTP 404\)"),
        (("<html>welcome</html>", 200, "text/html"), "ListQueues gave text/html content"),
        (('{"__type": "x#AccessDenied"}', 400, "application/json"), "ListQueues gave AccessDenied"),
        (("[]", 200, "application/json"), "SQS at http.* cannot be used"),
    ],
)
def test_something_else_there(opened, pretender, answer, said):
    with pytest.raises(UnusableTarget, match=said):
        opened(endpoint, pretender(*answer))


@pytest.mark.parametrize("url", ["127.0.0.1:4566", "ftp://127.0.0.1", "http://", "http://h:x"])
def test_no_address(opened, url):
    with pytest.raises(UsageMistake, match="is no address of a service"):
        opened(endpoint, url)


@pytest.mark.parametrize("module", [endpoint, ministack, moto_server])
def test_an_address_is_needed(opened, module):
    with pytest.raises(UsageMistake, match=r"needs to know where.*--endpoint-url"):
        opened(module)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1", True),
        ("http://localhost:1", True),
        ("http://[::1]:1", True),
        ("http://192.0.2.7", False),
        ("https://example.org", False),
    ],
)
def test_what_is_on_this_machine(url, local):
    assert endpoint.is_local(url) is local


def test_keys_of_the_environment_are_used_where_they_are(moto_url, monkeypatch):
    def key():
        client = endpoint.Place(moto_url, "us-east-1").client("sqs")
        client.close()
        return client._request_signer._credentials.access_key

    assert key() == "test"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "000000000007")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert key() == "000000000007"


def test_elsewhere_credentials_are_needed(opened):
    with pytest.raises(UnusableTarget, match=r"http://192\.0\.2\.7 .*[Uu]nable to locate cred"):
        opened(endpoint, "http://192.0.2.7")


def test_aws_needs_credentials(opened):
    with pytest.raises(UnusableTarget, match=r"[Uu]nable to locate credentials\): set AWS_PROFILE"):
        opened(aws)


def test_aws_needs_a_profile_that_is_there(opened, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(UnusableTarget, match=r"profile \(nobody\) could not be found"):
        opened(aws)


def test_aws_has_no_endpoint(opened):
    with pytest.raises(UsageMistake, match="--target endpoint"):
        opened(aws, "http://127.0.0.1:9")


def _sts():
    return boto3.client(
        "sts", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )


def test_aws_does_not_know_the_credentials():
    sts = _sts()
    with Stubber(sts) as stub:
        stub.add_client_error("get_caller_identity", "ExpiredToken", "it is late")
        with pytest.raises(UnusableTarget, match=r"ExpiredToken.*it is late\): set AWS_PROFILE"):
            aws.check_credentials(sts)


def test_aws_knows_the_credentials(opened, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(aws, "check_credentials", lambda sts: sts)

    target = opened(aws)

    assert target.version.startswith("eu-north-1 on 2")
    assert target.client("sqs").meta.endpoint_url == "https://sqs.eu-north-1.amazonaws.com"
    assert opened(aws, region="eu-west-1").client("sqs").meta.region_name == "eu-west-1"
    target.reset()
    target.quiet()
