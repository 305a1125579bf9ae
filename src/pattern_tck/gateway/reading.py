"""Reading a request of any AWS SDK: who calls, which operation, with which parameters.

The access key id of the signature says who calls, its scope which service is meant. The signature
itself is not checked: nobody but the kit's own children knows the keys, and what goes on to the
target is signed again by the kit's clients.
"""

from __future__ import annotations

from typing import Final

from pattern_tck.simulator.doors.wire.requests import Asked, Caller, Sent, read_request
from pattern_tck.simulator.refusals import Refusal

#: What passes: the services of the patterns, and what is needed to make their channels.
SERVICES: Final = frozenset(
    {"sqs", "sns", "events", "stepfunctions", "dynamodb", "cloudwatch", "iam", "sts"}
)


def read(who: Caller | None, sent: Sent) -> Asked:
    """Read a request; what its parameters have to be is for the target to say.

    Raises `Refusal` with what AWS would say: of a request without signature, of a service or an
    operation that is not known here, of a body that cannot be read.
    """
    if who is None:
        raise Refusal(
            "MissingAuthenticationToken",
            "the request is not signed: have the SDK use the credentials of its environment",
            status=403,
        )
    if who.service not in SERVICES:
        raise Refusal(
            "UnknownService",
            f"the gateway does not know the service {who.service!r}: it passes on "
            f"{', '.join(sorted(SERVICES))}",
        )
    return read_request(who, sent, checked=False)
