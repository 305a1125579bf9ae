"""What was measured of targets, as a file: version, date and the standing of each clause.

The kit ships the measurement of the targets that its authors can run (`shipped`); `pattern-tck
targets` makes others.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema

from pattern_tck.catalogue import nearest
from pattern_tck.fidelity.standing import UNCHECKED, ClauseStanding, Standing, standings
from pattern_tck.verdicts import UsageMistake

SCHEMA = "pattern-tck/fidelity/1"

_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_CLAUSE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["standing", "passed", "scenarios"],
    "properties": {
        "standing": {"enum": [str(one) for one in Standing]},
        "passed": {"type": "integer", "minimum": 0},
        "scenarios": {"type": "integer", "minimum": 0},
        "shows": {"type": "array", "items": {"type": "string"}},
    },
}
_FORM: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "targets"],
    "properties": {
        "schema": {"const": SCHEMA},
        "targets": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "required": ["version", "clock", "started", "suite", "versions", "clauses"],
                "properties": {
                    "version": {"type": "string"},
                    "clock": {"type": "string"},
                    "started": {"type": "string"},
                    "suite": {"type": "string"},
                    "versions": _TEXTS,
                    "clauses": {"type": "object", "additionalProperties": _CLAUSE},
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Measured:
    """A target as it was measured.

    ``suite`` is the digest of the features, ``started`` an instant in ISO 8601, and ``versions``
    what the measurement was made with.
    """

    name: str
    version: str
    clock: str
    started: str
    suite: str
    versions: Mapping[str, str]
    clauses: Mapping[str, ClauseStanding] = field(repr=False)

    def of(self, clause: str) -> ClauseStanding:
        """Give how a clause stands here."""
        return self.clauses.get(clause, UNCHECKED)

    @property
    def title(self) -> str:
        """Give the name with its version."""
        return f"{self.name} {self.version}"


def measured(report: Mapping[str, Any]) -> Measured:
    """Give what the report of a run of the reference says about its target."""
    target = report["target"]
    return Measured(
        name=target["name"],
        version=target["version"],
        clock=target["clock"],
        started=report["started"],
        suite=report["suite"]["digest"],
        versions=report["versions"],
        clauses=standings(report["judgements"], target["capabilities"]["lacking"]),
    )


@cache
def shipped() -> Mapping[str, Measured]:
    """Give the targets that the authors have measured, by name."""
    file = resources.files("pattern_tck.fixtures.targets").joinpath("fidelity.json")
    return _read("the shipped measurement", file.read_text("utf-8"))


def read(file: Path) -> Mapping[str, Measured]:
    """Read a file of measurements; `UsageMistake` if it is none."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise UsageMistake(f"cannot read {file}: {reason}") from reason
    return _read(str(file), text)


def write(file: Path, targets: Iterable[Measured]) -> None:
    """Write measurements, all of them or none: whoever is interrupted keeps the old file."""
    document = {"schema": SCHEMA, "targets": {one.name: _wire(one) for one in targets}}
    text = json.dumps(document, indent=1, ensure_ascii=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=file.name, delete=False
    ) as beside:
        beside.write(f"{text}\n")
    Path(beside.name).chmod(0o644)
    Path(beside.name).replace(file)


def one_of(targets: Mapping[str, Measured], name: str) -> Measured:
    """Give a measured target by its name; `UsageMistake` if there is none."""
    if name in targets:
        return targets[name]
    hint = nearest(name, targets) or f"; measured are {', '.join(sorted(targets)) or 'none'}"
    raise UsageMistake(
        f"{name!r} has not been measured{hint}. To measure it: pattern-tck targets {name} "
        f"--into FILE, and then give --results FILE"
    )


def _read(source: str, text: str) -> Mapping[str, Measured]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as reason:
        raise UsageMistake(f"{source} is not JSON: {reason}") from reason
    wrong = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(_FORM).iter_errors(data)
    )
    if wrong is not None:
        where = "".join(f"[{part!r}]" for part in wrong.absolute_path) or "the top"
        raise UsageMistake(f"{source} is no measurement of targets, at {where}: {wrong.message}")
    return {name: _measured(name, row) for name, row in data["targets"].items()}


def _measured(name: str, row: Mapping[str, Any]) -> Measured:
    clauses = {
        clause: ClauseStanding(
            Standing(one["standing"]), one["passed"], one["scenarios"], tuple(one.get("shows", ()))
        )
        for clause, one in row["clauses"].items()
    }
    return Measured(**{**row, "name": name, "clauses": clauses})


def _wire(one: Measured) -> Mapping[str, Any]:
    return {
        "version": one.version,
        "clock": one.clock,
        "started": one.started,
        "suite": one.suite,
        "versions": one.versions,
        "clauses": {
            clause: {
                "standing": str(stands.standing),
                "passed": stands.passed,
                "scenarios": stands.scenarios,
                **({"shows": list(stands.shows)} if stands.shows else {}),
            }
            for clause, stands in one.clauses.items()
        },
    }
