"""Topics: what SNS promises."""
