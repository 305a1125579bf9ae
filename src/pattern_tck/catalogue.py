"""The catalogue: clauses, faults, roles, and the reasons why a clause has no scenario.

All are YAML files beside the features; this is where they are read and checked.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from pattern_tck.verdicts import UsageMistake


@dataclass(frozen=True)
class Clause:
    """One normative sentence. The fields are described at the head of ``clauses.yaml``."""

    id: str
    level: str
    binds: str
    tier: str
    statement: str
    check: str
    source: str
    evidence: str
    patterns: tuple[str, ...]
    defect: str = ""


@dataclass(frozen=True)
class Pattern:
    """A pattern, or a use case made of several: its name in three folders, and what it says."""

    name: str
    says: str
    is_use_case: bool

    @property
    def title(self) -> str:
        """Give the name as people write it."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Moment:
    """A point in the life of a role, as the calls on a channel by which the tap knows it."""

    operations: frozenset[str]
    channel: str


@dataclass(frozen=True)
class RoleDescription:
    """A part in a pattern: what the kit gives to who plays it, and what the player makes.

    ``given`` and ``makes`` map names of environment variables to names of channels; ``told`` has
    the variables by which scenarios tell it more, such as a deadline; ``answers`` names the
    contract of its HTTP API, if it has one.
    """

    name: str
    pattern: str
    does: str
    given: Mapping[str, str]
    makes: Mapping[str, str]
    moments: Mapping[str, Moment]
    answers: str = ""
    told: tuple[str, ...] = ()

    def receives_from(self, word: str) -> bool:
        """Say whether the player receives messages from the channel that it calls ``word``."""
        return any(
            moment.channel == word and "ReceiveMessage" in moment.operations
            for moment in self.moments.values()
        )


@dataclass(frozen=True)
class FaultDescription:
    """What the contract allows and emulators never show; described at the head of faults.yaml."""

    id: str
    name: str
    does: str
    exercises: tuple[str, ...]
    patterns: tuple[str, ...]
    by: tuple[str, ...]
    uncovers: str = ""
    note: str = ""

    def concerns(self, pattern: str, clause_id: str) -> bool:
        """Say whether a scenario of a pattern, about a clause, has to survive it."""
        everybody = "all_consumers" in self.patterns
        return everybody or pattern in self.patterns or clause_id in self.exercises


@cache
def patterns() -> Mapping[str, Pattern]:
    """Give every pattern and use case by its name, in the order of ``patterns.yaml``."""
    return {
        name: Pattern(name, says.strip(), group == "use_cases")
        for group, named in read("patterns.yaml").items()
        for name, says in named.items()
    }


@cache
def faults() -> Mapping[str, FaultDescription]:
    """Give every fault by its id."""
    return {
        row["id"]: FaultDescription(
            **{
                **row,
                "exercises": tuple(row["exercises"]),
                "patterns": tuple(row["patterns"]),
                "by": tuple(row["by"]),
            }
        )
        for row in read("faults.yaml")
    }


@cache
def spared() -> Mapping[tuple[str, str], str]:
    """Give why a scenario (``FILE::NAME``) is spared from a fault, by both."""
    return {
        (scenario, fault): group["reason"]
        for group in read("spared.yaml")
        for scenario in group["scenarios"]
        for fault in group["faults"]
    }


@cache
def clauses() -> Mapping[str, Clause]:
    """Give every clause by its id."""
    return {row["id"]: _clause(row) for row in read("clauses.yaml")}


@cache
def unseen() -> Mapping[str, str]:
    """Give the written reason of each clause that has no scenario."""
    return {clause: group["reason"] for group in read("unseen.yaml") for clause in group["clauses"]}


@cache
def roles() -> Mapping[str, RoleDescription]:
    """Give every role by its name: each pattern's folder describes its own."""
    folder = Path(str(resources.files("pattern_tck.features")))
    return {
        name: _role(name, row)
        for file in sorted(folder.glob("*/roles.yaml"))
        for name, row in read(f"{file.parent.name}/{file.name}").items()
    }


def clause(clause_id: str) -> Clause:
    """Give a clause, or raise `UsageMistake` naming the nearest id."""
    try:
        return clauses()[clause_id]
    except KeyError:
        raise UsageMistake(f"unknown clause {clause_id!r}{nearest(clause_id, clauses())}") from None


def nearest(word: str, words: Mapping[str, object]) -> str:
    """Give the end of a sentence that offers the nearest known word, or nothing."""
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def read(name: str) -> Any:
    """Give what a YAML file of the features holds."""
    text = resources.files("pattern_tck.features").joinpath(name).read_text("utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - one of the two safe ones


# libyaml reads the clauses in 60 ms instead of 600; not every platform's wheel carries it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _clause(row: Mapping[str, Any]) -> Clause:
    return Clause(**{**row, "patterns": tuple(row["patterns"])})


def _role(name: str, row: Mapping[str, Any]) -> RoleDescription:
    return RoleDescription(
        name=name,
        pattern=row["pattern"],
        does=row["does"],
        given=row.get("given", {}),
        makes=row.get("makes", {}),
        answers=row.get("answers", ""),
        told=tuple(row.get("told", ())),
        moments={
            moment: Moment(frozenset(at["operations"]), at["channel"])
            for moment, at in row.get("moments", {}).items()
        },
    )
