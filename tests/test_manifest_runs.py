"""A manifest in a run: its roles are judged as it says, and code that cannot be had is told."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pattern_tck.bindings.filling import filled
from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByCommand, ByPython
from pattern_tck.bindings.url import ApiAt
from pattern_tck.manifest.reading import read
from pattern_tck.manifest.to_bindings import binding_of, implementation_of, is_lent
from pattern_tck.reference_impl.point_to_point import Consumer
from pattern_tck.scenarios import folder
from pattern_tck.verdicts import UsageMistake
from tests.running import ROOT, Runs

#: A team's consumer that has no topology of its own, and names of its own for what it is given.
PLAIN = """
from pattern_tck.reference_impl.point_to_point import Consumer as Reference

class Consumer:
    def __init__(self, environment, client, now):
        assert environment["ORDERS"] == "at " + environment["WORK_QUEUE_URL"]
        self.work = Reference(environment, client, now).work

class Hasty(Consumer):
    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        reference = Reference(environment, client, now)
        sqs, queue = client("sqs"), environment["WORK_QUEUE_URL"]

        def work():
            messages = sqs.receive_message(QueueUrl=queue).get("Messages", [])
            for message in messages:
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                reference._handled(message)
            return bool(messages)

        self.work = work

def deploy(environment, client):
    return Reference.deploy(environment, client)

