"""The tap: the one point that every AWS call of a participant passes.

The tap writes the journal, and it is where a scenario's faults are done, exactly and with no
cooperation of the code under test. For Python objects it sits on botocore's single point of
calling; a gateway for other processes will call `Tap.pass_on` just the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pattern_tck.channels import Directory, address_of
from pattern_tck.journal import Journal, telling
from pattern_tck.ports import Client, Now, Participant
from pattern_tck.tagging import tagged

#: Goes on with a call: parameters in, answer out; raises what the client raises.
Proceed = Callable[[Mapping[str, Any]], Any]


class Translation(Protocol):
    """Between a team's own messages and the kit's: what passes the tap is the kit's."""

    def translated(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the parameters of a call of the team's as the kit has them."""

    def received(self, operation: str, asked: Mapping[str, Any], answer: Any) -> Any:
        """Give an answer as the team has it; ``asked`` are the parameters as it gave them."""


class Crash(BaseException):
    """The participant dies here. Not an `Exception`: teams write ``except Exception``."""


@dataclass(frozen=True)
class Call:
    """One API call on its way; ``channel`` is the channel's name in the scenario's words."""

    participant: Participant
    service: str
    operation: str
    channel: str
    parameters: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Give what a person would call it."""
        on = f" on {self.channel}" if self.channel else ""
        return f"the {self.operation} of {self.participant.name}{on}"

    def mentions(self, word: str) -> bool:
        """Say whether ``word`` stands anywhere in the parameters."""
        return _mentions(self.parameters, word)


@dataclass
class Fault:
    """What shall happen to some calls of an application.

    ``does`` gets the call and the way on, and gives the answer. It happens at most ``times``
    times, to calls of ``operations`` (any, if empty) on ``channel`` (any, if empty) that mention
    ``about`` (if given). ``fired`` counts, since an ordered fault that never happened proves
    nothing.
    """

    words: str
    application: str
    operations: frozenset[str]
    channel: str
    does: Callable[[Call, Proceed], Any]
    times: float = 1
    about: str = ""
    fired: int = 0
    #: How often it must have happened for the scenario to have been exercised.
    at_least: int = 1

    def meets(self, call: Call) -> bool:
        """Say whether this call is to suffer the fault now."""
        return (
            self.fired < self.times
            and call.participant.application == self.application
            and (not self.operations or call.operation in self.operations)
            and (not self.channel or call.channel == self.channel)
            and (not self.about or call.mentions(self.about))
        )


@dataclass
class Tap:
    """Sees every call before it is made and every answer before it is read."""

    directory: Directory
    journal: Journal
    now: Now
    faults: list[Fault] = field(default_factory=list)
    #: What else may happen around a call: the adversary's doing.
    around: Callable[[Call, Proceed], Any] | None = None
    #: Is told of each call that was taken, and its answer.
    heard: Callable[[Call, Any], None] | None = None
    #: Writes the history: the same, for the oracle.
    recorded: Callable[[Call, Any], None] | None = None
    #: The participant's own message shapes, if it has any: `dataclasses.replace` gives the same tap
    #: for it alone.
    translation: Translation | None = None
    #: What could not be shown to a participant at all, in words.
    unshown: list[str] = field(default_factory=list)
    #: The run that tags what is made, where that has to be told from what others have.
    run: str = ""
    #: Which message a receipt handle stands for, so that the journal can say it.
    _bodies: dict[str, str] = field(default_factory=dict)

    def order(self, fault: Fault) -> Fault:
        """Have a fault wait for its moment."""
        self.faults.append(fault)
        return fault

    def unfired(self) -> list[str]:
        """Give, in words, the ordered faults that never happened, and what was never shown."""
        idle = [fault.words for fault in self.faults if fault.fired < fault.at_least]
        return [*idle, *dict.fromkeys(self.unshown)]

    def pass_on(
        self,
        participant: Participant,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        proceed: Proceed,
    ) -> Any:
        """Let a call go its way, unless a fault is waiting for it."""
        said = parameters
        if self.translation is not None:
            parameters = self.translation.translated(operation, said)
        channel = self.directory.called(address_of(parameters))
        call = Call(participant, service, operation, channel, parameters)

        def make(now_with: Mapping[str, Any]) -> Any:
            answer = proceed(tagged(operation, now_with, self.run) if self.run else now_with)
            self.directory.note_making(service, operation, now_with, answer)
            if self.heard:
                self.heard(call, answer)
            if self.recorded:
                # A fault may have made less of the call than was asked for.
                made = call if now_with is parameters else replace(call, parameters=now_with)
                self.recorded(made, answer)
            return answer

        try:
            answer = self._through_faults(call, make)
        except BaseException as error:
            self._write(call, f"{type(error).__name__}: {error}", own=(said, None))
            raise
        given = answer
        if self.translation is not None:
            given = self.translation.received(operation, said, answer)
        self._write(call, answer, own=(said, given))
        return given

    def _through_faults(self, call: Call, make: Proceed) -> Any:
        fault = next((fault for fault in self.faults if fault.meets(call)), None)
        if fault is None:
            return self.around(call, make) if self.around else make(call.parameters)
        fault.fired += 1
        self.journal.write(
            self.now(), "the kit", f"fault: {fault.words}", call.channel, call.operation, ""
        )
        return fault.does(call, make)

    def _write(self, call: Call, outcome: Any, *, own: tuple[Mapping[str, Any], Any]) -> None:
        # An empty receive says nothing about any message, and there are very many of them.
        said = telling(outcome)
        if call.operation == "ReceiveMessage" and not said:
            return
        for message in _messages(outcome):
            self._bodies[message["ReceiptHandle"]] = message["Body"]
        self.journal.write(
            self.now(),
            call.participant.name,
            f"{call.service} {call.operation}",
            call.channel,
            telling(call.parameters, self._bodies),
            said,
            self._own_words(call, outcome, own) if self.translation is not None else "",
        )

    def _own_words(self, call: Call, outcome: Any, own: tuple[Mapping[str, Any], Any]) -> Any:
        """Give what the participant has sent and was given, where it is not what passed here."""
        pairs = zip((call.parameters, outcome), own, strict=True)
        different = [telling(his) for passed, his in pairs if telling(his) != telling(passed)]
        return [said for said in different if said] or ""


def tapped(client: Client, tap: Tap, participant: Participant) -> Client:
    """Give a client like ``client``, whose every call passes the tap.

    A copy of the object shares the connection, the models and the endpoint, and costs
    microseconds where a new boto3 client costs milliseconds.
    """
    copy = object.__new__(type(client))
    copy.__dict__.update(client.__dict__)
    service = client.meta.service_model.service_name
    make_api_call = client._make_api_call  # noqa: SLF001 - botocore's single point of calling

    def call(operation: str, parameters: Mapping[str, Any]) -> Any:
        polite = _without_waiting(operation, parameters)
        return tap.pass_on(
            participant, service, operation, polite, lambda now: make_api_call(operation, dict(now))
        )

    copy.__dict__["_make_api_call"] = call
    return copy


def _without_waiting(operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    # Workers take turns in one thread: a long poll would hold up everybody, so the stage waits.
    if operation == "ReceiveMessage" and parameters.get("WaitTimeSeconds"):
        return {**parameters, "WaitTimeSeconds": 0}
    return parameters


def _messages(answer: Any) -> list[Mapping[str, Any]]:
    return list(answer.get("Messages", ())) if isinstance(answer, Mapping) else []


def _mentions(value: Any, word: str) -> bool:
    if isinstance(value, str):
        return word in value
    if isinstance(value, Mapping):
        return any(_mentions(part, word) for part in value.values())
    if isinstance(value, (list, tuple)):
        return any(_mentions(part, word) for part in value)
    return False
