"""Effects: where a team shows them, how they are read from there, and which faults are fair."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from pattern_tck import faults
from pattern_tck.adversity import Adversity
from pattern_tck.catalogue import Moment, roles
from pattern_tck.effects.making import HttpEffects
from pattern_tck.effects.place import EFFECTS, EffectsPlace
from pattern_tck.effects.view import MessageEffects, TableEffects
from pattern_tck.tap import Call, Crash, Fault
from pattern_tck.third_parties import close_loopback, loopback
from pattern_tck.verdicts import NotExercised, UsageMistake
from tests.fakes import Client, Participant, Target, tap

EFFECT = roles()["consumer"].moments["effect"]
RECEIVE = roles()["consumer"].moments["receive"]


class Table(Client):
    """A table whose items come a page at a time."""

    def __init__(self, *pages: list[dict[str, Any]]) -> None:
        super().__init__()
        self._pages = pages

    def scan(self, **asked: Any) -> dict[str, Any]:
        at = asked.get("ExclusiveStartKey", 0)
        more = {"LastEvaluatedKey": at + 1} if at + 1 < len(self._pages) else {}
        return {"Items": self._pages[at], **more}


def test_the_kits_own_table() -> None:
    one = {"pk": {"S": "1"}, "key": {"S": "r-1"}, "value": {"S": "20.00"}}
    balance = {"pk": {"S": "2"}, "key": {"S": "cmr"}, "value": {"N": "7"}}
    view = TableEffects(Table([one, balance], [{"pk": {"S": "0"}}]), "t", EffectsPlace())
    assert view.effects("r-1") == ["20.00"]
    assert view.effects("cmr") == ["7"]
    assert view.effects("r-2") == []
    assert view.keys() == ["cmr", "r-1"]
    assert view.names() == ["0", "1", "2"]


def test_a_table_of_the_teams_layout() -> None:
    place = EffectsPlace(partition_key="PK", sort_key="SK", key="ride.number", value="booked.total")
    booked = {
        "PK": {"S": "a"},
        "SK": {"S": "booking"},
        "ride": {"M": {"number": {"N": "7"}}},
        "booked": {"M": {"total": {"N": "20.5"}}},
    }
    dotted = {"PK": {"S": "a"}, "SK": {"S": "x"}, "ride.number": {"S": "8"}}
    other = {"PK": {"S": "b"}, "SK": {"S": "inbox"}, "ride": {"S": "7"}}
    view = TableEffects(Table([booked, dotted, other]), "t", place)
    assert view.effects("7") == ["20.5"]
    assert view.effects("8") == [""]
    assert view.keys() == ["7", "8"]
    assert view.names() == ["a booking", "a x", "b inbox"]


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ({"key": "ride", "value": "sum.eur"}, '{"ride": "r-1", "sum": {"eur": 20.00}}'),
        ({"body": "booked {key} for {value}!"}, "booked r-1 for 20.00!"),
        ({"body": '{"k": "ride-{key}", "v": "{value}"}'}, '{"k": "ride-r-1", "v": "20.00"}'),
    ],
)
def test_messages(said: dict[str, str], body: str) -> None:
    bodies = [body, "something else", "{}", '{"ride": null}', "[" * 100_000]
    view = MessageEffects(lambda: bodies, EffectsPlace(kind="queue", **said))
    assert view.effects("r-1") == ["20.00"]
    assert "r-1" in set(view.keys())
    with pytest.raises(NotExercised, match="on a queue"):
        view.names()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "quue"}, "'quue' is no place"),
        ({"kind": "queue", "body": '{"a"}'}, "no template"),
        ({"kind": "queue", "body": "{value}"}, "has to hold {key}"),
        ({"kind": "queue", "body": "{key} {id}"}, "and no other"),
    ],
)
def test_mistakes(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageMistake) as mistake:
        EffectsPlace(**said)
    assert sentence in str(mistake.value)


@pytest.mark.parametrize(
    ("kind", "fair", "unfair"),
    [
        ("table", {"dies before", "dies after", "slow", "refused", "other"}, set()),
        ("queue", {"dies before", "refused", "other"}, {"dies after", "slow"}),
        ("topic", {"dies before", "refused", "other"}, {"dies after", "slow"}),
        ("http", {"refused"}, {"dies before", "dies after", "slow", "other"}),
    ],
)
def test_which_faults_are_fair(kind: str, fair: set[str], unfair: set[str]) -> None:
    place = EffectsPlace(kind=kind)
    for fault in fair:
        place.admit(fault, place.moment(EFFECT))
    for fault in unfair:
        with pytest.raises(NotExercised, match="effects are seen"):
            place.admit(fault, place.moment(EFFECT))
        place.admit(fault, place.moment(RECEIVE))


def test_an_effect_is_known_by_the_calls_of_its_place() -> None:
    assert EffectsPlace().moment(EFFECT) == EFFECT
    queue = EffectsPlace(kind="queue").moment(EFFECT)
    assert queue == Moment(frozenset({"SendMessage", "SendMessageBatch"}), EFFECTS)
    assert EffectsPlace(kind="topic").moment(RECEIVE) == RECEIVE


@pytest.mark.parametrize("channel", ["effects of consumer", "memory of consumer", "work"])
def test_the_adversary_kills_nobody_between_an_effect_and_the_memory_of_it(channel: str) -> None:
    adversity = Adversity(
        Target(),
        lambda *_: 1,
        owned=frozenset,
        hold=lambda _: None,
        two_steps=lambda: frozenset({"effects of consumer", "memory of consumer"}),
    )
    worker = Participant()
    worker.idle = lambda: False
    call = Call(worker, "sqs", "SendMessage", channel, {})
    if channel == "work":
        with pytest.raises(Crash):
            adversity.around(call, lambda _: "done")
    else:
        assert adversity.around(call, lambda _: "done") == "done"


def test_effects_over_http() -> None:
    through = tap()
    listener = HttpEffects("consumer", through)
    listener.address = loopback().serve(listener)
    try:
        through.directory.add("effects of consumer", "api", listener.address)
        assert listener.address.startswith("http://127.0.0.1:")
        assert post(listener.address, {"key": "r-1"}) == 200

        refuse = faults.refuse("InternalServerError", "not now")
        nothing: frozenset[str] = frozenset()
        trouble = Fault("no", "consumer", nothing, "effects of consumer", refuse, 1, "r-2")
        through.order(trouble)
        assert post(listener.address, {"key": "r-3"}) == 200
        assert post(listener.address, {"key": "r-2"}) == 503
        assert trouble.fired == 1
        assert post(f"{listener.address}/more", {"key": "r-2"}) == 200
    finally:
        loopback().stop_serving(listener.address)
        close_loopback()
    view = MessageEffects(listener.bodies, EffectsPlace(kind="http"))
    assert view.keys() == ["r-1", "r-2", "r-3"]
    assert [event.operation for event in through.journal.events].count("http POST") == 4
    assert through.journal.events[0].channel == "effects of consumer"


def post(address: str, body: object) -> int:
    asked = urllib.request.Request(address, json.dumps(body).encode(), method="POST")
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