raises = 7
"""

MANIFEST = """
name = "orders service"
[roles.consumer]
python = "ours_in_a_manifest:Consumer"
environment = { ORDERS = "at {WORK_QUEUE_URL}" }
"""
DEVIATION = """
[[known_deviations]]
clause = "SQS-VIS-02"
reason = "our queue is older than this rule"
link = "https://example.org/1"
"""
POINT_TO_POINT = (str(folder() / "point_to_point"), "-q")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    (tmp_path / "ours_in_a_manifest.py").write_text(PLAIN, "utf-8")
    file = tmp_path / "conformance.toml"
    file.write_text(MANIFEST, "utf-8")
    return file


def changed(file: Path, *changes: tuple[str, str]) -> Path:
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return file


def test_a_class_with_names_of_its_own_is_judged(runs: Runs, manifest: Path) -> None:
    ended = runs.run(*POINT_TO_POINT, "--partial", "-v", f"--manifest={manifest}")

    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}
    assert {one["key"].partition("::")[0] for one in ended.judgements} == {
        "point_to_point/consumer.feature"
    }
    assert ended.report["implementation"]["name"] == "orders service"
    assert ended.report["implementation"]["topology_lent"] == ["consumer"]
    assert "topology of the reference lent to: consumer" in ended.out
    assert f"--manifest {manifest}" in " ".join(ended.report["replay"])
    assert "--implementation" not in ended.report["replay"]


def test_its_target_is_the_manifests_unless_the_command_line_says_another(
    runs: Runs, manifest: Path
) -> None:
    changed(manifest, ('service"\n', 'service"\ntarget = "moto"\n'))
    selected = [*POINT_TO_POINT, "--partial", "-k", "dies_before", f"--manifest={manifest}"]
    first, second = runs.run_all([selected, [*selected, "--target=simulator"]])

    assert first.report["target"]["name"] == "moto", first.out + first.err
    assert second.report["target"]["name"] == "simulator", second.out + second.err


def test_a_wrong_class_fails_unless_its_manifest_says_so(runs: Runs, manifest: Path) -> None:
    changed(manifest, (":Consumer", ":Hasty"))
    selected = [
        *POINT_TO_POINT,
        "--partial",
        "-k",
        "dies_before_the_booking",
        f"--manifest={manifest}",
    ]
    wrong = runs.run(*selected)
    manifest.write_text(manifest.read_text("utf-8") + DEVIATION, "utf-8")
    known = runs.run(*selected)

    assert wrong.code == 1, wrong.out + wrong.err
    assert "SQS-VIS-02" in {one["clause"] for one in wrong.judged("failed")}
    assert known.code == 0, known.out + known.err
    assert known.judged("known deviation")
    assert not known.judged("failed")


def test_no_report_shows_what_a_manifest_calls_secret(runs: Runs, manifest: Path) -> None:
    changed(manifest, (":Consumer", ":Hasty"))
    junit = manifest.parent / "junit.xml"
    selected = [
        *POINT_TO_POINT, "--partial", "-k", "dies_before_the_booking", f"--manifest={manifest}",
        f"--report-junit={junit}",
    ]  # fmt: skip
    open_run = runs.run(*selected)
    changed(manifest, ("environment", 'secret = ["customer"]\nenvironment'))
    hidden_run = runs.run(*selected)

    assert "cmr" in open_run.out
    for shown in (hidden_run.out, str(hidden_run.report), junit.read_text("utf-8")):
        assert "(hidden)" in shown
        assert "cmr" not in shown


def test_a_program_is_judged(runs: Runs, manifest: Path) -> None:
    (manifest.parent / "consumer.py").write_text(
        "import os, time, boto3\n"
        "from pattern_tck.reference_impl.point_to_point import Consumer\n"
        "told = dict(os.environ, WORK_QUEUE_URL=os.environ['ORDERS'])\n"
        "consumer = Consumer(told, boto3.client, time.time)\n"
        "while True: consumer.work()\n",
        "utf-8",
    )
    changed(
        manifest,
        ('python = "ours_in_a_manifest:Consumer"', f'run = ["{sys.executable}", "consumer.py"]'),
        ("at {WORK", "{WORK"),
    )
    ended = runs.run(*POINT_TO_POINT, "--partial", "-k", "dies_before", f"--manifest={manifest}")

    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("python =", "pyton ="), "roles.consumer.pyton: unknown key; did you mean 'python'?"),
        ((":Consumer", ":Consume"), "has no 'Consume'; did you mean 'Consumer'?"),
        ((":Consumer", ":raises"), "ours_in_a_manifest:raises is 7, which cannot be called"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_told(
    runs: Runs, manifest: Path, change: tuple[str, str], expected: str
) -> None:
    changed(manifest, change)
    ended = runs.run(*POINT_TO_POINT, f"--manifest={manifest}")

    both = ended.out + ended.err
    assert ended.code == 2, both
    assert f"pattern-tck: {manifest}" in both
    assert expected in " ".join(both.split())
    assert "Traceback" not in both


def test_a_manifest_beside_an_implementation(runs: Runs, manifest: Path) -> None:
    ended = runs.run(
        *POINT_TO_POINT, f"--manifest={manifest}",
        "--implementation=pattern_tck.reference_impl:implementation",
    )  # fmt: skip

    assert ended.code == 2
    assert "both say what is judged: give one of them" in ended.out + ended.err


def test_code_that_breaks_while_it_is_imported(manifest: Path) -> None:
    (manifest.parent / "breaks_in_a_manifest.py").write_text("1 / 0\n", "utf-8")
    changed(manifest, ("ours_in_a_manifest", "breaks_in_a_manifest"))
    with pytest.raises(UsageMistake, match=r"cannot import .* \(ZeroDivisionError: "):
        implementation_of(read(manifest))


# -- from settings to bindings


def settings(manifest: Path, *changes: tuple[str, str]):
    return read(changed(manifest, *changes)).roles["consumer"]


def test_a_program_with_the_reference_s_topology(manifest: Path) -> None:
    said = settings(manifest, ('python = "ours_in_a_manifest:Consumer"', 'run = ["sh"]'))
    binding = binding_of(said)

    assert binding == ProcessBinding(
        ("sh",), manifest.parent.resolve(), ByPython(Consumer), {"ORDERS": "at {WORK_QUEUE_URL}"}
    )
    assert is_lent(said)


def test_a_program_with_a_topology_of_its_own(manifest: Path) -> None:
    said = settings(
        manifest, ('python = "ours_in_a_manifest:Consumer"', 'run = ["sh"]\ndeploy = ["sh", "-c"]')
    )
    binding = binding_of(said)

    assert isinstance(binding, ProcessBinding)
    assert binding.topology == ByCommand(("sh", "-c"), manifest.parent.resolve())
    assert not is_lent(said)


def test_a_class_whose_channels_a_command_makes_is_behind_the_gateway(manifest: Path) -> None:
    plain = binding_of(settings(manifest))
    by_command = binding_of(settings(manifest, ("environment", 'deploy = ["sh"]\nenvironment')))

    assert (plain.behind_gateway, by_command.behind_gateway) == (False, True)
    assert not plain.http_alone


def test_a_function_that_makes_channels(manifest: Path) -> None:
    at = "ours_in_a_manifest:deploy"
    said = settings(manifest, ("environment", f'deploy = "{at}"\nenvironment'))

    assert not is_lent(said)
    assert isinstance(binding_of(said).topology, ByPython)


def test_an_api_at_its_address(manifest: Path) -> None:
    manifest.write_text('name = "x"\n[roles.ride-api]\nurl = "http://127.0.0.1:8080/"\n', "utf-8")
    judged = implementation_of(read(manifest))

    assert judged.roles == {"ride-api": ApiAt("http://127.0.0.1:8080")}
    assert judged.lent == ()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"A": "{PREFIX}"}, {"A": "tck-1"}),
        ({"A": "x/{PREFIX}/{PREFIX}y"}, {"A": "x/tck-1/tck-1y"}),
        ({"A": '{"a": {"b": "{PREFIX}"}}'}, {"A": '{"a": {"b": "tck-1"}}'}),
        ({"A": "/orders/{id}/{} {0} {{"}, {"A": "/orders/{id}/{} {0} {{"}),
    ],
)
def test_only_what_the_kit_says_is_filled_in(
    own: Mapping[str, str], expected: Mapping[str, str]
) -> None:
    assert filled(own, {"PREFIX": "tck-1"}) == expected


# -- messages and effects of a team's own

OWN = """
name = "orders service"
[roles.consumer]
python = "tests.own_shapes:{name}"
folder = "{root}"
[roles.consumer.messages.WORK_QUEUE_URL]
accepts = '{{"order": {{"number": "order-{{id}}", "lines": [{{"sku": "A", "price": {{fare}}}}]}}}}'
[roles.consumer.effects.table]
partition_key = "orderId"
sort_key = "part"
key = "orderId"
value = "booked.total"
"""


def test_messages_and_effects_of_a_team_s_own(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    selected = [*POINT_TO_POINT, "--partial", "-k", "dies_before_the_booking", f"--manifest={file}"]
    file.write_text(OWN.format(name="Orders", root=ROOT), "utf-8")
    right = runs.run(*selected)
    file.write_text(OWN.format(name="ForgetfulOrders", root=ROOT), "utf-8")
    wrong = runs.run(*selected)

    assert right.code == 0, right.out + right.err
    assert {one["verdict"] for one in right.judgements} == {"passed"}
    assert wrong.code == 1, wrong.out + wrong.err
    assert "order-r-1" in wrong.out


def test_timers_of_its_own_told_or_none(manifest: Path) -> None:
    program = ('python = "ours_in_a_manifest:Consumer"', 'run = ["sh"]')
    own = binding_of(settings(manifest, program))
    none = binding_of(settings(manifest, ("environment", 'timers = "none"\nenvironment')))

    told = binding_of(settings(manifest, ('"none"', '"told"')))

    assert (own.own_time, told.own_time, none.own_time) == (True, False, False)
