"""allauth's addresses, which it wants to be there."""
