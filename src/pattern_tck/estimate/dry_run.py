"""``verify --dry-run``: what a run would do, in words; nothing is opened, and nothing is called."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.rights import policy
from pattern_tck.estimate.sentences import estimate, generous_cap
from pattern_tck.manifest.settings import (
    ApiUrl,
    Deployed,
    LambdaHandler,
    Manifest,
    Process,
    RoleSettings,
)
from pattern_tck.opening import target_name


def told(manifest: Manifest, target: str | None, endpoint_url: str | None) -> str:
    """Give the plan of a run, its calls with their price, and the policy that it needs."""
    return "\n".join(_lines(manifest, target_name(target, endpoint_url), endpoint_url))


def _lines(manifest: Manifest, place: str, endpoint_url: str | None) -> Iterator[str]:
    plan = Plan.of_manifest(manifest)
    counts = Counter(scenario.role or "" for scenario in plan.chosen)
    at = f" at {endpoint_url}" if endpoint_url else ""
    yield f"{manifest.name} on {place}{at}: {len(plan.chosen)} scenarios"
    for role, settings in sorted(manifest.roles.items()):
        yield f"  {role}, {_way(settings)}: {counts[role]} scenarios"
    yield f"  the target itself: {counts['']} scenarios"
    for role, channels in sorted(plan.deployed.items()):
        yield f"used, and not made, for {role}:"
        yield from (f"  {variable} = {address}" for variable, address in sorted(channels.items()))
    yield f"on AWS: {estimate(plan)}; by default it is ended after {generous_cap(plan):,} requests"
    yield "rights on AWS:"
    yield json.dumps(policy(plan), indent=2)


def _way(settings: RoleSettings) -> str:
    way = settings.way
    if isinstance(way, Process):
        return f"run by {' '.join(way.command)}"
    if isinstance(way, LambdaHandler):
        return f"the function {way.handler}"
    if isinstance(way, ApiUrl):
        return f"the API at {way.url}"
    return "running already" if isinstance(way, Deployed) else f"the class {way.at}"
