"""The database on disk: its folder, the marker that names it, and how both come to be.

    TENURE_HOME/embedded.json    the marker: names the folder; written last, when the database is complete
    TENURE_HOME/postgresql/      the folder; for root /var/lib/tenure/<random>/ in its place
        data/ socket/ log/       the server's
        *.conf *.lock kept       ours

A database is made under another name and renamed when it is complete: what has its name is complete. The plan
is the marker before its time; it tells an interrupted first use from a database that lost its marker. Neither
a marker without its data nor data without its marker is ever replaced by something new.
"""

import json
import os
import pwd
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from tenure.store.embedded import locks
from tenure.store.embedded.account import SYSTEM_FOLDER, Account, server_account
from tenure.store.embedded.errors import EmbeddedError, failure
from tenure.store.embedded.installation import Installation

SUPERUSER = "postgres"
OWNER = "tenure_owner"
APP = "tenure_app"
DATABASE = "tenure"

_MARKER = "embedded.json"
_PLAN = "embedded.json.planned"

_FIRST_STATEMENTS = f"""\
create role {OWNER} login
create role {APP} login
create database {DATABASE} owner {OWNER}
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One database folder and the user that it belongs to."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def use_lock(self) -> Path:
        """Shared by those who use the server, exclusive for who stops it."""
        return self.folder / "use.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server's own processes: free means that none of them lives."""
        return self.folder / "server.lock"

    @property
    def unsynced(self) -> Path:
        """There since a server without fsync, or nobody yet, has brought the data to the disk."""
        return self.folder / "unsynced"

    @property
    def kept(self) -> Path:
        """There while the running server is to outlive its users."""
        return self.folder / "kept"


def find(home: Path) -> Cluster | None:
    """The database of `home`, or None where there was never one.

    Raises:
        EmbeddedError: its data folder has vanished, or belongs to another user.
    """
    if home.exists() and not home.is_dir():
        raise EmbeddedError(f"{home} is a file, and TENURE_HOME has to be a folder.")
    folder = _named_folder(home / _MARKER)
    if folder is None:
        return None
    cluster = Cluster(folder, server_account())
    try:
        owner = (cluster.data / "PG_VERSION").stat().st_uid
    except FileNotFoundError:
        raise EmbeddedError(
            f"The data folder {cluster.data} has vanished. Bring it back, for example from a backup. A new,"
            f" empty database is made only once {home / _MARKER} is removed."
        ) from None
    except PermissionError:
        raise EmbeddedError(f"The data folder {cluster.data} belongs to another user.") from None
    if owner != cluster.account.uid:
        raise EmbeddedError(
            f"The data folder {cluster.data} belongs to the user {_user_name(owner)!r}, but"
            f" {cluster.account.name!r} would run its server. Use Tenure as its owner."
        )
    return cluster


def find_or_make(home: Path, installation: Installation, *, durable: bool) -> Cluster:
    """The database of `home`, made if there was never one, and on the disk by then if it is to be `durable`.

    Raises:
        EmbeddedError: as `find`; it is another major version's; it could not be made.
    """
    cluster = find(home)
    if cluster is None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # initdb keeps this lock too: one that outlives a killed starter never meets the next try
        with locks.exclusive(home / "create.lock") as creating:
            cluster = find(home) or _make(home, installation, creating, durable)
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    if made_by != str(installation.major):
        raise EmbeddedError(
            f"The data folder {cluster.data} was made by PostgreSQL {made_by}, and this is PostgreSQL"
            f" {installation.major}. Dump it with the old version and load it with the new one."
        )
    return cluster


def _make(home: Path, installation: Installation, creating: FileIO, durable: bool) -> Cluster:
    account = server_account()
    folder = _planned_folder(home, account)
    if not folder.exists():
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        try:
            made = Cluster(new, account)
            _initialise(made, installation.usable_by(account), creating)
            if durable:
                sync(made, installation.usable_by(account))
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)  # a full disk needs the space
            raise
        _rename_durably(new, folder)
    _rename_durably(home / _PLAN, home / _MARKER)
    return Cluster(folder, account)


def _planned_folder(home: Path, account: Account) -> Path:
    """The folder that an interrupted first use planned, or a new one, planned now."""
    parent = home if account.is_me() else SYSTEM_FOLDER
    planned = _named_folder(home / _PLAN)
    if planned is not None and planned.parent == parent:
        return planned
    folder = parent / ("postgresql" if account.is_me() else secrets.token_hex(8))
    if folder.exists():
        raise EmbeddedError(
            f"{folder} is there, but not {home / _MARKER}, which names it. Bring that file back, or move the"
            " folder away to begin with an empty database."
        )
    # named from the home where it is inside: the home can be moved as a whole
    name = folder.name if parent == home else str(folder)
    _write_durably(home / _PLAN, json.dumps({"folder": name}) + "\n")
    return folder


def _initialise(cluster: Cluster, installation: Installation, creating: FileIO) -> None:
    """Makes the data folder, the roles and the empty database."""
    cluster.folder.mkdir(mode=0o700)
    cluster.account.let_read(cluster.folder, 0o750)
    for folder in (cluster.data, cluster.folder / "socket", cluster.folder / "log"):
        cluster.account.make_folder(folder)

    cluster.unsynced.touch()
    initdb = (*_INITDB_OPTIONS, *_locale(installation.major), f"-D{cluster.data}")
    _run(cluster, [installation.program("initdb"), *initdb], held=creating)
    single = (*_SINGLE_OPTIONS, f"-D{cluster.data}", SUPERUSER)
    _run(cluster, [installation.program("postgres"), *single], typed=_FIRST_STATEMENTS, held=creating)


def sync(cluster: Cluster, installation: Installation) -> None:
    """Brings to the disk what was written without fsync; no server may run."""
    if cluster.unsynced.exists():
        _run(cluster, [installation.program("initdb"), "--sync-only", f"-D{cluster.data}"])
        cluster.unsynced.unlink()


def _run(
    cluster: Cluster, arguments: Sequence[str | Path], *, typed: str = "", held: FileIO | None = None
) -> None:
    done = cluster.account.run(arguments, typed=typed, held=held)
    if done.returncode:
        raise failure(f"The database in {cluster.folder} could not be made ready.", done.stdout)


_INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--lc-messages=C",
    "--auth=reject",  # the server is given other rules
    "--no-sync",
    "--no-instructions",
)
_SINGLE_OPTIONS = ("--single", "-c", "exit_on_error=on", "-c", "fsync=off")


def _locale(major: int) -> Sequence[str]:
    """C.UTF-8, from PostgreSQL itself where it has it: then the machine's locales do not matter."""
    if major >= 17:
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8", "--locale-provider=libc")


def _named_folder(marker: Path) -> Path | None:
    try:
        return marker.parent / str(json.loads(marker.read_text(encoding="utf-8"))["folder"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise EmbeddedError(f"{marker} is damaged: it does not name a data folder.") from None


def _write_durably(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _rename_durably(new, path)


def _rename_durably(source: Path, target: Path) -> None:
    source.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
