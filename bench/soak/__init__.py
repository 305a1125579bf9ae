"""The soak: the door on loopback under mixed load for a long time, and what must then be true."""
