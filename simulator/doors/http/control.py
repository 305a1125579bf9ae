"""The control endpoints: time, reset, journal, faults and worlds, as JSON; and the page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from pattern_tck.simulator.doors.http.faults import freedoms
from pattern_tck.simulator.doors.http.guard import wrong
from pattern_tck.simulator.doors.http.journal import KEPT
from pattern_tck.simulator.doors.http.live_world import LiveWorld
from pattern_tck.simulator.doors.http.overview import overview
from pattern_tck.simulator.doors.http.saved_worlds import NotKept, put_world, world_as_text
from pattern_tck.simulator.doors.http.worlds import DEFAULT, Worlds
from pattern_tck.simulator.doors.wire.answers import Written
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import SERVICES

#: What the paths of all control endpoints begin with.
CONTROL: Final = "/_simulator"
#: The endpoint of a world as a file, whose bodies are larger than others.
SAVED: Final = "saved"

_MEDIA: Final = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
_PAGES: Final = {"": "page.html", "page.js": "page.js", "page.css": "page.css"}
_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SAFE: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", _POLICY),
)


class Mistake(Exception):
    """A request to a control endpoint cannot be followed: the status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


#: What a control endpoint is given: the world, the query, the document of the body.
Handler = Callable[[LiveWorld, Mapping[str, str], Mapping[str, Any]], Any]


