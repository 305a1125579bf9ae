"""The options by which the kit is asked for something, on pytest's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pattern_tck.report.worlds import folder_for
from pattern_tck.run import Asked

#: Options that say that the kit is to be used, before any of its features is met.
_OPENING = (
    "target",
    "endpoint_url",
    "implementation",
    "manifest",
    "api_url",
    "adversary",
    "adversary_seed",
    "schedule",
)


def declare(parser: pytest.Parser) -> None:
    """Declare the kit's options."""
    group = parser.getgroup("pattern-tck", "pattern conformance")
    add = group.addoption
    add("--target", metavar="NAME", help="where the channels live: simulator (default), "
        "simulator-fidelity, simulator-server, moto, moto-server, ministack, localstack, aws, "
        "endpoint, or MODULE:FACTORY")  # fmt: skip
    add("--endpoint-url", metavar="URL", help="the endpoint of the target; alone, any endpoint "
        "that speaks the AWS APIs")  # fmt: skip
    add("--implementation", metavar="MODULE:FACTORY", help="what is judged: a mapping of roles "
        "to classes, or a callable that gives one (default: the reference)")  # fmt: skip
    add("--manifest", metavar="FILE", type=Path, help="conformance.toml: which roles are judged, "
        "and how each is run; `pattern-tck init` writes a draft")  # fmt: skip
    add("--api-url", metavar="ROLE=URL", action="append", help="judge an HTTP API that runs "
        "somewhere, by the scenarios that need HTTP alone; again for each API")  # fmt: skip
    add("--known-deviations", metavar="FILE", type=Path, help="YAML list of what the "
        "implementation is known to fail, with reasons; it runs and must fail")  # fmt: skip
    add("--divergences", metavar="FILE", type=Path, help="YAML list of what the target is known "
        "to break, besides what the kit knows already")  # fmt: skip
    # pytest 9 has a --strict of its own, which means something else.
    add("--strict-verdicts", action="store_true", help="failed `should` clauses fail the run, "
        "and so does an inconclusive verdict that no divergence explains")  # fmt: skip
    add("--partial", action="store_true", help="judge a selection (-k, -m, a path): exit code 0 "
        "if it holds, but nothing is claimed")  # fmt: skip
    add("--adversary", metavar="K", type=int, nargs="?", const=1, help="perform what passes again "
        "under every schedule with up to K deviations (default 1) from politeness, for every fault "
        "that it must survive; needs the target simulator")  # fmt: skip
    add("--adversary-seed", metavar="SEED", type=int, help="like --adversary, but chance decides, "
        "beginning with this seed")  # fmt: skip
    add("--schedule", metavar="TEXT", help="play one schedule again, as a failure under the "
        "adversary printed it; select its scenario with -m or -k")  # fmt: skip
    add("--recalibrate", action="store_true", help="have the reference perform again, even where "
        "it was seen on this target before")  # fmt: skip
    add("--most-requests", metavar="N", type=int, help="end the run after so many requests to a "
        "target over the network (default on aws: five times the estimate)")  # fmt: skip
    add("--reproductions", metavar="FOLDER", type=Path, help="write a script of boto3 alone "
        "for each contract scenario that the target does not show, for its authors")  # fmt: skip
    add("--report-json", metavar="FILE", type=Path, help="write the report as JSON")
    add("--report-junit", metavar="FILE", type=Path, help="write the report as JUnit XML, by "
        "clause id")  # fmt: skip
    add("--worlds", metavar="FOLDER", type=Path, help="where the world goes in which a scenario "
        "failed on the simulator, for `pattern-tck simulate --load` (default: worlds/ beside the "
        "report)")  # fmt: skip


def opening(config: pytest.Config) -> bool:
    """Say whether the kit was asked for on the command line."""
    return any(config.getoption(name) is not None for name in _OPENING)


def asked(config: pytest.Config) -> Asked:
    """Give what was asked for."""
    option = config.getoption
    return Asked(
        target=option("target"),
        implementation=option("implementation"),
        manifest=option("manifest"),
        api_urls=tuple(option("api_url") or ()),
        endpoint_url=option("endpoint_url"),
        known_deviations=option("known_deviations"),
        divergences=option("divergences"),
        strict=option("strict_verdicts"),
        partial=option("partial"),
        adversary=option("adversary"),
        adversary_seed=option("adversary_seed"),
        schedule=option("schedule"),
        most_requests=option("most_requests"),
        reproductions=option("reproductions"),
        worlds=folder_for(option("worlds"), option("report_json"), option("report_junit")),
        workers=config.getoption("numprocesses", None) or 0,
    )
