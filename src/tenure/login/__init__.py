"""Logging in over HTTP: people by password, second factor or a provider, programs by client credentials."""
