"""Custom fields: fields that an organisation declares for itself, and what is kept of them."""
