"""Guards on the specification: against what pytest-bdd would let pass without a word."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
import yaml
from gherkin.parser import Parser
from pytest_bdd.feature import get_feature
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from pattern_tck import steps
from pattern_tck.catalogue import clauses, patterns, roles, unseen
from pattern_tck.channels import kind_of
from pattern_tck.fixtures.targets import moto
from pattern_tck.scenarios import Scenario, feature_files, folder, scenarios
from tests.running import Runs

CAPABILITIES = moto.MotoTarget.capabilities.present | set(moto.MotoTarget.capabilities.lacking)
FILES = pytest.mark.parametrize("file", feature_files(), ids=lambda file: file.stem)


def fails_with(wrong: list[str], what: str) -> None:
    """Fail with one line for each thing that is wrong."""
    if wrong:
        pytest.fail("\n".join([f"{what}:", *sorted(wrong)]), pytrace=False)


def at(scenario: Scenario) -> str:
    return f"{scenario.file}:{scenario.line} {scenario.name}"


# -- clauses


def test_each_scenario_has_exactly_one_clause_that_is_known() -> None:
    wrong = [
        f"{at(scenario)}: {scenario.clause_ids}"
        for scenario in scenarios()
        if len(scenario.clause_ids) != 1 or scenario.clause_ids[0] not in clauses()
    ]
    fails_with(wrong, "scenarios without exactly one known clause")


def test_each_clause_has_a_scenario_or_a_reason_why_it_has_none() -> None:
    used = {clause for scenario in scenarios() for clause in scenario.clause_ids}
    fails_with(
        [
            f"{clause}: {clauses()[clause].statement}"
            for clause in set(clauses()) - used - set(unseen())
        ],
        "clauses without a scenario, and without a reason in unseen.yaml",
    )


def test_a_reason_is_given_for_what_has_no_scenario_and_nothing_else() -> None:
    used = {clause for scenario in scenarios() for clause in scenario.clause_ids}
    fails_with(sorted(set(unseen()) & used), "clauses with a reason, although they have scenarios")
    fails_with(sorted(set(unseen()) - set(clauses())), "unknown clauses in unseen.yaml")


def test_reasons_are_well_formed() -> None:
    groups = yaml.safe_load((folder() / "unseen.yaml").read_text("utf-8"))
    for group in groups:
        assert set(group) == {"reason", "clauses"}
        assert len(group["reason"].split()) > 3
        assert group["clauses"]
    listed = Counter(clause for group in groups for clause in group["clauses"])
    fails_with(
        [clause for clause, times in listed.items() if times > 1], "clauses with two reasons"
    )


def test_ids_of_clauses_are_unique() -> None:
    text = (folder() / "clauses.yaml").read_text("utf-8")
    listed = Counter(re.findall(r"^- id: (\S+)$", text, re.MULTILINE))
    assert len(listed) == len(clauses())
    fails_with([clause for clause, times in listed.items() if times > 1], "ids used twice")


# -- features


@FILES
def test_names_are_unique_in_a_file(file: Path) -> None:
    # pytest-bdd drops all but the last one.
    names = Counter(written(file))
    fails_with([name for name, times in names.items() if times > 1], f"names used twice in {file}")


def test_keys_are_unique() -> None:
    keys = Counter(scenario.key for scenario in scenarios())
    fails_with([key for key, times in keys.items() if times > 1], "keys of more than one scenario")


def test_every_scenario_is_read() -> None:
    """A scenario in a place that our reading does not know would be judged and not counted."""
    names = {
        (file.parent.name, file.name, name) for file in feature_files() for name in written(file)
    }
    read = {(*scenario.file.split("/"), scenario.name) for scenario in scenarios()}
    assert names == read


def test_tags_are_of_the_closed_vocabulary() -> None:
    known = (
        set(clauses())
        | {f"role-{role}" for role in roles()}
        | {f"needs-{capability}" for capability in CAPABILITIES}
        | {"http-alone", "own-timer"}
    )
    wrong = [f"{at(one)}: {sorted(one.tags - known)}" for one in scenarios() if one.tags - known]
    fails_with(wrong, "unknown tags")


def test_a_scenario_has_one_role_or_judges_the_target() -> None:
    wrong = []
    for scenario in scenarios():
        count = sum(tag.startswith("role-") for tag in scenario.tags)
        if count != (0 if scenario.file.startswith("contract/") else 1):
            wrong.append(f"{at(scenario)}: {count} roles")
    fails_with(wrong, "scenarios with a wrong number of roles")


def test_every_role_is_tested_and_its_channels_have_kinds() -> None:
    tested = {scenario.role for scenario in scenarios()}
    fails_with(sorted(set(roles()) - tested), "roles without a scenario")
    for role in roles().values():
        for variable in [*role.given, *role.makes]:
            assert kind_of(variable)


@FILES
def test_the_feature_says_why(file: Path) -> None:
    assert Parser().parse(file.read_text("utf-8"))["feature"]["description"].strip()


# -- steps


def test_each_step_of_each_feature_has_exactly_one_definition() -> None:
    wrong = []
    for kind, text, where in sentences():
        count = len(matching(kind, text))
        if count != 1:
            places = ", ".join(defined_at(found) for found in matching(kind, text)) or "nowhere"
            wrong.append(f"{where}: {kind} {text}: defined {places}")
    fails_with(wrong, "steps that are missing or ambiguous")


def test_no_step_is_unused() -> None:
    used = {id(found) for kind, text, _ in sentences() for found in matching(kind, text)}
    unused = [
        f"{defined_at(found)}: {found.type} {found.parser.name}"
        for found in definitions()
        if id(found) not in used
    ]
    fails_with(unused, "steps that no feature uses")


def test_no_step_is_async() -> None:
    # Nobody would await it, and the scenario would pass.
    wrong = [defined_at(one) for one in definitions() if inspect.iscoroutinefunction(one.step_func)]
    fails_with(wrong, "async steps")


def test_steps_name_no_product_and_do_not_wait_by_themselves() -> None:
    banned = re.compile(
        r"\b(moto|localstack|ministack)\b|\btime\.sleep\b|target\.name|^import (time|boto3)",
        re.MULTILINE,
    )
    wrong = [
        f"{module.__name__}: {found.group()}"
        for module in step_modules()
        for found in banned.finditer(inspect.getsource(module))
    ]
    fails_with(wrong, "steps that know where they are played")


# -- binding


def test_pytest_collects_what_was_written(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    ended = runs.run(str(folder()), "--collect-only", "-q", "-p", "collected", KEYS_FILE=str(file))

    assert ended.code == 0, ended.out + ended.err
    collected = Counter(json.loads(file.read_text("utf-8")))
    written_down = Counter(scenario.key for scenario in scenarios())
    fails_with(list(written_down - collected), "scenarios that pytest does not collect")
    fails_with(list(collected - written_down), "scenarios that only pytest knows")


@cache
def written(file: Path) -> list[str]:
    """Give the names of the scenarios in a file, wherever they stand."""

    def names(node: dict) -> list[str]:
        found = [node["scenario"]["name"]] if "scenario" in node else []
        children = node.get("rule", node).get("children", ())
        return found + [name for child in children for name in names(child)]

    return names(Parser().parse(file.read_text("utf-8"))["feature"])


@cache
def step_modules() -> list:
    return [
        importlib.import_module(f"pattern_tck.steps.{module.name}")
        for module in pkgutil.iter_modules(steps.__path__)
    ]


@cache
def definitions() -> list[StepFunctionContext]:
    """Give all step definitions of the kit, as pytest-bdd holds them."""
    names = {module.__name__ for module in step_modules()}
    return [
        context
        for context in step_function_context_registry.values()
        if context.step_func.__module__ in names
    ]


def defined_at(definition: StepFunctionContext) -> str:
    code = definition.step_func.__code__
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}"


@cache
def matching(kind: str, text: str) -> list[StepFunctionContext]:
    return [
        one for one in definitions() if one.type in (kind, None) and one.parser.is_matching(text)
    ]


@cache
def sentences() -> list[tuple[str, str, str]]:
    """Give every step line that is played, filled in with its row: kind, text, place."""
    found = {}
    for scenario in scenarios():
        file = folder() / scenario.file
        feature = get_feature(str(file.parent), file.name)
        for step in feature.scenarios[scenario.name].render(scenario.row).steps:
            found[step.type, step.name] = f"{scenario.file}:{step.line_number}"
    return [(kind, text, where) for (kind, text), where in found.items()]


# -- patterns


def test_a_pattern_is_found_by_one_name_in_three_folders() -> None:
    missing = [
        str(path)
        for name in patterns()
        for path in (
            folder() / name / "roles.yaml",
            Path(str(resources.files("pattern_tck.steps"))) / f"{name}.py",
            Path(str(resources.files("pattern_tck.reference_impl"))) / f"{name}.py",
        )
        if not path.is_file()
    ]
    fails_with(missing, "files of patterns that are missing")


def test_every_pattern_with_features_is_named() -> None:
    found = {scenario.pattern for scenario in scenarios()} - {"contract"}
    fails_with(sorted(found ^ set(patterns())), "patterns without a name, or without features")
