"""What a manifest of the right form means, and where that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pattern_tck import catalogue
from pattern_tck.implementation import REFERENCE
from pattern_tck.known import Entry
from pattern_tck.manifest.form import Found
from pattern_tck.manifest.role_meaning import role_mistakes
from pattern_tck.manifest.settings import IN_PROCESS, WITHOUT_ADDRESS, meant
from pattern_tck.manifest.urls import url_mistake
from pattern_tck.opening import target_name, unknown_target
from pattern_tck.scenarios import scenarios
from pattern_tck.verdicts import UsageMistake


def contradictions(
    tree: Mapping[str, Any], folder: Path, target: str | None, endpoint_url: str | None
) -> Iterator[Found]:
    """Give all that cannot be, in a tree of the right form that may lack things.

    ``folder`` is the manifest's; ``target`` and ``endpoint_url``, if given, are the command
    line's, and take the place of the manifest's.
    """
    yield from _target(tree)
    place = target_name(*meant(tree.get("target"), tree.get("endpoint_url"), target, endpoint_url))
    if tree.get("name") == REFERENCE:
        yield ("name",), "this is the name of the kit's own reference; give yours another"
    for name, settings in tree.get("roles", {}).items():
        role = catalogue.roles()[name]
        for path, said in role_mistakes(role, settings, folder):
            yield ("roles", name, *path), said
        if settings.get("deployed") and place in IN_PROCESS:
            yield (
                ("roles", name, "deployed"),
                (
                    f"a deployed system cannot reach the target {place}, which lives in the "
                    "kit's own process; give endpoint_url, or another target"
                ),
            )
    for number, row in enumerate(tree.get("known_deviations", ())):
        yield from _deviation(("known_deviations", number), row, tree.get("roles", {}))


def _target(tree: Mapping[str, Any]) -> Iterator[Found]:
    name, url = tree.get("target"), tree.get("endpoint_url")
    wrong = unknown_target(name) if name else ""
    if wrong:
        yield ("target",), f"{name!r}: {wrong}"
    if url:
        if mistake := url_mistake(url):
            yield ("endpoint_url",), mistake
        if name in WITHOUT_ADDRESS:
            yield ("endpoint_url",), f"the target {name} has no address; leave it out"
    elif name == "endpoint":
        yield ("target",), "the target endpoint needs endpoint_url beside it"


def _deviation(
    path: tuple[str | int, ...], row: Mapping[str, Any], claimed: Mapping[str, object]
) -> Iterator[Found]:
    if "clause" not in row:
        return
    try:
        clause = catalogue.clause(row["clause"]).id
    except UsageMistake as mistake:
        yield (*path, "clause"), str(mistake)
        return
    entry = Entry(clause, "", "", row.get("scenario", ""), row.get("where", {}))
    named = [one for one in scenarios() if entry.covers(one)]
    if not named:
        of_clause = {one.name: None for one in scenarios() if clause in one.clause_ids}
        if not of_clause:
            yield (*path, "clause"), f"{clause} has no scenario, so nothing can deviate from it"
        elif entry.scenario not in of_clause and entry.scenario:
            hint = catalogue.nearest(entry.scenario, of_clause)
            yield (*path, "scenario"), f"{clause} has no scenario of this name{hint}"
        else:
            yield (*path, "where"), f"no scenario of {clause} has such a row"
    elif not any(one.role in claimed for one in named):
        roles = ", ".join(sorted({one.role or "the target" for one in named}))
        yield (
            (*path, "clause"),
            f"{clause} is judged of {roles}, which this manifest does not claim",
        )
