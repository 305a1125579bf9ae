"""Giving rules targets, and taking them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.buses.constraints import invalid
from pattern_tck.simulator.buses.holdings import Holdings
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.buses.targets import read_target
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal


class TargetOperations(Holdings):
    """The operations about targets."""

    @operation("PutTargets")
    def put_targets(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Give a rule targets; one with the id of an old one takes its place.

        Nobody looks whether a target exists. Raises LimitExceededException for more targets than
        a rule may have (EB-DEL-07).
        """
        rule = self.rule(parameters, "Rule")
        ids = [given["Id"] for given in parameters["Targets"]]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice is not None:
            raise invalid(
                "Parameter targets is not valid. Reason: "
                f"More than one target with Id '{twice}' is provided."
            )
        read = [
            read_target(given, number, self.region.name)
            for number, given in enumerate(parameters["Targets"], 1)
        ]
        targets = rule.targets | {target.id: target for target in read}
        if len(targets) > self.region.world.profile.most_targets:
            raise Refusal(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            )
        rule.targets = targets
        rule.changed(self.moment)
        return {"FailedEntryCount": 0, "FailedEntries": []}

    @operation("RemoveTargets")
    def remove_targets(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Take targets away from a rule; Ids that it does not have fail one by one."""
        rule = self.rule(parameters, "Rule")
        unknown = [name for name in parameters["Ids"] if name not in rule.targets]
        gone = set(parameters["Ids"])
        rule.targets = {name: target for name, target in rule.targets.items() if name not in gone}
        rule.changed(self.moment)
        failed = [
            {
                "TargetId": name,
                "ErrorCode": "ResourceNotFoundException",
                "ErrorMessage": f"Rule {rule.name} does not have a target with the Id {name}.",
            }
            for name in unknown
        ]
        return {"FailedEntryCount": len(failed), "FailedEntries": failed}

    @operation("ListTargetsByRule")
    def list_targets_by_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the targets of a rule as they were given."""
        rule = self.rule(parameters, "Rule")
        names, token = page(sorted(rule.targets), parameters)
        return {"Targets": [dict(rule.targets[name].given) for name in names], **token}

    @operation("ListRuleNamesByTarget")
    def list_rule_names_by_target(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the rules of a bus that have a target of an ARN."""
        bus = self.bus(parameters.get("EventBusName"))
        names = sorted(
            rule.name
            for rule in bus.rules.values()
            if any(target.arn == parameters["TargetArn"] for target in rule.targets.values())
        )
        shown, token = page(names, parameters)
        return {"RuleNames": list(shown), **token}
