"""Mutants: implementations with one realistic defect each, and which scenario kills which of them.

``python -m tests.mutants`` judges every mutant by every scenario of the roles that it plays and
says what survives; see ``docs/proof.md`` for what came of it.
"""
