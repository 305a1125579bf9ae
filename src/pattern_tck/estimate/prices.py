"""What calls cost on AWS: list prices of us-east-1 in US dollars, and what follows from them.

They were not read from AWS's price list. They come from guides of others that agree with each other
and, for Step Functions, from a stored copy of AWS's own page; the newest guide is of June 2026. So
they are to be checked before anybody relies on them, for the region in question, at
``https://aws.amazon.com/SERVICE/pricing/``, SERVICE being sqs, sns, eventbridge, dynamodb,
step-functions and cloudwatch. Free tiers, taxes, traffic and storage are left out. Where a call may
cost this or that, the dearer is taken:

- SQS: 0.40 a million requests to standard queues, 0.50 to FIFO queues. The latter is taken. A
  request counts once for each 64 KB of it; nearly all messages of the suite are smaller.
- SNS: 0.50 a million requests; deliveries to SQS are free. FIFO topics cost less for a message.
- EventBridge: 1.00 a million events that are put. A call is taken for ten events, the most that it
  can have. Archives and replays are left out.
- DynamoDB on demand: 0.625 a million writes, 0.125 a million strongly consistent reads, for items
  of up to 1 and 4 KB. In transactions they cost twice as much; two items are taken for each.
- Step Functions: 0.025 a thousand transitions of standard workflows.
- CloudWatch: 0.01 a thousand requests, and 0.10 a month for an alarm, which is taken for one hour.
- IAM, STS and the calls of the other services that are not named below cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pattern_tck.estimate.calls import Call

#: The month of the newest source.
AS_OF: Final = "2026-06"

_MILLION = 1_000_000
#: A workflow of the suite takes about so many transitions; nobody sees them as calls.
_TRANSITIONS: Final = 20
_HOURS_OF_A_MONTH: Final = 730

#: Dollars for each call of a service, unless the call has a price of its own.
_BY_SERVICE: Final[Mapping[str, float]] = {
    "sqs": 0.50 / _MILLION,
    "sns": 0.50 / _MILLION,
    "cloudwatch": 0.01 / 1000,
}
_WRITE: Final = 0.625 / _MILLION
_READ: Final = 0.125 / _MILLION
#: Dollars for each call of these.
_BY_CALL: Final[Mapping[Call, float]] = {
    "events PutEvents": 10 * 1.00 / _MILLION,
    "dynamodb PutItem": _WRITE,
    "dynamodb UpdateItem": _WRITE,
    "dynamodb DeleteItem": _WRITE,
    "dynamodb TransactWriteItems": 2 * 2 * _WRITE,
    "dynamodb GetItem": _READ,
    "dynamodb Query": _READ,
    "dynamodb Scan": _READ,
    "stepfunctions StartExecution": _TRANSITIONS * 0.025 / 1000,
    "cloudwatch PutMetricAlarm": 0.01 / 1000 + 0.10 / _HOURS_OF_A_MONTH,
}


def price(calls: Mapping[Call, int]) -> float:
    """Give what calls cost, in dollars."""
    return sum(
        count * _BY_CALL.get(call, _BY_SERVICE.get(call.partition(" ")[0], 0.0))
        for call, count in calls.items()
    )
