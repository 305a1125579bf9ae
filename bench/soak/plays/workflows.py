"""Executions: each ends as its input orders, with retries, callbacks, branches and waits."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from typing import Any, Final

from bench.soak.scene import Scene

_ROLE: Final = "arn:aws:iam::123456789012:role/soak"
_RETRIES: Final = 2
#: Seconds until a worker of an activity believes that there is no task.
_PATIENCE: Final = 3
#: The executions that one actor has under way at a time.
_AT_ONCE: Final = 5


def _definition(queue: str) -> str:
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {
                "token.$": "$$.Task.Token",
                "execution.$": "$$.Execution.Name",
                "input.$": "$",
            },
        },
        # An answer long before that: the timer must not stay.
        "TimeoutSeconds": 3_000_000,
    }
    again = {"ErrorEquals": ["Again"], "IntervalSeconds": 1, "BackoffRate": 1}
    double = {
        "Type": "Pass",
        "Parameters": {"doubled.$": "States.MathAdd($.value, $.value)"},
        "End": True,
    }
    states: dict[str, Any] = {
        "Kind": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.kind", "StringEquals": kind, "Next": state}
                for kind, state in (
                    ("pass", "Done"),
                    ("fail", "Fails"),
                    ("wait", "Waits"),
                    ("call", "Calls"),
                    ("caught", "Caught"),
                    ("parallel", "Both"),
                    ("map", "Each"),
                )
            ],
        },
        "Done": {"Type": "Succeed"},
        "Fails": {"Type": "Fail", "Error": "Ordered", "Cause": "as the input says"},
        "Waits": {"Type": "Wait", "Seconds": 1, "Next": "Done"},
        "Calls": {**call, "Retry": [{**again, "MaxAttempts": _RETRIES}], "Next": "Done"},
        "Caught": {
            **call,
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.caught", "Next": "Undo"}],
            "Next": "Done",
        },
        "Undo": {"Type": "Pass", "OutputPath": "$.caught.Error", "End": True},
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": "Double", "States": {"Double": double}},
                {"StartAt": "Is", "States": {"Is": {"Type": "Pass", "End": True}}},
            ],
            "End": True,
        },
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "MaxConcurrency": 2,
            "ItemProcessor": {"StartAt": "Double each", "States": {"Double each": double}},
            "End": True,
        },
    }
    return json.dumps({"StartAt": "Kind", "States": states})


def _ordered(order: dict[str, Any]) -> tuple[str, Any]:
    """Give how an execution must end: its status, and its output or error."""
    kind, value = order["kind"], order["value"]
    if kind == "fail":
        return "FAILED", "Ordered"
    if kind == "call":
        if order["fails"] > _RETRIES:
            return "FAILED", "Again"
        return "SUCCEEDED", {"answered": value}
    if kind == "caught":
        return "SUCCEEDED", "Again" if order["fails"] else {"answered": value}
    if kind == "parallel":
        return "SUCCEEDED", [{"doubled": 2 * value}, order]
    if kind == "map":
        return "SUCCEEDED", [{"doubled": 2 * item["value"]} for item in order["items"]]
    return "SUCCEEDED", order


class _Play:
    def __init__(self, scene: Scene, url: str) -> None:
        self.scene = scene
        self.url = url
        self.attempts: Counter[str] = Counter()
        self.over = False

    async def sfn(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return await self.scene.caller.call("stepfunctions", operation, **parameters)

    def order(self, *kinds: str) -> dict[str, Any]:
        """Make the input of an execution, which says how it is to end."""
        chance = self.scene.chance
        return {
            "kind": chance.choice(kinds),
            "value": chance.randrange(1000),
            "fails": chance.choice((0, 0, 0, 1, 2, 3)),
            "items": [{"value": chance.randrange(9)} for _ in range(chance.randrange(5))],
        }

    async def work(self) -> None:
        """Do the tasks: answer by their tokens, as each input orders."""
        scene = self.scene
        while not self.over:
            told = await scene.sqs(
                "ReceiveMessage", QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            for message in told.get("Messages", []):
                asked = json.loads(message["Body"])
                name, order, token = asked["execution"], asked["input"], asked["token"]
                self.attempts[name] += 1
                if scene.chance.random() < 0.3:
                    await self.sfn("SendTaskHeartbeat", taskToken=token)
                if self.attempts[name] <= order["fails"]:
                    await self.sfn("SendTaskFailure", taskToken=token, error="Again", cause="said")
                else:
                    output = json.dumps({"answered": order["value"]})
                    await self.sfn("SendTaskSuccess", taskToken=token, output=output)
                # A token is good for one answer (SFN-INT-03).
                again = self.sfn("SendTaskSuccess", taskToken=token, output="{}")
                await scene.refused("TaskTimedOut", again)
                await scene.sqs(
                    "DeleteMessage", QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"]
                )

    async def start(self, machine: str) -> None:
        """Start executions, a few at a time, and see each to its end."""
        goes_on = self.scene.budget.turns()
        while goes_on():
            await asyncio.gather(*(self.see_through(machine) for _ in range(_AT_ONCE)))

    async def see_through(self, machine: str) -> None:
        scene = self.scene
        order = self.order("pass", "fail", "wait", "call", "call", "caught", "parallel", "map")
        name = f"e{scene.number()}-{scene.mark}"
        asked = {"stateMachineArn": machine, "name": name, "input": json.dumps(order)}
        arn = (await self.sfn("StartExecution", **asked))["executionArn"]
        told: dict[str, Any] = {}

        async def ended() -> bool:
            told.update(await self.sfn("DescribeExecution", executionArn=arn))
            return bool(told["status"] != "RUNNING")

        if not await scene.until(ended, f"the execution {name} ends: {order}"):
            return
        result = told.get("error") or json.loads(told["output"])
        scene.equal(f"end of {order}", (told["status"], result), _ordered(order))
        if order["kind"] == "call":
            tried = min(order["fails"], _RETRIES) + 1
            scene.equal(f"attempts of {name}", self.attempts[name], tried)
        history = (await self.sfn("GetExecutionHistory", executionArn=arn))["events"]
        scene.equal("ids of events", [e["id"] for e in history], [*range(1, len(history) + 1)])
        last = "ExecutionSucceeded" if told["status"] == "SUCCEEDED" else "ExecutionFailed"
        scene.equal("last event", history[-1]["type"], last)
        scene.did("executions")

    async def start_at_once(self, express: str) -> None:
        """Run express workflows: some answered at once, some that nobody asks about again."""
        scene = self.scene
        goes_on = scene.budget.turns()
        while goes_on():
            order = self.order("pass", "fail", "parallel", "map")
            asked = {"stateMachineArn": express, "input": json.dumps(order)}
            told = await self.sfn("StartSyncExecution", **asked)
            result = told.get("error") or json.loads(told["output"])
            scene.equal(f"end of {order}", (told["status"], result), _ordered(order))
            await self.sfn("StartExecution", **asked)
            scene.did("express executions", 2)
            await asyncio.sleep(0.01)


async def _activity(one: _Play) -> None:
    """Have an activity asked by a poller, some of whose polls are hung up on."""
    scene = one.scene
    arn = (await one.sfn("CreateActivity", name=scene.name("activity")))["activityArn"]
    task = {"Type": "Task", "Resource": arn, "End": True}
    machine = await _machine(one, "asks", json.dumps({"StartAt": "T", "States": {"T": task}}))
    goes_on = scene.budget.turns()
    while goes_on():
        if scene.chance.random() < 0.2:
            await scene.caller.drop_call("stepfunctions", "GetActivityTask", activityArn=arn)
            await asyncio.sleep(0.1)
        number = scene.number()
        asked = {"stateMachineArn": machine, "input": json.dumps({"number": number})}
        execution = (await one.sfn("StartExecution", **asked))["executionArn"]
        told: dict[str, Any] = {}
        # Whoever hangs up in the moment in which a task comes may take it along.
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                told = await one.sfn("GetActivityTask", activityArn=arn)
        if told.get("taskToken"):
            scene.equal("input of an activity", json.loads(told["input"]), {"number": number})
            token = told["taskToken"]
            await one.sfn("SendTaskSuccess", taskToken=token, output=json.dumps(number))
        else:
            scene.did("tasks of activities that a dead poller got")
            await one.sfn("StopExecution", executionArn=execution)
        status = (await one.sfn("DescribeExecution", executionArn=execution))["status"]
        if status not in {"SUCCEEDED", "ABORTED"}:
            scene.wrong(f"an execution with an activity is {status}")
        scene.did("tasks of activities")
        await asyncio.sleep(0.05)
    await one.sfn("DeleteStateMachine", stateMachineArn=machine)
    await one.sfn("DeleteActivity", activityArn=arn)


async def _machine(one: _Play, name: str, definition: str, kind: str = "STANDARD") -> str:
    asked = {"name": one.scene.name(name), "definition": definition, "roleArn": _ROLE}
    told = await one.sfn("CreateStateMachine", type=kind, **asked)
    return str(told["stateMachineArn"])


async def play(scene: Scene) -> None:
    """Run executions of a standard machine, of an express one, and of one with an activity."""
    url, _ = await scene.queue("tasks")
    one = _Play(scene, url)
    definition = _definition(url)
    machine = await _machine(one, "standard", definition)
    # An express workflow has no callbacks; the states that wait for one are never reached.
    express = await _machine(
        one, "express", definition.replace("sendMessage.waitForTaskToken", "sendMessage")
        .replace('"token.$": "$$.Task.Token", ', ""), "EXPRESS"
    )  # fmt: skip
    workers = [asyncio.ensure_future(one.work()) for _ in range(2)]
    await asyncio.gather(
        one.start(machine), one.start(machine), one.start_at_once(express), _activity(one)
    )
    one.over = True
    await asyncio.gather(*workers)
    for arn in (machine, express):
        await one.sfn("DeleteStateMachine", stateMachineArn=arn)
    await scene.delete_queues(url)
