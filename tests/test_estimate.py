"""What a run on AWS asks for is told beforehand: calls, price, rights. Nothing is called for it."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pattern_tck import catalogue
from pattern_tck.bindings.deployed import DeployedBinding
from pattern_tck.commands.main import main
from pattern_tck.estimate import rights
from pattern_tck.estimate.calls import calls_of, operations_of, table
from pattern_tck.estimate.meter import CapReached, Metered
from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.prices import price
from pattern_tck.estimate.rights import policy
from pattern_tck.estimate.sentences import by_service, estimate, generous_cap
from pattern_tck.implementation import REFERENCE, Implementation, load
from pattern_tck.scenarios import scenarios

QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-work"
CHANNELS = {
    "WORK_QUEUE_URL": QUEUE,
    "INVALID_QUEUE_URL": "http://127.0.0.1:4566/000000000000/orders-invalid",
    "EFFECTS_TABLE": "orders",
}
CONSUMER = frozenset({"consumer"})
MANIFEST = """
name = "orders"
target = "aws"
[roles.consumer]
deployed = true
[roles.consumer.channels]
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    file = tmp_path / "conformance.toml"
    lines = (f'{name} = "{address}"' for name, address in CHANNELS.items())
    file.write_text(MANIFEST + "\n".join(lines), "utf-8")
    return file


def tell(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("it calls somebody")

    monkeypatch.setattr(socket.socket, "connect", refuse)


# -- the table


def test_it_knows_every_role_that_has_scenarios() -> None:
    roles = {scenario.role or "" for scenario in scenarios()}
    assert roles <= set(table())
    for role, row in table().items():
        assert row.scenarios > 0
        assert sum(row.kit.values()) > 0
        assert role == "" or sum(row.player.values()) > 0


def test_a_team_s_roles_are_performed_twice_and_the_reference_s_once() -> None:
    once = calls_of(Plan(CONSUMER, is_reference=True))
    twice = calls_of(Plan(CONSUMER))
    standing = calls_of(Plan(CONSUMER, deployed={"consumer": CHANNELS}))
    assert once.total() < standing.total() < twice.total()
    own = table()["consumer"]
    received = "sqs ReceiveMessage"
    added = twice[received] - once[received]
    assert added == pytest.approx(own.kit.get(received, 0) + own.player[received], rel=0.2)


def test_more_roles_are_more_calls() -> None:
    assert calls_of(Plan(CONSUMER)).total() < calls_of(Plan(CONSUMER | {"responder"})).total()


def test_a_price_is_of_what_is_called() -> None:
    assert price({"sqs SendMessage": 1_000_000}) == pytest.approx(0.5)
    assert price({"dynamodb PutItem": 1_000_000}) == pytest.approx(0.625)
    assert price({"iam CreateRole": 1_000_000}) == 0
    assert price({"cloudwatch PutMetricAlarm": 730}) == pytest.approx(0.1073)
    assert price({}) == 0
    assert by_service({"sqs A": 1, "sqs B": 1, "events C": 3}) == [("EventBridge", 3), ("SQS", 2)]


def test_an_estimate_is_a_sentence_and_a_cap_is_generous() -> None:
    plan = Plan.of(load(REFERENCE))
    said = estimate(plan)
    assert "US dollars at prices of us-east-1" in said
    assert generous_cap(plan) == 5 * calls_of(plan).total()
    assert generous_cap(Plan(frozenset())) >= 10_000


def test_a_plan_tells_who_runs_already() -> None:
    plan = Plan.of(Implementation("x", {"consumer": DeployedBinding(CHANNELS)}))
    assert plan == Plan(CONSUMER, deployed={"consumer": CHANNELS})
    assert {scenario.role for scenario in plan.chosen} == {None, "consumer"}


# -- the meter


class Events:
    """The events of a client."""

    def register(self, name: str, handler: Any) -> None:
        assert name == "before-send"
        self.send = handler


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the workers of xdist that may perform these tests."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)


@pytest.mark.usefixtures("alone")
def test_a_run_is_ended_once_and_then_cleans_up() -> None:
    client: Any = SimpleNamespace(meta=SimpleNamespace(events=Events()))
    target: Any = SimpleNamespace(name="aws", client=lambda _: client)
    metered = Metered(target, 2)
    assert metered.client("sqs") is metered.client("sqs") is client
    client.meta.events.send()
    client.meta.events.send()
    with pytest.raises(CapReached, match=r"2 requests were sent to aws, .* --most-requests N"):
        client.meta.events.send()
    client.meta.events.send()
    assert (metered.sent, metered.name) == (4, "aws")
    assert not issubclass(CapReached, Exception)


def test_workers_share_what_may_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "4")
    target: Any = SimpleNamespace(name="aws")
    assert Metered(target, 100).most == 25
    assert Metered(target, 1).most == 1


