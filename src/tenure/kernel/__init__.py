"""The pure heart of Tenure: what is true of assets. No clock, no database, no randomness."""
