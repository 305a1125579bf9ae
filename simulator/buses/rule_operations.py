"""Making, changing and listing rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.buses.constraints import check_name, invalid
from pattern_tck.simulator.buses.holdings import Holdings
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.buses.rule import Rule
from pattern_tck.simulator.buses.scheduled import wind
from pattern_tck.simulator.buses.tags import tags_of
from pattern_tck.simulator.octets import length
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.schedules.plans import Plan, rule_plan


class RuleOperations(Holdings):
    """The operations about rules."""

    @operation("PutRule")
    def put_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a rule, or replace what an old one says; its targets stay.

        A rule of the default bus may have a schedule, with a pattern or without one. Raises
        InvalidEventPatternException for a pattern that is none (EB-PAT-07).
        """
        name = parameters["Name"]
        check_name(name, "name", longest=64)
        bus = self.bus(parameters.get("EventBusName"))
        text, schedule = (
            parameters.get(given) or "" for given in ("EventPattern", "ScheduleExpression")
        )
        if not text and not schedule:
            raise invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
        plan = self._plan(schedule, bus.name) if schedule else None
        most = self.region.world.profile.largest_pattern
        if length(text) > most:
            raise invalid(f"Parameter EventPattern for rule {name} exceeds limit of {most}.")
        pattern = self.compiled(text) if text else None
        rule = bus.rules.get(name)
        if rule is None:
            rule = bus.rules[name] = Rule(name, bus.rule_arn(name), bus.name)
            rule.tags = tags_of(parameters)
        rule.pattern_text = text
        rule.pattern = pattern
        rule.schedule_text = schedule
        rule.plan = plan
        # What is left out is not kept.
        rule.state = parameters.get("State", "ENABLED")
        rule.description = parameters.get("Description")
        rule.role = parameters.get("RoleArn")
        rule.changed(self.moment)
        wind(self.region, rule)
        return {"RuleArn": rule.arn}

    def _plan(self, schedule: str, bus: str) -> Plan:
        if bus != "default":
            raise invalid("ScheduleExpression is supported only on the default event bus.")
        try:
            return rule_plan(schedule, self.moment)
        except ValueError:
            raise invalid("Parameter ScheduleExpression is not valid.") from None

    @operation("EnableRule")
    def enable_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Let a rule act."""
        return self._set_state(parameters, "ENABLED")

    @operation("DisableRule")
    def disable_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Let a rule rest."""
        return self._set_state(parameters, "DISABLED")

    def _set_state(self, parameters: Mapping[str, Any], state: str) -> dict[str, Any]:
        rule = self.rule(parameters)
        rule.state = state
        rule.changed(self.moment)
        wind(self.region, rule)
        return {}

    @operation("DeleteRule")
    def delete_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a rule that has no targets left; one that is not there is deleted too."""
        bus = self.bus(parameters.get("EventBusName"))
        rule = bus.rules.get(parameters["Name"])
        if rule is not None:
            if rule.targets:
                raise invalid("Rule can't be deleted since it has targets.")
            bus.drop(rule, self.moment)
            wind(self.region, rule)
        return {}

    @operation("DescribeRule")
    def describe_rule(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a rule."""
        return _shown(self.rule(parameters)) | {"CreatedBy": self.region.world.account}

    @operation("ListRules")
    def list_rules(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the rules of a bus whose names begin with a prefix."""
        bus = self.bus(parameters.get("EventBusName"))
        prefix = parameters.get("NamePrefix", "")
        names = sorted(name for name in bus.rules if name.startswith(prefix))
        shown, token = page(names, parameters)
        return {"Rules": [_shown(bus.rules[name]) for name in shown], **token}


def _shown(rule: Rule) -> dict[str, Any]:
    shown = {
        "Name": rule.name,
        "Arn": rule.arn,
        "EventPattern": rule.pattern_text or None,
        "ScheduleExpression": rule.schedule_text or None,
        "State": rule.state,
        "Description": rule.description,
        "RoleArn": rule.role,
        "EventBusName": rule.bus,
    }
    return {name: value for name, value in shown.items() if value is not None}
