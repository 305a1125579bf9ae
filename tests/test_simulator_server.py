"""The target `simulator-server`: the same verdicts through the door on loopback."""

from __future__ import annotations

import pytest

from pattern_tck.fixtures.targets.simulator_server import SimulatorServerTarget, open_target
from pattern_tck.ports import TargetSettings
from pattern_tck.simulator.freedoms import SEND_ANSWER_LOST
from pattern_tck.verdicts import UsageMistake
from tests.running import Runs

TARGET = "--target=pattern_tck.fixtures.targets.simulator_server:open_target"


@pytest.fixture
def target():
    opened = open_target(TargetSettings())
    yield opened
    opened.close()


def test_the_reference_passes_and_a_defect_is_caught(runs: Runs) -> None:
    about = ["features/point_to_point/consumer.feature", "--partial", "-q", "--strict-verdicts"]
    defect = "--implementation=tests.broken.point_to_point:acknowledges_first"
    sound, broken = runs.run_all([[*about, TARGET], [*about, TARGET, defect]])
    assert sound.code == 0, sound.out + sound.err
    assert broken.code == 1, broken.out + broken.err
    here = runs.run(*about, "--target=simulator", defect)
    assert verdicts(broken) == verdicts(here)


def verdicts(ended):
    return {one["key"]: one["verdict"] for one in ended.judgements}


def test_calls_go_through_a_socket_and_time_through_the_control_endpoint(
    target: SimulatorServerTarget,
) -> None:
    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    assert url.startswith("http://127.0.0.1:")
    before = target.clock.now()
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
    assert target.clock.now() == before + 20
    target.clock.pass_time(5)
    assert target.clock.now() == before + 25
    with pytest.raises(ValueError, match="backwards"):
        target.clock.pass_time(-1)


def test_an_adversary_has_its_way_and_a_reset_forgets(target: SimulatorServerTarget) -> None:
    sqs = target.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    lost = iter([1])
    target.use(lambda freedom, n, subject: next(lost, 0) if freedom is SEND_ANSWER_LOST else 0)
    answer = sqs.send_message(QueueUrl=url, MessageBody="m")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    told = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert len({message["MessageId"] for message in told}) == 2
    target.reset()
    assert not sqs.list_queues().get("QueueUrls")


def test_an_address_is_for_another_target() -> None:
    with pytest.raises(UsageMistake, match="use --target endpoint"):
        open_target(TargetSettings(endpoint_url="http://127.0.0.1:4566"))
