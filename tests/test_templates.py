"""Templates: from one sample, a team's message for a canonical one, and back."""

from __future__ import annotations

import json
import string
from typing import Any
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.contracts.fields import Field
from pattern_tck.shapes.channel_shapes import ChannelShapes
from pattern_tck.shapes.team_shape import Shape, TeamShape
from pattern_tck.shapes.template import Template

RIDE = {
    "id": Field("string"),
    "fare": Field("number"),
    "seats": Field("integer"),
    "shared": Field("boolean"),
    "customer.name": Field("string"),
    "from": Field("string", required=False),
    "km": Field("number", required=False),
    "tags": Field(),
}


def template(sample: str) -> Template:
    return Template(sample, RIDE)


@pytest.mark.parametrize(
    ("sample", "canonical", "team"),
    [
        ('{"no": "{id}"}', {"id": "r-1", "fare": 2}, {"no": "r-1"}),
        ('{"no": {id}}', {"id": "r-1"}, {"no": "r-1"}),
        ('{"no": "order-{id}"}', {"id": "r-1"}, {"no": "order-r-1"}),
        ('{"no": "{id}/{fare}"}', {"id": "r-1-2", "fare": 2.5}, {"no": "r-1-2/2.5"}),
        ('{"total": "{fare}"}', {"fare": 20.0}, {"total": "20.0"}),
        ('{"total": {fare}}', {"fare": 20}, {"total": 20}),
        ('{"a": [{"b": {seats}}, 7]}', {"seats": 3}, {"a": [{"b": 3}, 7]}),
        ('{"ok": "{shared}"}', {"shared": True}, {"ok": "true"}),
        ('{"who": "{customer.name}"}', {"customer": {"name": "Ann"}}, {"who": "Ann"}),
        ('{"t": {tags}, "e": {}, "l": []}', {"tags": ["a"]}, {"t": ["a"], "e": {}, "l": []}),
        ('["{id}", {fare}]', {"id": "r", "fare": 1}, ["r", 1]),
        ('"{id}"', {"id": "r"}, "r"),
        # What looks nearly like a placeholder is none.
        (r'{"no": "{id}", "x": "\u007bid} { id } {} {1}"}', {"id": "r"},
         {"no": "r", "x": "{id} { id } {} {1}"}),
        # What may lack is left out.
        ('{"no": "{id}", "from": "{from}", "km": {km}}', {"id": "r"}, {"no": "r"}),
        ('{"no": "{id}", "l": [{km}, 1]}', {"id": "r"}, {"no": "r", "l": [None, 1]}),
    ],
)  # fmt: skip
def test_a_sample_of_json(sample: str, canonical: dict[str, Any], team: Any) -> None:
    made = template(sample).fill(canonical)
    assert made is not None
    assert json.loads(made) == team
    named = {name: value for name, value in flat(canonical) if name in template(sample).names}
    assert template(sample).read(made) == named


