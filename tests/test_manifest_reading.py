"""What a right manifest says, where each key of it stands, and that nothing breaks the reader."""

from __future__ import annotations

import json
import string
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
import tomli_w
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pattern_tck import catalogue
from pattern_tck.channels import kind_of
from pattern_tck.manifest import positions
from pattern_tck.manifest.reading import read
from pattern_tck.manifest.schema import GOES_WITH, WAYS, schema
from pattern_tck.manifest.settings import (
    ApiUrl,
    DeployCommand,
    Deployed,
    DeployFunction,
    EffectsPlace,
    LambdaHandler,
    MessageShape,
    Process,
    PythonClass,
)
from pattern_tck.manifest.variables import all_told, told
from pattern_tck.verdicts import UsageMistake
from tests.running import ROOT

#: The first example reads the catalogue, and machines are busy.
ANY_TIME = settings(deadline=None)

GOOD = """\
name = "orders service"
target = "localstack"
endpoint_url = "http://127.0.0.1:4566"

[roles.consumer]
run = ["sh", "consumer.sh"]
folder = "."
deploy = ["./consumer.sh", "--deploy"]
secret = ["cardNumber"]
timers = "none"

[roles.consumer.environment]
ORDERS_QUEUE = "{WORK_QUEUE_URL}"
PREFIXED = '{"at": "{PREFIX}", "path": "/orders/{id}"}'

[roles.consumer.messages.WORK_QUEUE_URL]
accepts = '{"orderId": "{id}", "total": {fare}}'
refuses = '{"orderId": 7}'
correlation_id = "attribute:X-Request-Id"
reply_to = "body:$.meta.reply[0]"

[roles.consumer.effects]
table = { partition_key = "orderId", key = "orderId", value = "total.amount" }

[roles.responder]
lambda = "app.handler"
runtime = ["sh", "-c", "true"]
source = "REQUESTS_QUEUE_URL"
batch_size = 100
batch_window = 5
report_batch_item_failures = true
timeout = 10
scheduled = "app.relay"
effects.http = { body = '{"order": "{key}", "did": "{value}"}' }

[roles.sender]
python = "orders:Sender"
deploy = "orders:deploy"
folder = "."

[roles.ride-api]
url = "http://127.0.0.1:8080/"

[roles.subscriber]
deployed = true

[roles.subscriber.channels]
TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:rides"
INBOX_QUEUE_URL = "http://127.0.0.1:4566/000000000000/inbox"
INVALID_QUEUE_URL = "http://127.0.0.1:4566/000000000000/invalid"
EFFECTS_TABLE = "effects"

[[roles.step-service.messages.COMMANDS_QUEUE_URL]]
when = { command = "ChargeFare" }
accepts = '{"charge": {fareAmount}}'

[[roles.step-service.messages.COMMANDS_QUEUE_URL]]
attributes = { CorrelationId = "X-Corr" }

[roles.step-service]
run = ["sh"]

[[known_deviations]]
clause = "SQS-VIS-02"
reason = "our queue is older than this rule"
link = "https://example.org/1"
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    script = tmp_path / "consumer.sh"
    script.write_text("exit 1\n", "utf-8")
    script.chmod(0o700)
    (tmp_path / "orders.py").write_text("raise RuntimeError('it was imported')\n", "utf-8")
    file = tmp_path / "conformance.toml"
    file.write_text(GOOD, "utf-8")
    return file


def test_everything_that_a_manifest_can_say(good: Path) -> None:
    manifest = read(good)
    here = good.parent.resolve()

    assert (manifest.name, manifest.target) == ("orders service", "localstack")
    assert manifest.endpoint_url == "http://127.0.0.1:4566"
    ways = {name: role.way for name, role in manifest.roles.items()}
    assert ways == {
        "consumer": Process(("sh", "consumer.sh"), "none"),
        "responder": LambdaHandler(
            "app.handler", ("sh", "-c", "true"), ("REQUESTS_QUEUE_URL",), 100, 5,
            report_batch_item_failures=True, timeout=10, scheduled="app.relay",
        ),
        "sender": PythonClass("orders:Sender"),
        "ride-api": ApiUrl("http://127.0.0.1:8080/"),
        "subscriber": Deployed(tomllib.loads(GOOD)["roles"]["subscriber"]["channels"]),
        "step-service": Process(("sh",), "own"),
    }  # fmt: skip
    consumer, responder = manifest.roles["consumer"], manifest.roles["responder"]
    assert consumer.folder == here
    assert consumer.where == f"{good}, line 5: roles.consumer"
    assert consumer.deploy == DeployCommand(("./consumer.sh", "--deploy"))
    assert manifest.roles["sender"].deploy == DeployFunction("orders:deploy")
    assert responder.deploy is None
    assert consumer.secret == ("cardNumber",)
    assert consumer.environment["ORDERS_QUEUE"] == "{WORK_QUEUE_URL}"
    assert consumer.messages == {
        "WORK_QUEUE_URL": (
            MessageShape(
                '{"orderId": "{id}", "total": {fare}}', '{"orderId": 7}',
                "attribute:X-Request-Id", "body:$.meta.reply[0]",
            ),
        )
    }  # fmt: skip
    assert manifest.roles["step-service"].messages["COMMANDS_QUEUE_URL"] == (
        MessageShape('{"charge": {fareAmount}}', when={"command": "ChargeFare"}),
        MessageShape(attributes={"CorrelationId": "X-Corr"}),
    )
    assert consumer.effects == EffectsPlace("table", "orderId", "total.amount", "orderId")
    assert responder.effects == EffectsPlace("http", body='{"order": "{key}", "did": "{value}"}')
    assert [entry.clause for entry in manifest.known_deviations] == ["SQS-VIS-02"]


def test_the_folder_of_a_role_is_seen_from_the_manifest(tmp_path: Path) -> None:
    inner = tmp_path / "orders" / "src"
    inner.mkdir(parents=True)
    (inner / "consumer.sh").write_text("", "utf-8")
    file = tmp_path / "orders" / "conformance.toml"
    text = 'name = "x"\n[roles.consumer]\nrun = ["sh", "consumer.sh"]\nfolder = "src"\n'
    file.write_text(text, "utf-8")

    assert read(file).roles["consumer"].folder == inner.resolve()


def test_the_published_schema_takes_what_the_reader_takes() -> None:
    published = json.loads((ROOT / "docs" / "conformance.schema.json").read_text("utf-8"))
    jsonschema_rs.meta.validate(published)

    assert published == schema()
    assert not list(jsonschema_rs.validator_for(published).iter_errors(tomllib.loads(GOOD)))


def test_each_key_goes_with_some_way_to_run_a_role() -> None:
    keys = schema()["properties"]["roles"]["properties"]["consumer"]["properties"]

    assert set(keys) == set(WAYS) | set().union(*GOES_WITH.values())


def test_what_scenarios_tell_is_what_environments_may_name() -> None:
    """Compare with the words that the steps hand over when they cast."""
    handed = set()
    for file in (ROOT / "steps").glob("*.py"):
        handed |= asked_for(file.read_text("utf-8"))

    assert handed >= {"FLOW_TIMEOUT", "READ_TIMEOUT", "MAX_REDRIVES", "FILTER"}
    assert handed - {"VISIBILITY_TIMEOUT"} - all_told() == set()
    for role in catalogue.roles().values():
        assert {*role.given, *role.makes} <= set(told(role))
        for variable in {*role.given, *role.makes}:
            kind_of(variable)


def asked_for(source: str) -> set[str]:
    """Give the names in capitals that a module hands to ``ask_for``."""
    import ast

    return {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "ask_for"
        for name in [
            *(one.arg for one in node.keywords if one.arg),
            *(
                key.value
                for one in node.keywords
                if isinstance(one.value, ast.Dict)
                for key in one.value.keys
                if isinstance(key, ast.Constant)
            ),
        ]
        if name.isupper()
    }


# -- where keys stand


def test_the_lines_of_a_manifest() -> None:
    found = positions.lines(GOOD)
    lines = GOOD.splitlines()

    for path, line in found.items():
        assert (
            str(next(step for step in reversed(path) if isinstance(step, str))) in lines[line - 1]
        )
    assert found["roles", "consumer", "environment", "PREFIXED"] == 14
    assert found["roles", "step-service", "messages", "COMMANDS_QUEUE_URL", 1, "attributes"] == 58
    assert positions.nearest_line(found, ("roles", "consumer", "runn", 3)) == 5
    assert positions.nearest_line(found, ("nothing",)) is None


@pytest.mark.parametrize(
    "text",
    [
        "a = 1 # = [\n'b.c'.d = [ # ]\n  1, [2,\n 3], ]\n",
        'a = """x\n[b]\nc = 1""""\nd = \'\'\'\n[e]\'\'\'\n',
        '[a]\n[a.b]\n[[a.c]]\nx = {y = {z = 1}, "w v" = [{k = 1}]}\n[[a.c]]\n[a.c.d]\ne = 1\n',
        "\r\na = 1\r\nb.c = 07:32:00\r\n",
        'a = "\\"#"\n"b\\u0022" = 1979-05-27 07:32:00\n',
        "[[a]]\n[[a.b]]\n[[a.b]]\nc=1\n[[a]]\n[[a.b]]\nc=2\n",
    ],
)
def test_every_key_of_a_text_is_found(text: str) -> None:
    assert paths(tomllib.loads(text)) == set(positions.lines(text))


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=8)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.integers(-9, 9), st.booleans(), st.datetimes(), st.floats()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=12,
)
_TREES = st.dictionaries(_TEXTS, _VALUES, max_size=4)


@ANY_TIME
@given(_TREES)
def test_every_key_of_any_tree_is_found(tree: dict[str, object]) -> None:
    text = tomli_w.dumps(tree)

    assert paths(tomllib.loads(text)) == set(positions.lines(text))


def paths(value: object, path: positions.Path = ()) -> set[positions.Path]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = {path} if path else set()
    return found.union(*(paths(one, (*path, step)) for step, one in inner))


@ANY_TIME
@given(st.text(alphabet=string.printable))
@example('"\\0"')  # a key with an escape that TOML does not know
def test_a_text_that_is_not_toml_does_not_stop_the_walk(text: str) -> None:
    for line in positions.lines(text).values():
        assert 1 <= line <= text.count("\n") + 1


# -- whatever it is given


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "conformance.toml"


def reads_or_tells(file: Path) -> None:
    """Read it, or get a mistake in words; any other exception fails the test."""
    told = ""
    try:
        read(file)
    except UsageMistake as mistake:
        told = str(mistake)
    assert not told or told.startswith(str(file))


@ANY_TIME
@given(st.binary(max_size=200))
def test_random_bytes(scratch: Path, raw: bytes) -> None:
    scratch.write_bytes(raw)
    reads_or_tells(scratch)


_GOOD = tomllib.loads(GOOD)
_WORDS = sorted({str(step) for path in paths(_GOOD) for step in path})
_PATHS = sorted(paths(_GOOD), key=str)


@ANY_TIME
@given(
    st.lists(
        st.tuples(st.sampled_from(_PATHS), _VALUES | st.sampled_from(_WORDS)),
        min_size=1,
        max_size=4,
    )
)
def test_good_manifests_that_went_bad(
    scratch: Path, changes: list[tuple[positions.Path, object]]
) -> None:
    tree = tomllib.loads(GOOD)
    for path, value in changes:
        holder: object = tree
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and isinstance(path[-1], str):
            holder[path[-1]] = value
    scratch.write_text(tomli_w.dumps(tree), "utf-8")
    reads_or_tells(scratch)


@ANY_TIME
@given(
    st.recursive(
        _VALUES,
        lambda inner: st.dictionaries(st.sampled_from(_WORDS), inner, max_size=4),
        max_leaves=8,
    ).filter(lambda tree: isinstance(tree, dict))
)
def test_trees_of_the_right_words(scratch: Path, tree: dict[str, object]) -> None:
    scratch.write_text(tomli_w.dumps(tree), "utf-8")
    reads_or_tells(scratch)


@ANY_TIME
@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3))
def test_slips_of_the_pen(scratch: Path, at: int, typed: str) -> None:
    scratch.write_text(GOOD[:at] + typed + GOOD[at + 1 :], "utf-8", newline="")
    reads_or_tells(scratch)
