"""Calls: which operation of which service a target stands for, and with which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.schedules.target_checks import UNIVERSAL

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

#: A service, its operation, and the parameters.
Call = tuple[str, str, dict[str, Any]]

#: How AWS SDK targets call the services that boto3 calls otherwise.
_NAMES: Final = {"eventbridge": "events", "sfn": "stepfunctions"}
_HERE: Final = frozenset({"sqs", "sns", "events", "stepfunctions"})


def check_modelled(target: Mapping[str, Any], region: Region) -> None:
    """Refuse a universal target whose operation is not here, as `NotModelled`."""
    if target["Arn"].startswith(UNIVERSAL):
        service, operation, _ = _universal(target["Arn"], "{}")
        if operation not in region.operations(service):
            raise NotModelled(f"the target {target['Arn']}")


def call_of(target: Mapping[str, Any], text: str) -> Call | None:
    """Give the call that hands a text to a target; None if it is played by a handler."""
    arn = str(target["Arn"])
    if arn.startswith(UNIVERSAL):
        return _universal(arn, text)
    service = arn.split(":")[2]
    if service == "sqs":
        _, _, _, region, account, name = arn.split(":", 5)
        url = f"https://sqs.{region}.amazonaws.com/{account}/{name}"
        group = (target.get("SqsParameters") or {}).get("MessageGroupId")
        return (
            "sqs",
            "SendMessage",
            {"QueueUrl": url, "MessageBody": text} | ({"MessageGroupId": group} if group else {}),
        )
    if service == "sns":
        return "sns", "Publish", {"TopicArn": arn, "Message": text}
    if service == "states":
        return "stepfunctions", "StartExecution", {"stateMachineArn": arn, "input": text}
    if service == "events":
        about = target["EventBridgeParameters"]
        entry = {
            "EventBusName": arn,
            "Source": about["Source"],
            "DetailType": about["DetailType"],
            "Detail": text,
        }
        return "events", "PutEvents", {"Entries": [entry]}
    return None


def _universal(arn: str, text: str) -> Call:
    service, _, api = arn.removeprefix(UNIVERSAL).partition(":")
    name = _NAMES.get(service, service)
    if name not in _HERE:
        raise NotModelled(f"the target {arn}")
    parameters = read_json(text)
    if not isinstance(parameters, dict):
        raise NotModelled(f"the input of the target {arn}, which is no object")
    if name == "stepfunctions":
        # Its parameters begin with small letters, which the input of a target does not show.
        parameters = {key[:1].lower() + key[1:]: value for key, value in parameters.items()}
    return name, api[:1].upper() + api[1:], parameters
