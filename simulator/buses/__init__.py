"""Buses: what EventBridge promises."""
