"""Judging a soak: whether memory and work grow although nothing is left of what was stored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median
from typing import Any, Final

from bench.soak.log import Log
from bench.soak.rounds import Sample

#: Rounds with full journals that do not count yet: the allocator finds its size.
_WARMING: Final = 0.25
#: What may be left of growth over all rounds: a part of the memory, and at least so many MB.
_PART, _LEAST = 0.1, 8.0
#: How many times the work for a call may grow, from the first third to the last one.
_MORE_WORK: Final = 1.5
#: Fewer rounds than that say nothing about growth.
_ENOUGH: Final = 8


def grown(samples: Sequence[Sample]) -> float:
    """Give how many MB more there are at the end than at the beginning, by the median slope."""
    full = [sample for sample in samples if sample.journals_full]
    counted = full[int(len(full) * _WARMING) :]
    slopes = [
        (later.resident - earlier.resident) / (b - a)
        for (a, earlier), (b, later) in combinations(list(enumerate(counted))[-240:], 2)
    ]
    return median(slopes) * (len(counted) - 1) if slopes else 0.0


def judge(samples: Sequence[Sample], log: Log) -> dict[str, Any]:
    """Complain of growth to the log, and give the figures of the whole soak."""
    growth = grown(samples)
    third = max(1, len(samples) // 3)
    first, last = samples[:third], samples[-third:]
    before, after = (median(one.for_a_call for one in part) for part in (first, last))
    if len(samples) >= _ENOUGH:
        allowed = max(_LEAST, _PART * median(one.resident for one in samples))
        if growth > allowed:
            log.wrong(f"memory has grown by {growth:.1f} MB, and {allowed:.1f} are allowed")
        if after > _MORE_WORK * before:
            log.wrong(f"a call takes {after:.2f} ms of the processor, and took {before:.2f}")
    return {
        "rounds": len(samples),
        "seconds": round(samples[-1].at, 1),
        "calls": sum(log.calls.values()),
        "broken": log.broken,
        "complaints": log.complaints,
        "resident_mb": [round(one.resident, 1) for one in samples],
        "grown_mb": round(growth, 2),
        "rounds_with_full_journals": sum(one.journals_full for one in samples),
        "sockets_left": samples[-1].open_files,
        "processor_ms_for_a_call": [round(before, 3), round(after, 3)],
        "latencies_ms": latencies(first, last),
        "calls_by_operation": dict(log.calls.most_common()),
        "refused": dict(log.refused.most_common()),
        "longest_seconds": {name: round(took, 1) for name, took in log.longest.items()},
        "done": dict(log.done.most_common()),
    }


def latencies(first: Sequence[Sample], last: Sequence[Sample]) -> dict[str, Any]:
    """Give median and 99th percentile of each operation in the first rounds and in the last."""
    told = {}
    for name in sorted({name for one in first for name in one.window.latencies}):
        row = []
        for part in (first, last):
            for hundredth in (50, 99):
                found = [one.window.percentile(name, hundredth) for one in part]
                known = [each for each in found if each is not None]
                row.append(round(1000 * median(known), 2) if known else None)
        told[name] = dict(zip(("p50", "p99", "p50 at the end", "p99 at the end"), row, strict=True))
    return told
