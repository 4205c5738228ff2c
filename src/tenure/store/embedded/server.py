"""The server of one database folder: whether it answers, how it starts and stops.

The server's processes hold a lock that they inherit from whoever starts them. While it is taken no second
server is started, whatever a file of process ids may say; once it is free all of them are gone.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from io import FileIO
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from tenure.store.embedded import locks
from tenure.store.embedded.cluster import SUPERUSER, Cluster
from tenure.store.embedded.errors import EmbeddedError, failure
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.settings import PORT, write_settings

Say = Callable[[str], None]

_PAUSE = 0.02
_PATIENCE = 3.0  # seconds without a word to the user
_LONGEST_SILENCE = 60.0  # seconds that a living server may leave its socket unanswered
_LONGEST_STOP = 60.0

_NOT_DURABLE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Answer(Enum):
    """What comes back from the socket."""

    READY = auto()
    STARTING = auto()  # or shutting down: it says that it is there and takes nobody
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Server:
    """The one server of a database folder, running or not."""

    cluster: Cluster

    def conninfo(self, role: str, database: str) -> str:
        return make_conninfo(host=str(self.cluster.socket_folder), port=PORT, user=role, dbname=database)

    def answer(self) -> Answer:
        """Asks the socket who is there.

        Raises:
            EmbeddedError: another data folder's server.
        """
        conninfo = self.conninfo(SUPERUSER, SUPERUSER)
        ping = PGconn.ping(conninfo.encode())
        if ping != Ping.OK:
            return Answer.STARTING if ping == Ping.REJECT else Answer.SILENT
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                row = connection.execute("show data_directory").fetchone()
        except psycopg.OperationalError:
            return Answer.SILENT
        if row is None or Path(row[0]) != self.cluster.data:
            raise EmbeddedError(
                f"The server at {self.cluster.socket_folder} serves another data folder: {row}."
            )
        return Answer.READY

    def is_durable(self) -> bool:
        """Whether the running server's commits reach the disk."""
        with psycopg.connect(self.conninfo(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            return connection.execute("show fsync").fetchone() == ("on",)

    def ensure_running(self, installation: Installation, *, durable: bool, say: Say) -> None:
        """Waits until the server answers, and starts it if there is none.

        Raises:
            EmbeddedError: it cannot start, or lives and does not answer.
        """
        began = heard = time.monotonic()
        launched = told = False
        while (answer := self.answer()) is not Answer.READY:
            now = time.monotonic()
            if answer is Answer.STARTING:
                heard = now
            elif free := locks.exclusive_now(self.cluster.server_lock):
                with free:
                    if launched:
                        raise failure("PostgreSQL could not start.", self._last_words())
                    self._launch(installation, durable, free)
                launched, heard = True, time.monotonic()
            elif now - heard > _LONGEST_SILENCE:
                raise failure(
                    f"PostgreSQL runs in {self.cluster.data} but does not answer.", self._last_words()
                )
            if not told and now - began > _PATIENCE:
                say("Waiting for the database to start. After a crash this may take minutes.")
                told = True
            time.sleep(_PAUSE)

    def stop(self) -> bool:
        """Shuts the server down and waits; false where it still lives after a minute."""
        if pid := self._process():
            os.kill(pid, signal.SIGINT)  # the fast shutdown: roll back, write a checkpoint, leave
        until = time.monotonic() + _LONGEST_STOP
        while time.monotonic() < until:
            if free := locks.exclusive_now(self.cluster.server_lock):
                free.close()
                self.cluster.kept.unlink(missing_ok=True)
                self.cluster.close_socket_folder()
                return True
            time.sleep(_PAUSE)
        return False

    def _launch(self, installation: Installation, durable: bool, free: FileIO) -> None:
        cluster = self.cluster
        if pid := self._process():
            raise EmbeddedError(f"Another server (process {pid}) runs in {cluster.data}. Stop it first.")
        # No server of ours lives, so a number left in this file is a stranger's by now.
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
        cluster.kept.unlink(missing_ok=True)
        cluster.open_socket_folder()
        programs = installation.usable_by(cluster.account)
        named = write_settings(cluster, programs)
        socket = cluster.socket_folder
        # relative to the data folder where it is inside: no length and no quotes to care for
        where = "../socket" if socket.parent == cluster.folder else str(socket)
        options = [*named, f"--unix_socket_directories={where}", *(() if durable else _NOT_DURABLE)]
        with self._first_words.open("wb") as log:
            arguments = [programs.program("postgres"), "-D", cluster.data, *options]
            cluster.account.launch(arguments, log=log, held=free)

    @property
    def _first_words(self) -> Path:
        """What the server says before it writes its own log."""
        return self.cluster.folder / "start.log"

    def _last_words(self) -> str:
        began = self._first_words.stat().st_mtime
        logs = [path for path in (self.cluster.folder / "log").iterdir() if path.stat().st_mtime >= began]
        paths = [self._first_words, *sorted(logs, key=lambda path: path.stat().st_mtime)[-1:]]
        return "\n".join(path.read_text("utf-8", "replace").strip() for path in paths)

    def _process(self) -> int | None:
        """The process id of the server, if that process is PostgreSQL in our data folder and nobody else."""
        try:
            pid = int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        arguments = _command_line(pid)
        ours = "/postgres" in arguments and str(self.cluster.data) in arguments
        return pid if ours else None


def _command_line(pid: int) -> str:
    if sys.platform == "linux":
        try:
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode("utf-8", "surrogateescape")
            )
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout
