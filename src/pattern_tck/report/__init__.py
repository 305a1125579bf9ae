"""What a run says: summary, JUnit, JSON."""
