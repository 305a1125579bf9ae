"""What the kit's own tests share: runs of the kit, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.running import Runs

# How long an example takes says how busy the machine is, and nothing about the kit.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have come last, in any order, what asks for the results of all others."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Run the kit as a user does."""
    # xdist keeps the other core busy already.
    at_once = 1 if "PYTEST_XDIST_WORKER" in os.environ else 2
    started = Runs(tmp_path_factory.mktemp("runs"), at_once=at_once)
    yield started
    started.close()
