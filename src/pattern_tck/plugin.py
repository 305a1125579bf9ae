"""The pytest plugin: options, the ``stage`` fixture, verdicts as test outcomes, the report.

It is loaded in every pytest run of an environment that has the kit installed, so it does nothing
until one of the kit's options is used or one of its features is collected.
"""

from __future__ import annotations

import importlib.util
import inspect
import pkgutil
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from pattern_tck import options, performing
from pattern_tck.bindings.watchdog import close_watchdog
from pattern_tck.calibration import CalibrationCache
from pattern_tck.collecting import SCENARIO, scenario_of
from pattern_tck.estimate.meter import CapReached
from pattern_tck.exit_codes import ExitCode, blocks, exit_code
from pattern_tck.gateway.gateway import close_gateways
from pattern_tck.report import header
from pattern_tck.report.protocol import from_wire, to_wire
from pattern_tck.report.worlds import kept
from pattern_tck.report.writing import Report
from pattern_tck.reproduction import writing as reproduction
from pattern_tck.reproduction.transcript import Transcribed
from pattern_tck.run import Run, as_exit, open_run
from pattern_tck.third_parties import close_loopback
from pattern_tck.verdicts import UnusableTarget, UsageMistake, Verdict


def _folders_of_steps() -> list[str]:
    # Found without importing, since what is imported already cannot be rewritten any more.
    spec = importlib.util.find_spec("pattern_tck.steps")
    return list(spec.submodule_search_locations or ()) if spec else []


# Before anything imports them: pytest can only rewrite asserts of what it loads itself.
pytest.register_assert_rewrite("pattern_tck.steps")

#: The steps are plugins too, so that pytest finds their fixtures and explains their asserts.
pytest_plugins = tuple(
    f"pattern_tck.steps.{module.name}" for module in pkgutil.iter_modules(_folders_of_steps())
)

_RUN: pytest.StashKey[Run] = pytest.StashKey()
_REPORT: pytest.StashKey[Report] = pytest.StashKey()
_CACHE: pytest.StashKey[CalibrationCache] = pytest.StashKey()
_COLLECTED: pytest.StashKey[Collected] = pytest.StashKey()

