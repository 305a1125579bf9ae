"""The AWS calls of a function in this process: whatever client it makes, they pass the tap.

A handler makes its clients itself, by ``boto3.client``, resources or sessions of its own. All of
them call AWS at one point of botocore's client class, and there the calls of whoever is *running*
are taken and made by the clients that its participant is given. Who is running is a context
variable: threads that the handler starts inherit it, the kit and its targets never have it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Final, Protocol

import botocore.session
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.loaders import create_loader

from pattern_tck.ports import Clients
from pattern_tck.tap import Crash

_CALL: Final = "_make_api_call"


class Elsewhere(Protocol):
    """Gives the kit's own surroundings back while a call is served."""

    def outside(self) -> Any:
        """Give the context manager for that."""


@dataclass
class Caller:
    """A function that may be running: the clients that stand behind its own."""

    clients: Clients
    elsewhere: Elsewhere
    #: Is asked after each call; raises if the function would not be alive any more.
    outlived: Callable[[], None]
    #: How it died. The dead make no calls, whatever their ``finally`` says.
    death: Crash | None = None
    #: Its threads may call at the same time; they are served one after the other.
    lock: threading.RLock = field(default_factory=threading.RLock)


_running: ContextVar[Caller | None] = ContextVar("the function that is running", default=None)


@contextmanager
def running(caller: Caller | None) -> Iterator[None]:
    """Have calls that are made meanwhile be calls of a function, or of nobody."""
    token = _running.set(caller)
    try:
        yield
    finally:
        _running.reset(token)


#: Functions have sessions of their own, and read the same descriptions of services again and again.
_shared_loader: Final = cache(create_loader)


class Interception:
    """Sits on botocore's point of calling for as long as anybody needs it."""

    _users: ClassVar[int] = 0
    _undo: ClassVar[list[tuple[Any, str, Any]]] = []

    @classmethod
    def begin(cls) -> None:
        """Sit there for one user more."""
        cls._users += 1
        if cls._users == 1:
            cls._replace(BaseClient, _CALL, _intercepting(getattr(BaseClient, _CALL)))
            cls._replace(threading.Thread, "start", _inheriting(threading.Thread.start))
            cls._replace(botocore.session, "create_loader", _shared_loader)

    @classmethod
    def end(cls) -> None:
        """Leave, if this was the last user."""
        cls._users -= 1
        if not cls._users:
            while cls._undo:
                owner, name, original = cls._undo.pop()
                setattr(owner, name, original)

    @classmethod
    def _replace(cls, owner: Any, name: str, by: Any) -> None:
        cls._undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, by)


def _intercepting(original: Any) -> Any:
    def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        caller = _running.get()
        if caller is None:
            return original(client, operation, parameters)
        return _made_for(caller, client, operation, parameters)

    return call


def _made_for(caller: Caller, client: Any, operation: str, parameters: dict[str, Any]) -> Any:
    """Make a call of a function's client, with what is hooked to that client around it.

    Resources, for example, translate Python values in such hooks.
    """
    model = client.meta.service_model.operation_model(operation)
    context: dict[str, Any] = {
        "client_region": client.meta.region_name,
        "client_config": client.meta.config,
        "has_streaming_input": model.has_streaming_input,
        "auth_type": model.resolved_auth_type,
        "unsigned_payload": model.unsigned_payload,
    }
    asked = client._emit_api_params(  # noqa: SLF001 - what a client does before it calls
        api_params=parameters, operation_model=model, context=context
    )
    service = client.meta.service_model.service_name
    if caller.death:
        raise caller.death
    try:
        with caller.lock, running(None), caller.elsewhere.outside():
            answer = getattr(caller.clients(service), _CALL)(operation, asked)
    except ClientError as error:
        # The same error, of the class that this client has for it: handlers catch by class.
        caller.outlived()
        said = error.response.get("Error", {})
        kind = client.exceptions.from_code(said.get("QueryErrorCode") or said.get("Code"))
        raise kind(error.response, operation) from None
    except Crash as death:
        caller.death = death
        raise
    caller.outlived()
    client.meta.events.emit(
        f"after-call.{model.service_model.service_id.hyphenize()}.{operation}",
        http_response=_Answered(),
        parsed=answer,
        model=model,
        context=context,
    )
    return answer


@dataclass(frozen=True)
class _Answered:
    """What a hook sees of the HTTP answer, which there was none of."""

    status_code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


def _inheriting(original: Any) -> Any:
    def start(thread: threading.Thread) -> None:
        if _running.get() is not None:
            context, run = copy_context(), thread.run
            thread.run = lambda: context.run(run)  # type: ignore[method-assign]
        original(thread)

    return start
