"""The report as JSON: a versioned document, described by ``report.schema.json``."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pattern_tck.report import outcome
from pattern_tck.report.plain import without_password
from pattern_tck.report.protocol import to_wire
from pattern_tck.run import suite_digest
from pattern_tck.scenarios import scenarios
from pattern_tck.verdicts import Verdict

if TYPE_CHECKING:
    from pattern_tck.report.writing import Report

SCHEMA = "pattern-tck/report/1"

#: What a verdict may depend on, besides target and implementation.
_LIBRARIES = ("pattern-tck", "pytest", "pytest-bdd", "boto3", "botocore", "moto")


def document(report: Report) -> dict[str, Any]:
    """Give the report as JSON types."""
    run, counts = report.run, Counter(str(one.verdict) for one in report.judgements)
    return {
        "schema": SCHEMA,
        "suite": {"digest": suite_digest(), "scenarios": len(scenarios())},
        "versions": versions(),
        "target": _target(report),
        "implementation": _implementation(report),
        "started": datetime.fromtimestamp(run.started, UTC).isoformat(timespec="seconds"),
        "seed": report.seed,
        "replay": report.replay,
        "exit": {
            "code": report.exit_code,
            "meaning": outcome.meaning(report),
            "conforms": outcome.conforms(report),
            "sentence": outcome.sentence(report),
        },
        "counts": {str(verdict): counts[verdict] for verdict in Verdict if counts[verdict]},
        "canonical": {
            "scenarios": len(run.canonical),
            "executed": len(report.executed),
            "missing": [scenario.key for scenario in report.missing],
        },
        "judgements": [
            to_wire(one, calibration=run.judge.calibrations.get(one.scenario.key))
            for one in report.judgements
        ],
    }


def write(report: Report, file: Path) -> None:
    """Write the report; folders on the way are made."""
    text = json.dumps(document(report), indent=2, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n", "utf-8")


@cache
def schema() -> Mapping[str, Any]:
    """Give the JSON Schema of the document."""
    text = resources.files("pattern_tck.report").joinpath("report.schema.json").read_text("utf-8")
    described: Mapping[str, Any] = json.loads(text)
    return described


def versions() -> dict[str, str]:
    """Give the versions of what a verdict may depend on."""
    return {"python": platform.python_version()} | {
        name: metadata.version(name) for name in _LIBRARIES
    }


def _target(report: Report) -> dict[str, Any]:
    target, endpoint = report.run.target, report.run.asked.endpoint_url
    return {
        "name": target.name,
        "version": target.version,
        "endpoint": without_password(endpoint) if endpoint else None,
        "clock": "virtual" if target.clock.virtual else "real",
        "capabilities": {
            "present": sorted(target.capabilities.present),
            "lacking": dict(target.capabilities.lacking),
        },
        "beside": dict(target.beside),
    }


def _implementation(report: Report) -> dict[str, Any]:
    implementation = report.run.judge.implementation
    return {
        "name": implementation.name,
        "reference": implementation.is_reference,
        "roles": sorted(implementation.roles),
        "roles_not_claimed": sorted(report.roles_not_claimed),
        "topology_lent": sorted(implementation.lent),
    }
