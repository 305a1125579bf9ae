"""Further changes: what teams configure and the kit's reference does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.mutation.changes import Change, of_states
from pattern_tck.mutation.editing import Parameters, but

_QUEUES: Final = frozenset({"CreateQueue", "SetQueueAttributes"})
_MAKING_QUEUES_AND_TOPICS: Final = _QUEUES | {"CreateTopic"}


def further_changes() -> Mapping[str, Change]:
    """Give every further change by its name."""
    return {
        "delay_removed": Change(
            "The queue does not delay what is sent to it.",
            _attributes(_QUEUES, {"DelaySeconds": "0"}),
        ),
        "contents_not_compared": Change(
            "What was sent twice with the same content is no longer seen as the same message.",
            _attributes(_MAKING_QUEUES_AND_TOPICS, {"ContentBasedDeduplication": "false"}),
        ),
        "groups_share_ids": Change(
            "Deduplication ids count for the whole queue instead of for each message group.",
            _attributes(
                _QUEUES, {"DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue"}
            ),
        ),
        "result_path_removed": of_states(
            "The result of a step takes the place of all that the workflow knew.",
            (lambda state: but(state, "ResultPath")),
        ),
        "default_removed": of_states(
            "A choice has no way for what it did not expect.",
            (lambda state: but(state, "Default")),
        ),
        "pipe_filter_removed": Change(
            "The pipe passes everything on.",
            _within("CreatePipe", "SourceParameters", "FilterCriteria"),
        ),
        "schedule_without_dead_letters": Change(
            "What the schedule cannot deliver is gone.",
            _within("CreateSchedule", "Target", "DeadLetterConfig"),
        ),
    }


def _attributes(
    operations: frozenset[str], values: Mapping[str, str]
) -> Callable[[str, Parameters], Parameters]:
    """Give attributes other values, where they are said."""

    def changed(operation: str, asked: Parameters) -> Parameters:
        said = asked.get("Attributes") or {}
        other = {name: value for name, value in values.items() if name in said}
        if operation not in operations or not other:
            return asked
        return {**asked, "Attributes": {**said, **other}}

    return changed


def _within(operation: str, name: str, removed: str) -> Callable[[str, Parameters], Parameters]:
    """Remove a field within one parameter of one operation."""

    def changed(called: str, asked: Parameters) -> Parameters:
        said: Any = asked.get(name)
        if called != operation or not isinstance(said, Mapping):
            return asked
        return {**asked, name: but(said, removed)}

    return changed
