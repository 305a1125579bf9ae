"""A team's own variables, in whose values ``{WORK_QUEUE_URL}`` stands for what the kit says."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: A variable of the kit in a value. Other braces (of JSON, of a template) stay as they are.
VARIABLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(own: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """Give a team's variables with the names in braces replaced by what the kit says of them."""
    return {
        name: VARIABLE.sub(lambda found: told.get(found[1], found[0]), text)
        for name, text in own.items()
    }
