"""The gateway: the tap for other processes, one loopback endpoint for a whole run."""
