"""Saved worlds: what was done to a world, as lines of a file, and the same world made of them."""
