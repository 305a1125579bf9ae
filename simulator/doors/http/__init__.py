"""The door on loopback: any AWS SDK reaches the model over HTTP, with nothing of an SDK in here."""
