"""The functions of `examples/lambda_powertools`, bound as its manifest says."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.lambda_handler import LambdaBinding
from pattern_tck.bindings.python_object import PythonObject
from pattern_tck.bindings.topology import ByPython
from pattern_tck.lambda_platform.event_source import MappingSettings
from pattern_tck.reference_impl.point_to_point import Consumer
from tests.running import ROOT

FOLDER = ROOT / "examples" / "lambda_powertools"
RUNTIME = (sys.executable, "-m", "awslambdaric")
ADDRESSES = {
    "LEDGER_TABLE": "{EFFECTS_TABLE}",
    "INVALID_QUEUE": "{INVALID_QUEUE_URL}",
    "LOG_LEVEL": "CRITICAL",
}


@dataclass(frozen=True)
class OfTheStack:
    """A function of the example's stack makes the channels."""

    function: str

    def make(self, part: Part):
        spec = importlib.util.spec_from_file_location("stack", FOLDER / "stack.py")
        stack = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(stack)

        class Deployed:
            deploy = staticmethod(getattr(stack, self.function))

        return PythonObject(Deployed).deploy(part)


class Nothing:
    """Owns no channels."""

    def make(self, part: Part):
        return {}


def bound(
    handler: str,
    function: str,
    source: str,
    *,
    reports: bool = True,
    folder: Path = FOLDER,
    runtime: tuple[str, ...] = (),
) -> LambdaBinding:
    return LambdaBinding(
        handler=handler,
        folder=folder,
        runtime=runtime,
        sources=(source,),
        mapping=MappingSettings(report_batch_item_failures=reports),
        environment=ADDRESSES,
        topology=OfTheStack(function),
    )


good = {
    "consumer": bound("app.booking", "booking", "WORK_QUEUE_URL"),
    "responder": bound("app.authorisation", "authorisation", "REQUESTS_QUEUE_URL"),
}

process = {
    "consumer": bound("app.booking", "booking", "WORK_QUEUE_URL", runtime=RUNTIME),
    "responder": bound("app.authorisation", "authorisation", "REQUESTS_QUEUE_URL", runtime=RUNTIME),
}

api = {
    "ride-api": LambdaBinding(
        handler="tests.functions.ride_api.handler",
        scheduled="tests.functions.ride_api.relay",
        folder=ROOT,
        topology=Nothing(),
    )
}
api_without_relay = {
    "ride-api": LambdaBinding(
        handler="tests.functions.ride_api.handler", folder=ROOT, topology=Nothing()
    )
}

#: In another language, without an SDK; the reference's channels are lent to it.
node = {
    "consumer": LambdaBinding(
        handler="plain.handler",
        folder=ROOT / "tests" / "functions",
        runtime=("node", "plain.mjs"),
        topology=ByPython(Consumer),
        sources=("WORK_QUEUE_URL",),
        mapping=MappingSettings(report_batch_item_failures=True),
    )
}
