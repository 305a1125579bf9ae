"""The fields of states: which a type has, in which query language, and what may stand in them.

Source: the Amazon States Language, and answers of ValidateStateMachineDefinition that others have
published (September 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

JSONPATH: Final = "JSONPath"
JSONATA: Final = "JSONata"
QUERY_LANGUAGES: Final = (JSONPATH, JSONATA)

_COMMON: Final = frozenset({"Type", "Comment", "QueryLanguage"})
_FILTERS: Final = frozenset({"InputPath", "OutputPath", "Output"})
_GOES_ON: Final = frozenset({"Next", "End"})
_WORKS: Final = frozenset({"Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"})

#: The fields of each type of state, of both query languages.
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "Pass": _COMMON | _FILTERS | _GOES_ON | {"Result", "ResultPath", "Parameters", "Assign"},
    "Task": _COMMON
    | _FILTERS
    | _GOES_ON
    | _WORKS
    | {"Resource", "Credentials", "Arguments", "Assign"}
    | {"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"},
    "Wait": _COMMON
    | _FILTERS
    | _GOES_ON
    | {"Seconds", "SecondsPath", "Timestamp", "TimestampPath", "Assign"},
    "Parallel": _COMMON | _FILTERS | _GOES_ON | _WORKS | {"Branches", "Arguments", "Assign"},
    "Map": _COMMON
    | _FILTERS
    | _GOES_ON
    | _WORKS
    | {"ItemProcessor", "Iterator", "ItemsPath", "Items", "ItemSelector", "ItemReader", "Assign"}
    | {"ItemBatcher", "ResultWriter", "Label", "MaxConcurrency", "MaxConcurrencyPath"}
    | {"ToleratedFailurePercentage", "ToleratedFailurePercentagePath"}
    | {"ToleratedFailureCount", "ToleratedFailureCountPath"},
    "Choice": _COMMON | _FILTERS | {"Choices", "Default", "Assign"},
    "Succeed": _COMMON | _FILTERS,
    "Fail": _COMMON | {"Error", "ErrorPath", "Cause", "CausePath"},
}
#: The types of states that go on to another one, or end.
GOING_ON: Final = frozenset(name for name, fields in FIELDS.items() if fields >= _GOES_ON)

#: Fields that a state has only in one of the query languages.
ONLY_IN: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector", "Result"),
            *("ItemsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "SecondsPath"),
            *("TimestampPath", "MaxConcurrencyPath", "ToleratedFailurePercentagePath"),
            *("ToleratedFailureCountPath", "ErrorPath", "CausePath"),
        ),
        JSONPATH,
    ),
    **dict.fromkeys(("Arguments", "Output", "Items"), JSONATA),
}

#: Fields of which a state has one at most.
EXCLUSIVE: Final = (
    ("TimeoutSeconds", "TimeoutSecondsPath"),
    ("HeartbeatSeconds", "HeartbeatSecondsPath"),
    ("MaxConcurrency", "MaxConcurrencyPath"),
    ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
    ("ToleratedFailureCount", "ToleratedFailureCountPath"),
    ("Error", "ErrorPath"),
    ("Cause", "CausePath"),
)
#: Fields of which a state of a type has exactly one.
EXACTLY_ONE: Final[Mapping[str, tuple[str, ...]]] = {
    "Wait": ("SecondsPath", "Seconds", "TimestampPath", "Timestamp"),
    "Map": ("ItemProcessor", "Iterator"),
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "Task": ("Resource",),
    "Choice": ("Choices",),
    "Parallel": ("Branches",),
}


@dataclass(frozen=True)
class Number:
    """What a number may be; in JSONata an expression may stand in its place."""

    least: float | None = None
    most: float | None = None
    whole: bool = True


_LONGEST: Final = 99_999_999
NUMBERS: Final[Mapping[str, Number]] = {
    "TimeoutSeconds": Number(1, _LONGEST),
    "HeartbeatSeconds": Number(1, _LONGEST),
    "Seconds": Number(0, _LONGEST),
    "MaxConcurrency": Number(0),
    "ToleratedFailurePercentage": Number(0, 100, whole=False),
    "ToleratedFailureCount": Number(0),
}
#: Zero seconds between two tries are accepted, and no limit of the whole is too short.
RETRY_NUMBERS: Final[Mapping[str, Number]] = {
    "IntervalSeconds": Number(0, _LONGEST),
    "MaxAttempts": Number(0, _LONGEST),
    "BackoffRate": Number(1, whole=False),
    "MaxDelaySeconds": Number(1, 31_622_400),
}
MACHINE_NUMBERS: Final[Mapping[str, Number]] = {"TimeoutSeconds": Number(0, _LONGEST)}

#: Fields that must be texts.
TEXTS: Final = frozenset(
    {"Comment", "Next", "Default", "Resource", "Timestamp", "Error", "Cause", "Label"}
)
#: Fields with a path, of which null is one.
NULLABLE_PATHS: Final = frozenset({"InputPath", "OutputPath", "ResultPath"})
#: Fields whose path must name one place in the input: not in the context object.
INPUT_REFERENCES: Final = frozenset(
    {"MaxConcurrencyPath", "ToleratedFailurePercentagePath", "ToleratedFailureCountPath"}
)
#: What ItemBatcher has besides BatchInput.
BATCH_NUMBERS: Final[Mapping[str, Number]] = {
    "MaxItemsPerBatch": Number(0),
    "MaxInputBytesPerBatch": Number(0, 262_144),
}
#: Fields with a template in JSONPath, with expressions in JSONata.
TEMPLATES: Final = ("Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials")
EXPRESSIONS: Final = (
    *("Arguments", "Output", "Items", "ItemSelector", "Credentials"),
    *("TimeoutSeconds", "HeartbeatSeconds", "Seconds", "Timestamp", "Error", "Cause"),
    *("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount"),
    *("ItemReader", "ItemBatcher", "ResultWriter"),
)
#: What a state machine and a branch may have.
MACHINE_FIELDS: Final = frozenset(
    {"Comment", "QueryLanguage", "StartAt", "TimeoutSeconds", "Version", "States"}
)
BRANCH_FIELDS: Final = frozenset({"Comment", "StartAt", "States"})
PROCESSOR_FIELDS: Final = BRANCH_FIELDS | {"ProcessorConfig"}


def language_of(state: Mapping[str, Any], machine: str) -> str:
    """Give the query language of a state: any but the one name of JSONPath means JSONata."""
    if "QueryLanguage" not in state:
        return machine
    return JSONPATH if state["QueryLanguage"] == JSONPATH else JSONATA
