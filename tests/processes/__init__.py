"""Roles that are played by processes: scripts of this folder, each a class of the reference.

``consumer`` conforms; the others are wrong in one way each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pattern_tck.bindings.process import ProcessBinding
from pattern_tck.bindings.topology import ByCommand, ByPython
from pattern_tck.ports import Role
from pattern_tck.reference_impl import (
    content_based_router,
    dead_letter_queue,
    point_to_point,
    request_response,
    ride_completion,
)

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


def _reference(role: Role) -> ProcessBinding:
    at = f"{role.__module__}:{role.__qualname__}"
    return ProcessBinding(_script("worker.py", at), FOLDER, ByPython(role))


operator = {"operator": _reference(dead_letter_queue.Operator)}
#: The rules of its bus do all the work, and it never calls.
router = {"bus-router": _reference(content_based_router.BusRouter)}
api = {"ride-api": _reference(ride_completion.RideApi)}

ends = {"consumer": ProcessBinding(_script("ends.py"), FOLDER, ByPython(point_to_point.Consumer))}
#: Never stops asking.
asks_on = {
    "consumer": ProcessBinding(_script("asks_on.py"), FOLDER, ByPython(point_to_point.Consumer))
}
