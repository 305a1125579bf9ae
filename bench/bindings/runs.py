"""One run of the kit for a binding on a target, and what of its report is kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.bindings.known import BINDINGS

from pattern_tck import catalogue
from pattern_tck.scenarios import folder

ROOT = Path(__file__).parents[2]
_FOLDER = Path(__file__).parent

#: Verdicts that are no judgement of the implementation.
_UNJUDGED = ("not exercised", "inconclusive")
_LONGEST = 220


def run(binding: str, target: str, endpoint: str | None, more: Sequence[str]) -> Mapping[str, Any]:
    """Judge the reference in a binding on a target; give the row of the table."""
    with tempfile.TemporaryDirectory() as kept, _candidate(binding, target, endpoint) as judged:
        report = Path(kept) / "report.json"
        command = [
            sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis",
            "--override-ini=filterwarnings=default", "--partial", "--target", target, *judged,
            "--report-json", str(report), *more, *_patterns(),
        ]  # fmt: skip
        if endpoint:
            command += ["--endpoint-url", endpoint]
        subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own arguments
        if not report.is_file():
            raise SystemExit(f"{binding} on {target}: there is no report")
        return row(binding, json.loads(report.read_text("utf-8")))


def row(binding: str, report: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what the table says of a report."""
    judgements = report["judgements"]
    counts = Counter(one["verdict"] for one in judgements)
    return {
        "binding": binding,
        "target": report["target"]["name"],
        "version": report["target"]["version"],
        "clock": report["target"]["clock"],
        "roles": len(report["implementation"]["roles"]),
        "scenarios": len(judgements),
        "counts": dict(sorted(counts.items())),
        "reasons": {verdict: _reasons(judgements, verdict) for verdict in _UNJUDGED},
        "failed": {
            one["key"]: one["reason"] for one in judgements if one["verdict"] in {"failed", "error"}
        },
        "suite": report["suite"],
        "versions": report["versions"],
        "started": report["started"],
    }


def _reasons(judgements: Sequence[Mapping[str, Any]], verdict: str) -> Mapping[str, int]:
    """Give how often each reason was given, the most frequent first; roles are not told apart."""
    roles = sorted(catalogue.roles(), key=len, reverse=True)
    counted: Counter[str] = Counter()
    for one in judgements:
        if one["verdict"] == verdict:
            said = " ".join(one["reason"].partition("\n")[0].split()).removeprefix("NotExercised: ")
            said = re.sub(rf"\b({'|'.join(roles)})\b", "the role", said)
            counted[said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."] += 1
    return dict(counted.most_common())


def _patterns() -> list[str]:
    """Give the folders of all patterns: what the target owes is the same in every binding."""
    return [str(folder() / name) for name in catalogue.patterns()]


@contextmanager
def _candidate(binding: str, target: str, endpoint: str | None) -> Iterator[list[str]]:
    known = BINDINGS[binding]
    if known.implementation:
        yield ["--implementation", known.implementation]
        return
    words = [sys.executable, known.script, target, *filter(None, [endpoint])]
    with (
        tempfile.TemporaryDirectory() as kept,
        subprocess.Popen(  # noqa: S603 - our own script
            words, cwd=_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as running,
    ):
        assert running.stdin
        assert running.stdout
        told = running.stdout.readline()
        if not told:
            raise SystemExit(f"{known.script} on {target} ended before it said where it is")
        found: Mapping[str, Any] = json.loads(told)
        if binding == "url":
            yield [word for role, url in found.items() for word in ("--api-url", f"{role}={url}")]
        else:
            manifest = Path(kept) / "conformance.toml"
            manifest.write_text(_manifest(target, endpoint or "", found), "utf-8")
            yield ["--manifest", str(manifest)]
        running.stdin.close()


def _manifest(target: str, endpoint: str, systems: Mapping[str, Mapping[str, str]]) -> str:
    """Write the manifest of systems that run already, by role and variable."""
    lines = ['name = "the reference"', f'target = "{target}"', f'endpoint_url = "{endpoint}"']
    for role, channels in systems.items():
        lines += [f"[roles.{role}]", "deployed = true", f"[roles.{role}.channels]"]
        lines += [f'{name} = "{address}"' for name, address in channels.items()]
    return "\n".join(lines)
