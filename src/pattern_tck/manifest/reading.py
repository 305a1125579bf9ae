"""Reading a manifest: all its mistakes at once, or what it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pattern_tck.catalogue import RoleDescription, roles
from pattern_tck.known import Entry
from pattern_tck.manifest import positions
from pattern_tck.manifest.form import Found, form_of
from pattern_tck.manifest.meaning import contradictions
from pattern_tck.manifest.mistakes import ManifestMistakes, Mistake
from pattern_tck.manifest.settings import (
    ApiUrl,
    DeployCommand,
    Deployed,
    DeployFunction,
    EffectsPlace,
    LambdaHandler,
    Manifest,
    MessageShape,
    Process,
    PythonClass,
    RoleSettings,
    Way,
)
from pattern_tck.manifest.variables import sources
from pattern_tck.verdicts import UsageMistake

#: What a manifest is called unless somebody says otherwise.
USUAL_NAME = "conformance.toml"

#: A manifest is a page or two; more (bytes) is some other file.
_LARGEST = 1_000_000


def read(file: Path, *, target: str | None = None, endpoint_url: str | None = None) -> Manifest:
    """Read a manifest and check everything in it; nothing is run, and nothing imported.

    ``target`` and ``endpoint_url`` are the command line's, which take the place of the manifest's.
    Raises `ManifestMistakes`, or `UsageMistake` if the file cannot be read.
    """
    text = _text(file)
    tree = _tree(file, text)
    form = form_of(tree)
    folder = file.absolute().parent
    meaning = contradictions(form.rest, folder, target, endpoint_url)
    found = [*form.found, *(one for one in meaning if one[0] not in form.without)]
    lines = positions.lines(text)
    if found:
        raise ManifestMistakes(file, [_mistake(one, lines) for one in dict.fromkeys(found)])
    return _manifest(file, tree, lines)


def _text(file: Path) -> str:
    try:
        if file.is_dir():
            raise UsageMistake(
                f"{file} is a folder; give the file, for example {file / USUAL_NAME}"
            )
        with file.open("rb") as stream:
            raw = stream.read(_LARGEST + 1)
    except FileNotFoundError as reason:
        raise UsageMistake(
            f"there is no {file}; `pattern-tck init` writes a draft of one"
        ) from reason
    except (OSError, ValueError) as reason:
        raise UsageMistake(f"cannot read {file}: {reason}") from reason
    if len(raw) > _LARGEST:
        raise UsageMistake(f"{file} has more than {_LARGEST:,} bytes, so it is no manifest")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        line = raw[: reason.start].count(b"\n") + 1
        said = "this is not text in UTF-8; save the file so"
        raise ManifestMistakes(file, [Mistake((), line, said)]) from reason


def _tree(file: Path, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as reason:
        said = "brackets within brackets, too many of them"
        raise ManifestMistakes(file, [Mistake((), None, said)]) from reason
    except ValueError as reason:
        raise ManifestMistakes(file, [_no_toml(str(reason), text)]) from reason


def _no_toml(said: str, text: str) -> Mistake:
    place = re.search(r" \(at line (\d+), column (\d+)\)$", said)
    if place:
        line, said = int(place[1]), f"this is not TOML: {said[: place.start()]}, column {place[2]}"
    else:
        line, said = text.count("\n") + 1, f"this is not TOML: {said}".partition(" (at end")[0]
    return Mistake((), line, said)


def _mistake(found: Found, lines: Mapping[positions.Path, int]) -> Mistake:
    path, said = found
    return Mistake(path, positions.nearest_line(lines, path), said)


def _manifest(file: Path, tree: Mapping[str, Any], lines: Mapping[positions.Path, int]) -> Manifest:
    folder = file.absolute().parent
    return Manifest(
        file=file,
        name=tree["name"],
        target=tree.get("target"),
        endpoint_url=tree.get("endpoint_url"),
        roles={
            name: _role(
                name, row, folder, f"{file}, line {lines.get(('roles', name), 1)}: roles.{name}"
            )
            for name, row in tree["roles"].items()
        },
        known_deviations=tuple(Entry(**row) for row in tree.get("known_deviations", ())),
    )


def _role(name: str, row: Mapping[str, Any], folder: Path, where: str) -> RoleSettings:
    effects = row.get("effects")
    kind = next(iter(effects)) if effects else ""
    return RoleSettings(
        role=name,
        way=_way(roles()[name], row),
        folder=(folder / row.get("folder", ".")).resolve(),
        where=where,
        deploy=_deploy(row.get("deploy")),
        environment=row.get("environment", {}),
        messages={
            variable: tuple(
                MessageShape(**shape) for shape in (given if isinstance(given, list) else [given])
            )
            for variable, given in row.get("messages", {}).items()
        },
        effects=EffectsPlace(kind, **effects[kind]) if effects else None,
        secret=tuple(row.get("secret", ())),
    )


def _way(role: RoleDescription, row: Mapping[str, Any]) -> Way:
    if "run" in row:
        return Process(tuple(row["run"]), row.get("timers", "own"))
    if "lambda" in row:
        source = row.get("source", ())
        names = (
            "batch_size", "batch_window", "report_batch_item_failures", "timeout", "scheduled",
            "timers",
        )  # fmt: skip
        return LambdaHandler(
            row["lambda"],
            tuple(row.get("runtime", ())),
            (source,) if isinstance(source, str) else tuple(source) or tuple(sources(role)),
            **{name: row[name] for name in names if name in row},
        )
    if "python" in row:
        return PythonClass(row["python"])
    if "url" in row:
        return ApiUrl(row["url"])
    return Deployed(row["channels"], row.get("poison", False))


def _deploy(given: str | list[str] | None) -> DeployFunction | DeployCommand | None:
    if given is None:
        return None
    return DeployFunction(given) if isinstance(given, str) else DeployCommand(tuple(given))
