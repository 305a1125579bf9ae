"""Soaks the door on loopback: ``python -m bench.soak --minutes 60 --seed 1``.

It starts ``pattern-tck simulate`` as a process of its own and loads it with many kinds of work at
once, round after round. Each round keeps its own book of what was accepted; when its channels are
drained, nothing may be lost, invented, changed or out of order. Then everything is deleted and 456
days pass, so that nothing is stored any more, and memory must be what it was.

Exit code 1: an invariant is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.soak.judging import judge
from bench.soak.log import Log
from bench.soak.rounds import PLAYS, Rounds
from bench.soak.scene import Budget
from bench.soak.server import serve
from rich.console import Console
from rich.table import Table

#: What the server writes of requests that are no HTTP, of which a soak has many.
_DECLARED: Final = "Invalid HTTP request received."


def main(arguments: Sequence[str]) -> int:
    """Soak, print the figures, and say whether all is well."""
    reader = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    reader.add_argument("--minutes", type=float, default=60, help="how long (default: 60)")
    reader.add_argument("--round", type=float, default=20, help="seconds of load in one round")
    reader.add_argument("--rounds", type=int, help="so many rounds, however long they take")
    reader.add_argument("--steps", type=int, help="so many steps of each actor in a round")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--only", action="append", default=[], choices=PLAYS, help="again for each")
    reader.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    asked = reader.parse_args(arguments)
    figures = soak(
        minutes=asked.minutes,
        round_seconds=asked.round,
        rounds=asked.rounds,
        steps=asked.steps,
        seed=asked.seed,
        only=tuple(asked.only),
        tell=lambda said: print(said, file=sys.stderr, flush=True),
    )
    Console().print(_shown(figures))
    short = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    print(json.dumps(short, ensure_ascii=False))
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if figures["broken"] else 0


def soak(
    *,
    minutes: float = 60,
    round_seconds: float = 20,
    rounds: int | None = None,
    steps: int | None = None,
    seed: int = 1,
    only: tuple[str, ...] = (),
    tell: Any = lambda said: None,
) -> dict[str, Any]:
    """Run rounds for so many minutes, or so many of them; give the figures of `judge`."""
    log = Log()
    with tempfile.TemporaryDirectory() as folder:
        errors = Path(folder) / "errors"
        with serve(errors) as server:
            played = Rounds(server, log, seed, only)
            end = time.monotonic() + 60 * minutes
            number = known = 0
            while number < rounds if rounds is not None else time.monotonic() < end:
                number += 1
                seconds = None if steps is not None else round_seconds
                sample = asyncio.run(played.play(number, Budget(seconds=seconds, steps=steps)))
                tell(
                    f"round {number} at {sample.at:.0f} s: {sample.window.calls} calls, "
                    f"{sample.for_a_call:.3f} ms each, {sample.resident:.1f} MB, "
                    f"{log.broken} broken"
                )
                for said in log.complaints[known:]:
                    tell(f"  {said}")
                known = len(log.complaints)
        lines = errors.read_text("utf-8", errors="replace").splitlines()
        if said := [line for line in lines if line != _DECLARED]:
            log.wrong("the server complains: " + "\n".join(said[-20:]))
    return judge(played.samples, log)


def _shown(figures: dict[str, Any]) -> Table:
    table = Table(title="Milliseconds for a call, in the first third of the rounds and in the last")
    for heading in ("operation", "calls", "p50", "p99", "p50 at the end", "p99 at the end"):
        table.add_column(heading, justify="left" if heading == "operation" else "right")
    for name, row in figures["latencies_ms"].items():
        cells = ["" if value is None else f"{value:.2f}" for value in row.values()]
        table.add_row(name, str(figures["calls_by_operation"].get(name, "")), *cells)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
