"""The adversary: chooses among what the contract leaves open, and finds what does not survive."""
