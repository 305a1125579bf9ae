"""The form of a manifest, as a JSON Schema: the checker and the editors read the same.

A ``title`` says what is expected, in words that end a sentence; a ``description`` is for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pattern_tck import catalogue
from pattern_tck.catalogue import RoleDescription
from pattern_tck.channels import kind_of
from pattern_tck.manifest.schema_tables import (
    Schema,
    deviation,
    effects,
    number,
    shape,
    text,
)
from pattern_tck.manifest.variables import (
    EFFECTS_VARIABLES,
    channels,
    channels_with_messages,
)

#: The ways to run a role; a role has exactly one of them.
WAYS = ("run", "lambda", "python", "url", "deployed")

_EVERY = frozenset({"secret"})
_SEEN = _EVERY | {"messages", "effects"}
_STARTED = _SEEN | {"folder", "deploy", "environment"}
#: Which keys go with which way to run a role.
GOES_WITH: Mapping[str, frozenset[str]] = {
    "run": _STARTED | {"timers"},
    "lambda": _STARTED
    | {
        "timers",
        "runtime",
        "source",
        "batch_size",
        "batch_window",
        "report_batch_item_failures",
        "timeout",
        "scheduled",
    },
    "python": _STARTED,
    "url": _EVERY,
    "deployed": _SEEN | {"channels", "poison"},
}

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_MODULE = rf"{_NAME}(\.{_NAME})*"


#: Messages at an address that came in a message have no variable.
_REPLIES = ("replies", "What is sent to an address that came in a message.")


@cache
def schema() -> Schema:
    """Give the JSON Schema of a manifest (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a table of settings",
        "description": "conformance.toml: which roles of pattern-tck are yours, and how each is "
        "run.",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "roles"],
        "properties": {
            "name": text("the name of your system", "What is judged, as reports call it."),
            "target": text(
                "the name of a target, for example simulator",
                "Where the channels live: simulator (default), moto, ministack, localstack, aws, "
                "endpoint, ... or MODULE:FACTORY.",
            ),
            "endpoint_url": text(
                "an address such as http://127.0.0.1:4566", "The address of the target."
            ),
            "roles": {
                "title": "a table with a table for each role, for example [roles.consumer]",
                "description": "The roles that are yours: these are claimed, and judged.",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {name: _role(role) for name, role in catalogue.roles().items()},
            },
            "known_deviations": {
                "title": "a list of tables, each begun with [[known_deviations]]",
                "description": "What is known to fail; it runs, and must fail.",
                "type": "array",
                "items": {"$ref": "#/$defs/deviation"},
            },
        },
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    command = {
        "title": 'a list of texts, for example ["node", "consumer.mjs"]',
        "type": "array",
        "minItems": 1,
        "items": {"title": "text", "type": "string", "minLength": 1},
    }
    batches = "How many messages the event source mapping hands over at most"
    return {
        "run": {**command, "description": "The program that plays the role; no shell is used."},
        "lambda": text(
            "a handler, for example app.handler", "The Lambda handler that plays the role."
        ),
        "runtime": {
            **command,
            "title": 'a list of texts, for example ["python", "-m", "awslambdaric"]',
            "description": "The Lambda runtime interface client; without it the handler is Python "
            "and runs in the kit's process.",
        },
        "batch_size": number(1, 10_000, f"{batches}; above 10, batch_window is needed."),
        "batch_window": number(0, 300, "How many seconds it gathers them for."),
        "report_batch_item_failures": {
            "title": "true or false",
            "description": "Whether the handler says which messages of a batch have failed.",
            "type": "boolean",
        },
        "timeout": {
            "title": "a number of seconds from 1 to 900",
            "description": "After how many seconds an invocation is ended. Default: a sixth of the "
            "visibility timeout.",
            "type": "number",
            "minimum": 1,
            "maximum": 900,
        },
        "scheduled": text(
            "a handler, for example app.relay",
            "The handler of a second function, which a schedule invokes: the relay of an outbox.",
        ),
        "python": text(
            "MODULE:CLASS, for example orders.consumer:Consumer",
            "The Python class (or callable) that makes workers.",
            pattern=rf"^{_MODULE}:{_MODULE}$",
        ),
        "url": text(
            "an address such as http://127.0.0.1:8080", "The address of an HTTP API that runs."
        ),
        "deployed": {
            "title": "true",
            "description": "The system is there already; its channels have addresses.",
            "const": True,
        },
        "poison": {
            "title": "true or false",
            "description": "Whether messages that cannot be worked may be sent to the deployed "
            "system also where no redrive policy ends them (default: false).",
            "type": "boolean",
        },
        "folder": text("a folder", "Where it is run, seen from the manifest (default: there)."),
        "deploy": {
            "title": 'MODULE:FUNCTION, or a list of texts such as ["node", "deploy.mjs"]',
            "description": "Makes the channels that the role owns. Default: the reference's "
            "topology is lent.",
            "if": {"type": "array"},
            "then": command,
            "else": {
                "title": 'MODULE:FUNCTION, or a list of texts such as ["node", "deploy.mjs"]',
                "type": "string",
                "pattern": rf"^{_MODULE}:{_MODULE}$",
            },
        },
        "environment": {
            "title": "a table of variables",
            "description": "Your variables; {WORK_QUEUE_URL} in a value is the kit's address.",
            "type": "object",
            "propertyNames": {
                "title": "the name of a variable: letters, digits and _",
                "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
            },
            "additionalProperties": {"title": "text in quotes", "type": "string"},
        },
        "timers": {
            "title": "own, told or none",
            "description": "own (default): it keeps its own time, so scenarios with deadlines run "
            "in real time; told: it takes the time from CLOCK_URL, a process only; none: all that "
            "it waits for are the answers of services.",
            "enum": ["own", "told", "none"],
        },
        "secret": {
            "title": 'a list of names of JSON fields, for example ["cardNumber"]',
            "description": "JSON fields whose values no report may show.",
            "type": "array",
            "items": {"title": "the name of a JSON field", "type": "string", "minLength": 1},
        },
        "shape": shape(),
        "shapes": {
            "if": {"type": "array"},
            "then": {
                "title": "at least one shape",
                "minItems": 1,
                "items": {"$ref": "#/$defs/shape"},
            },
            "else": {"$ref": "#/$defs/shape"},
        },
        "effects": effects(),
        "deviation": deviation(),
        "address": text("an address: a queue's URL, a topic's ARN, a table's name", ""),
        **{f"only-with-{way}": _only_with(way) for way in WAYS},
    }


