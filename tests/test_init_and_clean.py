"""pattern-tck init and clean, on targets where a team and a run have left something."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from pattern_tck import catalogue
from pattern_tck.commands.main import main
from pattern_tck.discovery.draft import draft
from pattern_tck.discovery.finding import Found, Queue, Table, Wanted, find, of_stack
from pattern_tck.discovery.guessing import Guess, guesses
from pattern_tck.fixtures.targets import moto
from pattern_tck.leftovers import find as leftovers
from pattern_tck.leftovers import remove, run_of
from pattern_tck.listing import Listing
from pattern_tck.manifest.mistakes import ManifestMistakes
from pattern_tck.manifest.reading import read
from pattern_tck.ports import TargetSettings
from tests import discovered

ON = ("moto", "simulator")


def tell(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=given, catch_exceptions=False)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "orders"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# -- init


@pytest.mark.parametrize("where", ON)
def test_roles_are_guessed_from_what_is_there_and_why(here: Path, where: str) -> None:
    told = tell("init", "--target", f"tests.discovered:on_{where}", "--prefix", "orders-")

    assert told.exit_code == 0, told.output
    assert "could not look at" not in told.output
    assert "found: 9 queues, 2 topics, 2 buses, 1 tables, 0 state machines" in told.output
    text = (here / "conformance.toml").read_text("utf-8")
    words = " ".join(text.replace("\n# ", " ").split())
    written = tomllib.loads(text)
    assert written["name"] == "orders"
    assert set(written["roles"]) == {
        "consumer", "responder", "fifo-consumer", "subscriber", "filtering-subscriber",
        "body-filtering-subscriber", "bus-consumer", "publisher", "event-publisher",
    }  # fmt: skip
    for why in (
        "queue orders-work has a redrive policy (to orders-dlq)",
        "queue orders-requests is called so and has a redrive policy (to orders-dlq)",
        "queue orders-ledger.fifo is a FIFO queue and has no redrive policy",
        "queue orders-plain is subscribed to topic orders-topic.",
        "queue orders-filtered is subscribed to topic orders-topic with a filter policy.",
        (
            "queue orders-looked-into is subscribed to topic orders-topic with a filter policy on "
            "the body."
        ),
        "a rule of bus orders-bus hands events to queue orders-inbox",
        "topic orders-told has no subscription",
        "bus orders-silent has no rule",
    ):
        assert f"Guessed, since {why}" in words
    channels = written["roles"]["consumer"]["channels"]
    assert channels["WORK_QUEUE_URL"].endswith("/orders-work")
    assert channels["INVALID_QUEUE_URL"].endswith("/orders-invalid")
    assert channels["EFFECTS_TABLE"] == "orders-effects"
    assert written["roles"]["consumer"]["effects"]["table"]["partition_key"] == "orderId"
    assert "billing" not in text
    assert discovered.LEFT not in text


def test_what_a_draft_leaves_open_is_all_that_is_wrong_with_it(here: Path) -> None:
    told = tell("init", "--target", "tests.discovered:on_simulator", "--prefix", "orders-")
    file = here / "conformance.toml"
    with pytest.raises(ManifestMistakes) as caught:
        read(file, endpoint_url="http://127.0.0.1:4566")

    said = {mistake.said for mistake in caught.value.mistakes}
    assert said == {"this is still to be filled in"}
    assert f"{len(caught.value.mistakes)} values are to be filled in" in told.output


@pytest.mark.parametrize("where", ON)
def test_a_tag_selects(here: Path, where: str) -> None:
    told = tell("init", "--target", f"tests.discovered:on_{where}", "--tag", "team=pay")

    assert told.exit_code == 0, told.output
    assert "found: 1 queues, 0 topics, 0 buses, 0 tables" in told.output
    assert set(tomllib.loads((here / "conformance.toml").read_text())["roles"]) == {"consumer"}


def test_a_role_that_is_said_is_written_without_looking(here: Path) -> None:
    told = tell("init", "--role", "consumer", "--role", "responder", "--name", 'our "own"')
    file = here / "conformance.toml"
    text = file.read_text("utf-8")

    assert told.exit_code == 0, told.output
    assert tomllib.loads(text)["name"] == 'our "own"'
    assert set(tomllib.loads(text)["roles"]) == {"consumer", "responder"}
    assert "2 values are to be filled in" in told.output
    file.write_text(text.replace('"???"', '"sh"'), "utf-8")
    assert set(read(file).roles) == {"consumer", "responder"}


def test_every_role_can_be_drafted(here: Path) -> None:
    for made in ([], ["x"]):
        some = [
            Guess(name, "", dict.fromkeys([*role.given, *role.makes], "x") if made else {})
            for name, role in catalogue.roles().items()
        ]
        text = draft("x", some, Found(tables=(Table("t", "id", "sort"),)))
        assert set(tomllib.loads(text)["roles"]) == set(catalogue.roles())


def test_a_file_is_written_over_only_if_that_is_asked_for(here: Path) -> None:
    file = here / "conformance.toml"
    file.write_text("mine", "utf-8")
    refused = tell("init", "--role", "consumer")

    assert refused.exit_code == 2
    assert "conformance.toml is there already; --force writes over it" in refused.output
    assert file.read_text("utf-8") == "mine"
    assert tell("init", "--role", "consumer", "--force").exit_code == 0
    assert file.read_text("utf-8") != "mine"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "say what to look for, --prefix NAME, --tag KEY=VALUE or --stack NAME"),
        (["--role", "consumr"], "--role consumr: unknown role; did you mean 'consumer'?"),
        (["--tag", "team"], "--tag team: expected KEY=VALUE"),
        (["--prefix", "nothing-"], "nothing was found from which a role could be guessed"),
        (["--stack", "nothing"], "--stack nothing: nothing of it was found ("),
        (["--target", "mto", "--prefix", ""], "--target mto: unknown target; did you mean 'moto'?"),
        (["nowhere/x.toml", "--role", "consumer"], "nowhere to write x.toml in"),
    ],
)
def test_what_cannot_be_drafted(here: Path, arguments: list[str], expected: str) -> None:
    told = tell("init", *arguments)

    assert told.exit_code == 2, told.output
    assert expected in told.output
    assert "Traceback" not in told.output
    assert not list(here.iterdir())


class WithStack:
    """A target that has a stack, as CloudFormation describes one."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def client(self, service: str) -> Any:
        return self if service == "cloudformation" else self._target.client(service)

    def describe_stack_resources(self, StackName: str) -> Any:  # noqa: N803
        if StackName != "orders":
            raise ClientError({"Error": {"Code": "ValidationError"}}, "DescribeStackResources")
        queue = self._target.client("sqs").get_queue_url(QueueName="orders-work")["QueueUrl"]
        resources = (
            ("AWS::SQS::Queue", queue),
            ("AWS::SNS::Topic", "arn:aws:sns:us-east-1:123456789012:orders-topic"),
            ("AWS::DynamoDB::Table", "orders-effects"),
            ("AWS::IAM::Role", "orders-requests"),
            ("AWS::Events::EventBus", None),
        )
        return {
            "StackResources": [
                {"ResourceType": kind, "PhysicalResourceId": name} for kind, name in resources
            ]
        }


