"""Telephones: how text messages would be sent, and to whom not; none is ever sent from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.invalid import invalid

#: A number as people write it, and as AWS takes it.
NUMBER: Final = re.compile(r"\+?[0-9](?:[./-]?[0-9]){1,14}")
_SETTINGS: Final = frozenset(
    {
        "MonthlySpendLimit",
        "DeliveryStatusIAMRole",
        "DeliveryStatusSuccessSamplingRate",
        "DefaultSenderID",
        "DefaultSMSType",
        "UsageReportS3Bucket",
    }
)


class Telephones:
    """The settings for text messages of one region, as records.

    Nobody can reply STOP to a message that is never sent, so no number is ever opted out.
    """

    def __init__(self) -> None:
        # What an account may spend in a month, in dollars, unless it asks for more.
        self._settings: dict[str, str] = {"MonthlySpendLimit": "1"}
        self.operations = operations_of(self)

    @operation("SetSMSAttributes")
    def set_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Keep settings for text messages; those that are not named stay as they are."""
        unknown = asked["attributes"].keys() - _SETTINGS
        if unknown:
            raise Refusal("InvalidParameter", f"{min(unknown)} is not a valid attribute")
        self._settings.update(asked["attributes"])
        return {}

    @operation("GetSMSAttributes")
    def get_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the settings that were kept, all or those that are named."""
        names = asked.get("attributes") or self._settings
        return {"attributes": {n: v for n, v in self._settings.items() if n in names}}

    @operation("CheckIfPhoneNumberIsOptedOut")
    def is_opted_out(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say whether the owner of a number wants no messages."""
        if not NUMBER.fullmatch(asked["phoneNumber"]):
            raise invalid("PhoneNumber Reason: input incorrectly formatted")
        return {"isOptedOut": False}

    @operation("OptInPhoneNumber")
    def opt_in(self, _asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let a number get messages again; here every number may already."""
        return {}

    @operation("ListPhoneNumbersOptedOut")
    def list_opted_out(self, _asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the numbers whose owners want no messages."""
        return {"phoneNumbers": []}
