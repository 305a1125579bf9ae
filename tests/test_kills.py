"""A kit that is killed at any moment leaves no process, and nothing that clean does not find."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner

from pattern_tck.commands.main import main
from tests.moto_served import moto_served
from tests.running import ROOT

pytestmark = pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="needs /proc to see which processes live; run it on Linux"
)

SEED = 20261121
#: Some sixty calls that make something are made by a run of these scenarios, and no two kits are
#: killed before the same one.
SCENARIOS = "dies_before_the_booking or dies_after_the_booking or share_twelve_rides"
MOMENTS = random.Random(SEED).sample(range(1, 41), 10)

#: The worker has a parent that is no kit, and a neighbour that never calls: they are to go as well.
MANIFEST = """\
name = "killed"

[roles.consumer]
run = ["sh", "-c", "setsid sleep 600 & {python} worker.py {role} & wait"]
folder = "{folder}"
environment = {{ PATTERN_TCK_MARK = "{mark}" }}
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto_served() as url:
        yield url


def verify(folder: Path, url: str, before: int, mark: str) -> int:
    """Start the kit as a user does, have it killed before its n-th call, and give how it ended."""
    folder.mkdir()
    text = MANIFEST.format(
        python=sys.executable,
        role="pattern_tck.reference_impl.point_to_point:Consumer",
        folder=ROOT / "tests" / "processes",
        mark=mark,
    )
    (folder / "conformance.toml").write_text(text, "utf-8")
    command = [
        sys.executable, "-c", "from pattern_tck.commands.main import main; main()",
        "verify", "--target", "moto-server", "--endpoint-url", url, "--partial", "-k", SCENARIOS,
        "--", "-q", "-p", "tests.killing",
        # Not those of the kit's own tests: they take a second to import.
        "-p", "pytest_bdd.plugin", "-p", "pattern_tck.plugin",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "KILL_BEFORE": str(before),
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    with (folder / "said").open("w") as said:
        return subprocess.run(
            command, cwd=folder, env=environment, stdout=said, stderr=said, check=False
        ).returncode


def marked(mark: str) -> list[str]:
    """Give the processes that live and that the kit has started with this mark."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                if f"PATTERN_TCK_MARK={mark}".encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
    return found


def held(url: str) -> dict[str, list[Any]]:
    """Give all that is on a target, by what it is."""

    def asked(service: str, operation: str, found: str) -> list[Any]:
        client = boto3.client(
            service, endpoint_url=url, region_name="us-east-1",
            aws_access_key_id="x", aws_secret_access_key="x",
        )  # fmt: skip
        return getattr(client, operation)().get(found, [])

    return {
        "queues": asked("sqs", "list_queues", "QueueUrls"),
        "tables": asked("dynamodb", "list_tables", "TableNames"),
        "alarms": asked("cloudwatch", "describe_alarms", "MetricAlarms"),
        "topics": asked("sns", "list_topics", "Topics"),
    }


def test_ten_kits_killed_at_random_moments_leave_nothing(url: str, tmp_path: Path) -> None:
    mark = uuid.uuid4().hex

    def killed(before: int) -> int:
        return verify(tmp_path / str(before), url, before, mark)

    with ThreadPoolExecutor(2) as two:
        codes = dict(zip(MOMENTS, two.map(killed, MOMENTS), strict=True))
    said = {moment: (tmp_path / str(moment) / "said").read_text()[-800:] for moment in MOMENTS}
    assert codes == dict.fromkeys(MOMENTS, -signal.SIGKILL), said
    end = time.monotonic() + 20
    while left := marked(mark):
        assert time.monotonic() < end, left
        os.sched_yield()
    assert held(url)["queues"], "nothing was left that could be cleaned"
    asked = ["clean", "--target", "moto-server", "--endpoint-url", url, "--yes"]
    told = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert not any(held(url).values()), held(url)
