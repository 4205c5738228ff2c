"""The native REST interface: an address, a permission, one call of an operation, and its document."""
