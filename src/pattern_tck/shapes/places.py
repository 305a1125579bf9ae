"""Places of an id or an address in a team's message: an attribute, or a place in the body.

``attribute:NAME``, or ``body:$.a.b`` with a path that names one place: fields and indices alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

_STEP: Final = re.compile(r"\.([A-Za-z_][\w-]*)|\['([^']+)'\]|\[(\d+)\]", re.ASCII)
_ATTRIBUTE: Final = re.compile(r"[A-Za-z0-9_.-]{1,256}", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where something stands: in the attribute of this name, or at these steps in the body."""

    attribute: str = ""
    steps: tuple[str | int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a place; ValueError with a sentence if the text names none."""
        kind, _, where = text.partition(":")
        if kind == "attribute" and _ATTRIBUTE.fullmatch(where):
            return cls(attribute=where)
        if kind == "body" and where.startswith("$") and len(where) > 1:
            return cls(steps=_steps(where))
        raise ValueError(f"{text!r} is neither attribute:NAME nor body:$.PATH")

    def read(self, document: Any) -> str:
        """Give what stands there in a body, as text; nothing if nothing does."""
        for step in self.steps:
            try:
                document = document[step]
            except (LookupError, TypeError):
                return ""
        if isinstance(document, bool) or not isinstance(document, (str, int)):
            return ""
        return str(document)

    def put(self, document: Any, value: str) -> bool:
        """Put a text there in a body; say whether the body has such a place or can have it."""
        return self._set(document, value)

    def clear(self, document: Any) -> None:
        """Take away whatever stands there in a body."""
        self._set(document, None)

    def _set(self, document: Any, value: str | None) -> bool:
        *way, last = self.steps
        for step in way:
            if isinstance(step, str) and isinstance(document, dict) and value is not None:
                document.setdefault(step, {})
            try:
                document = document[step]
            except (LookupError, TypeError):
                return False
        if isinstance(last, int):
            if not isinstance(document, list) or last >= len(document):
                return False
            document[last] = value
            return True
        if not isinstance(document, dict):
            return False
        if value is None:
            document.pop(last, None)
        else:
            document[last] = value
        return True


def _steps(path: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise ValueError(
                f"{path!r} is no path to one place: write fields and indices, such as $.meta.id"
            )
        steps.append(int(step[3]) if step[3] else step[1] or step[2])
        at = step.end()
    return tuple(steps)
