"""Matching: event patterns and filter policies, compiled once and asked often."""
