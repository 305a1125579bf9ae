"""The contract simulator: messaging as AWS promises it, with every freedom that AWS has."""