def flat(document: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, value in document.items():
        inner = isinstance(value, dict)
        found += flat(value, f"{before}{name}.") if inner else [(before + name, value)]
    return found


@pytest.mark.parametrize(
    ("sample", "canonical", "team"),
    [
        ("ORDER {id} {fare}", {"id": "r 1", "fare": 2.5}, "ORDER r 1 2.5"),
        ("[ORDER] {id}", {"id": "r"}, "[ORDER] r"),
        ("{id}", {"id": "r"}, "r"),
        ("{id};{from}", {"id": "r"}, "r;"),
        ("{fare} {km}", {"fare": 1}, "1 "),
        ('<o no="{id}"><p>{fare}</p></o>', {"id": "a<&\"'>\n", "fare": 2}, None),
        ("<o><l>x</l><l>{id}</l><f>{from}</f></o>", {"id": " r ", "from": ""}, None),
    ],
)
def test_a_sample_that_is_no_json(sample: str, canonical: dict[str, Any], team: str | None) -> None:
    made = template(sample).fill(canonical)
    assert made is not None
    if team is not None:
        assert made == team
    found = template(sample).read(made)
    assert found is not None
    assert {**canonical, **found} == {**found, **canonical}


def test_xml_is_escaped_and_may_hold_more() -> None:
    made = template("<o><p>{id}</p></o>").fill({"id": "a<b"})
    assert made == "<o><p>a&lt;b</p></o>"
    assert unescape(made) != made
    more = '<?xml version="1.0"?>\n<o new="1"><q/><p lang="en">a&lt;b</p></o>'
    assert template("<o><p>{id}</p></o>").read(more) == {"id": "a<b"}


@pytest.mark.parametrize(
    ("sample", "team"),
    [
        ('{"no": "{id}", "total": {fare}}', '{"no": "r"}'),
        ('{"no": "{id}"}', "no JSON"),
        ('{"no": "{id}"}', '["r"]'),
        ('{"no": "{id}"}', '{"no": {"a": 1}}'),
        ('{"no": "{id}"}', '{"no": null}'),
        ('{"no": "order-{id}"}', '{"no": "r-1"}'),
        ('{"total": {fare}}', '{"total": "much"}'),
        ('{"total": {fare}}', '{"total": true}'),
        ('{"total": {fare}}', '{"total": 1e999}'),
        ('{"total": {fare}}', '{"total": "1e999"}'),
        ('{"seats": "{seats}"}', '{"seats": "1.5"}'),
        ('{"a": [{"b": {seats}}]}', '{"a": []}'),
        ("ORDER {id} {fare}", "ORDER r"),
        ("<o><p>{id}</p></o>", "<o><q>r</q></o>"),
        ("<o><p>{id}</p></o>", "<o><p>r</o>"),
        ("<o><p>{id}</p></o>", '<!DOCTYPE o [<!ENTITY e "x">]><o><p>&e;</p></o>'),
        ('{"no": "{id}"}', "[" * 100_000),
        ("<o><p>{id}</p></o>", "<o>" * 100_000),
        ('{"total": {fare}}', '{"total": "' + "9" * 5000 + '"}'),
    ],
)
def test_what_is_not_of_the_shape(sample: str, team: str) -> None:
    assert template(sample).read(team) is None


@pytest.mark.parametrize(
    ("sample", "team", "found"),
    [
        ('{"no": "{id}"}', '{"no": 7}', {"id": "7"}),
        ('{"total": {fare}}', '{"total": "2.50"}', {"fare": 2.5}),
        ('{"total": "{fare}"}', '{"total": 2.5}', {"fare": 2.5}),
        ('{"seats": {seats}}', '{"seats": 3.0}', {"seats": 3}),
        ('{"no": "{id}", "km": {km}}', '{"no": "r", "km": null}', {"id": "r"}),
        ('{"no": "{id}", "v": 1}', '{"v": 2, "no": "r", "new": []}', {"id": "r"}),
    ],
)
def test_a_value_has_the_type_of_its_contract(sample: str, team: str, found: Any) -> None:
    read = template(sample).read(team)
    assert read == found
    assert read is not None
    assert [type(value) for value in read.values()] == [type(value) for value in found.values()]


@pytest.mark.parametrize(
    "poison",
    [
        "no JSON",
        '{"fare": 2}',
        '["r", 2]',
        '{"id": 7}',
        "20",
        '{"id": null}',
        "",
        "[" * 100_000,
        '{"tags": ' + "[" * 900 + "]" * 900 + "}",
    ],
)
def test_what_does_not_fit_the_contract_is_not_written_in_the_shape(poison: str) -> None:
    shapes = ChannelShapes("work", [Shape(TeamShape('{"no": "{id}"}'), RIDE)], print, {})
    assert shapes.to_team(poison, {}) == (poison, {})
    assert shapes.from_team(poison, {}) == (poison, {})


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        ('{"no": "{id}"', "it is no JSON"),
        ("<o>{id}</p>", "it is no XML"),
        ('{"{id}": 1}', "a name of a member cannot be a placeholder"),
        ("{id}{fare}", "nothing stands between {id} and {fare} to tell them apart"),
        ("{customer} {customer.name}", "it names {customer} and a field within it"),
        ('{"no": "\ue000{id}"}', "private use"),
    ],
)
def test_what_is_no_template(sample: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("{", r"\{")):
        template(sample)


