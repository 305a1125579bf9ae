"""Input templates of pipes: text with ``<$.path>`` and ``<aws.pipes.*>``, for each record.

What stands in quotes is put there as it is, anything else as JSON. A path that leads nowhere
leaves nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.constraints import invalid
from pattern_tck.simulator.buses.event import timestamp
from pattern_tck.simulator.buses.paths import MISSING, compile_path
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.pipes.records import Record, parsed
from pattern_tck.simulator.refusals import NotModelled

if TYPE_CHECKING:
    from pattern_tck.simulator.pipes.pipe import Pipe

_PLACEHOLDER: Final = re.compile(r"<(\$[^<>\s]*|aws\.[\w.\-]+)>")
_RESERVED: Final = frozenset(
    "aws.pipes." + name
    for name in (
        "pipe-arn",
        "pipe-name",
        "source-arn",
        "enrichment-arn",
        "target-arn",
        "event.ingestion-time",
        "event",
        "event.json",
    )
)


def check_template(text: str) -> None:
    """Refuse a template with a variable that is neither a path nor reserved."""
    for name in _PLACEHOLDER.findall(text):
        if not name.startswith("$"):
            if name not in _RESERVED:
                raise invalid(_UNKNOWN)
            continue
        try:
            compile_path(name)
        except NotModelled:
            raise
        except ValueError:
            raise invalid(_UNKNOWN) from None


_UNKNOWN: Final = "Invalid json path reference or predefined variable for placeholder."


def fill(text: str, pipe: Pipe, record: Record, moment: int) -> str:
    """Fill a template with a record; ``moment`` is when the pipe has taken it (microseconds)."""
    parts: list[str] = []
    done, quoted = 0, False
    for place in _PLACEHOLDER.finditer(text):
        before = text[done : place.start()]
        quoted ^= re.sub(r"\\.", "", before).count('"') % 2 == 1
        parts += [before, _shown(_value(place[1], pipe, record, moment), quoted=quoted)]
        done = place.end()
    return "".join([*parts, text[done:]])


def at_path(path: str, record: Record) -> Any:
    """Give what is at a path of a record; a body in JSON is looked into."""
    found = compile_path(path)(record)
    return compile_path(path)(parsed(record)) if found is MISSING else found


def _value(name: str, pipe: Pipe, record: Record, moment: int) -> Any:
    if name.startswith("$"):
        return at_path(name, record)
    known = {
        "pipe-arn": pipe.arn,
        "pipe-name": pipe.name,
        "source-arn": pipe.given["Source"],
        "enrichment-arn": pipe.given.get("Enrichment") or MISSING,
        "target-arn": pipe.given["Target"],
        "event.ingestion-time": timestamp(moment // SECOND),
        "event": record,
        "event.json": parsed(record),
    }
    return known[name.removeprefix("aws.pipes.")]


def _shown(value: Any, *, quoted: bool) -> str:
    if value is MISSING:
        return ""
    if not quoted:
        return json.dumps(value, separators=(",", ":"), default=str)
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return json.dumps(text)[1:-1]
