"""Parts of a manifest's schema: message shapes, effects, known deviations."""

from __future__ import annotations

from typing import Any

from pattern_tck.manifest.variables import EFFECTS_VARIABLES

Schema = dict[str, Any]

# Of an attribute: no period at either end, and no two of them; nothing that AWS has reserved.
_ATTRIBUTE = r"(?![Aa][Ww][Ss]\.)(?![Aa][Mm][Aa][Zz][Oo][Nn]\.)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"
_JSON_PATH = r"\$(\.[A-Za-z_][A-Za-z0-9_-]*|\['[^']+'\]|\[[0-9]+\])+"
_PLACE = "attribute:NAME or body:$.PATH, for example attribute:X-Request-Id"


def shape() -> Schema:
    """Give the schema of how a team's messages look on one channel."""
    place = {"pattern": rf"^(attribute:{_ATTRIBUTE}|body:{_JSON_PATH})$"}
    return {
        "title": "a table",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "accepts": text(
                "text: a body with {fields} of the kit's message",
                "A body that is accepted; {id} stands for a field of the kit's message.",
            ),
            "refuses": text("text: a body", "A body that cannot be worked."),
            "correlation_id": text(_PLACE, "Default: attribute:CorrelationId.", **place),
            "reply_to": text(_PLACE, "Default: attribute:ReplyTo.", **place),
            "when": {
                "title": "a table of the kit's fields and their values",
                "description": "Which of the kit's messages have this shape, if there are several: "
                "those with these values of fields or attributes.",
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                    "title": "text, a number, true or false",
                    "type": ["string", "number", "boolean"],
                },
            },
            "attributes": {
                "title": "a table of your attributes' names, by the kit's",
                "description": "Your names of message attributes, by the kit's.",
                "type": "object",
                "additionalProperties": text(
                    "the name of a message attribute", "", pattern=f"^{_ATTRIBUTE}$"
                ),
            },
        },
    }


def effects() -> Schema:
    """Give the schema of where effects are seen."""
    elsewhere = {
        "title": "a table with key and value, or with body",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "key": text("a field, or a dotted path", "Where the business key is in the JSON body."),
            "value": text("a field, or a dotted path", "Where it is said what was done."),
            "body": text(
                "a body with {key} and {value} in it",
                "In place of key and value: a body that has them.",
                pattern=r"\{key\}",
            ),
        },
    }
    table = {
        "title": "a table with partition_key, key and value",
        "type": "object",
        "additionalProperties": False,
        "required": ["partition_key", "key", "value"],
        "properties": {
            "partition_key": text("the name of an attribute", "The table's partition key."),
            "sort_key": text("the name of an attribute", "The table's sort key, if it has one."),
            "key": text("an attribute, or a dotted path", "Where the business key is."),
            "value": text("an attribute, or a dotted path", "Where it is said what was done."),
        },
    }
    return {
        "title": "a table with one of table, queue, topic and http",
        "description": "Where effects are seen. Default: the table that EFFECTS_TABLE names, "
        "items with pk, key and value.",
        "type": "object",
        "additionalProperties": False,
        "properties": {"table": table, "queue": elsewhere, "topic": elsewhere, "http": elsewhere},
        "oneOf": [{"required": [kind]} for kind in EFFECTS_VARIABLES],
    }


def deviation() -> Schema:
    """Give the schema of one known deviation."""
    return {
        "title": "a table, begun with [[known_deviations]]",
        "type": "object",
        "additionalProperties": False,
        "required": ["clause", "reason", "link"],
        "properties": {
            "clause": text("the id of a clause, for example SQS-VIS-02", ""),
            "scenario": text("the name of a scenario", "Default: all scenarios of the clause."),
            "where": {
                "title": "a table of columns and values",
                "description": "Only the rows of an outline that have these values.",
                "type": "object",
                "additionalProperties": {"title": "text in quotes", "type": "string"},
            },
            "reason": text("a reason of at least 10 characters", "", minLength=10),
            "link": text("a link that begins with https://", "", pattern="^https://"),
        },
    }


def text(title: str, description: str, **more: Any) -> Schema:
    """Give the schema of a text; ``title`` ends the sentence that says what is expected."""
    described = {"description": description} if description else {}
    return {"title": title, **described, "type": "string", "minLength": 1, **more}


def number(least: int, most: int, description: str) -> Schema:
    """Give the schema of a whole number between two others."""
    return {
        "title": f"a whole number from {least} to {most:,}",
        "description": description,
        "type": "integer",
        "minimum": least,
        "maximum": most,
    }
