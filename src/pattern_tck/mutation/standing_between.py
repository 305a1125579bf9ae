"""What stands between the callers of a world and the world: it notes what is made, or changes it.

A stack makes its resources by the same calls as everybody else, so a template is changed as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.mutation.editing import Parameters
from pattern_tck.mutation.making import Call, Known
from pattern_tck.mutation.mutant import Mutant, all_changes
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import Do, World


@dataclass
class Made:
    """The mutants that there are of what a command has made, with how often it has made that."""

    mutants: Counter[Mutant] = field(default_factory=Counter)

    def watch(self, world: World) -> None:
        """Note what is made in a world from now on, by successful calls."""
        known = Known(world)

        def through(
            do: Do, service: str, operation: str, asked: Parameters, region: str
        ) -> dict[str, Any]:
            said = known.said(service, operation, asked, region)
            answer = do(service, operation, asked, region)
            if said is not None:
                known.note(operation, asked, answer)
                for name, change in all_changes().items():
                    self.mutants.update(Mutant(name, site) for site, _ in said.otherwise(change))
            return answer

        world.through = through


@dataclass
class Changed:
    """One mutant in all worlds of a run: how often it was made, and what AWS would not take."""

    mutant: Mutant
    made: int = 0
    refused: list[str] = field(default_factory=list)

    def change(self, world: World) -> None:
        """Have the mutant made in a world from now on, wherever its site is made or set up."""
        known, renamed = Known(world), _Renamed()

        def through(
            do: Do, service: str, operation: str, asked: Parameters, region: str
        ) -> dict[str, Any]:
            said = known.said(service, operation, asked, region)
            calls: list[Call] = [(service, operation, asked)]
            wrong = False
            if said is not None and said.site.name == self.mutant.site.name:
                for site, after in said.otherwise(all_changes()[self.mutant.change]):
                    if site == self.mutant.site:
                        calls, wrong = said.told(after), True
            answers = self._done(do, [renamed.call(one) for one in calls], region, wrong=wrong)
            if said is not None:
                known.note(operation, asked, answers[0])
                renamed.note(asked.get("QueueName"), calls[0][2].get("QueueName"))
            return answers[0]

        world.through = through

    def _done(self, do: Do, calls: list[Call], region: str, *, wrong: bool) -> list[dict[str, Any]]:
        try:
            answers = [do(*call, region) for call in calls]
        except Refusal as refusal:
            if wrong:
                self.refused.append(str(refusal))
            raise
        self.made += wrong
        return answers


class _Renamed:
    """Names of queues that a change has changed: everybody else says the old ones."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def note(self, old: Any, new: Any) -> None:
        """Note the names of a queue that was made."""
        if old and new and old != new:
            self._names[str(old)] = str(new)

    def call(self, call: Call) -> Call:
        """Give a call with the new names in it, also within ARNs and URLs."""
        return (call[0], call[1], self._in(call[2])) if self._names else call

    def _in(self, value: Any) -> Any:
        if isinstance(value, str):
            for old, new in self._names.items():
                value = re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w.-])", new, value)
            return value
        if isinstance(value, Mapping):
            return {key: self._in(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._in(each) for each in value]
        return value


#: What a door does with each world that it makes.
Prepare = Callable[[World], None]
