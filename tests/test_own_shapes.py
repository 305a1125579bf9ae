"""A team keeps its own shapes: it is judged by all scenarios of its role, and caught as any."""

from __future__ import annotations

import pytest

from pattern_tck.scenarios import folder, scenarios
from tests.running import Ended, Runs

#: Effect and memory are two steps: who is killed or overtaken between them cannot be right.
TWO_STEPS = {"DLQ-10", "P2P-03", "SQS-VIS-02", "SQS-VIS-03"}


def judged(runs: Runs, name: str, *more: str) -> Ended:
    role = name.partition("_")[0]
    where = sorted({str(folder() / one.file) for one in scenarios() if one.role == role})
    spec = f"--implementation=tests.own_shapes:{name}"
    return runs.run(*where, spec, "--partial", "-q", *more)


def clauses(ended: Ended, verdict: str) -> set[str]:
    return {one["clause"] for one in ended.judged(verdict)}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("consumer", "simulator"),
        ("consumer", "moto"),
        ("consumer_in_text", "simulator"),
        ("consumer_in_xml", "simulator"),
        ("responder", "simulator"),
    ],
)
def test_own_shapes_are_judged_by_all_scenarios(runs: Runs, name: str, target: str) -> None:
    ended = judged(runs, name, f"--target={target}")
    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} <= {"passed", "inconclusive"}
    assert len(ended.judged("passed")) > 25
    assert target == "moto" or not ended.judged("inconclusive")


@pytest.mark.parametrize(
    ("name", "caught"),
    [
        ("consumer_forgetful", "SQS-VIS-02"),
        ("consumer_without_memory", "P2P-03"),
        ("consumer_in_another_shape", "P2P-01"),
        ("responder_anonymous", "RR-03"),
        ("responder_with_a_new_answer", "RR-10"),
    ],
)
def test_what_is_broken_in_its_own_shape_is_caught(runs: Runs, name: str, caught: str) -> None:
    ended = judged(runs, name)
    assert ended.code == 1
    assert caught in clauses(ended, "failed")


def test_a_process_with_its_own_shapes(runs: Runs) -> None:
    ended = judged(runs, "consumer_process", "-m", "SQS-DEL-02 or DLQ-18 or P2P-07")
    assert ended.code == 0, ended.out + ended.err
    assert len(ended.judged("passed")) == 7


def test_a_failure_shows_both_shapes(runs: Runs) -> None:
    ended = judged(runs, "consumer_without_memory", "-m", "SQS-DEL-04")
    (failed,) = ended.judged("failed")
    journey = " ".join(failed["evidence"])
    assert '"fare": 256.5' in journey
    assert "in its own shape" in journey
    assert "order-r-1" in journey


@pytest.mark.parametrize("kind", ["queue", "topic"])
def test_effects_that_are_messages(runs: Runs, kind: str) -> None:
    ended = judged(runs, f"consumer_telling_a_{kind}")
    assert not ended.judged("failed"), ended.out
    assert clauses(ended, "not exercised") == TWO_STEPS
    for one in ended.judged("not exercised"):
        assert "the memory of it cannot be one step" in one["reason"]


def test_effects_over_http(runs: Runs) -> None:
    ended = judged(runs, "consumer_telling_over_http")
    assert not ended.judged("failed"), ended.out
    assert clauses(ended, "not exercised") == TWO_STEPS | {"P2P-04", "DLQ-17"}
    assert {"P2P-07", "DLQ-16"} <= clauses(ended, "passed")


def test_messages_that_tell_every_time_are_caught(runs: Runs) -> None:
    ended = judged(runs, "consumer_telling_every_time")
    assert "SQS-DEL-04" in clauses(ended, "failed")


def test_an_id_in_the_body(runs: Runs) -> None:
    ended = judged(runs, "responder_in_the_body")
    assert not ended.judged("failed"), ended.out
    assert clauses(ended, "not exercised") == {"RR-12"}
    for one in ended.judged("not exercised"):
        assert "has no place for its CorrelationId" in one["reason"]
