"""Mutants outside of the kit's process: processes in Python and Node.js, and Lambda functions.

``tests.mutants.outside:node__ROLE__DEFECT`` is a worker of ``defects.mjs``; those in Python are
`tests.bound`'s. Which clauses kill which of them is written here for Node.js, and for the others
in `tests.broken`, where the object with the same defect is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pattern_tck import reference_impl
from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByPython

FOLDER = Path(__file__).parent
EXAMPLE = FOLDER.parents[1] / "examples" / "node"

#: By role and defect, what kills it.
NODE: Final[Mapping[str, Mapping[str, str]]] = {
    "consumer": {
        "acknowledges-first": "SQS-VIS-02 DLQ-17",
        "swallows-failures": "DLQ-01 DLQ-15",
        "does-not-wait-for-its-work": "DLQ-01 DLQ-15",
        "handles-the-first-only": "P2P-01 P2P-02",
        "drops-what-it-cannot-use": "DLQ-18",
        "tries-what-it-cannot-use": "DLQ-18",
        "rejects-without-attributes": "DLQ-18",
        "sends-back-by-hand": "DLQ-01",
        "books-every-time": "P2P-03 P2P-06",
        "knows-message-ids": "P2P-06",
        "checks-then-writes": "P2P-03",
        "remembers-in-memory": "P2P-03",
    },
    "responder": {
        "acknowledges-first": "SQS-VIS-02",
        "swallows-failures": "DLQ-16",
        "does-not-wait-for-its-work": "SQS-VIS-02",
        "drops-what-it-cannot-use": "RR-13",
        "sends-back-by-hand": "RR-04",
        "drops-the-correlation-id": "RR-03",
        "correlates-by-message-id": "RR-03 RR-05",
        "answers-where-the-first-one-asked": "RR-02",
        "is-silent-when-it-says-no": "RR-12",
        "works-again": "RR-11",
        "knows-requests-by-fare": "RR-11",
    },
}

#: Objects of `tests.broken` that are run by a process of Python as well.
PROCESSES: Final = (
    "point_to_point.acknowledges_first",
    "point_to_point.knows_message_ids",
    "point_to_point.handles_the_first_only",
    "point_to_point.all_or_nothing",
    "request_response.works_again",
    "request_response.replies_to_the_first",
    "topic_queue_chaining.knows_by_message_id",
    "dead_letter_queue.deletes_first",
    "recipient_list.sends_to_the_first",
)

#: Objects of `tests.broken` that are run as Lambda functions as well, each queue mapped to them.
FUNCTIONS: Final = (
    "point_to_point.books_every_time",
    "point_to_point.knows_message_ids",
    "request_response.works_again",
    "request_response.replies_under_message_id",
    "request_response.refuses_without_id",
    "topic_queue_chaining.knows_by_message_id",
    "dead_letter_queue.deletes_first",
    "recipient_list.sends_to_the_first",
)


def __getattr__(name: str) -> Mapping[str, ProcessBinding]:
    language, _, rest = name.partition("__")
    role, _, defect = rest.partition("__")
    if language != "node" or role not in NODE:
        raise AttributeError(name)
    manifest = tomllib.loads((EXAMPLE / "conformance.toml").read_text("utf-8"))
    return {
        role: ProcessBinding(
            ("node", "defects.mjs", role, defect.replace("_", "-")),
            FOLDER,
            ByPython(reference_impl.implementation()[role]),
            manifest["roles"][role]["environment"],
        )
    }
