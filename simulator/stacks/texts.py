"""Values of a template as texts, as CloudFormation writes them where a text is wanted."""

from __future__ import annotations

import json
from typing import Any


def as_text(value: Any) -> str:
    """Give a value as a text: booleans and numbers as JSON has them, documents as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)
