"""Who uses the server, and until when it runs.

Use is a shared lock that the kernel drops with its holder. Whoever leaves and then gets that lock alone was
the last, and stops the server while newcomers wait. A server started by `start` is left running.
"""

from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from tenure.store.embedded import cluster as clusters
from tenure.store.embedded import locks
from tenure.store.embedded.cluster import DATABASE
from tenure.store.embedded.errors import EmbeddedError, told_plainly
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.server import Answer, Say, Server


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to use the server: it runs at least until this is released."""

    server: Server
    use: FileIO

    def conninfo(self, role: str, database: str = DATABASE) -> str:
        """libpq's connection string, through the socket."""
        return self.server.conninfo(role, database)

    @told_plainly()
    def release(self) -> None:
        """Gives the lease back; the last to do so stops the server. A second time does nothing."""
        if not self.use.closed:
            self.use.close()
            _stop_if_unused(self.server)

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


def _say_nothing(_: str) -> None:
    pass


@told_plainly()
def lease(
    home: Path, *, installation: Installation | None = None, durable: bool = True, say: Say = _say_nothing
) -> Lease:
    """A lease of the server of `home`; the server is started and the database made where there is none.

    Args:
        home: TENURE_HOME; made when missing.
        installation: PostgreSQL's programs, the bundled ones by default.
        durable: false gives up safety for speed, and is for tests.
        say: is told a sentence when the wait is long.

    Raises:
        EmbeddedError: there is no server to be had.
    """
    programs = installation or Installation.bundled()
    server = Server(clusters.find_or_make(_absolute(home), programs, durable=durable))
    use = locks.shared(server.cluster.use_lock)
    try:
        answer = server.ensure_running(programs, durable=durable, say=say)
        if durable and answer is Answer.UNSAFE:
            raise EmbeddedError(
                f"The server of {home} was started for a test and keeps nothing safe. Stop it."
            )
    except BaseException:
        use.close()
        _stop_if_unused(server)
        raise
    return Lease(server, use)


@told_plainly()
def start(home: Path, *, installation: Installation | None = None, say: Say = _say_nothing) -> Status:
    """Starts the server, or keeps the one that runs, until `stop`."""
    with lease(home, installation=installation, say=say) as held:
        held.server.cluster.kept.touch()
    return status(home)


@told_plainly()
def stop(home: Path) -> Status:
    """Stops the server now, or, where it is in use, lets its last user stop it.

    Raises:
        EmbeddedError: it still runs after a minute.
    """
    cluster = clusters.find(_absolute(home))
    if cluster is not None:
        with locks.shared(cluster.use_lock):  # whoever leaves just now has seen the file or will not see it
            cluster.kept.unlink(missing_ok=True)
        alone = locks.exclusive_now(cluster.use_lock)
        if alone:
            with alone:
                if not Server(cluster).stop():
                    raise EmbeddedError(f"The server in {cluster.data} still runs after a minute.")
    return status(home)


@told_plainly()
def status(home: Path) -> Status:
    """What runs now. Makes and starts nothing."""
    cluster = clusters.find(_absolute(home))
    if cluster is None:
        return Status(running=False, kept=False, data=None)
    running = Server(cluster).answer().is_running()
    return Status(running=running, kept=running and cluster.kept.exists(), data=cluster.data)


def _stop_if_unused(server: Server) -> None:
    alone = locks.exclusive_now(server.cluster.use_lock)
    if alone:
        with alone:
            # one that is recovering is left to finish: stopped, it would begin anew
            if not server.cluster.kept.exists() and server.answer() is not Answer.STARTING:
                server.stop()


def _absolute(home: Path) -> Path:
    """The home without links; the server's arguments and settings name it in UTF-8."""
    home = home.expanduser().resolve()
    try:
        str(home).encode()
    except UnicodeEncodeError:
        raise EmbeddedError(f"The name of {home!r} is not valid UTF-8.") from None
    return home
