"""The simulator with one promise of event patterns broken."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from tests.broken.wrong_target import wrong_simulator


def _with_pattern(change):
    """Give a wrong target whose rules have another pattern (a text) than they are given."""

    def wrong(service, operation, parameters, proceed):
        if operation == "PutRule":
            pattern = parameters["EventPattern"]
            # The rule beside, which is for everything, stays what it is.
            if "prefix" not in pattern or "detail" in pattern:
                parameters = {**parameters, "EventPattern": change(pattern)}
        return proceed(parameters)

    return wrong_simulator(wrong)


def _with_entries(change, change_pattern=lambda pattern: pattern):
    """Give a wrong target that reads the entries of PutEvents otherwise."""

    def wrong(service, operation, parameters, proceed):
        if operation == "PutEvents":
            entries = [change(dict(entry)) for entry in parameters["Entries"]]
            parameters = {**parameters, "Entries": entries}
        if operation == "PutRule":
            pattern = change_pattern(parameters["EventPattern"])
            parameters = {**parameters, "EventPattern": pattern}
        return proceed(parameters)

    return wrong_simulator(wrong)


def _detail(change):
    return lambda entry: {**entry, "Detail": json.dumps(change(json.loads(entry["Detail"])))}


def _changed(change, value):
    """Change each value of a JSON document, from the leaves upwards."""
    if isinstance(value, dict):
        value = {name: _changed(change, part) for name, part in value.items()}
    elif isinstance(value, list):
        value = [_changed(change, part) for part in value]
    return change(value)


def _first_field(pattern):
    name, value = next(iter(json.loads(pattern).items()))
    return json.dumps({name: value})


def _in_small_letters(entry):
    return {
        **entry,
        "Detail": entry["Detail"].lower(),
        "DetailType": entry["DetailType"].lower(),
    }


def _no_text(value):
    return int(value) if isinstance(value, str) and value.isdigit() else value


def _first_of_list(value):
    return value[0] if isinstance(value, list) and value else value


def _first_of_lists(entry):
    changed = _detail(lambda detail: _changed(_first_of_list, detail))(entry)
    return {**changed, "Resources": entry.get("Resources", [])[:1]}


def _nothing_is_empty(value):
    return "" if value is None else value


def _objects_are_leaves(detail):
    return {
        name: "an object" if isinstance(value, dict) else value for name, value in detail.items()
    }


def _first_key(pattern):
    def first(pairs):
        kept = {}
        for name, value in pairs:
            kept.setdefault(name, value)
        return kept

    return json.dumps(json.loads(pattern, object_pairs_hook=first))


def _any_pattern(service, operation, parameters, proceed):
    try:
        return proceed(parameters)
    except ClientError:
        if operation == "PutRule":
            return {"RuleArn": "arn:aws:events:us-east-1:1:rule/any"}
        raise


def _no_operators(service, operation, parameters, proceed):
    pattern = parameters.get("EventPattern", "")
    if operation == "PutRule" and ("exists" in pattern or "$or" in pattern):
        answer = {
            "Error": {"Code": "InvalidEventPatternException"},
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        raise ClientError(answer, operation)
    return proceed(parameters)


matches_everything = _with_pattern(lambda pattern: '{"source": [{"prefix": ""}]}')
matches_nothing = _with_pattern(lambda pattern: '{"source": ["nobody"]}')
reads_one_field = _with_pattern(_first_field)
knows_no_case = _with_entries(_in_small_letters, str.lower)
reads_numbers_in_texts = _with_entries(
    _detail(lambda detail: _changed(_no_text, detail)),
    lambda pattern: json.dumps(_changed(_no_text, json.loads(pattern))),
)
reads_first_elements = _with_entries(_first_of_lists)
takes_nothing_for_empty = _with_entries(_detail(lambda detail: _changed(_nothing_is_empty, detail)))
takes_objects_for_leaves = _with_entries(_detail(_objects_are_leaves))
first_key_counts = _with_pattern(_first_key)
takes_any_pattern = wrong_simulator(_any_pattern)
knows_no_operators = wrong_simulator(_no_operators)

CAUGHT = {
    "matches_everything": [
        "EB-PAT-01", "EB-PAT-02", "EB-PAT-03", "EB-PAT-04", "EB-PAT-05", "EB-PAT-06", "EB-PAT-07",
    ],
    "matches_nothing": [
        "EB-PAT-01", "EB-PAT-02", "EB-PAT-03", "EB-PAT-04", "EB-PAT-05", "EB-PAT-06", "EB-PAT-07",
    ],
    "reads_one_field": ["EB-PAT-01"],
    "knows_no_case": ["EB-PAT-02"],
    "reads_numbers_in_texts": ["EB-PAT-03"],
    "reads_first_elements": ["EB-PAT-04"],
    "takes_nothing_for_empty": ["EB-PAT-05"],
    "takes_objects_for_leaves": ["EB-PAT-05"],
    "first_key_counts": ["EB-PAT-06"],
    "takes_any_pattern": ["EB-PAT-07"],
    "knows_no_operators": ["EB-PAT-07"],
}  # fmt: skip
