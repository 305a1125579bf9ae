"""The script: a scenario's calls as a program of boto3 alone, with what was expected and seen."""

from __future__ import annotations

import pprint
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from botocore import xform_name

from pattern_tck.judging import Judgement
from pattern_tck.reproduction.shortening import SHORTEST_REFERENCE, inner, shortened
from pattern_tck.reproduction.transcript import Made, Step, Waited
from pattern_tck.tagging import TAG

_WIDTH: Final = 96
#: What is seen of an answer, in characters.
_LONGEST: Final = 600
#: Who runs a script should be told if it takes longer, in seconds.
_LONG_WAIT: Final = 120
#: How the kit begins the names of what it makes: a reader is served better by a word.
_OWN_PREFIX: Final = re.compile(r"tck-[0-9a-z]+-\d+")

_HEAD: Final = """\
{imports}
import boto3
{config}

def client(service):
    return boto3.client(
        service,
        # Where {target} listens.
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "{endpoint}"),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",{option}
    )

"""
#: AWS has this operation at a host of its own, "sync-...", which nobody has made for a target.
_AT_ANOTHER_HOST: Final = "start_sync_execution("


class _Code:
    """A piece of a program, which stands as it is where a value would."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def script(judgement: Judgement, steps: Sequence[Step], target: str, endpoint: str) -> str:
    """Give the text of a program that shows what a contract scenario has shown.

    ``target`` is its name with its version, ``endpoint`` the URL that the program asks.
    """
    kept = shortened([_plainly_named(step) for step in steps])
    services = dict.fromkeys(step.service for step in kept if isinstance(step, Made))
    clients = "".join(f'{name} = client("{name}")\n' for name in services)
    lines = "\n".join(_program(kept))
    waits = sum(step.seconds for step in kept if isinstance(step, Waited))
    head = _HEAD.format(
        config="from botocore.config import Config\n" if _AT_ANOTHER_HOST in lines else "",
        option=(
            "\n        config=Config(inject_host_prefix=False),"
            if _AT_ANOTHER_HOST in lines
            else ""
        ),
        imports="".join(f"import {name}\n" for name in _imports(lines)),
        endpoint=endpoint,
        target=target.partition(" ")[0],
    )
    return f'"""{_story(judgement, target, waits)}"""\n\n{head}\n{clients}\n{lines}\n'


def _story(judgement: Judgement, target: str, waits: float) -> str:
    scenario = judgement.scenario
    clause = scenario.clause
    row = ", ".join(f"{name} = {value}" for name, value in scenario.row.items())
    parts = [
        f"{clause.id}: {clause.statement}",
        f"Source: {clause.source}",
        f"Scenario: {scenario.name}{f' ({row})' if row else ''}, features/{scenario.file}",
        f"Fails at: {judgement.step}",
        *([f"Expected: {judgement.expected}"] if judgement.expected else []),
        f"Seen on {target}: {judgement.seen or judgement.reason}",
    ]
    if waits > _LONG_WAIT:
        parts.append(f"It waits for {waits:,.0f} seconds in all: it was seen on a virtual clock.")
    if judgement.named:
        parts.append(f"Known: {judgement.named.partition(': ')[2]}")
    wrapped = (
        textwrap.fill(
            " ".join(part.split()), _WIDTH, break_long_words=False, break_on_hyphens=False
        )
        for part in parts
    )
    text = "\n".join(wrapped).replace("\\", "\\\\").replace('"""', "'''")
    return f"{text}\n"


def _imports(program: str) -> list[str]:
    needs = {"json": "json.loads(", "time": "time.sleep("}
    return sorted(["os", *(name for name, use in needs.items() if use in program)])


def _program(steps: Sequence[Step]) -> Iterator[str]:
    known: dict[str, str] = {}
    calls = [number for number, step in enumerate(steps) if isinstance(step, Made)]
    for number, step in enumerate(steps):
        if isinstance(step, Waited):
            yield f"time.sleep({step.seconds:g})"
            continue
        name = f"a{number + 1}"
        yield from _call(name, step, known)
        if step.error or number in calls[-3:]:
            yield from _seen(step)
            if not step.error:
                yield f"print({name})"
        for text, path in _leaves(step.answer, name):
            if len(text) >= SHORTEST_REFERENCE:
                known.setdefault(text, path)


def _call(name: str, step: Made, known: Mapping[str, str]) -> Iterator[str]:
    asked = {key: _expression(value, known) for key, value in step.parameters.items()}
    method = f"{step.service}.{xform_name(step.operation)}"
    arguments = ",\n".join(
        f"    {key}={textwrap.indent(pprint.pformat(value, width=_WIDTH - 8), '    ').lstrip()}"
        for key, value in asked.items()
    )
    made = f"{method}(\n{arguments},\n)" if arguments else f"{method}()"
    if not step.error:
        yield f"{name} = {made}"
        return
    yield "try:"
    yield textwrap.indent(made, "    ")
    yield f"except {step.service}.exceptions.ClientError as error:"
    yield "    print(error)"


def _seen(step: Made) -> Iterator[str]:
    if not step.error:
        told = {k: v for k, v in dict(step.answer or {}).items() if k != "ResponseMetadata"}
        text = pprint.pformat(told, width=_WIDTH - 8)
    else:
        text = step.error
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
    yield textwrap.indent(f"seen: {cut}", "# ", lambda _line: True)


def _expression(value: Any, known: Mapping[str, str]) -> Any:
    """Give a value in which what came from an earlier answer is taken from that answer."""
    if isinstance(value, str):
        return _text(value, known)
    if isinstance(value, Mapping):
        return {name: _expression(part, known) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_expression(part, known) for part in value]
    if isinstance(value, datetime):
        return _Code(f'"{value.isoformat()}"')
    return value


def _text(value: str, known: Mapping[str, str]) -> Any:
    if value in known:
        return _Code(known[value])
    for text in sorted(known, key=len, reverse=True):
        if text in value:
            before, _, after = value.partition(text)
            parts = [
                *([repr(before)] if before else []),
                known[text],
                *([repr(_text(after, known))] if after else []),
            ]
            return _Code(" + ".join(parts))
    return value


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield value, path
        yield from _leaves(inner(value), f"json.loads({path})")
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name != "ResponseMetadata":
                yield from _leaves(part, f"{path}[{name!r}]")
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _leaves(part, f"{path}[{number}]")


def _plainly_named(step: Step) -> Step:
    if isinstance(step, Waited):
        return step
    return Made(
        step.service,
        step.operation,
        _untagged(_renamed(step.parameters)),
        _renamed(step.answer),
        _OWN_PREFIX.sub("repro", step.error),
    )


def _untagged(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out by what the kit knows its own again: a list of pairs, or a mapping."""
    kept = {}
    for name, value in parameters.items():
        left = value
        if isinstance(value, list):
            left = [one for one in value if not (isinstance(one, Mapping) and TAG in one.values())]
        elif isinstance(value, Mapping):
            left = {key: part for key, part in value.items() if key != TAG}
        if left or not value:
            kept[name] = left
    return kept


def _renamed(value: Any) -> Any:
    if isinstance(value, str):
        return _OWN_PREFIX.sub("repro", value)
    if isinstance(value, Mapping):
        return {_renamed(name): _renamed(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(part) for part in value]
    return value
