"""What workflows cost in the contract simulator: run by ``python bench/workflows.py``.

Executions: how many of each kind a world runs in a second, tasks answered by registered work, from
StartExecution to the end, on the virtual clock. Waits: a thousand executions that wait for days,
all at once. Definitions: how long it takes to find one valid. One machine is run by moto's own
interpreter beside it. All seconds are of processor time, since nothing here waits and the machine
may have other things to do; the ratio to moto says more than the numbers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import boto3
from moto import mock_aws
from rich.console import Console
from rich.table import Table

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.workflows.language.diagnostics import diagnose
from pattern_tck.simulator.workflows.work import TaskFailed
from pattern_tck.simulator.world import World

_ROLE: Final = "arn:aws:iam::123456789012:role/bench"
_DAY: Final = 86_400.0
_AWS: Final = {
    "region_name": "us-east-1",
    "aws_access_key_id": "nobody",
    "aws_secret_access_key": "nothing",
}
Definition = dict[str, Any]


def main() -> None:
    """Print all tables."""
    console = Console()
    console.print(executions())
    console.print(waits(1_000))
    console.print(definitions())
    console.print(beside_moto(50))


# -- the machines


def _task(function: str, **more: Any) -> Definition:
    resource = f"arn:aws:lambda:us-east-1:123456789012:function:{function}"
    return {"Type": "Task", "Resource": resource, **more}


def _machine(start: str, **states: Definition) -> Definition:
    return {"StartAt": start, "States": states}


def _step(name: str, following: str, undo: str) -> Definition:
    caught = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": undo}
    return _task(name, ResultPath=f"$.{name}", Catch=[caught], Next=following)


#: Hotel, car and flight; the flight fails for good, after three tries, and the rest is undone.
SAGA: Final = _machine(
    "hotel",
    hotel=_step("hotel", "car", "failed"),
    car=_step("car", "flight", "undo_hotel"),
    flight={
        **_step("flight", "booked", "undo_car"),
        "Retry": [{"ErrorEquals": ["Full"], "IntervalSeconds": 30, "MaxAttempts": 3}],
    },
    undo_car=_task("undo_car", ResultPath=None, Next="undo_hotel"),
    undo_hotel=_task("undo_hotel", ResultPath=None, Next="failed"),
    failed={"Type": "Fail", "Error": "TripFailed"},
    booked={"Type": "Succeed"},
)
HAPPY: Final = _machine(
    "hotel",
    hotel=_task("hotel", ResultPath="$.hotel", Next="car"),
    car=_task("car", ResultPath="$.car", Next="rail"),
    rail=_task("rail", ResultPath="$.rail", Next="pay"),
    pay=_task("pay", End=True),
)
PASS: Final = _machine("only", only={"Type": "Pass", "End": True})
PATHS: Final = _machine(
    "filled",
    filled={
        "Type": "Pass",
        "Parameters": {"id.$": "$.id", "text.$": "States.Format('trip {}', $.id)", "n": 7},
        "Next": "chosen",
    },
    chosen={
        "Type": "Choice",
        "Choices": [{"Variable": "$.n", "NumericGreaterThan": 5, "Next": "many"}],
        "Default": "few",
    },
    many={"Type": "Succeed"},
    few={"Type": "Succeed"},
)
QUERIES: Final = {
    "QueryLanguage": "JSONata",
    **_machine(
        "filled",
        filled={
            "Type": "Pass",
            "Output": {"id": "{% $states.input.id %}", "text": "{% 'trip ' & $states.input.id %}"},
            "Next": "chosen",
        },
        chosen={
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.id > 5 %}", "Next": "many"}],
            "Default": "few",
        },
        many={"Type": "Succeed"},
        few={"Type": "Succeed"},
    ),
}
MAPPED: Final = _machine(
    "each",
    each={
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemProcessor": _machine("work", work=_task("car", End=True)),
        "End": True,
    },
)
IDLE: Final = _machine(
    "first",
    first={"Type": "Wait", "Seconds": 3 * 86_400, "Next": "then"},
    then={"Type": "Wait", "SecondsPath": "$.seconds", "End": True},
)


# -- a world that runs them


class Runner:
    """A world in which a machine was made, and functions answer."""

    def __init__(self, definition: Definition) -> None:
        self.clock = VirtualClock(1_800_000_000)
        self.world = World(clock=self.clock)
        for name in ("hotel", "car", "rail", "pay", "undo_car", "undo_hotel"):
            self._register(name, lambda _payload: {"ok": True})
        self._register("flight", _full)
        made = self._call(
            "CreateStateMachine", name="bench", definition=json.dumps(definition), roleArn=_ROLE
        )
        self._machine = made["stateMachineArn"]

    def _register(self, name: str, work: Callable[[Any], Any]) -> None:
        self.world.tasks[f"arn:aws:lambda:us-east-1:123456789012:function:{name}"] = work

    def _call(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.world.call("stepfunctions", operation, parameters)
        return answer

    def start(self, number: int) -> str:
        """Start one execution; give its ARN."""
        document = {"id": number, "items": [1, 2, 3], "seconds": number % 7 * 86_400}
        started = self._call(
            "StartExecution",
            stateMachineArn=self._machine,
            name=f"run-{number}",
            input=json.dumps(document),
        )
        return str(started["executionArn"])

    def status(self, execution: str) -> str:
        """Give how an execution stands."""
        return str(self._call("DescribeExecution", executionArn=execution)["status"])

    def events(self, execution: str) -> int:
        """Count the events of an execution."""
        history = self._call("GetExecutionHistory", executionArn=execution, maxResults=1000)
        return len(history["events"])


def _full(_payload: Any) -> Any:
    raise TaskFailed("Full", "no seat is left")


def executions() -> Table:
    """Say how many executions of each machine end in a second."""
    table = Table("machine", "executions a second", "events each", "ended", title="Executions")
    for name, definition, many in (
        ("saga: 3 retries, 2 compensations", SAGA, 2_000),
        ("four tasks", HAPPY, 2_000),
        ("one Pass", PASS, 10_000),
        ("Pass and Choice with paths", PATHS, 5_000),
        ("Pass and Choice in JSONata", QUERIES, 1_000),
        ("Map of three items", MAPPED, 1_000),
    ):
        runner = Runner(definition)
        began = time.process_time()
        started = [runner.start(number) for number in range(many)]
        runner.clock.pass_time(_DAY)
        taken = time.process_time() - began
        statuses = ", ".join(sorted({runner.status(one) for one in started}))
        table.add_row(
            name, f"{many / taken:,.0f}", str(runner.events(started[0])), statuses.lower()
        )
    return table


def waits(many: int) -> Table:
    """Say how long it takes that many executions wait for days at once."""
    runner = Runner(IDLE)
    began = time.process_time()
    started = [runner.start(number) for number in range(many)]
    runner.clock.pass_time(10 * _DAY)
    taken = time.process_time() - began
    statuses = ", ".join(sorted({runner.status(one) for one in started}))
    table = Table("executions", "days", "seconds (goal: below 2)", "ended", title="Waits")
    table.add_row(f"{many:,}", "10", f"{taken:.2f}", statuses.lower())
    return table


def definitions() -> Table:
    """Say how long it takes to find a definition valid."""
    table = Table("definition", "states", "ms to diagnose", title="Definitions")
    for name, definition in (("saga", SAGA), ("in JSONata", QUERIES)):
        text = json.dumps(definition)
        began = time.process_time()
        for _ in range(100):
            diagnose(text)
        taken = time.process_time() - began
        table.add_row(name, str(len(definition["States"])), f"{10 * taken:.2f}")
    return table


def beside_moto(many: int) -> Table:
    """Say how many executions of one machine end in a second here, and in moto."""
    runner = Runner(PATHS)
    began = time.process_time()
    for number in range(many):
        runner.start(number)
    runner.clock.pass_time(0)
    here = many / (time.process_time() - began)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions", **_AWS)
        machine = client.create_state_machine(
            name="bench", definition=json.dumps(PATHS), roleArn=_ROLE
        )["stateMachineArn"]
        _moto(client, machine, 1)
        began = time.process_time()
        _moto(client, machine, many)
        there = many / (time.process_time() - began)
    table = Table("interpreter", "executions a second", "ratio", title="Beside moto")
    table.add_row("simulator", f"{here:,.0f}", f"{here / there:,.0f}")
    table.add_row("moto, through boto3", f"{there:,.0f}", "1")
    return table


def _moto(client: Any, machine: str, many: int) -> None:
    """Run so many executions, one after the other: each has a thread of its own."""
    for number in range(many):
        execution = client.start_execution(
            stateMachineArn=machine, name=f"run-{many}-{number}", input=json.dumps({"id": number})
        )["executionArn"]
        while client.describe_execution(executionArn=execution)["status"] == "RUNNING":
            time.sleep(0.0005)


if __name__ == "__main__":
    main()
