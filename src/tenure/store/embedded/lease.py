"""Who uses the server, and until when it runs.

Use is a shared lock that the kernel drops with its holder. Whoever leaves and then gets the lock alone was the
last, and stops the server while newcomers wait; a server started by `start` is left running.
"""

from dataclasses import dataclass
from functools import wraps
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from tenure.store.embedded import cluster as clusters
from tenure.store.embedded import locks
from tenure.store.embedded.cluster import DATABASE, Cluster
from tenure.store.embedded.errors import EmbeddedError, told_plainly
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.server import Answer, Say, Server


def _silent(_: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to use the server: it runs at least until this is released."""

    _server: Server
    _use: FileIO

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        """libpq's connection string, through the socket."""
        return self._server.conninfo(role, database)

    def release(self) -> None:
        """Gives the lease back; the last to do so stops the server. A second time does nothing."""
        if not self._use.closed:
            self._use.close()
            _leave(self._server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True)
class Status:
    """What `tenure database status` tells."""

    running: bool
    kept: bool  # it outlives its users
    data: Path | None  # None: there is no database yet


@told_plainly()
def lease(
    home: Path, *, installation: Installation | None = None, durable: bool = True, say: Say = _silent
) -> Lease:
    """A lease of the server of `home`, which is started if need be; the database is made at the first use.

    Args:
        home: TENURE_HOME; made when missing.
        installation: PostgreSQL's programs, by default the bundled ones.
        durable: false gives up safety for speed, and is for tests.
        say: is told when waiting takes long.

    Raises:
        EmbeddedError: there is no server to be had; the sentence says why.
    """
    programs = installation or Installation.bundled()
    server = Server(clusters.find_or_make(home.expanduser().resolve(), programs))
    use = locks.shared(server.cluster.use_lock)
    try:
        server.ensure_running(programs, durable=durable, say=say)
        if durable and not server.is_durable():
            raise EmbeddedError(
                f"The server of {home} was started for a test and keeps nothing safe. Stop it."
            )
    except BaseException:
        use.close()
        _leave(server)
        raise
    return Lease(server, use)


@told_plainly()
def start(home: Path, *, installation: Installation | None = None, say: Say = _silent) -> Status:
    """Starts the server, or keeps the one that runs, until `stop`."""
    with lease(home, installation=installation, say=say) as held:
        held._server.cluster.kept.touch()
    return status(home)


@told_plainly()
def stop(home: Path) -> Status:
    """Stops the server at once, or once its last user leaves."""
    cluster = clusters.find(home.expanduser().resolve())
    if cluster is not None:
        cluster.kept.unlink(missing_ok=True)
        _leave(Server(cluster))
    return status(home)


@told_plainly()
def status(home: Path) -> Status:
    """What runs now. Makes nothing."""
    cluster = clusters.find(home.expanduser().resolve())
    if cluster is None:
        return Status(running=False, kept=False, data=None)
    running = Server(cluster).answer() is Answer.READY
    return Status(running=running, kept=running and cluster.kept.exists(), data=cluster.data)


def _leave(server: Server) -> None:
    alone = locks.exclusive_now(server.cluster.use_lock)
    if alone:
        with alone:
            if not server.cluster.kept.exists() and server.answer() is Answer.READY:
                server.stop()
