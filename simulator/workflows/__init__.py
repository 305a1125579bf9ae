"""Workflows: Step Functions on the virtual clock, by an interpreter of its own."""
