"""Where a database's socket is.

It is in the database's own folder. Where libpq could not name that (too long, or a comma, at which it would
split it), it is in a short folder of the same user.
"""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from tenure.store.embedded.cluster import Cluster
from tenure.store.embedded.errors import EmbeddedError

PORT = 5432  # no port: only a part of the socket's name

_LONGEST = 103 - len(f"/.s.PGSQL.{PORT}")  # macOS takes 103 bytes, Linux 107
# Whose it is, and with which mode, is checked of what is below it.
_SHORT = Path("/tmp")  # noqa: S108  # nosec B108


def socket_folder(cluster: Cluster) -> Path:
    """The folder, the same for every process that asks, whatever its environment."""
    folder = cluster.folder / "socket"
    if len(os.fsencode(folder)) <= _LONGEST and "," not in str(folder):
        return folder
    digest = hashlib.sha256(f"{cluster.account.uid}:{cluster.folder}".encode()).hexdigest()
    return _SHORT / f"tenure-{digest[:20]}"


def open_socket_folder(cluster: Cluster) -> str:
    """The folder in the server's words; a short one is made.

    Raises:
        EmbeddedError: somebody else made the short one, or others can enter it.
    """
    folder = socket_folder(cluster)
    if folder.parent == cluster.folder:
        return "../socket"  # from the data folder: no length and no quotes to care for
    try:
        cluster.account.make_folder(folder)
    except FileExistsError:
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
        if not private or found.st_uid != cluster.account.uid:
            raise EmbeddedError(f"{folder} is not a private folder of {cluster.account.name!r}.") from None
    return str(folder)


def close_socket_folder(cluster: Cluster) -> None:
    """Removes what a dead server left, and the short folder."""
    folder = socket_folder(cluster)
    (folder / f".s.PGSQL.{PORT}").unlink(missing_ok=True)
    (folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    if folder.parent != cluster.folder:
        with suppress(OSError):
            folder.rmdir()
