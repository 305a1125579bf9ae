"""The reference in each binding, and the table of what each binding can show on each target."""