_SHORT = {
    Verdict.PASSED: ("passed", ".", "PASSED"),
    Verdict.FAILED: ("failed", "F", "FAILED"),
    Verdict.INCONCLUSIVE: ("inconclusive", "i", "INCONCLUSIVE"),
    Verdict.NOT_EXERCISED: ("not exercised", "n", "NOT EXERCISED"),
    Verdict.NOT_APPLICABLE: ("not applicable", "-", "NOT APPLICABLE"),
    Verdict.KNOWN_DEVIATION: ("known deviation", "k", "KNOWN DEVIATION"),
    Verdict.ERROR: ("error", "E", "STALE"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the kit's options."""
    options.declare(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Open the target now if the kit's options are used."""
    config.pluginmanager.register(performing, "pattern_tck_performing")
    config.stash[_COLLECTED] = Collected()
    config.pluginmanager.register(config.stash[_COLLECTED], "pattern_tck_collected")
    if options.opening(config):
        _run(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what is judged on what, if that was asked for on the command line."""
    run = config.stash.get(_RUN, None)
    return header.lines(run) if run is not None else []


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say it now if the kit's features were collected and nothing was asked for."""
    run = config.stash.get(_RUN, None)
    asked = options.opening(config)
    return header.lines(run) if run is not None and not asked and config.option.verbose >= 0 else []


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the target, and the address of third parties."""
    run = config.stash.get(_RUN, None)
    if run is not None:
        close_gateways()
        close_watchdog()
        run.target.close()
        close_loopback()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Find the kit's scenarios among the items; leave out the roles that nobody claims."""
    found = [(item, scenario) for item in items if (scenario := scenario_of(item))]
    if not found:
        return
    run = _run(config)
    left_out = []
    for item, scenario in found:
        item.stash[SCENARIO] = scenario
        if scenario.role is not None and scenario.role not in run.judge.implementation.roles:
            left_out.append(item)
            run.unclaimed.append(scenario)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture
def stage() -> Iterator[performing.StageOnTurn]:
    """Give the steps their stage."""
    return performing.StageOnTurn()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Judge a scenario; any other test is left to pytest."""
    scenario = pyfuncitem.stash.get(SCENARIO, None)
    if scenario is None:
        return None
    run = _run(pyfuncitem.config)
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in names}
    request: pytest.FixtureRequest = arguments["request"]
    turn = request.getfixturevalue("stage")
    perform = performing.play(lambda: pyfuncitem.obj(**arguments), turn)
    try:
        judgement = run.judge.judge(scenario, perform)
        pyfuncitem.stash[performing.JUDGEMENT] = kept(judgement, run.asked.worlds)
        if isinstance(run.target, Transcribed) and run.asked.reproductions:
            reproduction.write(judgement, run.target, run.asked.reproductions)
    except CapReached as reason:
        raise pytest.exit.Exception(
            f"pattern-tck: {reason}", returncode=ExitCode.INCOMPLETE
        ) from None
    finally:
        run.left_behind += turn.left_behind
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say the verdict as an outcome that every pytest tool understands."""
    report = yield
    judgement = item.stash.get(performing.JUDGEMENT, None)
    if judgement is None or call.when != "call" or call.excinfo is not None:
        return report
    run = _run(item.config)
    scenario = judgement.scenario
    report.user_properties += [
        ("clause", scenario.clause.id),
        ("pattern", scenario.pattern),
        ("verdict", str(judgement.verdict)),
    ]
    report.__dict__["tck"] = to_wire(
        judgement, calibration=run.judge.calibrations.get(scenario.key)
    )
    if judgement.verdict is Verdict.ERROR or blocks(judgement, strict=run.asked.strict):
        report.outcome = "failed"
        report.longrepr = Report.explanation(judgement)
    elif judgement.verdict is not Verdict.PASSED:
        report.outcome = "skipped"
        reason = f"{judgement.verdict}: {judgement.named or judgement.reason}"
        report.longrepr = (scenario.file, scenario.line, reason)
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Name the verdict in pytest's own output."""
    wire = getattr(report, "tck", None)
    if wire is None or report.when != "call":
        return None
    verdict = Verdict(wire["verdict"])
    if verdict is Verdict.FAILED and report.outcome != "failed":
        return "should failed", "w", "SHOULD FAILED"
    return _SHORT[verdict]


class Collected:
    """The judgements that were reported in one session, also those of xdist's workers.

    A plug-in of its own for each session: the hook is not told which session a report belongs to,
    and a process may run several, one within the other (pytester does).
    """

    def __init__(self) -> None:
        self.wires: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the judgement of a report."""
        wire = getattr(report, "tck", None)
        if wire is not None and report.when == "call":
            self.wires.append(wire)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Set the exit code, write the reports, keep the calibration."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    wires = config.stash[_COLLECTED].wires
    if _RUN not in config.stash and not wires:
        return
    run = _run(config)
    judgements = [from_wire(wire) for wire in wires]
    config.stash[_CACHE].keep(wires)
    if config.option.collectonly:
        return
    asked = run.asked
    code = exit_code(judgements, run.canonical, strict=asked.strict, partial=asked.partial)
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) or (
        exitstatus == pytest.ExitCode.TESTS_FAILED and code is ExitCode.USAGE
    ):
        session.exitstatus = code
    for wire in wires:
        if wire["calibration"] is not None:  # it may have been done by a worker of xdist
            run.judge.calibrations[wire["key"]] = wire["calibration"]
    report = Report.of(
        run,
        judgements,
        int(session.exitstatus),
        seed=getattr(config.option, "randomly_seed", None),
        selection=[("-k", config.option.keyword), ("-m", config.option.markexpr)],
    )
    config.stash[_REPORT] = report
    report.write(
        json_file=config.getoption("report_json"), junit_file=config.getoption("report_junit")
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: Any, config: pytest.Config
) -> Generator[None, None, None]:
    """Print the summary last; a scenario that failed is explained there, and not twice."""
    stats = terminalreporter.stats
    failed = stats.get("failed", [])
    stats["failed"] = [report for report in failed if not hasattr(report, "tck")]
    yield
    stats["failed"] = failed
    report = config.stash.get(_REPORT, None)
    if report is not None:
        report.print_summary(terminalreporter)


def run_of(config: pytest.Config) -> Run:
    """Give the run of a session of pytest, for plug-ins that stand beside this one."""
    return _run(config)


def _run(config: pytest.Config) -> Run:
    if _RUN not in config.stash:
        try:
            run = open_run(options.asked(config))
        except (UsageMistake, UnusableTarget) as reason:
            raise as_exit(reason) from None
        config.stash[_RUN] = run
        cache = CalibrationCache(config, run, fresh=config.getoption("recalibrate"))
        run.judge.calibrations.update(cache.read())
        config.stash[_CACHE] = cache
    return config.stash[_RUN]
