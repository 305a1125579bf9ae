"""A pytest plug-in for ``-p killing``: the run is killed before a call that it names.

KILL_BEFORE is a number: the n-th call of a client that makes something (CreateQueue, ...) is the
one that is not made. KILL_ABOUT is a text: only calls that hold it are counted. With KILL_BY=INT
the run is interrupted, as from the keyboard, and not killed.
"""

from __future__ import annotations

import os
import signal

from botocore.client import BaseClient

_LEFT = [int(os.environ["KILL_BEFORE"])]
_MAKES = ("Create", "Put", "Subscribe", "SetQueue", "Send")
_make_api_call = BaseClient._make_api_call


def _counting(self, operation, parameters):
    if operation.startswith(_MAKES) and os.environ.get("KILL_ABOUT", "") in str(parameters):
        _LEFT[0] -= 1
        if _LEFT[0] == 0:
            if os.environ.get("KILL_BY") == "INT":
                raise KeyboardInterrupt
            os.kill(os.getpid(), signal.SIGKILL)
    return _make_api_call(self, operation, parameters)


BaseClient._make_api_call = _counting
