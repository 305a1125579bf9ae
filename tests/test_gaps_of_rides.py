"""The durable subscriber: a gap is reported by whoever is left, not only by who has seen it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pattern_tck.fixtures.targets.moto import MotoTarget, open_target
from pattern_tck.ports import TargetSettings
from pattern_tck.reference_impl.durable_subscriber import DurableSubscriber

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 30.0


@pytest.fixture
def target() -> Iterator[MotoTarget]:
    opened = open_target(TargetSettings())
    yield opened
    opened.close()


def test_a_gap_that_a_dead_instance_has_seen_is_reported_by_another(target: MotoTarget) -> None:
    sqs = target.client("sqs")
    urls = {
        name: sqs.create_queue(QueueName=name.partition("_")[0])["QueueUrl"]
        for name in ("INBOX_QUEUE_URL", "INVALID_QUEUE_URL", "GAPS_QUEUE_URL")
    }
    target.client("dynamodb").create_table(
        TableName="bookings",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    environment = {
        **urls,
        "EFFECTS_TABLE": "bookings",
        "FIRST_SEQUENCE": "1",
        "GAP_PATIENCE": str(_PATIENCE),
    }
    now = target.clock.now
    leaves, stays = (DurableSubscriber(environment, target.client, now) for _ in range(2))
    stays.work()  # nothing is missing yet

    ride = json.dumps({"id": "r-2", "fare": 9.5, "sequence": 2})
    sqs.send_message(QueueUrl=urls["INBOX_QUEUE_URL"], MessageBody=ride)
    leaves.work()
    for _ in range(3):
        target.clock.pass_time(_PATIENCE)
        stays.work()

    reported = sqs.receive_message(QueueUrl=urls["GAPS_QUEUE_URL"], MaxNumberOfMessages=10)
    assert [json.loads(one["Body"]) for one in reported["Messages"]] == [{"from": 1, "to": 1}]
