"""An embedded PostgreSQL: nothing to install, nothing to configure, shared by the processes of one home."""

from tenure.store.embedded.errors import EmbeddedError
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.lease import Lease, Status, lease, start, status, stop

__all__ = ["EmbeddedError", "Installation", "Lease", "Status", "lease", "start", "status", "stop"]
