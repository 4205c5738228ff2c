"""The server of one database folder: whether it answers, how it starts and stops.

The server's processes hold a lock that they inherit from whoever starts them. While it is taken no second
server is started, whatever a file of process ids may say; once it is free, all of them are gone.
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
from tenure.store.embedded.cluster import SUPERUSER, Cluster, sync
from tenure.store.embedded.errors import EmbeddedError, failure
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.settings import write_settings
from tenure.store.embedded.sockets import PORT, close_socket_folder, open_socket_folder, socket_folder

Say = Callable[[str], None]

_PAUSE = 0.02  # all of these in seconds
_PATIENCE = 3.0
_LONGEST_ANSWER = 5
_LONGEST_SILENCE = 60.0
_LONGEST_STOP = 60.0

_UNSAFE_OPTIONS = ("--fsync=off", "--synchronous_commit=off", "--full_page_writes=off")


class Answer(Enum):
    """What comes back from the socket."""

    READY = auto()
    UNSAFE = auto()  # ready, but what it commits need not reach the disk
    STARTING = auto()  # or shutting down: it is there and takes nobody
    SILENT = auto()

    def is_running(self) -> bool:
        return self in (Answer.READY, Answer.UNSAFE)


@dataclass(frozen=True, slots=True)
class Server:
    """The one server of a database folder, running or not."""

    cluster: Cluster

    def conninfo(self, role: str, database: str) -> str:
        # an empty hostaddr keeps PGHOSTADDR from leading elsewhere
        folder = str(socket_folder(self.cluster))
        return make_conninfo(host=folder, hostaddr="", port=PORT, user=role, dbname=database)

    def answer(self) -> Answer:
        """Asks at the socket.

        Raises:
            EmbeddedError: it is another data folder's server that answers.
        """
        conninfo = make_conninfo(self.conninfo(SUPERUSER, SUPERUSER), connect_timeout=_LONGEST_ANSWER)
        ping = PGconn.ping(conninfo.encode())
        if ping != Ping.OK:
            return Answer.STARTING if ping == Ping.REJECT else Answer.SILENT
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                asked = "select current_setting('data_directory'), current_setting('fsync')"
                [(data, fsync)] = connection.execute(asked).fetchall()
        except psycopg.OperationalError:
            return Answer.SILENT
        if Path(data) != self.cluster.data:
            raise EmbeddedError(
                f"The server at the socket of {self.cluster.data} serves {data}. If that folder was moved"
                " while its server ran, move it back."
            )
        return Answer.READY if fsync == "on" else Answer.UNSAFE

    def ensure_running(self, installation: Installation, *, durable: bool, say: Say) -> Answer:
        """Waits until the server answers; starts it where there is none.

        Raises:
            EmbeddedError: it cannot start, or it lives and does not answer.
        """
        began = heard = time.monotonic()
        launched = told = False
        while not (answer := self.answer()).is_running():
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
                raise failure(f"PostgreSQL runs in {self.cluster.data} but is silent.", self._last_words())
            if not told and now - began > _PATIENCE:
                say("The database is starting. After a crash this may take minutes.")
                told = True
            time.sleep(_PAUSE)
        return answer

    def stop(self) -> bool:
        """Shuts the server down, if one runs, and waits; false where it still lives after a minute.

        Nobody else may be using it: the caller holds the use lock alone.
        """
        if pid := self._process():
            os.kill(pid, signal.SIGINT)  # the fast shutdown: roll back, write a checkpoint, leave
        until = time.monotonic() + _LONGEST_STOP
        while time.monotonic() < until:
            if free := locks.exclusive_now(self.cluster.server_lock):
                with free:
                    self.cluster.kept.unlink(missing_ok=True)
                    close_socket_folder(self.cluster)
                return True
            time.sleep(_PAUSE)
        return False

    def _launch(self, installation: Installation, durable: bool, free: FileIO) -> None:
        cluster = self.cluster
        if pid := self._process():
            raise EmbeddedError(f"Somebody started another server in {cluster.data}: process {pid}. Stop it.")
        # No server of ours lives. A process id that one left behind may be a stranger's by now, or still be
        # its own where nobody buries the dead, and would keep the next one from starting.
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
        close_socket_folder(cluster)
        cluster.kept.unlink(missing_ok=True)
        programs = installation.usable_by(cluster.account)
        if durable:
            sync(cluster, programs)
        else:
            cluster.unsynced.touch()
        arguments = [
            *(programs.program("postgres"), "-D", cluster.data),
            *write_settings(cluster, programs),
            f"--unix_socket_directories={open_socket_folder(cluster)}",
            *(() if durable else _UNSAFE_OPTIONS),
        ]
        with self._first_words.open("wb") as log:
            cluster.account.launch(arguments, log=log, held=free)

    @property
    def _first_words(self) -> Path:
        """What the server says before it opens a log of its own."""
        return self.cluster.folder / "start.log"

    def _last_words(self) -> str:
        """The end of what the server said since it was started."""
        began = self._first_words.stat().st_mtime
        logs = [path for path in (self.cluster.folder / "log").iterdir() if path.stat().st_mtime >= began]
        return "\n".join(path.read_text("utf-8", "replace").strip() for path in (self._first_words, *logs))

    def _process(self) -> int | None:
        """The server's process id, where that process is PostgreSQL in our data folder and nobody else."""
        try:
            pid = int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if f"/postgres -D {self.cluster.data} " in _command_line(pid) else None


def _command_line(pid: int) -> str:
    """The process's arguments, each with a space after it; nothing where there is no such process."""
    if sys.platform == "linux":
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
        except (FileNotFoundError, ProcessLookupError):
            return ""
    asked = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() + " "
