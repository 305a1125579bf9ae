"""The numbers that AWS changes from time to time, in one dated profile.

What is a promise of a pattern stands where it is kept; what is merely today's size stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_KIB: Final = 1024


@dataclass(frozen=True)
class Profile:
    """Quotas and sizes as they were on a day. Sizes are in bytes, times in seconds."""

    dated: str
    #: SQS-DEL-10: body and attributes of one message.
    largest_message: int = 1024 * _KIB
    #: SQS-DEL-12: all entries of a batch together.
    largest_batch: int = 1024 * _KIB
    #: SQS-VIS-11: messages in flight on one queue, standard and FIFO.
    most_in_flight: int = 120_000
    most_in_flight_fifo: int = 120_000
    #: SNS-PUB-17: unless a topic says otherwise by MaximumMessageSize.
    largest_publish: int = 256 * _KIB
    #: SNS-FLT-08
    most_filter_keys: int = 5
    most_filter_combinations: int = 150
    most_filter_policies_per_topic: int = 200
    #: EB-PUT-01: all entries of one PutEvents.
    largest_put_events: int = 1024 * _KIB
    #: EB-DEL-07
    most_targets: int = 5
    #: EB-PAT-07
    most_pattern_combinations: int = 1000


#: What the documentation says now.
TODAY: Final = Profile(dated="2026-11")
