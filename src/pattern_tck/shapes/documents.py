"""Documents as a template sees them: JSON, and XML as if it were JSON.

Reading never fails: what cannot be read is `UNREADABLE`.
"""

from __future__ import annotations

import json
from typing import Any, Final
from xml.etree import ElementTree as ET

UNREADABLE: Final = object()


def read_json(text: str) -> Any:
    """Read JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return UNREADABLE


def read_xml(text: str) -> Any:
    """Read XML: an element is its attributes (``@name``), its text (``#``), its children by tag.

    What declares entities is not read: nobody needs them in a message, and they can be a trap.
    """
    if "<!DOCTYPE" in text:
        return UNREADABLE
    try:
        root = ET.fromstring(text)  # noqa: S314 - without declarations it is harmless
        return {root.tag: [_element(root)]}
    except (ET.ParseError, ValueError, RecursionError):
        return UNREADABLE


def _element(element: ET.Element) -> dict[str, Any]:
    children: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    children["#"] = element.text or ""
    for child in element:
        children.setdefault(child.tag, []).append(_element(child))
    return children


def at(document: Any, path: str) -> Any:
    """Give what stands at a dotted path of fields, or `UNREADABLE` if nothing does."""
    for step in path.split("."):
        if not isinstance(document, dict) or step not in document:
            return UNREADABLE
        document = document[step]
    return document


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path of fields."""
    *way, last = path.split(".")
    for step in way:
        document = document.setdefault(step, {})
    document[last] = value
