"""The examples of the guides do what they say: each is a module whose tests are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pattern_tck.catalogue import roles
from tests.test_api_url import served, takes_everything
from tests.test_readme import judge, shown

DOCS = Path(__file__).parent.parent / "docs"
_EXAMPLE = re.compile(r"<!-- example -->\n```python\n(.*?)```", re.DOTALL)


def examples():
    for guide in sorted(DOCS.glob("*.md")):
        for number, code in enumerate(_EXAMPLE.findall(guide.read_text("utf-8")), 1):
            # In its place, so that a failure names the file of the guide.
            module = {"__name__": f"{guide.stem}_{number}"}
            exec(compile(code, str(guide), "exec"), module)
            for name, test in module.items():
                if name.startswith("test_"):
                    yield pytest.param(test, id=f"{guide.stem}-{name}")


@pytest.mark.parametrize("test", list(examples()))
def test_the_example_does_what_the_guide_says(test):
    test()


@pytest.mark.parametrize("guide", ["adversary", "contracts", "simulator"])
def test_every_python_of_a_guide_is_an_example_that_runs(guide):
    text = (DOCS / f"{guide}.md").read_text("utf-8")

    assert text.count("```python") == len(_EXAMPLE.findall(text)) > 0


def test_the_failure_under_the_adversary_is_what_the_broken_example_gives():
    text = (DOCS / "adversary.md").read_text("utf-8")
    broken = ["--implementation", "examples.booking_service_broken:roles", "-m", "SQS-VIS-02"]

    seen = shown(judge(*broken, "--partial", "--adversary").stdout)

    blocks = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    assert blocks
    assert [block for block in blocks if shown(block) not in seen] == []


def test_the_breaches_in_the_guide_are_what_broken_apis_give():
    text = (DOCS / "contracts.md").read_text("utf-8")
    broken = ["--implementation", "examples.ride_api_broken:roles", "-k", "Nobody and rides"]

    seen = shown(judge(*broken, "--partial").stdout)
    with served(takes_everything) as url:
        there = ["--api-url", f"ride-api={url}", "-k", "ride_completion"]
        seen += shown(judge(*there, "--partial").stdout)

    blocks = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    assert [block for block in blocks if shown(block) not in seen] == []


def test_the_links_of_the_guides_lead_somewhere():
    broken = [
        f"{guide.name}: {link}"
        for guide in sorted(DOCS.glob("*.md"))
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", guide.read_text("utf-8"))
        if "://" not in link and not (DOCS / link).exists()
    ]
    assert broken == []


def test_every_role_is_in_the_guide_for_those_who_look_for_theirs():
    text = (DOCS / "adopt.md").read_text("utf-8")

    assert [role for role in roles() if f"`{role}`" not in text] == []
