"""A connection: how an API destination proves who it is. Kept as a record; nobody is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import invalid

#: Which part of AuthParameters belongs to which kind.
KINDS: Final = {
    "BASIC": "BasicAuthParameters",
    "OAUTH_CLIENT_CREDENTIALS": "OAuthParameters",
    "API_KEY": "ApiKeyAuthParameters",
}
#: What an answer never shows.
_SECRETS: Final = frozenset({"Password", "ApiKeyValue", "ClientSecret"})


@dataclass
class Connection:
    """One connection. Times are in microseconds; ``given`` is what it was told."""

    name: str
    arn: str
    secret: str
    made: int
    changed: int
    given: dict[str, Any]

    @property
    def kind(self) -> str:
        """Give how it proves itself."""
        return str(self.given["AuthorizationType"])

    @property
    def state(self) -> str:
        """Say whether it can be used: with OAuth it waits for an answer that nobody here gives."""
        return "AUTHORIZING" if self.kind == "OAUTH_CLIENT_CREDENTIALS" else "AUTHORIZED"

    @property
    def shown(self) -> dict[str, Any]:
        """Give its parameters without what is secret."""
        found: dict[str, Any] = _open(self.given["AuthParameters"])
        return found


def check_auth(kind: str, given: Mapping[str, Any]) -> None:
    """Refuse parameters that do not belong to the kind, or an endpoint that is not HTTPS."""
    part = KINDS[kind]
    if given.get(part) is None:
        raise invalid(f"Parameter {part} is not valid. Reason: Missing required field(s).")
    endpoint = given[part].get("AuthorizationEndpoint")
    if endpoint is not None and not endpoint.startswith("https://"):
        raise invalid("Parameter AuthorizationEndpoint is not valid.")


def _open(value: Any) -> Any:
    if isinstance(value, list):
        return [_open(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    hidden = _SECRETS | ({"Value"} if value.get("IsValueSecret") else set())
    return {name: _open(inner) for name, inner in value.items() if name not in hidden}
