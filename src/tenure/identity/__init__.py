"""Who users are and what they may do: from a user or a token to an `Actor`. See README.md."""
