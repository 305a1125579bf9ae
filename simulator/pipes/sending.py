"""Sending: a batch of records to the target of a pipe, and which of them were not taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.buses.paths import MISSING
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.pipes.checks import service_of
from pattern_tck.simulator.pipes.enriching import run_express
from pattern_tck.simulator.pipes.records import Record, text_of
from pattern_tck.simulator.pipes.templates import at_path, fill
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.pipes.pipe import Pipe
    from pattern_tck.simulator.world import Region

#: Told the numbers of the records that were not taken, and why.
Then = Callable[[set[int], str], None]


def send(region: Region, pipe: Pipe, records: Sequence[Record], then: Then) -> None:
    """Hand records to the target of a pipe, and say when it is done which were not taken."""
    everything = set(range(len(records)))
    try:
        forms = [_form(region, pipe, record) for record in records]
        service = service_of(pipe.given["Target"])
        if service == "states":
            _to_workflow(region, pipe, forms, records, then)
            return
        failed = _BATCHES[service](region, pipe, forms, records)
    except NotModelled as beyond:
        region.world.tell("EB-DEL-04", f"{pipe.arn} cannot send: {beyond.message}")
        then(everything, beyond.message)
    except Refusal as refusal:
        then(everything, f"{refusal.code}: {refusal.message}")
    except AnswerLost:
        then(everything, "no answer came from the target")
    else:
        then(set(failed), next(iter(failed.values()), ""))


def _form(region: Region, pipe: Pipe, record: Record) -> str:
    """Give a record in the form of the target's template, or as it is."""
    template = pipe.of_target("InputTemplate")
    if not template:
        return text_of(record)
    return fill(template, pipe, record, region.world.clock.micros)


def _called(region: Region, service: str, operation: str, asked: Mapping[str, Any]) -> Any:
    return region.world.call(service, operation, asked, region.name)


def _failures(answer: Mapping[str, Any]) -> dict[int, str]:
    return {int(one["Id"]): one["Code"] for one in answer.get("Failed") or ()}


def _to_queue(
    region: Region, pipe: Pipe, forms: Sequence[str], records: Sequence[Record]
) -> dict[int, str]:
    _, _, _, home, account, name = pipe.given["Target"].split(":", 5)
    given = pipe.of_target("SqsQueueParameters") or {}
    entries = []
    for number, (form, record) in enumerate(zip(forms, records, strict=True)):
        entry = {"Id": str(number), "MessageBody": form}
        entry |= {key: _dynamic(value, record) for key, value in given.items()}
        entries.append(entry)
    url = f"https://sqs.{home}.amazonaws.com/{account}/{name}"
    return _failures(
        _called(region, "sqs", "SendMessageBatch", {"QueueUrl": url, "Entries": entries})
    )


def _to_topic(
    region: Region, pipe: Pipe, forms: Sequence[str], _records: Sequence[Record]
) -> dict[int, str]:
    entries = [{"Id": str(number), "Message": form} for number, form in enumerate(forms)]
    asked = {"TopicArn": pipe.given["Target"], "PublishBatchRequestEntries": entries}
    return _failures(_called(region, "sns", "PublishBatch", asked))


def _to_bus(
    region: Region, pipe: Pipe, forms: Sequence[str], records: Sequence[Record]
) -> dict[int, str]:
    given = pipe.of_target("EventBridgeEventBusParameters") or {}
    if given.get("EndpointId") or given.get("Time"):
        raise NotModelled("EndpointId and Time of a pipe's target")
    entries = []
    for form, record in zip(forms, records, strict=True):
        entry = {
            "EventBusName": pipe.given["Target"],
            "Source": _dynamic(given.get("Source") or f"Pipe {pipe.name}", record),
            "DetailType": _dynamic(given.get("DetailType") or "Event from aws:sqs", record),
            "Detail": form,
        }
        resources = [_dynamic(one, record) for one in given.get("Resources") or ()]
        entries.append(entry | ({"Resources": resources} if resources else {}))
    answer = _called(region, "events", "PutEvents", {"Entries": entries})
    return {
        number: result["ErrorCode"]
        for number, result in enumerate(answer["Entries"])
        if "ErrorCode" in result
    }


def _to_handler(
    region: Region, pipe: Pipe, forms: Sequence[str], _records: Sequence[Record]
) -> dict[int, str]:
    """Call whoever stands for a function, with the whole batch; an exception fails all of it."""
    arn = pipe.given["Target"]
    handler = region.buses.handlers.get(arn)
    if handler is None:
        raise Refusal("ResourceNotFoundException", f"{arn} does not exist")
    try:
        handler(_array(forms))
    except NotModelled:
        raise
    except Exception as error:
        raise Refusal(type(error).__name__, str(error) or repr(error)) from error
    return {}


def _to_workflow(
    region: Region,
    pipe: Pipe,
    forms: Sequence[str],
    records: Sequence[Record],
    then: Then,
) -> None:
    """Start a state machine with the whole batch; wait for its end if the pipe says so."""
    given = pipe.of_target("StepFunctionStateMachineParameters") or {}
    arn = pipe.given["Target"]
    if given.get("InvocationType", "REQUEST_RESPONSE") == "FIRE_AND_FORGET":
        asked = {"stateMachineArn": arn, "input": _array(forms)}
        _called(region, "stepfunctions", "StartExecution", asked)
        then(set(), "")
        return

    def ended(answer: Mapping[str, Any]) -> None:
        if answer["status"] != "SUCCEEDED":
            then(set(range(len(records))), str(answer.get("error") or answer["status"]))
            return
        failed = set(_named(json.loads(answer["output"]), records))
        then(failed, "the state machine names it in batchItemFailures" if failed else "")

    run_express(region, arn, _array(forms), ended)


def _named(output: Any, records: Sequence[Record]) -> Iterator[int]:
    """Give the numbers of the records that a target names as failed ones."""
    named = output.get("batchItemFailures") if isinstance(output, dict) else None
    listed = named if isinstance(named, list) else []
    # A list and no set: what is no text may be something that no set can look for.
    ids = [one.get("itemIdentifier") for one in listed if isinstance(one, dict)]
    for number, record in enumerate(records):
        if isinstance(record, dict) and record.get("messageId") in ids:
            yield number


def _array(forms: Sequence[str]) -> str:
    """Give the batch as one JSON array; what is no JSON is a string in it."""
    shown = []
    for form in forms:
        try:
            read_json(form)
        except ValueError:
            shown.append(json.dumps(form))
        else:
            shown.append(form)
    return f"[{','.join(shown)}]"


def _dynamic(value: str, record: Record) -> str:
    """Give a parameter: as it is, or what is at its path in the record."""
    if not value.startswith("$."):
        return value
    found = at_path(value, record)
    # A path that leads nowhere leaves nothing, as in a template.
    return "" if found is MISSING else text_of(found)


_BATCHES = {"sqs": _to_queue, "sns": _to_topic, "events": _to_bus, "lambda": _to_handler}
