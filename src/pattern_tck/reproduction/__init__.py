"""A divergence of a target as a script of boto3 alone, to be sent to its authors."""
