"""What is known to fail: divergences of a target, deviations of an implementation.

Both are lists by clause id with a reason and a link. An entry's scenarios run and must fail: an
entry that no longer shows is stale, and an error, so that no list outlives its cause. A divergence
that shows to some implementations alone, by what they ask of the target, says to which. A target
that is another one in a different place has the list of that one (``like``), but for what shows
there alone (``without``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from pattern_tck import catalogue
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.verdicts import UsageMistake

_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["entries"],
    "properties": {
        "target": {"type": "string"},
        "like": {"type": "string", "pattern": "^[a-z-]+$"},
        "without": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["clause", "scenario", "reason"],
                "properties": {
                    "clause": {"type": "string"},
                    "scenario": {"type": "string"},
                    "reason": {"type": "string", "minLength": 10},
                },
            },
        },
        "versions": {"type": "array", "items": {"type": "string"}},
        "entries": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["clause", "reason", "link"],
                "properties": {
                    "clause": {"type": "string"},
                    "scenario": {"type": "string"},
                    "where": {"type": "object", "additionalProperties": {"type": "string"}},
                    "reason": {"type": "string", "minLength": 10},
                    "only_if": {"type": "string", "minLength": 10},
                    "link": {"type": "string", "pattern": "^https://"},
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Entry:
    """One known failure: a clause, perhaps one scenario or some rows of it, and why.

    ``only_if`` says what an implementation does when it shows: whoever does not do so passes, and
    nothing is stale then.
    """

    clause: str
    reason: str
    link: str
    scenario: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    only_if: str = ""

    def covers(self, scenario: Scenario) -> bool:
        """Say whether this entry is about that scenario."""
        return (
            self.clause in scenario.clause_ids
            and (not self.scenario or self.scenario == scenario.name)
            and all(scenario.row.get(name) == value for name, value in self.where.items())
        )

    def __str__(self) -> str:
        """Give the entry in one line."""
        shows = f" It shows only if {self.only_if}." if self.only_if else ""
        return f"{self.clause}: {self.reason}{shows} ({self.link})"


@dataclass(frozen=True)
class KnownFailures:
    """A checked list. ``versions`` are beginnings of the versions on which it was measured.

    ``like`` names the target whose entries stand in it as well, after its own.
    """

    entries: Sequence[Entry] = ()
    versions: Sequence[str] = ()
    source: str = ""
    like: str = ""

    def find(self, scenario: Scenario) -> Entry | None:
        """Give the entry that covers a scenario, or None."""
        return next((entry for entry in self.entries if entry.covers(scenario)), None)

    def for_version(self, version: str) -> KnownFailures:
        """Give the list if it was measured on this version, else an empty one."""
        if self.versions and not any(version.startswith(begin) for begin in self.versions):
            return KnownFailures(source=self.source)
        return self


def shipped_divergences(target: str) -> KnownFailures:
    """Give the divergences that the kit knows of a target; none for an unknown one."""
    folder = resources.files("pattern_tck.fixtures.targets").joinpath("divergences")
    file = folder.joinpath(f"{target}.yaml")
    return _read(f"{target}.yaml", file.read_text("utf-8")) if file.is_file() else KnownFailures()


def read(path: Path) -> KnownFailures:
    """Read a list of the user's, or raise `UsageMistake` with the first thing wrong in it."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise UsageMistake(f"cannot read {path}: {reason}") from reason
    return _read(str(path), text)


def _read(source: str, text: str) -> KnownFailures:
    try:
        data: Any = yaml.safe_load(text)
    except yaml.YAMLError as reason:
        words = " ".join(str(reason).split())
        raise UsageMistake(f"{source} is not YAML: {words}") from reason
    wrong = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(_SCHEMA).iter_errors(data)
    )
    if wrong is not None:
        where = "".join(f"[{part!r}]" for part in wrong.absolute_path) or "the top"
        raise UsageMistake(f"{source}, at {where}: {wrong.message}")
    entries = tuple(Entry(**row) for row in data["entries"])
    for entry in entries:
        _check(source, entry)
    inherited = _inherited(source, data.get("like"), data.get("without", ()))
    versions = tuple(data.get("versions", ()))
    return KnownFailures((*entries, *inherited), versions, source, data.get("like", ""))


def _inherited(
    source: str, like: str | None, without: Sequence[Mapping[str, str]]
) -> Sequence[Entry]:
    """Give the entries of the target that this one is like, but for those that it is without."""
    entries = shipped_divergences(like).entries if like else ()
    if like and not entries:
        raise UsageMistake(f"{source}: no divergences of a target {like!r} are known, to be like")
    left_out = {(one["clause"], one["scenario"]) for one in without}
    unknown = left_out - {(entry.clause, entry.scenario) for entry in entries}
    if unknown:
        clause, scenario = min(unknown)
        raise UsageMistake(
            f"{source}: {like or 'this list'} has no entry for {clause} with the scenario "
            f"{scenario!r}, which could be left out"
        )
    return [entry for entry in entries if (entry.clause, entry.scenario) not in left_out]


def _check(source: str, entry: Entry) -> None:
    try:
        catalogue.clause(entry.clause)
    except UsageMistake as reason:
        raise UsageMistake(f"{source}: {reason}") from None
    if not any(entry.covers(scenario) for scenario in scenarios()):
        row = f" with {dict(entry.where)}" if entry.where else ""
        name = f" named {entry.scenario!r}" if entry.scenario else ""
        raise UsageMistake(f"{source}: {entry.clause} has no scenario{name}{row}")
