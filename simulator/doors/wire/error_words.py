"""Errors that a service words otherwise on the wire than the model of the simulator does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Errors that no model names, and that SQS calls otherwise in JSON than in the query protocol.
JSON_CODES: Final[Mapping[tuple[str, str], str]] = {
    ("sqs", "InvalidParameterValue"): "InvalidParameterValueException",
    ("sqs", "MissingParameter"): "MissingRequiredParameterException",
}
#: What SQS says in other words to those who speak the query protocol.
QUERY_MESSAGES: Final[Mapping[tuple[str, str], str]] = {
    ("sqs", "The specified queue does not exist."): "The specified queue does not exist for "
    "this wsdl version."
}
