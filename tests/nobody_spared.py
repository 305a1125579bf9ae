"""A pytest plug-in for ``-p nobody_spared``: spares nobody from the fault that NOT_SPARED names."""

from __future__ import annotations

import os

from pattern_tck import catalogue

_SPARED = catalogue.spared()


def _but_not_from_this_one():
    return {key: why for key, why in _SPARED.items() if key[1] != os.environ["NOT_SPARED"]}


catalogue.spared = _but_not_from_this_one
