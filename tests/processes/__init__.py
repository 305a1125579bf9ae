"""Roles that are played by processes: scripts of this folder, each a class of the reference.

``consumer`` conforms; the others are wrong in one way each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByCommand, ByPython
from pattern_tck.reference_impl import point_to_point, request_response

FOLDER = Path(__file__).parent


def _script(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)


def _consumer(class_name: str) -> ProcessBinding:
    command = _script("worker.py", class_name)
    topology = ByPython(point_to_point.Consumer)
    return ProcessBinding(command, FOLDER, topology, {"PYTHONPATH": str(FOLDER.parents[1])})


consumer = {"consumer": _consumer("pattern_tck.reference_impl.point_to_point:Consumer")}
deploys_itself = {
    "consumer": ProcessBinding(
        consumer["consumer"].command, FOLDER, ByCommand(_script("deploy.py"), FOLDER)
    )
}
acknowledges_first = {"consumer": _consumer("tests.broken.point_to_point:AcknowledgesFirst")}
requester = {
    "requester": ProcessBinding(
        _script("worker.py", "pattern_tck.reference_impl.request_response:Requester"),
        FOLDER,
        ByPython(request_response.Requester),
    )
}
ends = {"consumer": ProcessBinding(_script("ends.py"), FOLDER, ByPython(point_to_point.Consumer))}
