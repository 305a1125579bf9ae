"""Contracts: what messages and HTTP calls have to look like, read from AsyncAPI and OpenAPI."""
