"""The language of workflows: what a field evaluates to, and what a definition may look like."""
