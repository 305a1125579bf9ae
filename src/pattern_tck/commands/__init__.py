"""The command line, ``pattern-tck``: a module for each command."""
