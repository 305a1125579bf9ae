"""Mutation of a topology: one wrong configuration at a time, and whether a team's tests notice.

A change looks at a call that makes or sets up something and gives other parameters. The kit tries
the changes on its own reference (``tests/mutants``); ``pattern-tck mutate`` tries them on whatever
a team's acceptance command makes on the simulator.
"""
