"""Ends at once, and says why."""

from __future__ import annotations

import sys

print("there is no configuration")
sys.exit(3)
