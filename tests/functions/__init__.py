"""Handlers that are wrong on purpose, each importing the example and changing one thing."""
