"""Writes the documents that come from the source: ``python docs/generate.py``.

A test compares them with what stands here, so they cannot drift.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from pathlib import Path

import yaml

from pattern_tck import catalogue, known
from pattern_tck.fidelity.document import matrix
from pattern_tck.fidelity.results import shipped
from pattern_tck.manifest.schema import schema
from pattern_tck.plugin import pytest_addoption
from pattern_tck.report.markdown import cell, table
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.simulator.freedoms import FREEDOMS, Freedom
from pattern_tck.simulator.limits import TODAY
from pattern_tck.simulator.world import World

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
ADVERSARY = HERE / "adversary.md"
SIMULATOR = HERE / "simulator.md"

_MADE = "<!-- made by docs/generate.py; change the source, not this file -->\n\n"


def documents() -> Mapping[Path, str]:
    """Give every generated document, by its path."""
    return {
        HERE / "roles.md": _MADE + roles(),
        HERE / "clauses.md": _MADE + clauses(),
        HERE / "divergences.md": _MADE + divergences(),
        HERE / "fidelity.md": _MADE + matrix(list(shipped().values())),
        HERE / "options.md": _MADE + options(),
        HERE / "conformance.schema.json": manifest_schema(),
        **{path: renewed(path) for path in (README, ADVERSARY, SIMULATOR)},
    }


def renewed(path: Path) -> str:
    """Give a document that people write, with the tables that are marked in it renewed."""
    tables: Mapping[str, Callable[[], str]] = {
        "patterns": patterns,
        "freedoms": freedoms,
        "operations": operations,
        "limits": limits,
    }
    text = path.read_text("utf-8")
    for word, made in tables.items():
        begin, end = f"<!-- {word} -->\n", f"<!-- end of {word} -->"
        before, found, rest = text.partition(begin)
        if found:
            text = before + begin + made() + end + rest.partition(end)[2]
    return text


def patterns() -> str:
    """Give the table of patterns: roles, clauses and scenarios of each."""
    found: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios():
        found[scenario.pattern].append(scenario)
    rows = [
        (
            f"[{pattern.title}](features/{pattern.name})",
            cell(pattern.says),
            ", ".join(sorted({f"`{s.role}`" for s in found[pattern.name] if s.role})),
            str(len({s.clause.id for s in found[pattern.name]})),
            str(len(found[pattern.name])),
        )
        for pattern in catalogue.patterns().values()
    ]
    contract = found["contract"]
    rows.append(
        (
            "[contract](features/contract)",
            "What AWS owes to all of them.",
            "the target itself",
            str(len({s.clause.id for s in contract})),
            str(len(contract)),
        )
    )
    total = (
        "**together**",
        "",
        "",
        str(len({s.clause.id for s in scenarios()})),
        str(len(scenarios())),
    )
    return table(("pattern", "what it is", "roles", "clauses", "scenarios"), [*rows, total])


def freedoms() -> str:
    """Give the faults, who brings each about, and by which freedoms the simulator does."""
    rows = [
        (
            fault.id,
            f"{fault.name}: {cell(fault.does)}",
            ", ".join(fault.by) or "nobody yet",
            "<br>".join(_choices(one) for one in FREEDOMS.values() if one.fault == fault.id)
            or cell(fault.note)
            or "-",
        )
        for fault in catalogue.faults().values()
    ]
    return table(("fault", "what it does", "by", "freedoms of the simulator"), rows)


def _choices(freedom: Freedom) -> str:
    said = [
        f"{'n' if '{value}' in words else number} = {cell(words.format(it='it', value='n'))}"
        for number, words in enumerate(freedom.choices, 1)
    ]
    return f"`{freedom.name}`: {'; '.join(said)}"


def operations() -> str:
    """Give the operations that the simulator models, by service."""
    known = World().region("us-east-1").operations
    services = (
        "sqs", "sns", "events", "cloudwatch", "stepfunctions", "scheduler", "pipes",
        "cloudformation",
    )  # fmt: skip
    rows = [(f"`{name}`", ", ".join(sorted(known(name)))) for name in services]
    return table(("service", "operations"), rows)


def limits() -> str:
    """Give the sizes of the simulator's profile."""
    sizes = dataclasses.asdict(TODAY)
    dated = sizes.pop("dated")
    return table((f"as of {dated}", ""), [(f"`{n}`", f"{size:,}") for n, size in sizes.items()])


