"""Doors: how AWS clients get to the model. Only here anything of botocore is known."""
