"""Which target can be trusted for which clause: measured, kept, compared."""