def roles() -> str:
    """Give what each role is given, makes, and by which calls its moments are known."""
    everybody = (
        "`PREFIX` (names of own channels begin so) and `VISIBILITY_TIMEOUT` (seconds, a wish)"
    )
    parts = [f"# Roles\n\nEverybody is given {everybody}.\n"]
    for role in catalogue.roles().values():
        rows = [(f"`{name}`", "given", word) for name, word in role.given.items()]
        rows += [(f"`{name}`", "made by `deploy`", word) for name, word in role.makes.items()]
        rows += [(f"`{name}`", "told by scenarios", "") for name in role.told]
        moments = [
            (name, ", ".join(f"`{call}`" for call in sorted(at.operations)), at.channel)
            for name, at in role.moments.items()
        ]
        parts.append(
            f"\n## `{role.name}`\n\n{role.does}\n\n"
            + table(("environment", "comes from", "channel"), rows)
            + "\n"
            + table(("moment", "calls", "channel"), moments)
        )
    return "".join(parts)


def clauses() -> str:
    """Give every clause with its scenarios, or the reason why it has none."""
    count = Counter(scenario.clause.id for scenario in scenarios())
    checked = [
        (c.id, c.level, c.binds, cell(c.statement), str(count[c.id]), cell(c.source))
        for c in catalogue.clauses().values()
        if count[c.id]
    ]
    groups = yaml.safe_load(
        resources.files("pattern_tck.features").joinpath("unseen.yaml").read_text("utf-8")
    )
    unseen = [(", ".join(group["clauses"]), cell(group["reason"])) for group in groups]
    return (
        f"# Clauses\n\n{len(checked)} of {len(catalogue.clauses())} clauses are checked by "
        f"{len(scenarios())} scenarios.\n\n"
        + table(("clause", "level", "binds", "statement", "scenarios", "source"), checked)
        + "\n## Not checked, and why\n\n"
        + table(("clauses", "reason"), unseen)
    )


def divergences() -> str:
    """Give what each target is known to break."""
    folder = Path(str(resources.files("pattern_tck.fixtures.targets"))) / "divergences"
    rule = (
        "They are run, and must fail: an entry that no longer shows is an error, unless it shows "
        "to some implementations alone."
    )
    scripts = (
        "Scripts of boto3 alone that show those of the contract are in [divergences/](divergences)."
    )
    parts = [f"# Known divergences of the targets\n\n{rule}\n\n{scripts}\n"]
    for file in sorted(folder.glob("*.yaml")):
        listed = known.shipped_divergences(file.stem)
        shared = known.shipped_divergences(listed.like).entries if listed.like else ()
        own = [entry for entry in listed.entries if entry not in shared]
        rows = [
            (
                entry.clause,
                cell(entry.scenario or "all"),
                cell(", ".join(f"{name} = {value}" for name, value in entry.where.items())),
                f"{cell(_instead(entry))} ([source]({entry.link}))",
            )
            for entry in own
        ]
        versions = ", ".join(f"{version}*" for version in listed.versions)
        parts.append(
            f"\n## {file.stem}{f' ({versions})' if versions else ''}\n\n"
            + _shared(listed, shared)
            + table(("clause", "scenario", "rows", "what it does instead"), rows)
        )
    return "".join(parts)


def _shared(listed: known.KnownFailures, shared: Sequence[known.Entry]) -> str:
    """Say which entries of another target hold as well."""
    if not shared:
        return ""
    left_out = [
        f"{one.clause} ({cell(one.scenario)})" for one in shared if one not in listed.entries
    ]
    but = f", but not {', '.join(left_out)}" if left_out else ""
    return f"Everything that is listed for {listed.like} shows here as well{but}. Besides:\n\n"


def _instead(entry: known.Entry) -> str:
    return f"{entry.reason} It shows only if {entry.only_if}." if entry.only_if else entry.reason


def options() -> str:
    """Give the options that the kit adds to pytest."""
    rows: list[tuple[str, ...]] = []

    class Recorder:
        def getgroup(self, *_: str) -> Recorder:
            return self

        def addoption(self, name: str, **more: str) -> None:
            value = f" {more['metavar']}" if "metavar" in more else ""
            rows.append((f"`{name}{value}`", cell(more["help"])))

    recorder = Recorder()
    pytest_addoption(recorder)  # type: ignore[arg-type]
    return "# Options of pytest that come with the kit\n\n" + table(("option", "meaning"), rows)


def manifest_schema() -> str:
    """Give the JSON Schema of a manifest, for editors."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the documents, or with --check say which are out of date (exit code 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    stale = [path for path, text in documents().items() if _read(path) != text]
    for path in stale:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(HERE.parent)}")
        if not check:
            path.write_text(documents()[path], "utf-8")
    return int(check and bool(stale))


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
