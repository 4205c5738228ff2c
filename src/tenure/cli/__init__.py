"""The `tenure` command: reads arguments, calls one operation, prints its answer."""
