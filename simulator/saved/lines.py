"""Lines: a saved world as text, one JSON object a line, which a person can read.

The first line is the head, with the name of the format, its version, and what a world begins with;
the last one says how many there are between them, so that a file that was cut off is known. What
each line means stands in ``world.schema.json``, beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.saved.values import Frozen, digest, written

if TYPE_CHECKING:
    from pattern_tck.simulator.world import World

FORMAT: Final = "pattern-tck-world"
VERSION: Final = 1


class Line:
    """One thing that came into a world.

    ``what`` it is, the ``number`` of the activity that it is about, and what is ``held`` besides.
    ``asked`` counts the decisions that the model asked for from here to the next line, ``chosen``
    has those that were not polite. ``outcome`` is how an activity ended, if it ended here.
    """

    __slots__ = ("asked", "chosen", "held", "number", "outcome", "what")

    def __init__(
        self, what: str, number: int = 0, held: tuple[Any, ...] = (), outcome: Any = None
    ) -> None:
        self.what = what
        self.number = number
        self.held = held
        self.outcome: Frozen | list[Any] | None = outcome
        self.asked = 0
        self.chosen: dict[int, int] | None = None


def known_by(outcome: Frozen | list[Any]) -> str:
    """Give the digest of how an activity ended; raises `Unwritable`."""
    return digest(["answer", outcome.value] if isinstance(outcome, Frozen) else outcome)


def text_of(line: Line) -> str:
    """Give a line as text; raises `Unwritable`."""
    document: dict[str, Any] = {line.what: line.number}
    if line.what == "call":
        service, operation, region, parameters = line.held
        document |= {"service": service, "operation": operation, "region": region}
        document["parameters"] = written(parameters.value)
    elif line.what == "pass":
        document["until"] = line.held[0]
    elif line.what == "work":
        name, how, value = line.held
        document |= {"name": name, how: written(value.value)}
    elif line.what == "fault":
        document["fault"] = written(line.held[0].value)
    elif line.what not in {"again", "left", "ended"}:
        document[line.what] = line.held[0]
    if line.asked:
        document["asked"] = line.asked
    if line.chosen:
        document["chosen"] = {str(at): value for at, value in line.chosen.items()}
    if line.outcome is not None:
        document["outcome"] = known_by(line.outcome)
    return json.dumps(document)


def head_of(world: World) -> Mapping[str, Any]:
    """Give what a world begins with."""
    return {
        "account": world.account,
        "clock": world.clock.micros,
        "limits": asdict(world.profile),
    }


def file_of(head: Mapping[str, Any], name: str, texts: list[str]) -> str:
    """Give the text of a file."""
    first = {
        "format": FORMAT,
        "version": VERSION,
        "written_by": own_version(),
        "world": name,
        **head,
    }
    lines = (json.dumps(first), *texts, json.dumps({"end": len(texts)}))
    return "".join(f"{line}\n" for line in lines)


def schema() -> Mapping[str, Any]:
    """Give the JSON Schema of one line."""
    text = Path(__file__).with_name("world.schema.json").read_text("utf-8")
    described: Mapping[str, Any] = json.loads(text)
    return described


@cache
def own_version() -> str:
    """Give the version of this model."""
    # It takes longer to import than the door may take to start.
    from importlib import metadata  # noqa: PLC0415

    return metadata.version("pattern-tck")
