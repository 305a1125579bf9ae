"""The scenarios: what the feature files hold, read without pytest.

A scenario is known by its clause, its file and its name; a row of an outline has its values as
well. The tags are a closed vocabulary: the clause id, ``role-NAME`` (none: the target itself is
judged) and ``needs-CAPABILITY``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from gherkin.parser import Parser

from pattern_tck import catalogue


@dataclass(frozen=True)
class Scenario:
    """One scenario, or one row of an outline."""

    pattern: str
    file: str
    line: int
    rule: str
    name: str
    tags: frozenset[str]
    row: Mapping[str, str] = field(default_factory=dict)

    @property
    def clause_ids(self) -> list[str]:
        """Give the ids among the tags: exactly one, which the kit's own tests prove."""
        return sorted(tag for tag in self.tags if _is_clause(tag))

    @property
    def clause(self) -> catalogue.Clause:
        """Give the clause that is checked."""
        return catalogue.clause(self.clause_ids[0])

    @property
    def role(self) -> str | None:
        """Give the role under test; None: the target itself."""
        return next((tag.removeprefix("role-") for tag in self.tags if tag[:5] == "role-"), None)

    @property
    def needs(self) -> frozenset[str]:
        """Give the capabilities that the target must have."""
        return frozenset(tag.removeprefix("needs-") for tag in self.tags if tag[:6] == "needs-")

    @property
    def http_alone(self) -> bool:
        """Say whether an API can be judged by it of which only the URL is known."""
        return "http-alone" in self.tags

    @property
    def own_timer(self) -> bool:
        """Say whether a timer of the implementation decides in it."""
        return "own-timer" in self.tags

    @property
    def key(self) -> str:
        """Give a name that no other scenario has: the key in reports and caches."""
        values = ",".join(self.row.values())
        return f"{self.file}::{self.name}" + (f"[{values}]" if values else "")


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Give every scenario of the kit, rows of outlines one by one."""
    return tuple(found for file in feature_files() for found in read(file))


@cache
def feature_files() -> tuple[Path, ...]:
    """Give the feature files, in order."""
    return tuple(sorted(folder().rglob("*.feature")))


@cache
def folder() -> Path:
    """Give the folder that holds the features."""
    return Path(str(resources.files("pattern_tck.features")))


def find(file: Path, name: str, row: Mapping[str, str]) -> Scenario | None:
    """Give the scenario that pytest-bdd calls so, or None if the file is not ours."""
    return _index().get((file.parent.name, file.name, name, tuple(row.values())))


@cache
def _index() -> Mapping[tuple[str, str, str, tuple[str, ...]], Scenario]:
    return {(*s.file.rpartition("/")[::2], s.name, tuple(s.row.values())): s for s in scenarios()}


def read(file: Path) -> Iterator[Scenario]:
    """Read the scenarios of one feature file."""
    feature: Any = Parser().parse(file.read_text("utf-8"))["feature"]
    pattern = file.parent.name
    where = f"{pattern}/{file.name}"
    tags = _tags(feature)
    for child in feature["children"]:
        if "scenario" in child:
            yield from _rows(pattern, where, "", tags, child["scenario"])
        if "rule" in child:
            rule = child["rule"]
            for inner in rule["children"]:
                if "scenario" in inner:
                    yield from _rows(
                        pattern, where, rule["name"], tags | _tags(rule), inner["scenario"]
                    )


def _rows(
    pattern: str, file: str, rule: str, tags: frozenset[str], node: Mapping[str, Any]
) -> Iterator[Scenario]:
    name, line, own = node["name"], node["location"]["line"], tags | _tags(node)
    if not node["examples"]:
        yield Scenario(pattern, file, line, rule, name, own)
    for table in node["examples"]:
        head = [cell["value"] for cell in table["tableHeader"]["cells"]]
        for body in table["tableBody"]:
            row = dict(zip(head, (cell["value"] for cell in body["cells"]), strict=True))
            row_line = body["location"]["line"]
            yield Scenario(pattern, file, row_line, rule, name, own | _tags(table), row)


def _tags(node: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(tag["name"].removeprefix("@") for tag in node["tags"])


def _is_clause(tag: str) -> bool:
    return tag[:1].isupper()
