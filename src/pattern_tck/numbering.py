"""Names that are used once: a part for the run, a number for each performance in it."""

from __future__ import annotations

import os
import re
import secrets

#: What the names of this process begin with.
RUN = secrets.token_hex(3) + os.environ.get("PYTEST_XDIST_WORKER", "")

#: How names begin that a stage gives: the run, and the number of the scenario in it.
BEGIN = "tck-"
_NAME = re.compile(rf"{BEGIN}(?P<run>[0-9a-f]{{6}}(?:gw[0-9]+)?)-[0-9]+(?:-|$)")


def run_of(name: str) -> str:
    """Give the run whose name something bears, or nothing: then it is none of the kit's."""
    found = _NAME.match(name)
    return found["run"] if found else ""


class _Numbers:
    """The numbers of the performances of this process, for names that are used once.

    Where the target has forgotten everything, names may come again. moto is the faster for it:
    it parses the same state machine once, and not once a scenario.
    """

    def __init__(self) -> None:
        self.next = 1

    def take(self) -> int:
        self.next += 1
        return self.next - 1

    def begin_again(self) -> None:
        self.next = 1


numbers = _Numbers()
