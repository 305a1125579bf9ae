"""ARNs and names of Step Functions, and what is said of those that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pattern_tck.simulator.refusals import Refusal

_LONGEST_NAME: Final = 80
#: What a name must not contain, by API-SFN CreateStateMachine.
_BAD: Final = re.compile(r"[\s<>{}\[\]?*\"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]")
_PARTS: Final = 6


def check_name(name: str) -> None:
    """Refuse a name that cannot be one (InvalidName)."""
    if not 1 <= len(name) <= _LONGEST_NAME or _BAD.search(name):
        raise Refusal("InvalidName", f"Invalid Name: '{name}'")


def kind_of(arn: str) -> str:
    """Give the kind of resource that an ARN names; raises `Refusal` (InvalidArn) if it is none."""
    parts = arn.split(":", _PARTS)
    if len(parts) <= _PARTS or parts[0] != "arn" or parts[2] != "states" or not parts[_PARTS]:
        raise Refusal("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {arn}'")
    return parts[5]


def check_kind(arn: str, kinds: Iterable[str]) -> None:
    """Refuse an ARN that is none of these kinds of resources (InvalidArn)."""
    kind = kind_of(arn)
    if kind not in kinds:
        raise Refusal(
            "InvalidArn", f"Invalid Arn: 'Resource type not valid in this context: {kind}'"
        )


def last_of(arn: str) -> str:
    """Give what an ARN names within its kind; raises `Refusal` (InvalidArn) if it is none."""
    kind_of(arn)
    return arn.split(":", _PARTS)[_PARTS]