def test_a_stack_selects() -> None:
    target = discovered.on_moto(TargetSettings())
    try:
        listing = Listing(WithStack(target))  # type: ignore[arg-type]
        assert of_stack(listing, "payments") == frozenset()
        assert "cloudformation describe_stack_resources" in listing.unseen
        names = of_stack(listing, "orders")
        assert names == {"orders-work", "orders-topic", "orders-effects"}
        found = find(listing, Wanted(of_stack=names))
    finally:
        target.close()

    assert [queue.name for queue in found.queues] == ["orders-work"]
    assert found.count == 3


def test_what_is_a_dead_letter_queue_is_nobodys_work() -> None:
    work = Queue("a", "http://x/a", "arn:a", dead_letters="b")
    dead = Queue("b", "http://x/b", "arn:b")
    alone = Queue("c-dlq", "http://x/c-dlq", "arn:c")

    made = guesses(Found(queues=(work, dead, alone), workflows=("arn:aws:states:x:1:sm:saga",)))
    assert [(guess.role, guess.why[:9]) for guess in made] == [
        ("consumer", "queue a h"), ("orchestrator", "state mac"),
    ]  # fmt: skip


# -- clean


@pytest.mark.parametrize("where", ON)
def test_what_a_run_has_left_is_listed_and_stays(where: str) -> None:
    told = tell("clean", "--target", f"tests.discovered:left_on_{where}", "--dry-run")

    assert told.exit_code == 0, told.output
    listed = told.output.splitlines()
    expected = {f"queue {discovered.LEFT}-work", f"topic {discovered.LEFT}-topic",
                f"bus {discovered.LEFT}-bus", f"rule {discovered.LEFT}-rule",
                f"alarm {discovered.LEFT}-age", f"table {discovered.LEFT}-effects",
                f"subscription of {discovered.LEFT}-topic",
                f"subscription of {discovered.LEFT}-work",
                "queue tck-ffffffgw1-12-work"}  # fmt: skip
    if where == "moto":
        expected |= {f"workflow {discovered.LEFT}-saga", f"IAM role {discovered.LEFT}-role"}
    assert set(listed[:-1]) == expected
    assert listed[-1].endswith(
        f"left on {where}, by run: 0a1b2c ({len(listed) - 2}), ffffffgw1 (1)"
    )
    assert "removed" not in told.output


