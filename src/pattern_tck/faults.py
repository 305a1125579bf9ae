"""What can be done to a call at the tap: die, be slow, be refused, be lost, be partial, repeat.

Each function gives the ``does`` of a `pattern_tck.tap.Fault`.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.tap import Call, Crash, Proceed

Act = Callable[[Call, Proceed], Any]


def crash_before(call: Call, _proceed: Proceed) -> Any:
    """Die before the call is made (FAULT-09)."""
    raise Crash(f"killed before {call.operation}")


def crash_after(call: Call, proceed: Proceed) -> Any:
    """Die when the call is done, before its answer is read (FAULT-09)."""
    # Refused or not, the call was made, and nobody lives to read its answer.
    with contextlib.suppress(ClientError):
        proceed(call.parameters)
    raise Crash(f"killed after {call.operation}")


def slow(hold: Callable[[Call], None]) -> Act:
    """Hold the call up while time passes for everybody else (FAULT-08), then let it go on."""

    def act(call: Call, proceed: Proceed) -> Any:
        hold(call)
        return proceed(call.parameters)

    return act


def refuse(code: str, message: str, status: int = 500) -> Act:
    """Answer with an error of the service, as after the SDK's own retries (FAULT-11)."""

    def act(call: Call, _proceed: Proceed) -> Any:
        raise ClientError(
            {
                "Error": {"Code": code, "Message": message},
                "ResponseMetadata": {
                    "HTTPStatusCode": status,
                    "HTTPHeaders": {},
                    "HostId": "",
                    "RequestId": "refused-by-the-kit",
                    "RetryAttempts": 0,
                },
            },
            call.operation,
        )

    return act


def lose_answer(call: Call, proceed: Proceed) -> Any:
    """Do the call and lose its answer, so that the SDK makes it again by itself (FAULT-03)."""
    proceed(call.parameters)
    return proceed(call.parameters)


def lose_receive(call: Call, proceed: Proceed) -> Any:
    """Have the receive counted and its messages lost on the way (FAULT-04)."""
    answer = proceed(call.parameters)
    return {"ResponseMetadata": answer["ResponseMetadata"]}


def empty_receive(_call: Call, _proceed: Proceed) -> Any:
    """Find nothing, although there may be messages (FAULT-05)."""
    return {"ResponseMetadata": {"HTTPStatusCode": 200}}


def fail_entries(about: str) -> Act:
    """Fail those entries of a batch that mention ``about``, with overall success (FAULT-10)."""
    return _fail_entries(lambda entry: about in str(entry))


def fail_first_entry(call: Call, proceed: Proceed) -> Any:
    """Fail the first entry of a batch, with overall success (FAULT-10)."""
    first = _entries(call)[0]["Id"]
    return _fail_entries(lambda entry: entry["Id"] == first)(call, proceed)


def fail_events(about: str = "") -> Act:
    """Have a bus not take those events of a call that mention ``about``, or else the first one.

    With overall success (FAULT-10); the results stand in the order of the entries (EB-PUT-01).
    """

    def act(call: Call, proceed: Proceed) -> Any:
        entries = _entries(call)
        bad = [
            about in str(entry) if about else number == 0 for number, entry in enumerate(entries)
        ]
        good = [entry for entry, fails in zip(entries, bad, strict=True) if not fails]
        answer: dict[str, Any] = {"Entries": [], "ResponseMetadata": {"HTTPStatusCode": 200}}
        if good:
            answer = dict(proceed({**call.parameters, "Entries": good}))
        taken = iter(answer["Entries"])
        failure = {"ErrorCode": "InternalFailure", "ErrorMessage": "again"}
        results = [dict(failure) if fails else next(taken) for fails in bad]
        failed = sum("ErrorCode" in result for result in results)
        return {**answer, "FailedEntryCount": failed, "Entries": results}

    return act


def _fail_entries(unlucky: Callable[[Any], bool]) -> Act:
    def act(call: Call, proceed: Proceed) -> Any:
        entries = _entries(call)
        name = "Entries" if "Entries" in call.parameters else "PublishBatchRequestEntries"
        good = [entry for entry in entries if not unlucky(entry)]
        bad = [entry for entry in entries if unlucky(entry)]
        answer: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": 200}}
        if name == "PublishBatchRequestEntries":
            # SNS tells a list that is empty, SQS does not.
            answer["Successful"] = []
        if good:
            answer = dict(proceed({**call.parameters, name: good}))
        failed = [
            {"Id": entry["Id"], "SenderFault": False, "Code": "InternalError", "Message": "again"}
            for entry in bad
        ]
        return {**answer, "Failed": [*answer.get("Failed", []), *failed]}

    return act


def _entries(call: Call) -> list[Any]:
    return list(
        call.parameters.get("Entries") or call.parameters.get("PublishBatchRequestEntries") or ()
    )


class Redeliver:
    """Hand out a message again that was already received, perhaps already deleted (FAULT-01).

    A standard queue may do so; no emulator does. The first receive that holds a message about
    ``about`` is remembered; ``again`` later receives get a copy of it, with the same MessageId.
    """

    def __init__(self, about: str, again: int = 1) -> None:
        self._about = about
        self._left = again
        self._copy: Any = None

    def __call__(self, call: Call, proceed: Proceed) -> Any:
        """Receive, and remember or repeat."""
        answer = dict(proceed(call.parameters))
        messages = list(answer.get("Messages", ()))
        if self._copy is None:
            self._copy = next((m for m in messages if self._about in m["Body"]), None)
        elif self._left:
            self._left -= 1
            messages.append(copy.deepcopy(self._copy))
        if messages:
            answer["Messages"] = messages
        return answer

    @property
    def done(self) -> bool:
        """Say whether every copy was handed out."""
        return self._left == 0
