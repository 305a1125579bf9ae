"""The history of a performance, and the oracle that holds the whole of it against invariants."""