@pytest.mark.parametrize("where", ON)
def test_all_of_it_is_removed_and_nothing_else(where: str) -> None:
    target = getattr(discovered, f"left_on_{where}")(TargetSettings())
    try:
        listing = Listing(target)
        found = leftovers(listing)
        assert len(found) >= 10
        assert [why for one in found if (why := remove(listing, one))] == []
        assert leftovers(listing) == []
        # What is gone already needs no removing.
        assert [why for one in found if (why := remove(listing, one))] == []
        kept = {url.rpartition("/")[2] for url in target.client("sqs").list_queues()["QueueUrls"]}
        assert kept == {"tck-team-queue", "orders-work"}
        rules = target.client("events").list_rules(EventBusName="orders-bus")["Rules"]
        assert [rule["Name"] for rule in rules] == ["tck-rule"]
        assert len(target.client("sns").list_subscriptions()["Subscriptions"]) == 1
        assert target.client("dynamodb").list_tables()["TableNames"] == ["tck-effects"]
        assert listing.unseen == {}
    finally:
        target.close()


def test_only_one_run_is_removed(here: Path) -> None:
    told = tell(
        "clean", "--target", "tests.discovered:left_on_simulator", "--run", "ffffff", "--yes"
    )

    assert told.exit_code == 0, told.output
    assert "1 left on simulator, by run: ffffffgw1 (1)" in told.output
    assert "1 removed" in told.output


def test_it_asks_before_it_removes() -> None:
    target = "tests.discovered:left_on_simulator"
    no = tell("clean", "--target", target, given="n\n")
    yes = tell("clean", "--target", target, given="y\n")

    assert "Remove all of these? [y/N]" in no.output
    assert no.exit_code == 1
    assert "removed" not in no.output
    assert yes.exit_code == 0
    assert "10 removed" in yes.output


def test_nothing_is_left() -> None:
    told = tell("clean", "--target", "simulator", "--run", "0a1b2c")

    assert (told.exit_code, told.output) == (0, "nothing is left on simulator of run 0a1b2c\n")


def refusing(settings: TargetSettings) -> Any:
    """Open moto, with a queue that cannot be deleted and tables that cannot be listed."""

    def fill(target: Any) -> None:
        discovered.queue(target, f"{discovered.LEFT}-kept")
        discovered.queue(target, f"{discovered.LEFT}-other")

    return Refusing(discovered.holding(moto.open_target(settings), fill))


class Refusing:
    """A target that refuses some calls."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)

    def client(self, service: str) -> Any:
        client = mock.Mock(wraps=self._target.client(service))
        if service == "sqs":
            client.delete_queue = self._delete
        if service == "dynamodb":
            client.can_paginate = lambda _: False
            client.list_tables = refuse
        return client

    def _delete(self, QueueUrl: str) -> None:  # noqa: N803
        if QueueUrl.endswith("kept"):
            refuse()
        self._target.client("sqs").delete_queue(QueueUrl=QueueUrl)


def refuse() -> None:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Denied")


def test_what_could_not_be_removed_is_said() -> None:
    told = tell("clean", "--target", f"{__name__}:refusing", "--yes")

    assert told.exit_code == 1
    assert "1 removed" in told.output
    assert f"could not remove queue {discovered.LEFT}-kept: An error occurred" in told.output
    assert "could not look at dynamodb list_tables: An error occurred" in told.output


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("tck-0a1b2c-7-work", "0a1b2c"),
        ("tck-0a1b2c-7", "0a1b2c"),
        ("tck-0a1b2cgw11-7-work", "0a1b2cgw11"),
        ("tck-team-queue", ""),
        ("tck-0a1b2c", ""),
        ("tck-0a1b2c-work", ""),
        ("tck-0a1b2c3-7-work", ""),
        ("our-tck-0a1b2c-7", ""),
    ],
)
def test_what_bears_a_name_of_the_kits(name: str, run: str) -> None:
    assert run_of(name) == run


def test_what_a_stage_makes_bears_such_a_name() -> None:
    from pattern_tck.fixtures.targets import simulator
    from pattern_tck.implementation import REFERENCE, load
    from pattern_tck.numbering import RUN
    from pattern_tck.stage import Stage

    target = simulator.open_target(TargetSettings())
    try:
        stage = Stage(target, load(REFERENCE))
        stage.cast("consumer")
        found = leftovers(Listing(target), RUN)
        names = {one.name for one in found}
        urls = target.client("sqs").list_queues()["QueueUrls"]
        assert {url.rpartition("/")[2] for url in urls} <= names
        assert {one.kind for one in found} >= {"queue", "table", "alarm"}
        stage.close()
    finally:
        target.close()
