"""What the tap refuses stays refused, however often an SDK tries by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pattern_tck.faults import refuse
from pattern_tck.fixtures.targets.simulator import open_target
from pattern_tck.gateway.gateway import Gateway
from pattern_tck.ports import TargetSettings
from pattern_tck.tap import Call, Fault, Proceed
from tests.test_gateway import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    target = open_target(TargetSettings())
    gateway = Gateway(target, "us-east-1")
    desk = Desk(target, gateway)
    yield desk
    gateway.cut_off(desk.key)
    desk.threads.shutdown()
    gateway.close()
    target.close()


def patient(desk: Desk) -> None:
    """Have the caller's SDK try each call three times."""
    config = Config(retries={"total_max_attempts": 3, "mode": "standard"})
    client = desk.session.client("sqs", endpoint_url=desk.gateway.url, config=config)
    # The door of the simulator is open in this process: this client has to pass it by.
    client.__dict__["_make_api_call"] = desk.target.door._original.__get__(client)
    desk.client = lambda service, patience=20: client


def test_all_tries_of_a_call_are_one_refusal(desk: Desk) -> None:
    patient(desk)
    later = refuse("ServiceUnavailable", "later", status=503)
    words, operations = "no queues now", frozenset({"CreateQueue"})
    fault = desk.tap.order(Fault(words, "consumer", operations, "", later))
    with pytest.raises(ClientError) as error:
        desk.call("sqs", "create_queue", QueueName="q")
    assert error.value.response["Error"]["Code"] == "ServiceUnavailable"
    assert error.value.response["ResponseMetadata"]["RetryAttempts"] == 2
    assert fault.fired == 1
    # The next call is another one, and the fault is over.
    assert desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"].endswith("/q")


def test_children_are_told_not_to_try_again(desk: Desk) -> None:
    assert desk.gateway.environment("key")["AWS_MAX_ATTEMPTS"] == "1"


def test_what_the_target_refuses_may_be_tried_again(desk: Desk) -> None:
    patient(desk)
    refused: list[Call] = []

    def refuse_once(call: Call, proceed: Proceed) -> Any:
        if not refused:
            refused.append(call)
            with pytest.raises(ClientError) as error:
                proceed({**call.parameters, "QueueName": "no name"})
            error.value.response["ResponseMetadata"]["HTTPStatusCode"] = 503
            raise error.value
        return proceed(call.parameters)

    desk.tap.around = refuse_once
    assert desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"].endswith("/q")
    assert refused