# -- the rights


def allowed(document: Any) -> set[str]:
    return {action for one in document["Statement"] for action in one["Action"]}


def test_a_policy_has_what_was_called_and_reaches_only_what_is_the_kit_s() -> None:
    document = policy(Plan(CONSUMER))
    assert {"sqs:SendMessage", "sqs:CreateQueue", "sqs:TagQueue"} <= allowed(document)
    assert not {"sqs:SendMessageBatch", "sqs:PurgeQueue", "iam:AttachRolePolicy"} & allowed(
        document
    )
    for statement in document["Statement"]:
        everywhere = statement["Resource"] == ["*"]
        assert everywhere or all("tck-" in arn for arn in statement["Resource"])
        if everywhere:
            does = {action.partition(":")[2] for action in statement["Action"]}
            assert all(one.startswith(("List", "Describe", "Get", "SendTask")) for one in does)
    assert all("*" not in action for action in allowed(document))
    assert len(json.dumps(document, separators=(",", ":"))) < 6144  # of a managed policy


def test_every_operation_of_every_role_is_allowed() -> None:
    for role in catalogue.roles():
        given = allowed(policy(Plan(frozenset({role}))))
        for call in operations_of({role}):
            service, _, operation = call.partition(" ")
            name = f"{rights._PREFIXES.get(service, service)}:{operation}"
            assert set(rights._RIGHTS.get(name, (name,))) <= given, call


def test_channels_of_a_running_system_are_named_one_by_one() -> None:
    saga = "arn:aws:states:us-east-1:1:stateMachine:saga"
    more = {
        "TOPIC_ARN": "arn:aws:sns:us-east-1:1:rides",
        "BUS_NAME": "rides",
        "EFFECTS_URL": "u",
        "STATE_MACHINE_ARN": saga,
    }
    document = policy(Plan(CONSUMER, deployed={"consumer": {**CHANNELS, **more}}))
    theirs = {one["Sid"]: one for one in document["Statement"] if one["Sid"].startswith("Their")}
    assert theirs["TheirQueue"]["Resource"] == [
        "arn:aws:sqs:*:000000000000:orders-invalid",
        "arn:aws:sqs:eu-central-1:123456789012:orders-work",
    ]
    # Which queue is a dead-letter queue is known only when the redrive policy has been read.
    assert theirs["TheirDeadLetters"]["Resource"] == [
        "arn:aws:sqs:*:000000000000:*",
        "arn:aws:sqs:eu-central-1:123456789012:*",
    ]
    assert theirs["TheirDeadLetters"]["Action"] == ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
    assert theirs["TheirTable"]["Resource"] == ["arn:aws:dynamodb:*:*:table/orders"]
    assert theirs["TheirTopic"]["Resource"] == ["arn:aws:sns:us-east-1:1:rides"]
    assert theirs["TheirBus"]["Resource"] == ["arn:aws:events:*:*:event-bus/rides"]
    assert theirs["TheirWorkflow"]["Resource"] == [saga]
    assert theirs["TheirExecutions"]["Resource"] == ["arn:aws:states:us-east-1:1:execution:saga:*"]
    does = {action for one in theirs.values() for action in one["Action"]}
    assert not {"sqs:ReceiveMessage", "sqs:DeleteMessage", "dynamodb:PutItem"} & does


# -- the commands


@pytest.mark.usefixtures("no_network")
def test_a_dry_run_tells_all_and_calls_nothing(manifest: Path) -> None:
    ended = tell("verify", str(manifest), "--dry-run")
    assert ended.exit_code == 0, ended.output
    assert "orders on aws: " in ended.output
    assert "consumer, running already: 38 scenarios" in ended.output
    assert f"WORK_QUEUE_URL = {QUEUE}" in ended.output
    assert "US dollars" in ended.output
    document = json.loads(ended.output.partition("rights on AWS:\n")[2])
    assert document == policy(Plan(CONSUMER, deployed={"consumer": CHANNELS}))


@pytest.mark.usefixtures("no_network")
def test_the_policy_alone(manifest: Path) -> None:
    by_manifest, by_role = tell("iam-policy", str(manifest)), tell("iam-policy", "--role=consumer")
    assert json.loads(by_manifest.output) == policy(Plan(CONSUMER, deployed={"consumer": CHANNELS}))
    assert json.loads(by_role.output) == policy(Plan(CONSUMER))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "consumr"), "--role consumr: unknown role; did you mean 'consumer'?"),
        (("x.toml", "--role", "consumer"), "both say which roles"),
        (("no-such.toml",), "no-such.toml"),
    ],
)
def test_what_cannot_be(arguments: tuple[str, ...], said: str) -> None:
    ended = tell("iam-policy", *arguments)
    assert ended.exit_code == 2
    assert said in ended.output
    assert "Traceback" not in ended.output
