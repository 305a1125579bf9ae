"""What is no saved world, or not a whole one, is said in one sentence; and what cannot be saved."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.saved.files import read_worlds, write_worlds
from pattern_tck.simulator.saved.keeping import load, record, save
from pattern_tck.simulator.saved.reading import Unreadable
from pattern_tck.simulator.saved.tape import Tape, Unsaved
from pattern_tck.simulator.world import World
from tests.simulator.saved_account import Doer, fresh, furnished, url


def _text():
    world = furnished(fresh())
    doer = Doer(world)
    for act in [("start", 0, ""), ("send", 0, "a"), ("wait", 1, ""), ("wait", 40, "")]:
        doer.do(act)
    return save(world)


TEXT = _text()
LINES = TEXT.splitlines()


def with_head(**fields):
    return "\n".join([json.dumps({**json.loads(LINES[0]), **fields}), *LINES[1:]])


def with_line(number, **fields):
    changed = {**json.loads(LINES[number]), **fields}
    return "\n".join([*LINES[:number], json.dumps(changed), *LINES[number + 1 :]])


def first(what):
    return next(number for number, line in enumerate(LINES) if f'{{"{what}": ' in line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("PK\x03\x04", "line 1: this is no saved world"),
        ("[" * 100_000, "line 1: this is no saved world"),
        ('{"schema": "pattern-tck/report/1"}', "its format is not 'pattern-tck-world'"),
        (with_head(version=2), "of version 2, and this reads version 1; a later pattern-tck"),
        (with_head(version=0), "of version 0, and this reads version 1"),
        (with_head(account="12"), "line 1: 'account' is not what it should be"),
        (with_head(clock=True), "line 1: 'clock' is not what it should be"),
        (with_head(clock=10**30), "line 1: 'clock' is not what it should be"),
        (with_head(limits={}), "line 1: 'dated' is not what it should be"),
        ("\n".join(LINES[:-1]), "the file is cut off: its last world has no end"),
        (TEXT[: -len(LINES[-1]) - 20], "the file is cut off or no saved world"),
        ("\n".join([*LINES[:3], *LINES[4:]]), "lines came before the end of this world"),
        (TEXT + TEXT, "the file holds two worlds of one name"),
        (with_line(1, names=[1]), "line 2: 'names' is not what it should be"),
        (with_line(2, service="s3"), "line 3: 'service' is not what it should be"),
        (with_line(2, parameters={"QueueName": {"$bytes": "?"}}), "line 3: it cannot be read"),
        (with_line(2, parameters={"QueueName": {"$exec": "?"}}), "$exec is no kind of value"),
        (with_line(2, parameters={}), "line 3: sqs CreateQueue ends otherwise than it did"),
        (with_line(2, outcome="0" * 16), "line 3: sqs CreateQueue ends otherwise than it did"),
        (with_line(2, asked=3), "line 3: sqs CreateQueue ends otherwise than it did"),
        (with_line(2, chosen={"x": 1}), "line 3: 'chosen' is not what it should be"),
        (with_line(first("time"), time=5), "time would pass backwards"),
        (with_line(first("work"), work=99), "it is about a call that is not there"),
        (with_line(first("work"), name="other"), "ends otherwise than it did"),
        (with_line(first("work"), raised=["mistake"]), "ends otherwise than it did"),
    ],
)
def test_one_sentence_says_what_is_wrong(text, said):
    with pytest.raises(Unreadable) as refused:
        load(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_versions_are_named_where_they_answer_differently():
    text = with_line(2, outcome="0" * 16).replace('"written_by": "', '"written_by": "0.0.', 1)
    with pytest.raises(Unreadable, match=r": pattern-tck 0\.0\.\S+ saved it, and this is \S+$"):
        load(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_mutilated_file_is_refused_or_makes_a_world(data):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "double", "cut", "change", "spoil", "swap"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if how == "drop":
            lines[at] = ""
        elif how == "double":
            lines[at] += "\n" + lines[at]
        elif how == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif how == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "spoil":
            where = data.draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:where] + data.draw(st.text(max_size=3)) + lines[at][where + 1 :]
        else:
            lines[at] = _changed(lines[at], data)
    said = ""
    try:
        load("\n".join(lines))
    except Unreadable as refused:
        said = str(refused)
    assert "\n" not in said


def _changed(line, data):
    try:
        document = json.loads(line)
    except ValueError:
        return line
    if not isinstance(document, dict) or not document:
        return line
    name = data.draw(st.sampled_from(sorted(document)))
    document[name] = data.draw(
        st.one_of(st.none(), st.integers(-9, 9), st.text(max_size=3), st.just([]), st.just({}))
    )
    return json.dumps(document)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "w.jsonl"
    write_worlds(file, TEXT)
    assert len(read_worlds(file)) == 1
    with pytest.raises(UnicodeEncodeError):
        write_worlds(file, "\ud800")
    assert file.read_text("utf-8") == TEXT
    assert list(tmp_path.iterdir()) == [file]
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(Unreadable, match="it is no text"):
        read_worlds(file)


def unsaved(world):
    with pytest.raises(Unsaved) as refused:
        save(world)
    return str(refused.value)


def test_what_nobody_recorded_cannot_be_saved():
    world = World()
    assert unsaved(world) == "nobody has recorded what was done to it"
    world.call("sqs", "ListQueues", {})
    with pytest.raises(ValueError, match="from its beginning"):
        record(world)


def test_a_tape_has_an_end():
    world = World(clock=VirtualClock(0))
    world.record(Tape(world, longest=1_000))
    for _ in range(20):
        world.call("sqs", "ListQueues", {})
    assert unsaved(world) == "more was done to it than a file of 1,000 characters holds"
    world.call("sqs", "ListQueues", {})
    assert "more was done" in unsaved(world)


def test_a_clock_that_was_set_has_no_place_on_a_tape():
    world = furnished(fresh())
    world.clock.begin_at(0)
    world.call("sqs", "ListQueues", {})
    assert unsaved(world) == "its clock was set, which is no passing of time"


def test_what_no_file_can_hold_is_named():
    world = furnished(fresh())
    world.call("sqs", "ListQueues", {"QueueNamePrefix": "q", "more": object()})
    assert unsaved(world) == "it was given a value of the type object, which no file can hold"


def test_nothing_is_saved_in_the_middle_of_a_call():
    world = furnished(fresh())
    said = []
    world.choose = lambda *_: said.append(unsaved(world)) or 0
    Doer(world).do(("send", 0, "a"))
    assert set(said) == {"it is in the middle of a call"}


def test_what_only_looks_leaves_no_trace():
    world = furnished(fresh())
    asked = {"QueueUrl": url("plain"), "AttributeNames": ["All"]}
    before = save(world)
    for _ in range(3):
        world.look("sqs", "GetQueueAttributes", asked, "eu-west-1")
    assert save(world) == before