# -- generated messages and texts

_WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
_JSON_NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
_MESSAGES = st.fixed_dictionaries(
    {
        "id": _WORDS,
        "fare": _JSON_NUMBERS,
        "seats": st.integers(),
        "shared": st.booleans(),
        "customer": st.fixed_dictionaries({"name": _WORDS}),
        "tags": st.recursive(
            st.none() | st.booleans() | st.integers() | _WORDS,
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(string.ascii_letters), inner, max_size=3)
            ),
            max_leaves=5,
        ),
    },
    optional={"from": _WORDS, "km": _JSON_NUMBERS},
)
_CONSTANT = st.none() | st.booleans() | st.integers() | st.text(string.ascii_letters + ' {}"\\')


@st.composite
def _samples(draw: st.DrawFn) -> str:
    """Draw a JSON sample in which each field has at most one place."""
    left = draw(st.permutations([*RIDE]))
    names = iter(left[: draw(st.integers(1, len(left)))])

    def document(depth: int) -> str:
        kind = draw(st.sampled_from(["alone", "text", "constant", "object", "list"]))
        if kind in {"alone", "text"} or depth == 0:
            name = next(names, None)
            if name is None:
                return json.dumps(draw(_CONSTANT)).replace("{", "\\u007b")
            if kind == "text" and name != "tags":
                return f'"{draw(st.text(string.ascii_letters + "<>. ", max_size=5))}{{{name}}}!"'
            return f"{{{name}}}"
        if kind == "constant":
            return json.dumps(draw(_CONSTANT)).replace("{", "\\u007b")
        inner = [document(depth - 1) for _ in range(draw(st.integers(0, 3)))]
        if kind == "list":
            return f"[{', '.join(inner)}]"
        return "{" + ", ".join(f'"m{at}": {part}' for at, part in enumerate(inner)) + "}"

    return '{"top": ' + document(3) + "}"


@given(_samples(), _MESSAGES)
def test_there_and_back(sample: str, message: dict[str, Any]) -> None:
    shape = Shape(TeamShape(sample), RIDE)
    body = json.dumps(message)
    made = shape.to_team(body, {})
    assert made is not None, (sample, message)
    back = shape.from_team(*made)
    assert back is not None
    named = dict(flat(json.loads(back[0])))
    assert shape.template
    for name in shape.template.names:
        if name == "tags":
            assert json.loads(back[0])["tags"] == message["tags"]
        elif "." in name:
            assert named[name] == message["customer"]["name"]
        elif name in message:
            assert named[name] == message[name]
            assert type(named[name]) is type(message[name])


_PLAIN = st.text(string.printable.replace("|", ""), max_size=20)


@given(_PLAIN, _JSON_NUMBERS, _PLAIN)
def test_there_and_back_in_text_and_xml(name: str, fare: float, place: str) -> None:
    message = {"id": name, "fare": fare, "from": place}
    assert (
        template("ride|{id}|{fare}|{from}|").read(
            template("ride|{id}|{fare}|{from}|").fill(message) or ""
        )
        == message
    )
    xml = template('<r id="{id}"><f>{fare}</f><w>{from}</w></r>')
    made = xml.fill(message)
    if made is None:
        assert any(ord(letter) < 32 for letter in name + place)  # XML cannot hold these
    else:
        assert xml.read(made) == message


@given(st.text(), st.sampled_from(['{"a": "{id}x", "b": [{fare}]}', "{id} {fare}", "<a>{id}</a>"]))
def test_no_text_is_too_much(body: str, sample: str) -> None:
    shapes = ChannelShapes("work", [Shape(TeamShape(sample), RIDE)], lambda _: None, {})
    assert shapes.to_team(body, {})
    assert shapes.from_team(body, {})


@given(st.text())
def test_a_template_is_one_or_says_why_not(sample: str) -> None:
    try:
        made = template(sample)
    except ValueError:
        return
    made.fill({"id": "r"})
    made.read(sample)
