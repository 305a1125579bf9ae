"""What a function's answer says about the messages of its batch: which of them are done with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class BatchResult:
    """The messages (by MessageId) that come again; ``why`` is said where all of them do."""

    failed: frozenset[str] = frozenset()
    why: str = ""


def batch_result(answer: Any, message_ids: Collection[str], *, reports: bool) -> BatchResult:
    """Read an answer; ``reports`` says that the mapping has ReportBatchItemFailures.

    Without it nobody looks at the answer: a function that returns has succeeded (ESM-02). With
    it, what names no failures is a success, and what names them in a way that cannot be read is
    the failure of all (ESM-03, ESM-04).
    """
    if not reports or answer is None:
        return BatchResult()
    everything = frozenset(message_ids)
    if not isinstance(answer, Mapping):
        return BatchResult(everything, f"its answer is no JSON object: {answer!r:.80}")
    failures = answer.get("batchItemFailures")
    if failures is None:
        return BatchResult()
    if not isinstance(failures, list):
        return BatchResult(everything, f"batchItemFailures is no list: {failures!r:.80}")
    failed: set[str] = set()
    for failure in failures:
        identifier = failure.get("itemIdentifier") if isinstance(failure, Mapping) else None
        if not isinstance(identifier, str) or not identifier:
            return BatchResult(everything, f"a failure without itemIdentifier: {failure!r:.80}")
        if identifier not in everything:
            return BatchResult(
                everything, f"itemIdentifier {identifier!r:.80} is the messageId of no record"
            )
        failed.add(identifier)
    return BatchResult(frozenset(failed))
