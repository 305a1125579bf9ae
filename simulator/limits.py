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
    #: The pattern of one rule.
    largest_pattern: int = 2048
    #: EB-DEL-07
    most_targets: int = 5
    #: EB-PAT-07
    most_pattern_combinations: int = 1000
    #: SFN-LIM-01: input and output of a state, a task or an execution, and events of an execution.
    largest_payload: int = 256 * _KIB
    most_history_events: int = 25_000
    #: SFN-EXP-02: an express workflow, in seconds.
    longest_express: int = 300
    #: SFN-CON-02: how long after its end an execution can be redriven, in seconds.
    longest_redrivable: int = 14 * 24 * 60 * 60
    #: SFN-STD-02: how long the name of an execution stays taken after its end, in seconds.
    longest_name: int = 90 * 24 * 60 * 60


#: What the documentation says now.
TODAY: Final = Profile(dated="2026-11")
