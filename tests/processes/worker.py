"""Runs a class of Python as a process: ``worker.py MODULE:CLASS``."""

from __future__ import annotations

import functools
import importlib
import os
import sys
import time

import boto3

module, _, name = sys.argv[1].partition(":")
role = getattr(importlib.import_module(module), name)
worker = role(os.environ, functools.cache(boto3.client), time.time)
while True:
    # Its long polls are for one queue at a time; where there are several, it must not sleep in one.
    if not worker.work():
        time.sleep(0.02)
