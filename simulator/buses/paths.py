"""Paths: the small part of JSONPath that InputPath and InputTransformer use.

Only paths that name one place are known here: fields in dot notation and indices. A name in quotes
and brackets, which JSONPath knows, is refused by AWS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled

#: What a path gives that leads nowhere.
MISSING: Final = object()

Path = Callable[[Any], Any]

_STEP: Final = re.compile(r"\.(?P<field>[\w\-/]+)|\[(?P<index>\d+)\]")


def compile_path(text: str) -> Path:
    """Compile a path; what it gives for a document is the value there, or `MISSING`.

    Raises ValueError if it is no path, `NotModelled` for one that may name several places.
    """
    if not text.startswith("$"):
        raise ValueError(f"{text} is not a path")
    if "*" in text or ".." in text or "?" in text:
        raise NotModelled(f"the path {text}, which may name several places,")
    steps: list[str | int] = []
    at = 1
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            raise ValueError(f"{text} is not a path")
        index = step["index"]
        steps.append(int(index) if index else step["field"])
        at = step.end()
    return _walker(tuple(steps))


def _walker(steps: tuple[str | int, ...]) -> Path:
    def walk(document: Any) -> Any:
        for step in steps:
            if isinstance(step, int):
                if not isinstance(document, list) or step >= len(document):
                    return MISSING
                document = document[step]
            elif isinstance(document, dict) and step in document:
                document = document[step]
            else:
                return MISSING
        return document

    return walk
