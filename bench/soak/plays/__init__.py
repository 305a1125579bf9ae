"""The plays: each a kind of load, its own book of what was accepted, and what must follow from it.

A play is a coroutine over one `Scene`: it makes its channels, loads them for as long as the budget
lasts, drains them, checks its book, and deletes what it has made.
"""
