"""Pipes: from a queue to one target, filtered, enriched and transformed on the way."""
