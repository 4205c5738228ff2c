"""Logins at other providers."""
