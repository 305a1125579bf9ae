"""Hostile runs: thousands of schedules of the adversary for each pattern, and what they break."""
