"""The sentences of the features, each turned into one call on the stage."""
