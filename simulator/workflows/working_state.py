"""States that have others work: Task, Parallel and Map.

Only these have Retry and Catch (SFN-ERR-09).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from typing import Any

from pattern_tck.simulator.workflows.branch import Branch
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.fields import fields_of
from pattern_tck.simulator.workflows.handlers import Tries, catchers_of, retriers_of
from pattern_tck.simulator.workflows.language.errors import StateError
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.visit import Visit

#: The output of a state and the name of the next one; None where the line ends.
Left = tuple[Document, str | None]


class WorkingState(ABC):
    """Has others work, tries again, and catches what fails for good."""

    kind = ""
    waits = True

    def __init__(self, name: str, given: Mapping[str, Any], language: str, work: str) -> None:
        self.name = name
        self.language = language
        self.following: str | None = given.get("Next")
        self.fields: Any = fields_of(given, language, work)
        self.retriers = retriers_of(given)
        self.catchers = catchers_of(given, language)

    @abstractmethod
    def attempt(self, visit: Visit) -> Generator[Pause, Any, Any]:
        """Have the work done once and give its result.

        Raises `Failure` or `StateError`.
        """

    def gave_up(self, visit: Visit) -> None:  # noqa: B027 - a Task has nothing to note
        """Note that no further try is made."""

    def visit(self, branch: Branch, document: Document) -> Generator[Pause, Any, Left]:
        """Work until it is done, caught, or failed for good."""
        visit = Visit(branch, self.name, self.kind, document)
        tries: Tries | None = None
        while True:
            try:
                result = yield from self.attempt(visit)
                value = self.fields.put(visit, result)
                return visit.leave(self.kind, value), self.following
            except StateError as error:
                failure = visit.failed(error)
            except Failure as raised:
                failure = raised.bare()
            if self.retriers:
                tries = tries or Tries(self.retriers)
                pause = tries.pause(failure, branch.execution.chance)
                if pause is not None:
                    yield from branch.sleep(pause)
                    visit.tried_again()
                    continue
            self.gave_up(visit)
            return self._caught(visit, failure)

    def _caught(self, visit: Visit, failure: Failure) -> Left:
        for catcher in self.catchers:
            if catcher.takes(failure):
                try:
                    value = catcher.caught(visit, failure)
                except StateError as error:
                    raise visit.failed(error) from None
                return visit.leave(self.kind, value), catcher.following
        raise failure
