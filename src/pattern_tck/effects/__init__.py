"""Effects: where they are seen, and how they are read from there."""
