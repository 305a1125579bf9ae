"""The table ``docs/bindings.md``, made from the kept results in ``docs/bindings.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.bindings.functions import UNFIT
from bench.bindings.known import BINDINGS

DOCS: Final = Path(__file__).parents[2] / "docs"
KEPT: Final = DOCS / "bindings.json"
TABLE: Final = DOCS / "bindings.md"

#: The order of the targets in the table; what is not here comes last.
_TARGETS: Final = ("simulator", "moto", "moto-server", "ministack", "localstack")
_VERDICTS: Final = ("passed", "failed", "not exercised", "inconclusive")

_HEAD: Final = """\
<!-- made by `python -m bench.bindings`; a test compares it with bindings.json -->

# Bindings and targets

The same scenarios, performed by the reference in each binding on each target. Only those with a
role are counted: what the target itself owes is the same whoever plays. *Not exercised* is what a
binding cannot show, *inconclusive* what a target cannot show; neither counts against anybody. A
role that a binding cannot play at all is not among its roles, and its scenarios are not counted.

"""

_TAIL: Final = """
To make a row again, from a clone: `python -m bench.bindings --target simulator --binding process`.
"""

Row = Mapping[str, Any]


def rows() -> list[Row]:
    """Give the kept results."""
    kept: list[Row] = json.loads(KEPT.read_text("utf-8")) if KEPT.is_file() else []
    return kept


def keep(new: Sequence[Row]) -> None:
    """Put new results in the place of older ones, and make the table anew."""
    made = {(one["binding"], one["target"]): one for one in [*rows(), *new]}
    ordered = sorted(made.values(), key=_place)
    KEPT.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
    TABLE.write_text(document(ordered), "utf-8")


def document(of: Sequence[Row]) -> str:
    """Give the whole document."""
    legend = "".join(f"- **{name}**: {known.says}.\n" for name, known in BINDINGS.items())
    legend += _unfit()
    return f"{_HEAD}{legend}\n{_table(of)}\n{_runs(of)}\n{_reasons(of)}{_failures(of)}{_TAIL}"


def _unfit() -> str:
    """Say which roles are no functions."""
    by_reason: dict[str, list[str]] = {}
    for role, reason in UNFIT.items():
        by_reason.setdefault(reason, []).append(f"`{role}`")
    told = "".join(f"- {', '.join(roles)}: {reason}.\n" for reason, roles in by_reason.items())
    return f"\nNo Lambda functions are made of these roles of the reference:\n\n{told}"


def _table(of: Sequence[Row]) -> str:
    head = ["binding", "target", "roles", "scenarios", *_VERDICTS, "run"]
    lines = [head, ["---"] * len(head)]
    for one in of:
        counts = [str(one["counts"].get(verdict, 0)) for verdict in _VERDICTS]
        target = f"{one['target']} {one['version']}"
        lines.append(
            [one["binding"], target, str(one["roles"]), str(one["scenarios"]), *counts, _run(one)]
        )
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _run(one: Row) -> str:
    """Give by which a run is known in the table: its date, and the suite."""
    return f"{one['started'][:10]}, `{one['suite']['digest'][:8]}`"


def _runs(of: Sequence[Row]) -> str:
    """Say which suite each run was of: whoever reads it later can see whether it is old."""
    suites = {one["suite"]["digest"]: one for one in of}
    lines = []
    for digest, one in suites.items():
        number, versions = one["suite"]["scenarios"], one["versions"].items()
        with_what = ", ".join(" ".join(version) for version in versions)
        lines.append(f"- `{digest[:8]}`: {number} scenarios in the whole suite; {with_what}.\n")
    return f"## Suites\n\n{''.join(lines)}"


def _reasons(of: Sequence[Row]) -> str:
    """Give why something was not judged, where that is so on any target."""
    told: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in of:
        for verdict, reasons in one["reasons"].items():
            who = one["binding"] if verdict == "not exercised" else one["target"]
            where = one["target"] if verdict == "not exercised" else one["binding"]
            for reason, times in reasons.items():
                told.setdefault((verdict, who), {}).setdefault(reason, []).append(
                    f"{where} {times}"
                )
    text = "## Reasons\n"
    for (verdict, who), reasons in sorted(told.items()):
        text += f"\n{verdict.capitalize()}, {who}:\n\n"
        text += "".join(f"- {reason} ({', '.join(times)})\n" for reason, times in reasons.items())
    return text


def _failures(of: Sequence[Row]) -> str:
    """Give what has failed: nothing is left out."""
    lines = [
        f"- {one['binding']} on {one['target']}: `{key}`: {' '.join(reason.split())[:200]}\n"
        for one in of
        for key, reason in one["failed"].items()
    ]
    return f"\n## Failed\n\n{''.join(lines)}" if lines else ""


def _place(one: Row) -> tuple[int, int, str]:
    target = one["target"]
    among = _TARGETS.index(target) if target in _TARGETS else len(_TARGETS)
    return list(BINDINGS).index(one["binding"]), among, target
