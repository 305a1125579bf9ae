"""What calls cost on AWS: one profile of published prices, and an estimate that rounds nothing up.

Prices of us-east-1 in US dollars, without free tiers, taxes and traffic, as they were published at
the end of 2025; other regions differ by a few tenths. They are read from the pricing pages of each
service (``https://aws.amazon.com/SERVICE/pricing/``, SERVICE being sqs, sns, eventbridge, dynamodb,
step-functions, cloudwatch), and are to be read there again before anybody relies on them:

- SQS: 0.40 a million requests to standard queues, 0.50 to FIFO queues. The dearer one is taken.
- SNS: 0.50 a million requests; deliveries to SQS are free.
- EventBridge: 1.00 a million events that are put, of which one call has up to ten; archives and
  replays are small here, and left out.
- DynamoDB on demand: 0.625 a million writes, 0.125 a million strongly consistent reads, for items
  of up to 1 and 4 KB; twice as much in transactions.
- Step Functions: 0.025 a thousand transitions of standard workflows.
- CloudWatch: 0.01 a thousand requests, and 0.10 a month for an alarm, counted by the hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pattern_tck.estimate.calls import Call

#: When these prices were looked up.
AS_OF: Final = "2025-12"

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
