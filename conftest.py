"""For a clone only: say what to do where the kit is not installed."""

import sys
from importlib.util import find_spec

if find_spec("pattern_tck") is None:
    sys.stderr.write("pattern-tck is not installed: `pip install -e '.[test]'`, or run `tox`\n")
    raise SystemExit(2)  # pytest shows any other exception with a traceback