class Control:
    """Answers what is asked about worlds, and not of them."""

    def __init__(self, worlds: Worlds, *, loopback: bool) -> None:
        self._worlds = worlds
        self._loopback = loopback
        self._handlers: dict[tuple[str, str], Handler] = {
            ("GET", "time"): lambda world, query, asked: _time(world),
            ("POST", "time"): _advance,
            ("POST", "reset"): _reset,
            ("GET", "journal"): _journal,
            ("GET", "faults"): lambda world, query, asked: world.faults.shown(),
            ("POST", "faults"): _order,
            ("DELETE", "faults"): _forget_faults,
            ("GET", "freedoms"): lambda world, query, asked: {"freedoms": freedoms()},
            ("GET", "state"): _state,
        }

    def answer(
        self,
        method: str,
        path: str,
        query: str,
        world: str,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Written:
        """Answer a request; ``world`` is the one that its path names, or nothing."""
        try:
            name = path.removeprefix(CONTROL).lstrip("/")
            is_page = name in _PAGES and method in {"GET", "HEAD"}
            # A link of another site may lead to the page, which tells nothing by itself.
            seen = {"host": headers.get("host", "")} if is_page else headers
            if said := wrong(seen, loopback=self._loopback):
                raise Mistake(403, said)  # noqa: TRY301
            asked = {name: values[-1] for name, values in parse_qs(query).items()}
            if is_page:
                return _page(_PAGES[name]) if path != CONTROL else _to_the_page()
            if name == SAVED:
                return self._saved(
                    method, self._worlds.named(world or asked.get("world", DEFAULT)), body
                )
            return _written(200, self._done(method, name, asked, world, body))
        except NotKept as why:
            return _written(409, {"error": str(why)})
        except Mistake as mistake:
            return _written(mistake.status, {"error": str(mistake)})
        except Refusal as refusal:
            return _written(400, {"error": refusal.message})
        except ValueError as mistake:
            return _written(400, {"error": str(mistake)[:500]})

    def _done(
        self, method: str, name: str, query: Mapping[str, str], world: str, body: bytes
    ) -> Any:
        if (method, name) == ("GET", "health"):
            return self._health()
        if name == "worlds":
            return self._about_worlds(method, query, world)
        handler = self._handlers.get((method, name))
        if handler is None:
            known = sorted({known for _, known in self._handlers} | {"health", "worlds", SAVED})
            there = any(known_name == name for _, known_name in self._handlers)
            raise Mistake(
                405 if there else 404,
                f"{method} {name[:80]!r} is none of these endpoints: {', '.join(known)}",
            )
        meant = self._worlds.named(world or query.get("world", DEFAULT))
        return handler(meant, query, _document(body))

    def _saved(self, method: str, meant: LiveWorld, body: bytes) -> Written:
        if method == "PUT":
            put_world(meant, body)
            return _written(200, _time(meant))
        if method != "GET":
            raise Mistake(405, "a saved world can be read (GET), and put in a world's place (PUT)")
        text = world_as_text(meant)
        return Written(200, ((b"content-type", b"application/jsonl"), *_SAFE), text.encode())

    def _health(self) -> dict[str, Any]:
        return {
            "status": "ready",
            "version": _version(),
            "services": sorted(SERVICES),
            "time": self._worlds.time,
            "recorded": self._worlds.recorded,
            "worlds": len(self._worlds.all()),
        }

    def _about_worlds(self, method: str, query: Mapping[str, str], world: str) -> dict[str, Any]:
        if method == "DELETE":
            name = world or query.get("world", "")
            if not self._worlds.forget(name):
                raise Mistake(404, f"there is no world {name[:80]!r}")
        elif method != "GET":
            raise Mistake(405, "worlds can be read (GET) and removed (DELETE ?world=NAME)")
        return {
            "worlds": [
                {"name": one.name, "account": one.world.account, "now": one.world.clock.now()}
                for one in self._worlds.all()
            ]
        }


@cache
def _version() -> str:
    # It takes longer to import than the door may take to start.
    from importlib import metadata  # noqa: PLC0415

    return metadata.version("pattern-tck")


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Mistake(400, "the body is no JSON") from None
    if not isinstance(document, dict):
        raise Mistake(400, "the body is no JSON object")
    return document


def _number(document: Mapping[str, Any], name: str, otherwise: Any) -> Any:
    value = document.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124
        raise Mistake(400, f"{name} is a number")
    return value


def _whole(document: Mapping[str, Any], name: str, otherwise: int) -> int:
    value = _number(document, name, otherwise)
    if not isinstance(value, int):
        raise Mistake(400, f"{name} is a whole number")
    return value


def _only(document: Mapping[str, Any], *names: str) -> None:
    strange = sorted(document.keys() - set(names))
    if strange:
        raise Mistake(400, f"{strange[0][:80]!r} is none of: {', '.join(names)}")


def _time(world: LiveWorld) -> dict[str, Any]:
    world.time.catch_up()
    now = world.world.clock.now()
    return {
        "now": now,
        "utc": dt.datetime.fromtimestamp(now, dt.UTC).isoformat(),
        "time": world.time.kind,
        "advanced": world.time.offset,
        "waiting": world.waiting,
    }


def _advance(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    _only(document, "advance")
    if "advance" not in document:
        raise Mistake(400, 'say how many seconds: {"advance": 30}')
    world.advance(_number(document, "advance", 0))
    return _time(world)


def _reset(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    _only(document)
    world.reset()
    return _time(world)


def _journal(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    after, most = query.get("after", "0"), query.get("limit", str(KEPT))
    if not (after.isdecimal() and most.isdecimal() and len(after + most) < 24):
        raise Mistake(400, "after and limit are whole numbers")
    return {"lines": world.journal.lines(int(after), int(most))}


def _order(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    if "seed" in document:
        _only(document, "seed", "probability", "faults")
        names = document.get("faults", [])
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise Mistake(400, "faults is a list of names, of faults or of freedoms")
        chance = _number(document, "probability", 0.05)
        world.by_chance(_whole(document, "seed", 0), chance, names)
        return world.faults.shown()
    _only(document, "freedom", "value", "count", "about")
    name, about = document.get("freedom"), document.get("about", "")
    if not isinstance(name, str) or not isinstance(about, str) or len(about) > 1_000:
        raise Mistake(
            400, 'order a freedom, {"freedom": "receive.duplicate", "count": 1}, or a {"seed": 7}'
        )
    value, count = _whole(document, "value", 1), _whole(document, "count", 1)
    world.order(name, value=value, times=count, about=about)
    return world.faults.shown()


def _forget_faults(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    world.forget_faults()
    return world.faults.shown()


def _state(
    world: LiveWorld, query: Mapping[str, str], document: Mapping[str, Any]
) -> dict[str, Any]:
    return {"world": world.name, "account": world.world.account, **_time(world), **overview(world)}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value)


def _written(status: int, document: Any) -> Written:
    body = json.dumps(document, default=_plain).encode()
    return Written(status, ((b"content-type", b"application/json"), *_SAFE), body)


def _page(name: str) -> Written:
    body = (Path(__file__).parent / "page" / name).read_bytes()
    media = _MEDIA[name.rpartition(".")[2]] + "; charset=utf-8"
    return Written(200, ((b"content-type", media.encode()), *_SAFE), body)


def _to_the_page() -> Written:
    # The script and the style are found beside it only under a path that ends with a slash.
    return Written(307, ((b"location", (CONTROL + "/").encode()), *_SAFE), b"")
