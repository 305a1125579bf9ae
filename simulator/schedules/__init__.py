"""Schedules: what EventBridge Scheduler promises, and the expressions that it shares with rules."""
