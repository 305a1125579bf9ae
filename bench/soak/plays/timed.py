"""Schedules, pipes and an alarm in a world whose time the play moves itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from bench.soak.plays.arrivals import expect
from bench.soak.scene import Scene

_ROLE: Final = "arn:aws:iam::123456789012:role/soak"
_MINUTES: Final = 30


def _plain(message: Mapping[str, Any]) -> tuple[int, str]:
    said = json.loads(message["Body"])
    return said["number"], str(said["text"])


async def play(scene: Scene) -> None:
    """Let half an hour pass again and again, and see that what was due in it has happened."""
    goes_on = scene.budget.turns()
    while goes_on():
        await _schedules(scene)
        await _pipe(scene)
        await _alarm(scene)
        await asyncio.sleep(0.2)


async def _advance(scene: Scene, seconds: float) -> None:
    status, answer = await scene.caller.control("POST", "time", json.dumps({"advance": seconds}))
    scene.equal(f"status of an advance ({answer[:80]!r})", status, 200)


async def _now(scene: Scene) -> dt.datetime:
    _, answer = await scene.caller.control("GET", "time")
    return dt.datetime.fromtimestamp(json.loads(answer)["now"], dt.UTC)


async def _schedules(scene: Scene) -> None:
    """Have schedules that happen once, and one that happens every minute."""

    async def scheduler(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("scheduler", operation, **parameters)

    url, arn = await scene.queue(f"due{scene.number()}")
    now = await _now(scene)
    expected = {}
    for _ in range(10):
        number = scene.number()
        moment = now + dt.timedelta(seconds=scene.chance.randrange(30, 60 * _MINUTES - 60))
        expected[number] = "once"
        await scheduler(
            "CreateSchedule",
            Name=f"once{number}",
            ScheduleExpression=f"at({moment:%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={"Arn": arn, "RoleArn": _ROLE, "Input": json.dumps({"number": number,
                    "text": "once"})},
            # SDKs send one with each call.
            ClientToken=str(uuid.UUID(int=scene.chance.getrandbits(128))),
        )  # fmt: skip
    every, every_arn = await scene.queue(f"every{scene.number()}")
    name = f"every{scene.number()}"
    await scheduler(
        "CreateSchedule",
        Name=name,
        ScheduleExpression="rate(1 minute)",
        StartDate=now + dt.timedelta(seconds=90),
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": every_arn, "RoleArn": _ROLE, "Input": "{}"},
        ClientToken=str(uuid.UUID(int=scene.chance.getrandbits(128))),
    )
    # The first is due after a minute and a half, the last before this is over.
    await _advance(scene, 60 * _MINUTES)
    await scheduler("DeleteSchedule", Name=name)
    left = (await scheduler("ListSchedules"))["Schedules"]
    scene.equal("schedules that are done and still there", left, [])
    await expect(scene, url, expected, _plain)
    scene.equal("times of a schedule", (await scene.counters(every))[0], _MINUTES - 1)
    await scene.sqs("PurgeQueue", QueueUrl=every)
    await scene.delete_queues(url, every)
    scene.did("schedules", 11)


async def _pipe(scene: Scene) -> None:
    """Have a pipe take what its filter wants, and write it anew."""

    async def pipes(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("pipes", operation, **parameters)

    source, source_arn = await scene.queue(f"in{scene.number()}")
    target, target_arn = await scene.queue(f"out{scene.number()}")
    name = scene.name(f"pipe{scene.number()}")
    wanted = json.dumps({"body": {"colour": ["red"]}})
    await pipes(
        "CreatePipe",
        Name=name,
        RoleArn=_ROLE,
        Source=source_arn,
        SourceParameters={"FilterCriteria": {"Filters": [{"Pattern": wanted}]}},
        Target=target_arn,
        TargetParameters={"InputTemplate": '{"number": <$.body.number>, "text": "piped"}'},
    )
    await _advance(scene, 60)
    expected = {}
    for place in range(20):
        number, colour = scene.number(), scene.chance.choice(("red", "blue"))
        if colour == "red":
            expected[number] = "piped"
        if place == 10:
            await pipes("StopPipe", Name=name)
            await _advance(scene, 60)
        body = json.dumps({"number": number, "colour": colour})
        await scene.sqs("SendMessage", QueueUrl=source, MessageBody=body)
    await pipes("StartPipe", Name=name)
    await _advance(scene, 60)
    await expect(scene, target, expected, _plain)
    await pipes("DeletePipe", Name=name)
    await _advance(scene, 60)
    await scene.delete_queues(source, target)
    scene.did("messages through pipes", len(expected))


async def _alarm(scene: Scene) -> None:
    """Have an alarm go off for a message that nobody takes, and end when it is gone."""

    async def alarms(operation: str, **parameters: Any) -> dict[str, Any]:
        return await scene.caller.call("cloudwatch", operation, **parameters)

    url, arn = await scene.queue(f"left{scene.number()}")
    name = scene.name(f"alarm{scene.number()}")
    await alarms(
        "PutMetricAlarm",
        AlarmName=name,
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": arn.rpartition(":")[2]}],
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
    )

    async def state() -> str:
        told = await alarms("DescribeAlarms", AlarmNames=[name])
        return str(told["MetricAlarms"][0]["StateValue"])

    await scene.sqs("SendMessage", QueueUrl=url, MessageBody="left")
    await _advance(scene, 300)
    scene.equal("state of an alarm", await state(), "ALARM")
    await scene.sqs("PurgeQueue", QueueUrl=url)
    await _advance(scene, 300)
    scene.equal("state of an alarm that is over", await state(), "OK")
    await alarms("DeleteAlarms", AlarmNames=[name])
    await scene.delete_queues(url)
    scene.did("alarms")
