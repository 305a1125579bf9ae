"""States that have nobody work: Pass, Succeed, Fail, Choice and Wait."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.workflows.branch import Branch
from pattern_tck.simulator.workflows.document import Document, written
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.fields import (
    JSONATA,
    QueryFields,
    fields_of,
    value_of,
)
from pattern_tck.simulator.workflows.language.choices import choice
from pattern_tck.simulator.workflows.language.comparisons import timestamp
from pattern_tck.simulator.workflows.language.documents import is_number
from pattern_tck.simulator.workflows.language.errors import (
    QUERY_EVALUATION_ERROR,
    RUNTIME,
    StateError,
)
from pattern_tck.simulator.workflows.language.jsonata import wrong_type
from pattern_tck.simulator.workflows.language.scope import Scope
from pattern_tck.simulator.workflows.language.templates import template
from pattern_tck.simulator.workflows.pause import Pause
from pattern_tck.simulator.workflows.visit import Visit

#: The output of a state and the name of the next one; None where the line ends.
Left = tuple[Document, str | None]
#: SFN-WAIT-01: how long a Wait state may wait, in seconds.
_LONGEST: Final = 99_999_999
#: AWS's own words. Its guide calls the error States.NoChoiceMatched (SFN-CHO-01).
_NO_NEXT: Final = "Failed to transition out of the state. The state does not point to a next state."
#: Nanoseconds in one microsecond, which is what the clock counts.
_NANOS: Final = 1000


class SimpleState:
    """What these states have in common: fields, and a next state unless the line ends here."""

    kind = ""
    #: Whether a visit may have to wait: then it is a generator.
    waits = False
    begins_executions = False

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        self.name = name
        self.language = language
        self.following: str | None = given.get("Next")
        self.fields: Any = fields_of(given, language)

    def stages(self, visit: Visit) -> dict[str, Any]:
        """Give what becomes of the input, for who tries the state out."""
        if self.language == JSONATA:
            return {}
        return {"afterInputPath": self.fields.effective(visit)}


class PassState(SimpleState):
    """Hands on its input, or what it makes of it."""

    kind = "Pass"

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        super().__init__(name, given, language)
        self._has_result = "Result" in given and language != JSONATA
        self._result = given.get("Result")

    def stages(self, visit: Visit) -> dict[str, Any]:
        """Give what becomes of the input, or of the result that is said beforehand."""
        if self.language == JSONATA:
            return {}
        result = self._result if self._has_result else self.fields.given(visit)
        told: dict[str, Any] = self.fields.stages(visit, result)
        names = ("afterInputPath", "afterParameters") if self._has_result else ("result",)
        return {name: value for name, value in told.items() if name not in names}

    def visit(self, branch: Branch, document: Document) -> Left:
        """Go through the state at once."""
        visit = Visit(branch, self.name, "Pass", document)
        try:
            result = self._result if self._has_result else self.fields.given(visit)
            value = self.fields.put(visit, result)
        except StateError as error:
            raise visit.failed(error) from None
        same = document if value is document.value else None
        return visit.leave("Pass", value, same), self.following


class SucceedState(SimpleState):
    """Ends its line well."""

    kind = "Succeed"

    def visit(self, branch: Branch, document: Document) -> Left:
        """Go through the state at once."""
        visit = Visit(branch, self.name, "Succeed", document)
        try:
            value = self.fields.put(visit, self.fields.effective(visit))
        except StateError as error:
            raise visit.failed(error) from None
        return visit.leave("Succeed", value), None


class FailState(SimpleState):
    """Ends its line with a failure."""

    kind = "Fail"

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        super().__init__(name, given, language)
        self._error = value_of(given, "Error", language)
        self._cause = value_of(given, "Cause", language)
        self._given = given

    def visit(self, branch: Branch, document: Document) -> Left:
        """Fail at once."""
        visit = Visit(branch, self.name, "Fail", document)
        try:
            error = self._error(visit.scope) if self._error else None
            cause = self._cause(visit.scope) if self._cause else None
        except StateError as wrong:
            raise visit.failed(wrong) from None
        for field, told in (("Error", error), ("Cause", cause)):
            if told is not None and not isinstance(told, str):
                raise visit.failed(self._no_text(field, told))
        raise Failure(error, cause)

    def _no_text(self, field: str, told: Any) -> StateError:
        if self.language == JSONATA:
            return wrong_type(self._given[field], field, told, "string")
        return StateError(RUNTIME, "Error and Cause of a Fail state are strings")


class ChoiceState(SimpleState):
    """Goes the way of the first rule that fits, or the default one (SFN-CHO-01)."""

    kind = "Choice"

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        super().__init__(name, given, language)
        self._rules: list[tuple[Callable[[Scope], bool], Mapping[str, Any]]] = [
            (choice(rule, language, f"Choices[{at}]/Condition"), rule)
            for at, rule in enumerate(given["Choices"])
        ]
        self._default: str | None = given.get("Default")
        self._outputs = [
            self._data_of(rule, f"Choices[{at}]/") for at, (_, rule) in enumerate(self._rules)
        ]

    def _data_of(self, rule: Mapping[str, Any], place: str) -> Any:
        """Compile Output and Assign of a rule, which count instead of those of the state."""
        if self.language == JSONATA:
            return QueryFields(rule, place) if rule.keys() & {"Output", "Assign"} else None
        return template(rule["Assign"]) if "Assign" in rule else None

    def visit(self, branch: Branch, document: Document) -> Left:
        """Choose at once; raises `Failure` (States.Runtime) if there is no way."""
        visit = Visit(branch, self.name, "Choice", document)
        try:
            effective = self.fields.effective(visit)
            whole = effective is document.value
            scope = visit.scope if whole else visit.scope_of(effective)
            for (fits, rule), data in zip(self._rules, self._outputs, strict=True):
                if fits(scope):
                    value = self._chosen(visit, scope, effective, data)
                    return self._left(visit, value, rule["Next"])
            if self._default is not None:
                return self._left(visit, self.fields.put(visit, effective), self._default)
        except StateError as error:
            raise visit.failed(error) from None
        raise visit.failed(StateError(RUNTIME, _NO_NEXT))

    def _chosen(self, visit: Visit, scope: Scope, effective: Any, data: Any) -> Any:
        if data is None:
            return (
                effective if self.language == JSONATA else self.fields.output_of(visit, effective)
            )
        if self.language == JSONATA:
            return data.put(visit, effective)
        visit.assign(data(scope))
        return self.fields.output_of(visit, effective)

    def _left(self, visit: Visit, value: Any, following: str) -> Left:
        same = visit.document if value is visit.document.value else None
        return visit.leave("Choice", value, same), following


class WaitState(SimpleState):
    """Lets time pass: so many seconds, or until a moment (SFN-WAIT-01)."""

    kind = "Wait"
    waits = True

    def __init__(self, name: str, given: Mapping[str, Any], language: str) -> None:
        super().__init__(name, given, language)
        self._seconds = value_of(given, "Seconds", language)
        self._timestamp = value_of(given, "Timestamp", language)
        self._given = given

    def visit(self, branch: Branch, document: Document) -> Generator[Pause, Any, Left]:
        """Wait, and hand on the input."""
        visit = Visit(branch, self.name, "Wait", document)
        try:
            effective = self.fields.effective(visit)
            seconds = self._pause(visit, visit.scope_of(effective))
        except StateError as error:
            raise visit.failed(error) from None
        if seconds > 0:
            yield from branch.sleep(seconds)
        try:
            value = self.fields.put(visit, effective)
        except StateError as error:
            raise visit.failed(error) from None
        return visit.leave("Wait", value), self.following

    def _pause(self, visit: Visit, scope: Scope) -> float:
        if self._seconds is not None:
            return self._checked(self._seconds(scope), "Seconds")
        assert self._timestamp is not None
        text = self._timestamp(scope)
        nanos = timestamp(text) if isinstance(text, str) else None
        if nanos is None:
            raise self._wrong_time(text)
        return (nanos // _NANOS - visit.branch.execution.clock.micros) / SECOND

    def _wrong_time(self, text: Any) -> StateError:
        shown = text if isinstance(text, str) else written(text)
        if self.language == JSONATA:
            if not isinstance(text, str):
                return wrong_type(self._given["Timestamp"], "Timestamp", text, "string")
            form = "The Timestamp field cannot be parsed as an"
            told = shown
        else:
            form = "The TimestampPath parameter does not reference a valid"
            told = f"{self._given.get('TimestampPath')} == {shown}"
        return self._wrong(
            f"{form} ISO-8601 extended offset date-time format string: {told}", "Timestamp"
        )

    def _checked(self, seconds: Any, field: str) -> float:
        if self.language == JSONATA and not is_number(seconds):
            raise wrong_type(self._given[field], field, seconds, "number")
        if not is_number(seconds) or not 0 <= seconds <= _LONGEST:
            raise self._wrong(
                f"{field} must be a number from 0 to {_LONGEST}, not {seconds!r}", field
            )
        return float(seconds)

    def _wrong(self, cause: str, field: str) -> StateError:
        if self.language == JSONATA:
            return StateError(QUERY_EVALUATION_ERROR, cause, field)
        return StateError(RUNTIME, cause)
