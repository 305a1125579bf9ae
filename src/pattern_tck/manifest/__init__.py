"""The manifest, ``conformance.toml``: which roles are a team's, and how each of them is run."""