def _role(role: RoleDescription) -> Schema:
    settings: Schema = {
        name: {"$ref": f"#/$defs/{name}"}
        for name in (
            *WAYS, "runtime", "batch_size", "batch_window", "report_batch_item_failures",
            "timeout", "scheduled", "folder", "deploy", "environment", "timers", "secret",
            "effects", "poison",
        )
    }  # fmt: skip
    queue = {
        "title": "the variable of a queue of the role",
        "enum": [name for name in channels(role) if kind_of(name) == "queue"],
    }
    settings["source"] = {
        "title": "the variable of a queue of the role, or a list of such",
        "description": "The queues that feed the handler. Default: those that the role receives "
        "from.",
        "if": {"type": "array"},
        "then": {"title": "at least one queue", "minItems": 1, "items": queue},
        "else": queue,
    }
    settings["messages"] = {
        "title": "a table with a table for each channel, by its variable",
        "description": "How your messages look.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            variable: {"description": word, "$ref": "#/$defs/shapes"}
            for variable, word in [*channels_with_messages(role).items(), _REPLIES]
        },
    }
    addresses = {**channels(role), **dict.fromkeys(EFFECTS_VARIABLES.values(), "effects")}
    settings["channels"] = {
        "title": "a table of addresses, by variable",
        "description": "Where the channels of the deployed system are.",
        "type": "object",
        "required": [name for name in channels(role) if name not in EFFECTS_VARIABLES.values()],
        "additionalProperties": False,
        "properties": {
            variable: {"description": word, "$ref": "#/$defs/address"}
            for variable, word in addresses.items()
        },
    }
    return {
        "title": "a table",
        "description": role.does,
        "type": "object",
        "additionalProperties": False,
        "properties": settings,
        "oneOf": [{"required": [way]} for way in WAYS],
        "allOf": [{"$ref": f"#/$defs/only-with-{way}"} for way in WAYS],
        "dependentRequired": {"deployed": ["channels"]},
    }


def _only_with(way: str) -> Schema:
    others = frozenset().union(*GOES_WITH.values()) - GOES_WITH[way]
    return {
        "if": {"type": "object", "required": [way]},
        "then": {"properties": dict.fromkeys(sorted(others), False)},
    }
