"""Webhooks: others are told of what was recorded."""
