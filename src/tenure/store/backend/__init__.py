"""Django's backend for PostgreSQL, whose connections are set up as the ledger's are."""
