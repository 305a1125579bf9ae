"""JSON in texts that callers give: whatever is wrong with it is a ValueError."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str) -> Any:
    """Read a JSON text; ValueError if it is none, or is nested too deeply for anybody's use."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
