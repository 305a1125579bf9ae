"""The report of a run, before it takes a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pattern_tck import catalogue
from pattern_tck.exit_codes import missing
from pattern_tck.implementation import REFERENCE
from pattern_tck.judging import Judgement
from pattern_tck.report import json_report, junit, summary
from pattern_tck.report.plain import plain, without_password
from pattern_tck.report.proof import proof
from pattern_tck.report.worlds import how_to_open
from pattern_tck.run import Run
from pattern_tck.scenarios import Scenario, scenarios


@dataclass(frozen=True)
class Report:
    """What was judged, on what, and how it ended."""

    run: Run
    judgements: Sequence[Judgement]
    exit_code: int
    #: The seed of the order in which the scenarios ran, if that was random.
    seed: int | None = None
    #: Options by which pytest chose among the scenarios, with their values: ``-k``, ``-m``.
    selection: Sequence[tuple[str, str]] = ()

    @classmethod
    def of(
        cls,
        run: Run,
        judgements: Sequence[Judgement],
        exit_code: int,
        *,
        seed: int | None = None,
        selection: Sequence[tuple[str, str]] = (),
    ) -> Report:
        """Put a report together; judgements are put in the order of the specification."""
        order = {scenario.key: number for number, scenario in enumerate(scenarios())}
        in_order = sorted(judgements, key=lambda one: order.get(one.scenario.key, len(order)))
        return cls(run, in_order, exit_code, seed, tuple(selection))

    @cached_property
    def missing(self) -> list[Scenario]:
        """Give the canonical scenarios that were not executed."""
        return missing(self.judgements, self.run.canonical)

    @cached_property
    def executed(self) -> list[Scenario]:
        """Give the canonical scenarios that were executed."""
        missed = {scenario.key for scenario in self.missing}
        return [scenario for scenario in self.run.canonical if scenario.key not in missed]

    @property
    def roles_not_claimed(self) -> list[str]:
        """Give the roles that the implementation does not play: not applicable."""
        return [role for role in catalogue.roles() if role not in self._claimed]

    @property
    def replay(self) -> list[str]:
        """Give the command that does it again, all but the credentials."""
        asked = self.run.asked
        named = asked.api_urls or asked.manifest
        options: dict[str, object] = {
            "--target": asked.target or self.run.target.name,
            "--endpoint-url": asked.endpoint_url and without_password(asked.endpoint_url),
            "--implementation": asked.implementation or (None if named else REFERENCE),
            "--manifest": asked.manifest,
            "--known-deviations": asked.known_deviations,
            "--divergences": asked.divergences,
            "--adversary": asked.adversary,
            "--adversary-seed": asked.adversary_seed,
            "--schedule": asked.schedule,
            "--randomly-seed": self.seed,
            **dict(self.selection),
        }
        command = ["pytest", "--pyargs", "pattern_tck.features"]
        for name, value in options.items():
            command += [name, str(value)] if value not in (None, "") else []
        for url in asked.api_urls:
            command += ["--api-url", url]
        command += ["--strict-verdicts"] if asked.strict else []
        return [*command, "--partial"] if asked.partial else command

    @property
    def _claimed(self) -> frozenset[str]:
        return frozenset(self.run.judge.implementation.roles)

    @staticmethod
    def explanation(judgement: Judgement) -> str:
        """Give the failure of one scenario as text: what first failed comes first."""
        scenario, clause = judgement.scenario, judgement.scenario.clause
        lines = [
            f"{clause.id} ({clause.level}): {clause.statement}",
            f"  in {scenario.file}:{scenario.line}, scenario {scenario.name!r}",
            f"  at {judgement.step}",
        ]
        if judgement.expected:
            lines += [f"  expected: {judgement.expected}", f"  seen:     {judgement.seen}"]
        lines.append(f"  because: {judgement.reason}")
        if judgement.history:
            lines += [
                "  the history breaks:",
                *(f"    {line}" for line in proof(judgement.history)),
            ]
        if judgement.evidence:
            lines += ["  journey:", *(f"    {line}" for line in judgement.evidence)]
        if judgement.world:
            lines.append(f"  its world: {how_to_open(judgement.world)}")
        if clause.defect:
            lines.append(f"  the usual defect: {clause.defect}")
        return plain("\n".join(lines))

    def write(self, *, json_file: Path | None, junit_file: Path | None) -> None:
        """Write the files that were asked for."""
        if json_file:
            json_report.write(self, json_file)
        if junit_file:
            junit.write(self, junit_file)

    def print_summary(self, terminal: Any) -> None:
        """Print the summary through pytest's terminal reporter."""
        summary.print_summary(self, terminal)
