"""Clients and their access tokens; and what the grants would need that are off."""
