"""Lambda as the kit plays it: what a function is given, how it is run, what its answer means.

Functions are invoked by a mapping of a queue (`event_source`), by an HTTP API (`http_events`) or by
a schedule (`schedule`), all of which wait for the answer. Nothing here invokes a function
asynchronously, with its two retries and its destinations for failures: the roles that listen to
topics and buses own a queue on which they are reached, and a function of theirs is mapped to that.
"""
