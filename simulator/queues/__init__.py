"""Queues: what SQS promises."""
