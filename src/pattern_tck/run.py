"""One run of the kit: which target, which implementation, what is known to fail."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from pattern_tck import implementation, known
from pattern_tck.bindings.deployed import runs_already
from pattern_tck.estimate.meter import Metered
from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.sentences import generous_cap
from pattern_tck.gateway.gateway import gateway_before
from pattern_tck.judging import Judge
from pattern_tck.lasting import Lasting
from pattern_tck.manifest.reading import read
from pattern_tck.manifest.settings import Manifest
from pattern_tck.manifest.to_bindings import implementation_of
from pattern_tck.opening import open_target
from pattern_tck.ports import FreeTarget, RecordedTarget, Target
from pattern_tck.rehearsal import Rehearsal
from pattern_tck.report.plain import hide
from pattern_tck.reproduction.transcript import Transcribed
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.under_adversary import Adversary, read_schedule
from pattern_tck.verdicts import UnusableTarget, UsageMistake

#: The parts of the suite that stand at the top of a clone.
_PARTS = ("features", "steps", "reference_impl", "fixtures", "simulator")


@dataclass(frozen=True)
class Asked:
    """What the user asked for on the command line."""

    target: str | None
    implementation: str | None
    endpoint_url: str | None
    known_deviations: Path | None
    divergences: Path | None
    strict: bool
    partial: bool
    adversary: int | None = None
    adversary_seed: int | None = None
    schedule: str | None = None
    #: ``ROLE=URL``, for each API that runs somewhere.
    api_urls: tuple[str, ...] = ()
    manifest: Path | None = None
    #: After so many requests the run is ended.
    most_requests: int | None = None
    #: Where scripts of what the target does not show are written.
    reproductions: Path | None = None
    #: Where worlds go in which scenarios failed, if they are kept.
    worlds: Path | None = None
    #: How many processes share the run, if not one (xdist).
    workers: int = 0


@dataclass
class Run:
    """Everything that a run needs, opened and checked."""

    asked: Asked
    target: Target
    judge: Judge
    #: Scenarios whose role is not claimed: not applicable.
    unclaimed: list[Scenario] = field(default_factory=list)
    #: What could not be removed of a performance that the user has interrupted.
    left_behind: list[str] = field(default_factory=list)
    #: When the run began, in seconds since the epoch.
    started: float = field(default_factory=time.time)

    @property
    def canonical(self) -> list[Scenario]:
        """Give the scenarios that a claim of conformance has to answer for."""
        claimed = self.judge.implementation.roles
        return [s for s in scenarios() if s.role is None or s.role in claimed]


def open_run(asked: Asked) -> Run:
    """Load and check what was asked for, and open the target.

    Raises `UsageMistake` (exit code 2) or `UnusableTarget` (exit code 4).
    """
    manifest = _manifest(asked)
    if manifest is not None:
        name, url = manifest.where(asked.target, asked.endpoint_url)
        asked = replace(asked, target=name, endpoint_url=url)
    hide({name for role in manifest.roles.values() for name in role.secret} if manifest else ())
    listed = implementation_of(manifest) if manifest else None
    candidate = implementation.candidate(asked.implementation, asked.api_urls, listed)
    reference = implementation.load(implementation.REFERENCE)
    adversary = _adversary(asked)
    deviations = _list(asked.known_deviations)
    if manifest is not None:
        deviations = replace(deviations, entries=(*deviations.entries, *manifest.known_deviations))
    own_divergences = _list(asked.divergences)
    if asked.most_requests is not None and asked.most_requests < 1:
        raise UsageMistake(f"--most-requests {asked.most_requests}: a run makes at least one")
    if runs_already(candidate) and asked.workers:
        raise UsageMistake(
            f"-n {asked.workers}: a system that runs already has one set of channels, so its "
            "scenarios are performed one after the other; leave -n out"
        )
    target = open_target(asked.target, asked.endpoint_url)
    _keep_worlds(asked, target)
    target = _watched(target, asked, candidate)
    if adversary is not None and not isinstance(target, FreeTarget):
        target.close()
        raise UsageMistake(
            f"the target {target.name!r} uses no freedoms, so no adversary can be asked for; "
            f"--target simulator does"
        )
    try:
        shipped = known.shipped_divergences(target.name).for_version(target.version)
    except UsageMistake:
        target.close()
        raise
    if any(binding.behind_gateway for binding in candidate.roles.values()):
        # Before any channel is made: addresses are the gateway's from the beginning.
        gateway_before(target)
    entries = (*own_divergences.entries, *shipped.entries)
    return Run(
        asked,
        target,
        Judge(
            target=target,
            implementation=candidate,
            reference=reference,
            divergences=known.KnownFailures(entries),
            deviations=deviations,
            adversary=adversary,
            rehearsal=_rehearsal(candidate, reference, target),
        ),
    )


def _watched(target: Target, asked: Asked, candidate: implementation.Implementation) -> Target:
    """Give the target with what counts, keeps or records what is done to it."""
    if asked.most_requests or target.name == "aws":
        target = Metered(target, asked.most_requests or generous_cap(Plan.of(candidate)))
    if runs_already(candidate):
        target = Lasting(target)
    return Transcribed(target) if asked.reproductions else target


def _keep_worlds(asked: Asked, target: Target) -> None:
    if asked.worlds is not None and isinstance(target, RecordedTarget):
        target.record()


def _rehearsal(
    candidate: implementation.Implementation,
    reference: implementation.Implementation,
    target: Target,
) -> Rehearsal | None:
    # Two targets in one process would share a world, and each would forget the other's.
    if target.clock.virtual or not runs_already(candidate):
        return None
    return Rehearsal(candidate, reference, lambda: open_target("simulator", None))


def _manifest(asked: Asked) -> Manifest | None:
    if asked.manifest is None:
        return None
    if asked.implementation is not None:
        raise UsageMistake(
            "--manifest and --implementation both say what is judged: give one of them"
        )
    return read(asked.manifest, target=asked.target, endpoint_url=asked.endpoint_url)


def _adversary(asked: Asked) -> Adversary | None:
    if asked.schedule is not None:
        return Adversary(schedule=read_schedule(asked.schedule))
    if asked.adversary is None and asked.adversary_seed is None:
        return None
    deviations = 1 if asked.adversary is None else asked.adversary
    if deviations < 1:
        raise UsageMistake(f"--adversary {deviations}: a search has at least one deviation")
    return Adversary(deviations, asked.adversary_seed)


def _list(path: Path | None) -> known.KnownFailures:
    return known.read(path) if path else known.KnownFailures()


@cache
def suite_digest() -> str:
    """Give a digest of features, steps, reference and kit: what a calibration depends on."""
    digest = hashlib.sha256()
    for part in ("", *_PARTS):
        folder = Path(str(resources.files(f"pattern_tck.{part}" if part else "pattern_tck")))
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder)
            # In a wheel the other parts lie inside the first one, in a clone beside it.
            elsewhere = not part and name.parts[0] in _PARTS
            if file.suffix in {".py", ".feature", ".yaml", ".json"} and not elsewhere:
                digest.update(f"{part}/{name.as_posix()}".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def as_exit(reason: UsageMistake | UnusableTarget) -> Any:
    """Give the exception by which pytest ends with one sentence and the documented code."""
    code = 2 if isinstance(reason, UsageMistake) else 4
    return pytest.exit.Exception(f"pattern-tck: {reason}", returncode=code)
