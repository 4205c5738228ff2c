"""Use cases: one function each, one transaction each. Gather, decide, write."""
