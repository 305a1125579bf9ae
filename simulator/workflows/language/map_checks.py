"""Checks of Map states: the processor of items, and what only a distributed one has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.expression_checks import (
    check_input_reference,
    check_template,
)
from pattern_tck.simulator.workflows.language.findings import (
    DUPLICATE_LABEL_NAME,
    INVALID_LABEL_NAME,
    Findings,
)
from pattern_tck.simulator.workflows.language.state_fields import BATCH_NUMBERS, JSONATA
from pattern_tck.simulator.workflows.language.task_checks import EXPRESS
from pattern_tck.simulator.workflows.language.value_checks import check_numbers, check_one_of

DISTRIBUTED: Final = "DISTRIBUTED"
LONGEST_LABEL: Final = 40


def processor_of(state: Mapping[str, Any]) -> tuple[str, Any]:
    """Give the name under which a Map state has its processor, and the processor."""
    name = "ItemProcessor" if "ItemProcessor" in state else "Iterator"
    return name, state.get(name)


def check_map(state: Mapping[str, Any], kind: str, location: str, findings: Findings) -> None:
    """Check how the items of a Map state are worked on."""
    name, processor = processor_of(state)
    if not isinstance(processor, dict) or "ProcessorConfig" not in processor:
        return
    config, place = processor["ProcessorConfig"], f"{location}/{name}/ProcessorConfig"
    if not isinstance(config, dict):
        findings.wrong("Expected value of type [OBJECT]", place)
        return
    check_one_of(config, "Mode", ("INLINE", DISTRIBUTED), place, findings)
    check_one_of(config, "ExecutionType", ("STANDARD", EXPRESS), place, findings)
    if config.get("Mode") == DISTRIBUTED:
        findings.allow(config, frozenset({"Mode", "ExecutionType"}), place)
        findings.require(config, ("ExecutionType",), place)
        if kind == EXPRESS:
            findings.wrong(
                "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' "
                "state machines",
                f"{place}/Mode",
            )
    else:
        findings.allow(config, frozenset({"Mode"}), place)


def check_batcher(
    state: Mapping[str, Any], language: str, location: str, findings: Findings
) -> None:
    """Check how the items of a Map state are put into batches."""
    if "ItemBatcher" not in state:
        return
    batcher, place = state["ItemBatcher"], f"{location}/ItemBatcher"
    if not isinstance(batcher, dict):
        findings.wrong("Expected value of type [OBJECT]", place)
        return
    paths = {f"{name}Path" for name in BATCH_NUMBERS}
    findings.allow(batcher, frozenset({"BatchInput", *BATCH_NUMBERS, *paths}), place)
    check_numbers(batcher, BATCH_NUMBERS, place, findings, language)
    for name in BATCH_NUMBERS:
        findings.only_one(batcher, (name, f"{name}Path"), place)
        path = f"{name}Path"
        if path in batcher and language == JSONATA:
            findings.wrong(
                f"The QueryLanguage is set to 'JSONata', but field '{path}' is only supported "
                "for the 'JSONPath' QueryLanguage",
                place,
            )
        elif path in batcher:
            check_input_reference(batcher[path], f"{place}/{path}", findings)
    if language != JSONATA:
        check_template(batcher.get("BatchInput"), f"{place}/BatchInput", findings)


def check_label(
    state: Mapping[str, Any], labels: set[str], location: str, findings: Findings
) -> None:
    """Check the label of a Map state, and that no other has it."""
    label = state.get("Label")
    if not isinstance(label, str):
        return
    if len(label) > LONGEST_LABEL:
        findings.wrong(
            f"The label '{label}' exceeds the {LONGEST_LABEL}-character limit allowed by the "
            "service",
            f"{location}/Label",
            INVALID_LABEL_NAME,
        )
    if label in labels:
        findings.wrong(f"Duplicate Label name: {label}", f"{location}/Label", DUPLICATE_LABEL_NAME)
    labels.add(label)
