"""``pattern-tck verify``: the kit's suite, run on what a manifest says."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from pattern_tck.commands.places import on_target
from pattern_tck.estimate.dry_run import told
from pattern_tck.exit_codes import ExitCode
from pattern_tck.manifest.reading import USUAL_NAME, read
from pattern_tck.report.plain import plain

#: How a program ends that was interrupted from the keyboard.
_INTERRUPTED = 130

_FILE = click.Path(dir_okay=False, path_type=Path)


#: Where the context of the command keeps what is pytest's.
_FOR_PYTEST = "pattern_tck.for_pytest"


class WithPytestArguments(click.Command):
    """A command that leaves all that stands after ``--`` to pytest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before the first ``--``."""
        end = args.index("--") if "--" in args else len(args)
        ctx.meta[_FOR_PYTEST] = args[end + 1 :]
        return super().parse_args(ctx, args[:end])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Say in the usage that pytest may be given something."""
        return [*super().collect_usage_pieces(ctx), "[-- PYTEST ARGS]"]


@click.command(cls=WithPytestArguments, short_help="Judge the roles that a manifest claims.")
@click.argument("manifest", type=click.Path(path_type=Path), default=USUAL_NAME)
@on_target
@click.option("-k", "keyword", metavar="WORDS", help="Only scenarios that these words fit, as in "
              "pytest; needs --partial to be called well.")  # fmt: skip
@click.option("-n", "workers", metavar="N", help="So many at once, or auto.")
@click.option("--partial", is_flag=True, help="A selection is enough: nothing is claimed.")
@click.option("--most-requests", type=click.IntRange(1), metavar="N", help="End after so many "
              "requests to a target over the network.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print the plan, the calls, their price and the "
              "rights on AWS; call nothing.")  # fmt: skip
@click.option("--report-json", type=_FILE, metavar="FILE", help="Write the report as JSON.")
@click.option("--report-junit", type=_FILE, metavar="FILE", help="Write the report as JUnit XML.")
@click.option("--worlds", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="Where the world goes in which a scenario failed on the simulator (default: "
              "worlds/ beside the report).")  # fmt: skip
def verify(
    manifest: Path,
    target: str | None,
    endpoint_url: str | None,
    keyword: str | None,
    workers: str | None,
    partial: bool,
    most_requests: int | None,
    dry_run: bool,
    report_json: Path | None,
    report_junit: Path | None,
    worlds: Path | None,
) -> None:
    """Judge the roles that MANIFEST claims (default: conformance.toml, in this folder).

    \b
    pattern-tck verify
    pattern-tck verify orders/conformance.toml --endpoint-url http://127.0.0.1:4566 -n 4
    pattern-tck verify --target aws --dry-run
    pattern-tck verify -k redrive --partial -- -x --tb=short

    What stands after -- goes to pytest. The exit code is the verdict: 0 conforms; 1 a claimed
    `must` failed; 2 usage or configuration; 3 nothing, or less than the canonical set, was
    executed; 4 the target is unusable.
    """
    # All that is wrong with it is said before pytest says anything.
    wanted = read(manifest, target=target, endpoint_url=endpoint_url)
    if dry_run:
        click.echo(plain(told(wanted, *wanted.where(target, endpoint_url))))
        return
    chosen = {
        "--target": target,
        "--endpoint-url": endpoint_url,
        "-k": keyword,
        "-n": workers,
        "--most-requests": most_requests,
        "--report-json": report_json and report_json.absolute(),
        "--report-junit": report_junit and report_junit.absolute(),
        "--worlds": worlds and worlds.absolute(),
    }
    arguments = ["--pyargs", "pattern_tck.features", "--manifest", str(manifest.absolute())]
    for option, value in chosen.items():
        arguments += [option, str(value)] if value is not None else []
    for_pytest = click.get_current_context().meta[_FOR_PYTEST]
    arguments += ["--partial"] if partial else []
    sys.exit(run_pytest([*_undisturbed(manifest), *arguments, *for_pytest]))


def run_pytest(arguments: list[str]) -> int:
    """Run pytest in this process and give the kit's exit code."""
    ending = _Ending()
    code = int(pytest.main(arguments, plugins=[ending]))
    if ending.interrupted:
        return _INTERRUPTED
    if code == pytest.ExitCode.USAGE_ERROR and not ending.by_the_kit:
        return ExitCode.USAGE  # pytest's own, about its arguments
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        return ExitCode.INCOMPLETE
    return code


def _undisturbed(manifest: Path) -> list[str]:
    """Give what keeps the settings of a team's own pytest from the kit's suite."""
    return ["-c", os.devnull, f"--rootdir={manifest.absolute().parent}"]


class _Ending:
    """Sees how pytest ends: some of its exit codes mean something else than the kit's."""

    interrupted = False
    by_the_kit = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[Any]) -> None:
        """Tell the user's interruption from the kit's own end."""
        self.by_the_kit = excinfo.errisinstance(pytest.exit.Exception)
        self.interrupted = not self.by_the_kit
