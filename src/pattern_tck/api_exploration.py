"""Exploring an HTTP API: Schemathesis makes the requests, from the contract of the API.

The same requests in every run: what is found can be found again, and no run fails by chance.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pattern_tck.api_calls import Api
from pattern_tck.contracts import apis
from pattern_tck.expectations import Unmet

#: Requests of each kind for each operation, and walks along the links of the contract; and how many
#: where each of them takes its time, or where an adversary has them made again and again.
EXAMPLES, FEW_EXAMPLES = 12, 4
WALKS, FEW_WALKS = 8, 3
_STEPS_OF_A_WALK = 4


def allowed(api: Api) -> int:
    """Make requests that the contract allows, and give how many; `Unmet` if an answer breaks it."""
    return _explore(api, "POSITIVE")


def forbidden(api: Api) -> int:
    """Make requests that the contract forbids; `Unmet` if one is taken, or wrongly refused."""
    return _explore(api, "NEGATIVE")


def linked(api: Api) -> int:
    """Go from operation to operation by the links of the contract, and give how many calls."""
    from hypothesis import settings  # noqa: PLC0415 - takes long to import

    with _counting(api) as (schema, calls), _told(api):
        machine = schema.as_state_machine()
        machine.run(
            settings=settings(
                _settings(WALKS if api.quick else FEW_WALKS), stateful_step_count=_STEPS_OF_A_WALK
            )
        )
    return len(calls)


def _explore(api: Api, mode: str) -> int:
    from hypothesis import given  # noqa: PLC0415 - takes long to import
    from hypothesis.errors import Unsatisfiable  # noqa: PLC0415
    from schemathesis import GenerationMode  # noqa: PLC0415

    with _counting(api) as (schema, calls), _told(api):
        for found in schema.get_all_operations():
            cases = found.ok().as_strategy(generation_mode=GenerationMode[mode])

            try:
                _settings(EXAMPLES if api.quick else FEW_EXAMPLES)(given(case=cases)(_make))()
            except Unsatisfiable:
                continue  # there is nothing that this operation would have to refuse
    return len(calls)


def _make(case: Any) -> None:
    case.call_and_validate()


def _settings(examples: int) -> Any:
    from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415 - takes long to import

    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@contextmanager
def _counting(api: Api) -> Iterator[tuple[Any, list[str]]]:
    calls: list[str] = []

    def app(environ: Any, start_response: Any) -> Any:
        calls.append(environ["PATH_INFO"])
        return api.wsgi(environ, start_response)

    yield apis.bound(api.contract.file, app), calls


@contextmanager
def _told(api: Api) -> Iterator[None]:
    """Say what Schemathesis has found as every other unmet expectation is said."""
    from schemathesis.core.failures import Failure, FailureGroup  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (Failure, FailureGroup, BaseExceptionGroup) as found:
        raise Unmet(
            "an answer to a generated request", f"as {api.contract.file} says", str(found)
        ) from None
