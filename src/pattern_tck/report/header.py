"""The head of a run: what is judged, on what, before anything is."""

from __future__ import annotations

from pattern_tck import catalogue
from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.sentences import estimate
from pattern_tck.guard import MARK
from pattern_tck.numbering import RUN
from pattern_tck.report.plain import plain
from pattern_tck.run import Run, suite_digest
from pattern_tck.scenarios import scenarios


def lines(run: Run) -> list[str]:
    """Give the lines that a run begins with."""
    target, judge = run.target, run.judge
    clock = "virtual clock" if target.clock.virtual else "real clock"
    served: dict[str, list[str]] = {}
    for service, by in target.beside.items():
        served.setdefault(by, []).append(service)
    beside = [f"beside it {' and '.join(services)}: {by}" for by, services in served.items()]
    claimed = sorted(judge.implementation.roles)
    listed = [
        f"{what}: {len(entries)}"
        for what, entries in (
            ("known divergences in force", judge.divergences.entries),
            ("known deviations", judge.deviations.entries),
        )
        if entries
    ]
    claim = f"{len(claimed)} of {len(catalogue.roles())} roles claimed: {', '.join(claimed)}"
    apply = f"{len(run.canonical)} of {len(scenarios())} scenarios apply"
    lent = judge.implementation.lent
    topology = [f"topology of the reference lent to: {', '.join(lent)}"] if lent else []
    most = getattr(target, "most", None)
    cap = [f"at most {most:,} requests are sent by this process"] if most else []
    if target.name == "aws":
        cap = [f"estimate: {estimate(Plan.of(judge.implementation))}", *cap]
    running = sorted(Plan.of(judge.implementation).deployed)
    marked = (
        f"running already: {', '.join(running)}; what the kit sends there stays there, with the "
        f"attribute {MARK} and business keys that end in -{RUN}-NUMBER"
    )
    suffering = [f"under the adversary: {judge.adversary}"] if judge.adversary else []
    return [
        plain(f"pattern-tck: {line}")
        for line in (
            f"target {target.name} {target.version}, {clock}",
            *beside,
            *listed,
            f"implementation {judge.implementation.name}",
            claim,
            *topology,
            *([marked] if running else []),
            *cap,
            f"suite {suite_digest()}, {apply}",
            *suffering,
        )
    ]
