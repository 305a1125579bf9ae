"""A bus: rules over the events that are put on it, and archives that keep them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pattern_tck.simulator.buses.archive import Archive
from pattern_tck.simulator.buses.rule import Rule


class Bus:
    """One event bus. Times are in microseconds."""

    def __init__(self, name: str, arn: str, made: int) -> None:
        self.name = name
        self.arn = arn
        self.made = made
        self.changed = made
        #: Description, encryption and the like: kept and shown, without effect here.
        self.settings: dict[str, Any] = {}
        self.statements: list[dict[str, Any]] = []
        self.tags: dict[str, str] = {}
        self.rules: dict[str, Rule] = {}
        self.archives: list[Archive] = []
        self._leaving: list[Rule] = []

    @property
    def policy(self) -> str | None:
        """Give the policy as JSON; None if nobody was given a permission."""
        if not self.statements:
            return None
        return json.dumps({"Version": "2012-10-17", "Statement": self.statements})

    def rule_arn(self, name: str) -> str:
        """Give the ARN of a rule of this name; the default bus is not named in it."""
        home = self.arn.partition(":event-bus/")[0]
        return (
            f"{home}:rule/{name}" if self.name == "default" else f"{home}:rule/{self.name}/{name}"
        )

    def drop(self, rule: Rule, moment: int) -> None:
        """Delete a rule, which may act a little longer (EB-DEL-08)."""
        rule.deleted(moment)
        del self.rules[rule.name]
        self._leaving = [*(one for one in self._leaving if one.settled > moment), rule]

    def acting(self, moment: int) -> Iterator[Rule]:
        """Give the rules that may have a say about an event of this moment."""
        yield from tuple(self.rules.values())
        if self._leaving:
            self._leaving = [rule for rule in self._leaving if rule.settled > moment]
            yield from self._leaving
