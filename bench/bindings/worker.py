"""A process that plays a role by a class of Python: ``worker.py MODULE:CLASS``.

``worker.py --deploy MODULE:CLASS`` has the class make the channels that the role owns, and prints
their addresses. Either way everything that it knows of AWS is in its environment.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import boto3

#: Seconds between two turns of a worker that had nothing to do, if its receives do not wait.
_PAUSE = 0.02


def main(arguments: list[str], new_client: Callable[[str], Any] = boto3.client) -> None:
    """Make the channels, or work until killed."""
    module, _, name = arguments[-1].partition(":")
    role = getattr(importlib.import_module(module), name)
    client = functools.cache(new_client)
    if "--deploy" in arguments:
        print(json.dumps(dict(role.deploy(os.environ, client))))
        return
    worker = role(os.environ, client, time.time)
    while True:
        if not worker.work():
            time.sleep(_PAUSE)


if __name__ == "__main__":
    main(sys.argv[1:])
