"""Every feature file below this folder is a test module of the kit."""

from pattern_tck.collecting import pytest_collect_file, pytest_configure

__all__ = ["pytest_collect_file", "pytest_configure"]
