"""Discovery: what a team has on a target, and which roles that may be."""
