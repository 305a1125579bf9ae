"""Lambda as the kit plays it: what a function is given, how it is run, what its answer means."""
