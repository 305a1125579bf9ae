"""Message shapes: a team's own messages for the kit's canonical ones, and back, from one sample."""
