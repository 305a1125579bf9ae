"""Implementations and targets that are wrong on purpose, one defect each.

A module a pattern. Each wrong implementation is a mapping of roles, as a team would hand it over;
``CAUGHT`` names, for each of them, the clauses that have to catch it.
"""
