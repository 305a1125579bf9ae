"""What the settings of one role mean, and where that cannot be."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pattern_tck import catalogue
from pattern_tck.bindings.filling import VARIABLE
from pattern_tck.catalogue import RoleDescription, nearest
from pattern_tck.channels import kind_of
from pattern_tck.contracts.attributes import attributes
from pattern_tck.contracts.fields import fields
from pattern_tck.manifest.form import Found
from pattern_tck.manifest.message_shapes import no_template
from pattern_tck.manifest.positions import Path
from pattern_tck.manifest.schema import WAYS
from pattern_tck.manifest.settings import MessageShape
from pattern_tck.manifest.surroundings import missing_module, missing_program
from pattern_tck.manifest.urls import url_mistake
from pattern_tck.manifest.variables import EFFECTS_VARIABLES, channels, sources, told

#: A field of the kit's message in a body. JSON itself never has a bare word between braces.
FIELD = re.compile(r"\{([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\}")

#: Attributes that the kit has on any channel.
_EVERYWHERE = ("CorrelationId", "ReplyTo")

_ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")
_HANDLER = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
#: So many messages a receive gives at most; a larger batch is gathered from several.
_ONE_RECEIVE = 10


def role_mistakes(
    role: RoleDescription, settings: Mapping[str, Any], manifest_folder: pathlib.Path
) -> Iterator[Found]:
    """Give what cannot be in the settings of a role, by key path within them."""
    folder = manifest_folder / settings.get("folder", ".")
    if not folder.is_dir():
        yield ("folder",), f"there is no folder {folder}"
    else:
        yield from _started(settings, folder)
    if [way for way in WAYS if way in settings] == ["url"]:
        yield from _url(role, settings)
    if "lambda" in settings:
        yield from _lambda(role, settings)
    yield from _environment(role, settings.get("environment", {}))
    for variable, shapes in settings.get("messages", {}).items():
        yield from _messages(role, variable, shapes)
    if "effects" in settings and "effects" not in channels(role).values():
        yield ("effects",), f"the role {role.name!r} has no effects that are looked at"
    yield from _channels(role, settings)


def _started(settings: Mapping[str, Any], folder: pathlib.Path) -> Iterator[Found]:
    for key in ("run", "runtime", "deploy"):
        command = settings.get(key)
        if isinstance(command, list):
            for number, said in missing_program(command, folder):
                yield (key, number), said
    deploy = settings.get("deploy")
    modules = [("deploy", deploy)] if isinstance(deploy, str) else []
    modules += [("python", settings["python"])] if "python" in settings else []
    for key, at in modules:
        if said := missing_module(at.partition(":")[0], folder):
            yield (key,), said
    handler = settings.get("lambda")
    if handler and "runtime" not in settings:
        if not _HANDLER.fullmatch(handler):
            yield (
                ("lambda",),
                (
                    "expected MODULE.FUNCTION, for example app.handler; a handler in another "
                    "language needs runtime beside it"
                ),
            )
        elif said := missing_module(handler.rpartition(".")[0], folder):
            yield ("lambda",), said


def _url(role: RoleDescription, settings: Mapping[str, Any]) -> Iterator[Found]:
    if said := url_mistake(settings["url"]):
        yield ("url",), said
    if not role.answers:
        able = ", ".join(name for name, one in catalogue.roles().items() if one.answers)
        yield ("url",), f"the role {role.name!r} has no HTTP API; these have one: {able}"


def _lambda(role: RoleDescription, settings: Mapping[str, Any]) -> Iterator[Found]:
    if settings.get("timers") == "told":
        yield ("timers",), "only a process (run) is told the time; say own or none for a handler"
    if settings.get("batch_size", 1) > _ONE_RECEIVE and not settings.get("batch_window"):
        yield (
            ("batch_size",),
            "more than 10 messages are gathered over a time: give batch_window, at least 1 second",
        )
    if not sources(role) and not role.answers:
        yield (
            ("lambda",),
            (
                f"the role {role.name!r} receives from no queue and has no HTTP API: nothing "
                "would invoke the handler"
            ),
        )


def _environment(role: RoleDescription, environment: Mapping[str, str]) -> Iterator[Found]:
    known = told(role)
    for name, value in environment.items():
        if name.upper().startswith("AWS_"):
            yield (
                ("environment", name),
                (
                    "the variables AWS_* are the kit's: they lead every call through it; no "
                    "credentials are needed"
                ),
            )
        if _ACCESS_KEY.search(value):
            yield (
                ("environment", name),
                "this looks like an access key of AWS; take it out, no credentials are needed",
            )
        for word in VARIABLE.findall(value):
            # In small letters it may be a template of the team's own.
            if word not in known and (word.isupper() or word.upper() in known):
                hint = nearest(word.upper(), known) or f"; it has {', '.join(channels(role))}"
                yield (
                    ("environment", name),
                    f"{{{word}}} is no variable of the role {role.name!r}{hint}",
                )


def _messages(role: RoleDescription, variable: str, given: Any) -> Iterator[Found]:
    word = channels(role).get(variable, variable)
    known = fields(role.pattern, word)
    more = dict.fromkeys([*attributes(role.pattern, word), *_EVERYWHERE])
    several = isinstance(given, list)
    for number, shape in enumerate(given if several else [given]):
        path: Path = ("messages", variable, *([number] if several else []))
        for key in ("accepts", "refuses"):
            for name in dict.fromkeys(FIELD.findall(shape.get(key, ""))):
                if wrong := _unknown("field", name, known):
                    yield (*path, key), wrong
        for name in shape.get("when", {}):
            if wrong := _unknown("field or attribute", name, known and {**known, **more}):
                yield (*path, "when", name), wrong
        if wrong := no_template(role, variable, MessageShape(**shape)):
            yield (*path, "accepts"), f"this cannot be the shape of a message: {wrong}"
        if several and "when" not in shape and number < len(given) - 1:
            yield path, "without 'when' it is for every message: no shape after it is ever used"


def _unknown(what: str, name: str, known: Mapping[str, object]) -> str:
    """Give what is wrong with a name; where nothing is known, anything may be."""
    if name in known or not known:
        return ""
    hint = nearest(name, known) or f"; it has {', '.join(known)}"
    return f"the kit's message has no {what} {name!r}{hint}"


def _channels(role: RoleDescription, settings: Mapping[str, Any]) -> Iterator[Found]:
    addresses = settings.get("channels", {})
    for variable, address in addresses.items():
        if said := _no_address(kind_of(variable) if variable != "EFFECTS_URL" else "api", address):
            yield ("channels", variable), said
    if not settings.get("deployed") or "effects" not in channels(role).values():
        return
    place = next(iter(settings.get("effects", {})), "table")
    if "channels" in settings and EFFECTS_VARIABLES[place] not in addresses:
        yield (
            ("channels", EFFECTS_VARIABLES[place]),
            "is missing: this is where the effects of the role are looked for",
        )


def _no_address(kind: str, address: str) -> str:
    if kind in {"queue", "api"}:
        return url_mistake(address)
    if kind in {"topic", "workflow", "role"} and not re.fullmatch(r"arn:[^:\s]*(:\S*){4}", address):
        return "this is no ARN; one begins with arn:aws:"
    return ""
