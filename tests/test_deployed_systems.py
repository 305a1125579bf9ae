"""A system that runs already is judged by what it does, and nothing is done to it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from pattern_tck import catalogue
from pattern_tck.backlog import Backlog
from pattern_tck.bindings.deployed import DeployedBinding, deployed, runs_already
from pattern_tck.bindings.shaped import Shaped
from pattern_tck.channels import Channel
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.expectations import expect
from pattern_tck.fixtures.targets import simulator
from pattern_tck.implementation import REFERENCE, Implementation, load
from pattern_tck.lasting import Lasting
from pattern_tck.manifest.reading import read
from pattern_tck.manifest.to_bindings import binding_of
from pattern_tck.performance import Performance
from pattern_tck.ports import TargetSettings
from pattern_tck.rehearsal import Rehearsal
from pattern_tck.run import Asked, open_run
from pattern_tck.scenarios import Scenario, folder, scenarios
from pattern_tck.stage import Stage
from pattern_tck.verdicts import NotExercised, OutOfReach, UsageMistake
from tests import fakes
from tests.deployed import System, running
from tests.running import ROOT, Ended, Runs

SENT_TWICE = "sends_again"
SHAPE = """
[roles.consumer.messages.WORK_QUEUE_URL]
accepts = '{"order": {"id": "{id}"}, "cost": {fare}}'
[roles.consumer.effects]
table = { partition_key = "orderId", key = "orderId", value = "total" }
"""


def judged(runs: Runs, system: System, tmp_path: Path, words: str, *more: str) -> Ended:
    manifest = system.manifest(tmp_path, *more)
    return runs.run(
        str(folder() / "point_to_point"), str(folder() / "dead_letter_queue"), "--partial",
        "-q", "-k", words, f"--manifest={manifest}",
    )  # fmt: skip


def verdicts(ended: Ended) -> dict[str, str]:
    return {one["clause"]: one["verdict"] for one in ended.judgements}


def messages_at(system: System, name: str) -> list[Any]:
    sqs = boto3.client(
        "sqs", endpoint_url=system.url, region_name="us-east-1", aws_access_key_id="x",
        aws_secret_access_key="x",
    )  # fmt: skip
    asked = {"MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}
    url = system.channels["WORK_QUEUE_URL"].replace("orders-work", name)
    return list(sqs.receive_message(QueueUrl=url, **asked).get("Messages", ()))


def test_it_is_judged_and_left_as_it_is(runs: Runs, tmp_path: Path) -> None:
    with running() as system:
        ended = judged(runs, system, tmp_path, f"{SENT_TWICE} or dies_before_the_booking")
        assert verdicts(ended) == {"SQS-DEL-04": "passed", "SQS-VIS-02": "not exercised"}
        assert "is not made to suffer anything" in ended.out
        # Somebody else's dead letter is there, and nobody has held it.
        assert [one["Body"] for one in messages_at(system, "orders-dlq")] == ["somebody else's"]
    assert ended.code == 0, ended.out + ended.err


def test_one_that_books_twice_fails(runs: Runs, tmp_path: Path) -> None:
    with running("books_twice") as system:
        ended = judged(runs, system, tmp_path, SENT_TWICE)
    assert ended.code == 1, ended.out + ended.err
    assert verdicts(ended) == {"SQS-DEL-04": "failed"}


def test_it_may_have_messages_and_a_table_of_its_own(runs: Runs, tmp_path: Path) -> None:
    with running("own_shape") as system:
        ended = judged(runs, system, tmp_path, SENT_TWICE)
        assert verdicts(ended) == {"SQS-DEL-04": "failed"}  # it reads no ride of the kit's
        manifest = system.manifest(tmp_path)
        manifest.write_text(manifest.read_text("utf-8") + SHAPE, "utf-8")
        ended = runs.run(
            str(folder() / "point_to_point"), "--partial", "-q", "-k", SENT_TWICE,
            f"--manifest={manifest}",
        )  # fmt: skip
    assert ended.code == 0, ended.out + ended.err
    assert verdicts(ended) == {"SQS-DEL-04": "passed"}


def stock(system: System, name: str) -> int:
    """Give how many messages are on a queue, seen or hidden."""
    sqs = boto3.client(
        "sqs", endpoint_url=system.url, region_name="us-east-1", aws_access_key_id="x",
        aws_secret_access_key="x",
    )  # fmt: skip
    url = system.channels["WORK_QUEUE_URL"].replace("orders-work", name)
    seen = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(seen["ApproximateNumberOfMessages"]) + int(
        seen["ApproximateNumberOfMessagesNotVisible"]
    )


@pytest.mark.parametrize(
    ("more", "verdict", "count"),
    [((), "not exercised", 0), (("poison = true",), "passed", 1)],
)
def test_poison_is_sent_only_where_something_ends_it(
    runs: Runs, tmp_path: Path, more: tuple[str, ...], verdict: str, count: int
) -> None:
    with running("no_redrive") as system:
        ended = judged(runs, system, tmp_path, "neighbour_of_an_unreadable", *more)
        # What was sent waits there: nobody takes it away.
        assert stock(system, "orders-work") == count
    assert verdicts(ended) == {"DLQ-18": verdict}, ended.out + ended.err
    if not count:
        assert "poison = true in the manifest allows it" in " ".join(ended.out.split())


def test_no_poison_is_sent_for_what_cannot_be_judged(runs: Runs, tmp_path: Path) -> None:
    with running("sleeps") as system:
        ended = judged(runs, system, tmp_path, "message_that_is_no_ride")
        assert (stock(system, "orders-work"), stock(system, "orders-dlq")) == (0, 1)
    assert {one["verdict"] for one in ended.judgements} == {"not exercised"}
    assert "the kit never receives from it" in " ".join(ended.out.split())


def test_the_kit_listens_to_a_topic_of_a_team_s_and_leaves_it(runs: Runs, tmp_path: Path) -> None:
    with running("publisher") as system:
        ended = runs.run(
            str(folder() / "publish_subscribe"), "--partial", "-q", "-k", "a_service_leaves",
            f"--manifest={system.manifest(tmp_path, role='publisher')}",
        )  # fmt: skip
        sns = boto3.client(
            "sns", endpoint_url=system.url, region_name="us-east-1", aws_access_key_id="x",
            aws_secret_access_key="x",
        )  # fmt: skip
        assert sns.list_subscriptions()["Subscriptions"] == []
        assert [one["TopicArn"] for one in sns.list_topics()["Topics"]] == [
            system.channels["TOPIC_ARN"]
        ]
    assert verdicts(ended) == {"PS-01": "passed"}, ended.out + ended.err


def test_its_scenarios_come_one_after_the_other(runs: Runs, tmp_path: Path) -> None:
    system = System("http://127.0.0.1:1", {"WORK_QUEUE_URL": WORK, "INVALID_QUEUE_URL": WORK,
                                           "EFFECTS_TABLE": "orders"})  # fmt: skip
    with pytest.raises(UsageMistake, match="-n 4: a system that runs already has one set of"):
        open_run(
            Asked(
                target=None, implementation=None, endpoint_url=None, known_deviations=None,
                divergences=None, strict=False, partial=False,
                manifest=system.manifest(tmp_path), workers=4,
            )
        )  # fmt: skip


# -- its channels, in a scenario

WORK = "http://sqs.us-east-1.localhost/123456789012/orders-work"


@pytest.fixture
def target() -> Any:
    opened = simulator.open_target(TargetSettings())
    yield opened
    opened.close()


def work_of(stage: Stage) -> Channel:
    return stage.channel("work of consumer")


def staged(target: Any, **channels: str) -> Stage:
    made = {"EFFECTS_TABLE": "orders", **channels}
    binding = DeployedBinding(made)
    return Stage(Lasting(target), Implementation("theirs", {"consumer": binding}))


def queue(target: Any, name: str, **attributes: str) -> str:
    made = target.client("sqs").create_queue(QueueName=name, Attributes=attributes)
    return str(made["QueueUrl"])


@pytest.fixture
def stage(target: Any) -> Stage:
    target.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return staged(target, WORK_QUEUE_URL=queue(target, "orders-work"))


def test_what_it_was_given_is_used_and_nothing_is_made(stage: Stage) -> None:
    stage.cast("consumer")
    assert stage.channel_of("consumer", "work").address.endswith("orders-work")
    assert stage.channel_of("consumer", "effects").address == "orders"
    assert stage.directory.made == []
    assert stage.remove() == []


@pytest.mark.parametrize(
    ("want", "said"),
    [
        (lambda stage: stage.cast("consumer", called="a"), "runs already, and there is no second"),
        (lambda stage: stage.add_instance("consumer"), "no more are started"),
        (lambda stage: stage.deploy_again("consumer"), "not the kit's to deploy"),
        (lambda stage: stage.stop("consumer"), "does not stop for the kit"),
        (lambda stage: stage.faults.crash("consumer", "effect"), "not made to suffer"),
        (lambda stage: stage.faults.slow("consumer", "effect"), "not made to suffer"),
        (lambda stage: stage.faults.refuse("consumer", "effect"), "not made to suffer"),
        (lambda stage: stage.journal, "makes its calls past the kit"),
        (
            lambda stage: stage.application("consumer").instances[0].crash(),
            "runs already, and is not killed",
        ),
        (
            lambda stage: stage.channel("invalid messages of consumer"),
            "the manifest does not say where invalid messages of consumer is",
        ),
        (
            lambda stage: stage.channel_of("consumer", "invalid messages"),
            "the manifest does not say where",
        ),
        (
            lambda stage: stage.puppet.take(stage.channel("work of consumer")),
            "work of consumer is not the kit's, .* the kit never receives from it",
        ),
        (
            lambda stage: stage.puppet.redrive(
                stage.channel("work of consumer"), stage.channel("work of consumer")
            ),
            "never receives from it",
        ),
        (
            lambda stage: stage.puppet.delete_channel(stage.channel("work of consumer")),
            "makes no DeleteQueue on it",
        ),
        (
            lambda stage: stage.puppet.send(
                stage.channel("work of consumer"), "no ride", misfit=True
            ),
            "no poison is sent to work of consumer .*: it has no redrive policy",
        ),
    ],
)
def test_what_a_scenario_cannot_have_of_it(stage: Stage, want: Any, said: str) -> None:
    stage.cast("consumer")
    with pytest.raises(NotExercised, match=said):
        want(stage)


def test_how_it_is_set_up_is_not_the_kits_say(stage: Stage) -> None:
    with pytest.raises(NotExercised, match="how many instances of it there are"):
        stage.cast("consumer", instances=2)
    stage.ask_for(VISIBILITY_TIMEOUT=43200)
    with pytest.raises(NotExercised, match="cannot be told VISIBILITY_TIMEOUT=43200"):
        stage.cast("consumer")


def test_poison_goes_where_a_redrive_policy_ends_it(target: Any, stage: Stage) -> None:
    dead = queue(target, "orders-dlq")
    sqs = target.client("sqs")
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    policy = f'{{"deadLetterTargetArn": "{arn["Attributes"]["QueueArn"]}", "maxReceiveCount": 3}}'
    url = queue(target, "orders-with-end", RedrivePolicy=policy)
    stage = staged(target, WORK_QUEUE_URL=url)
    stage.cast("consumer")
    stage.puppet.send(stage.channel("work of consumer"), "no ride", misfit=True)
    (there,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert set(there["MessageAttributes"]) == {"TckRun"}


def test_effects_of_others_are_not_looked_at(target: Any, stage: Stage) -> None:
    stage.cast("consumer")
    for key in (stage.key("r-1"), "theirs", f"{stage.key('r-1')}9"):
        item = {"pk": key, "key": key, "value": "1"}
        target.client("dynamodb").put_item(
            TableName="orders", Item={name: {"S": text} for name, text in item.items()}
        )
    effects = stage.channel_of("consumer", "effects")
    assert stage.probe.effect_keys(effects) == [stage.key("r-1")]
    assert stage.effects("consumer", "r-1") == ["1"]
    with pytest.raises(NotExercised, match="holds what is not of this scenario"):
        stage.probe.item_names(effects)


def test_a_table_that_is_elsewhere_is_out_of_reach_and_no_failure(target: Any) -> None:
    channels = {"WORK_QUEUE_URL": queue(target, "orders-work"), "EFFECTS_TABLE": "elsewhere"}
    stage = staged(target, **channels)
    stage.cast("consumer")
    with pytest.raises(OutOfReach, match="table elsewhere, which is not in the DynamoDB that the"):
        stage.effects("consumer", "r-1")
    with pytest.raises(OutOfReach, match="is it the one that the system writes to"):
        stage.probe.effect_keys(stage.channel_of("consumer", "effects"))


def test_the_reference_beside_it_has_its_own_channels_and_all_its_faults(target: Any) -> None:
    stage = Stage(Lasting(target), load(REFERENCE))
    stage.cast("consumer")
    stage.faults.crash("consumer", "effect")
    assert stage.puppet.take(stage.channel("work of consumer")) == []
    assert stage.journal.events
    stage.close()
    assert stage.remove() == []


@pytest.mark.parametrize(
    ("want", "said"),
    [
        (lambda stage: stage.faults.crash("consumer", "effect"), "not made to suffer"),
        (lambda stage: stage.puppet.take(stage.dead_letters_of(work_of(stage))), "never receives"),
        (lambda stage: stage.add_instance("consumer"), "no more are started"),
        (
            lambda stage: stage.application("consumer").instances[0].respond(None),
            "known by its channels",
        ),
        (
            lambda stage: expect("hosts", expected=[], seen=stage.guard.hosts),
            "does not pass when it is cast as a system that runs already: hosts: expected",
        ),
        # The reference does not pass this in its usual place either, so it tells nothing.
        (lambda stage: stage.until(lambda: expect("it", expected=1, seen=2)), ""),
        (lambda stage: stage.puppet.send(work_of(stage), "no ride", misfit=True), ""),
        (lambda stage: stage.calm(), ""),
    ],
)
def test_what_is_out_of_reach_is_known_beforehand(want: Any, said: str) -> None:
    opened = []

    def open_one() -> Any:
        opened.append(simulator.open_target(TargetSettings()))
        return opened[-1]

    def perform(stage: Stage) -> Performance:
        try:
            stage.cast("consumer")
            if stage.guard.hosts:
                assert work_of(stage).address.rpartition("/")[2] == "theirs-consumer-work"
            want(stage)
        except Exception as error:  # noqa: BLE001
            return Performance(error)
        return Performance()

    theirs = Implementation("theirs", {"consumer": DeployedBinding({})})
    rehearsal = Rehearsal(theirs, load(REFERENCE), open_one)
    why = rehearsal.out_of_reach(scenario_of("consumer"), perform)
    assert (said in why) if said else why == ""
    assert rehearsal.out_of_reach(scenario_of("responder"), perform) == ""
    assert len(opened) == 1
    assert opened[0]._closed


def test_a_rehearsal_has_the_role_that_rules_act_under() -> None:
    errors = []

    def perform(stage: Stage) -> Performance:
        try:
            stage.cast("bus-bridge")
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        return Performance()

    theirs = Implementation("theirs", {"bus-bridge": DeployedBinding({})})
    rehearsal = Rehearsal(theirs, load(REFERENCE), lambda: simulator.open_target(TargetSettings()))
    scenario = next(one for one in scenarios() if one.role == "bus-bridge")
    assert rehearsal.out_of_reach(scenario, perform) == ""
    assert errors == []


def scenario_of(role: str) -> Scenario:
    return next(one for one in scenarios() if one.role == role and not one.needs)


def test_its_target_is_never_reset(target: Any) -> None:
    url = queue(target, "orders-work")
    assert Lasting(target).reset() is False
    assert target.client("sqs").list_queues()["QueueUrls"] == [url]


def test_a_system_with_shapes_is_one_all_the_same() -> None:
    plain = DeployedBinding({})
    shaped = Shaped(plain, {}, EffectsPlace("table", "id", "v", "id"))
    assert deployed(shaped) is plain
    assert runs_already(Implementation("x", {"consumer": shaped}))
    assert not runs_already(load(REFERENCE))


def test_a_manifest_says_where_it_is(tmp_path: Path) -> None:
    system = System("http://127.0.0.1:4566", {"WORK_QUEUE_URL": WORK, "INVALID_QUEUE_URL": WORK,
                                              "EFFECTS_TABLE": "orders"})  # fmt: skip
    settings = read(system.manifest(tmp_path, "poison = true")).roles["consumer"]
    assert binding_of(settings) == DeployedBinding(system.channels, poison=True)
    settings = read(system.manifest(tmp_path)).roles["consumer"]
    assert binding_of(settings) == DeployedBinding(system.channels)


def test_the_manifest_of_the_guide_is_a_good_one(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "live-systems.md").read_text("utf-8")
    file = tmp_path / "conformance.toml"
    file.write_text(guide.partition("```toml\n")[2].partition("```")[0], "utf-8")
    assert deployed(binding_of(read(file).roles["consumer"]))


@pytest.mark.parametrize("name", list(catalogue.roles()))
def test_any_role_can_be_one(name: str) -> None:
    binding = DeployedBinding({"WORK_QUEUE_URL": WORK})
    part: Any = SimpleNamespace(role=name, application=name)
    assert set(binding.deploy(part)) <= set(catalogue.roles()[name].makes)
    player = binding.player(part, name)
    assert (player.autonomous, player.work(), player.faults) == (True, False, frozenset())


# -- what was there before


class Counting:
    """A probe that counts what it is told to."""

    def __init__(self, *stocks: int) -> None:
        self._stocks = list(stocks)

    def stock(self, queue: Channel) -> int:
        return self._stocks.pop(0) if len(self._stocks) > 1 else self._stocks[0]


QUEUE = Channel("work of consumer", "queue", WORK)


def backlog(*stocks: int, is_drained: bool) -> tuple[Backlog, fakes.Clock]:
    target: Any = fakes.Target()
    target.clock.virtual = False
    probe: Any = Counting(*stocks)
    made = Backlog(target, probe)
    made.note(QUEUE, is_drained=is_drained)
    return made, target.clock


def test_what_was_there_before_does_not_count() -> None:
    made, clock = backlog(2, is_drained=False)
    assert clock.passed == []
    assert made.since(QUEUE, 3) == 1
    with pytest.raises(NotExercised, match="held 2 messages before the scenario sent any"):
        made.since(QUEUE, 1)
    assert made.since(Channel("another", "queue", "u"), 5) == 5


def test_the_kit_is_not_held_up_while_it_waits_for_a_queue(stage: Stage) -> None:
    told = []
    target: Any = fakes.Target()
    target.clock.virtual = False
    probe: Any = Counting(2, 1, 0)
    made = Backlog(target, probe)
    made.waited = told.append
    made.note(QUEUE, is_drained=True)
    assert told == target.clock.passed == [10, 10]
    assert stage._casting._live.backlog.waited == stage._settling.pulse.looked


def test_a_queue_that_is_drained_is_waited_for() -> None:
    made, clock = backlog(2, 1, 0, is_drained=True)
    assert clock.passed == [10, 10]
    assert made.since(QUEUE, 1) == 1


def test_nobody_waits_for_ever() -> None:
    made, clock = backlog(2, is_drained=True)
    assert clock.time == 1060
    with pytest.raises(NotExercised):
        made.since(QUEUE, 2)
