"""The bindings: how an implementation of a role is run, a module for each way."""
