"""Metrics of queues, and the alarms that act on them: what CloudWatch promises."""
