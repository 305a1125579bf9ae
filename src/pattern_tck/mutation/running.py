"""Running: the command without a mutant, and then once for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pattern_tck.mutation.acceptance import Ended, run
from pattern_tck.mutation.door import Beginning, Door, Unmade
from pattern_tck.mutation.mutant import Mutant
from pattern_tck.mutation.results import Outcome, Result, outcome_of
from pattern_tck.mutation.standing_between import Changed, Made

#: Patience for a mutant unless the user says otherwise: this many seconds, and as many times as
#: long as the command takes without one.
_LEAST, _TIMES = 30.0, 3.0


@dataclass(frozen=True)
class Runs:
    """How the command is run each time: ``surroundings`` gives its environment for a URL."""

    command: Sequence[str]
    beginning: Beginning
    surroundings: Callable[[str], Mapping[str, str]]
    patience: float | None = None

    def unmutated(self) -> tuple[Ended, list[Mutant]]:
        """Run it as it is; give how it ended, and the mutants of all that was made.

        Without a command only what is there at the beginning counts. Raises `Unmade`.
        """
        made = Made()
        with Door(self.beginning, made.watch) as door:
            if self.command:
                ended = run(self.command, self.surroundings(door.url), self.patience)
            else:
                ended = Ended(0, 0.0, "")
        return ended, sorted(made.mutants)

    def mutated(self, mutants: Sequence[Mutant], unmutated: Ended) -> Iterator[Result]:
        """Run it with each mutant, one after the other."""
        patience = self.patience or _LEAST + _TIMES * unmutated.seconds
        for mutant in mutants:
            yield self._with(mutant, patience)

    def _with(self, mutant: Mutant, patience: float) -> Result:
        changed = Changed(mutant)
        try:
            with Door(self.beginning, changed.change) as door:
                ended = run(self.command, self.surroundings(door.url), patience)
        except Unmade as why:
            return Result(mutant, Outcome.REFUSED, None, str(why))
        outcome = outcome_of(ended, made=changed.made, refused=changed.refused)
        return Result(mutant, outcome, ended, changed.refused[0] if changed.refused else "")
