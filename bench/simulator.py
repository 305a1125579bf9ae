"""What the contract simulator costs: run by ``python bench/simulator.py [--long]``.

Schedules: how many runs of a small scenario a search plays in a second, through boto3 and the door
in this process. Calls: what queues and topics take alone and behind the doors, beside in-process
moto. A long haul: ten times as long with ``--long``. Machines are noisy: the ratios, all taken in
one run, say more than the numbers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import queues_and_topics
from rich.console import Console
from rich.table import Table

from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.search import explore
from pattern_tck.simulator.adversary.verdicts import Run, Survived
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.in_process import InProcessDoor, open_door
from pattern_tck.simulator.freedoms import WORKER_TURN, polite
from pattern_tck.simulator.world import World


def main() -> None:
    """Print all tables."""
    reader = argparse.ArgumentParser(description="What the contract simulator costs.")
    reader.add_argument("--long", action="store_true", help="haul a million messages")
    asked = reader.parse_args()
    console = Console()
    client = boto3.client(
        "sqs",
        region_name="us-east-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",  # noqa: S106 - the door asks nobody
    )
    with open_door(World()) as door:
        console.print(schedules(Scenarios(door, client)))
    console.print(f"one decision, recorded: {1e6 * _decision():.2f} us (goal: below 0.3)")
    console.print(queues_and_topics.three_calls(client))
    console.print(queues_and_topics.lengths(client))
    console.print(queues_and_topics.fan_out())
    console.print(queues_and_topics.haul(1_000_000 if asked.long else 100_000))


# -- schedules


@dataclass(frozen=True)
class Scenarios:
    """Small scenarios, each in a new world for every run."""

    door: InProcessDoor
    sqs: Any

    def consumed(self, messages: int) -> Run:
        """One consumer that knows orders by their id."""

        def run(choose: Callable[..., int]) -> str | None:
            url = self._ordered(messages)
            self.door.world.choose = choose
            known: set[str] = set()
            # Whatever one or two deviations do, it is over after so many receives.
            for _ in range(messages + 6):
                self._consume(url, known)
                if len(known) == messages:
                    break
            return None if len(known) == messages else f"only {sorted(known)}"

        return run

    def consumed_side_by_side(self, messages: int) -> Run:
        """Two blocking consumers, interleaved."""

        def run(choose: Callable[..., int]) -> str | None:
            url = self._ordered(messages)
            world = self.door.world
            world.choose = choose
            known: set[str] = set()

            def serve() -> None:
                while True:
                    self._consume(url, known)

            interleaving = Interleaving(world, choose)
            interleaving.worker("first", serve)
            interleaving.worker("second", serve)
            ended = interleaving.run(lambda: len(known) == messages, at_most_seconds=300)
            return None if ended else f"only {sorted(known)}"

        return run

    def _ordered(self, messages: int) -> str:
        self.door.world = World(clock=VirtualClock(0))
        url = str(self.sqs.create_queue(QueueName="orders")["QueueUrl"])
        for number in range(messages):
            self.sqs.send_message(QueueUrl=url, MessageBody=f"order-{number}")
        return url

    def _consume(self, url: str, known: set[str]) -> None:
        answer = self.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
        for message in answer.get("Messages", []):
            known.add(message["Body"])
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def schedules(scenarios: Scenarios) -> Table:
    """Measure how fast schedules are played."""
    table = Table("scenario", "decisions", "runs", "ms", "runs a second", "times a polite run")
    alone = _polite(scenarios.consumed(3))
    for name, run, deviations in (
        ("one consumer, 3 messages, pairs", scenarios.consumed(3), 2),
        ("one consumer, 10 messages, single deviations", scenarios.consumed(10), 1),
        ("two workers, 3 messages, single deviations", scenarios.consumed_side_by_side(3), 1),
        ("two workers, 3 messages, pairs", scenarios.consumed_side_by_side(3), 2),
    ):
        bare = _polite(run)
        began = time.perf_counter()
        verdict = explore(run, deviations=deviations)
        took = time.perf_counter() - began
        if not isinstance(verdict, Survived):
            raise SystemExit(verdict.sentence)
        table.add_row(
            name,
            str(verdict.decisions),
            str(verdict.runs),
            f"{1000 * took:.0f}",
            f"{verdict.runs / took:.0f}",
            f"{took / verdict.runs / bare:.2f}",
        )
    side_by_side = _polite(scenarios.consumed_side_by_side(3))
    table.caption = (
        f"a polite run of one consumer takes {1e6 * alone:.0f} us, "
        f"of two interleaved workers {side_by_side / alone:.2f} times as long"
    )
    return table


def _polite(run: Run, times: int = 300) -> float:
    run(polite)
    began = time.perf_counter()
    for _ in range(times):
        run(polite)
    return (time.perf_counter() - began) / times


def _decision(runs: int = 200, decisions: int = 1000) -> float:
    began = time.perf_counter()
    for _ in range(runs):
        choose = Recorder().choose
        for _ in range(decisions):
            choose(WORKER_TURN, 2, "")
    return (time.perf_counter() - began) / runs / decisions


if __name__ == "__main__":
    main()
