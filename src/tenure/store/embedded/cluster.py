"""The database on disk: its folder, the marker that names it, and how both come to be.

    TENURE_HOME/embedded.json     the marker: names the folder; written last, when the database is complete
    TENURE_HOME/postgresql/       the folder; for root /var/lib/tenure/<random>/ instead
        data/ socket/ log/        the server's own
        *.conf *.lock kept        ours

A database is made under another name and renamed when it is complete, so what has its name is complete. The
plan, which is the marker before its time, says which folder to expect: a crash leaves something that can be
told apart from a lost marker. A marker without its data is refused, and so is data without its marker.
"""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
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
_LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432")  # macOS allows 103 bytes, Linux 107
_SHORT_FOLDERS = Path("/tmp")  # noqa: S108 - the owner and the mode of what is below it are checked

_FIRST_STATEMENTS = f"""\
create role {OWNER} login
create role {APP} login
create database {DATABASE} owner {OWNER}
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One complete database folder and the user that it belongs to."""

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
    def kept(self) -> Path:
        """A file that is there while the running server is to outlive its users."""
        return self.folder / "kept"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: in the database's folder, or in a short one where libpq could not name that."""
        folder = self.folder / "socket"
        fits = len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER
        if fits and "," not in str(folder) and str(folder).isprintable():
            return folder
        digest = hashlib.sha256(f"{self.account.uid}:{self.folder}".encode()).hexdigest()
        return _SHORT_FOLDERS / f"tenure-{digest[:20]}"

    def open_socket_folder(self) -> None:
        """Makes the short socket folder, where one is needed.

        Raises:
            EmbeddedError: somebody else made it, or others can enter it.
        """
        folder = self.socket_folder
        if folder.parent == self.folder:
            return
        try:
            self.account.make_folder(folder)
        except FileExistsError:
            found = folder.lstat()
            private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
            if not private or found.st_uid != self.account.uid:
                raise EmbeddedError(f"{folder} is not a private folder of {self.account.name!r}.") from None

    def close_socket_folder(self) -> None:
        """Removes the short socket folder once it is empty."""
        if self.socket_folder.parent != self.folder:
            try:
                self.socket_folder.rmdir()
            except OSError:
                return


def find(home: Path) -> Cluster | None:
    """The database of `home`, or None where there is none yet.

    Raises:
        EmbeddedError: its data folder has vanished, or belongs to another user.
    """
    folder = _named_folder(home / _MARKER)
    if folder is None:
        return None
    cluster = Cluster(folder, server_account())
    try:
        owner = (cluster.data / "PG_VERSION").stat().st_uid
    except FileNotFoundError:
        raise EmbeddedError(
            f"The data folder {cluster.data} has vanished. Bring it back, for example from a backup; a new and"
            f" empty database is made only after {home / _MARKER} is removed."
        ) from None
    except PermissionError:
        raise EmbeddedError(f"The data folder {cluster.data} belongs to another user.") from None
    if owner != cluster.account.uid:
        raise EmbeddedError(
            f"The data folder {cluster.data} belongs to the user {_user_name(owner)!r}, and"
            f" {cluster.account.name!r} would run its server. Use Tenure as that user."
        )
    return cluster


def find_or_make(home: Path, installation: Installation) -> Cluster:
    """The database of `home`, made if there was never one.

    Raises:
        EmbeddedError: as `find`; another major version's; it could not be made.
    """
    cluster = find(home)
    if cluster is None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # initdb keeps this lock too, so that one whose starter was killed does not write into the next try
        with locks.exclusive(home / "create.lock") as creating:
            cluster = find(home) or _make(home, installation, creating)
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    if made_by != str(installation.major):
        raise EmbeddedError(
            f"The data folder {cluster.data} was made by PostgreSQL {made_by}, and this is PostgreSQL"
            f" {installation.major}: dump it with the old version and load it with the new one."
        )
    return cluster


def write_durably(path: Path, text: str) -> None:
    """All of `text` or what was there before, whenever the machine stops."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _rename_durably(new, path)


def _make(home: Path, installation: Installation, creating: FileIO) -> Cluster:
    account = server_account()
    folder = _planned_folder(home, account)
    if not folder.exists():
        new = folder.with_name(folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        _initialise(Cluster(new, account), installation.usable_by(account), creating)
        _rename_durably(new, folder)
    _rename_durably(home / _PLAN, home / _MARKER)
    return Cluster(folder, account)


def _planned_folder(home: Path, account: Account) -> Path:
    """The folder that an interrupted first use planned, or the plan for a new one."""
    parent = home if account.is_me() else SYSTEM_FOLDER
    planned = _named_folder(home / _PLAN)
    if planned is not None and planned.parent == parent:
        return planned
    name = "postgresql" if account.is_me() else secrets.token_hex(8)
    if (parent / name).exists():
        raise EmbeddedError(
            f"{parent / name} is there without {home / _MARKER}, which names it. Bring that file back, or move"
            " the folder away to begin with an empty database."
        )
    # relative where it can be, so that the home may be moved as a whole
    write_durably(home / _PLAN, json.dumps({"folder": name if parent == home else str(parent / name)}) + "\n")
    return parent / name


def _initialise(cluster: Cluster, installation: Installation, creating: FileIO) -> None:
    """Makes the data folder with its roles and the empty database, and brings it safely to the disk."""
    account = cluster.account
    cluster.folder.mkdir(mode=0o700)
    if not account.is_me():
        account.make_readable(cluster.folder, 0o750)
    for folder in (cluster.data, cluster.folder / "socket", cluster.folder / "log"):
        account.make_folder(folder)
    initdb, postgres = installation.program("initdb"), installation.program("postgres")
    steps = (
        ([initdb, *_INITDB_OPTIONS, *_locale(installation.major), "-D", cluster.data], ""),
        (
            [
                postgres,
                "--single",
                "-c",
                "exit_on_error=on",
                "-c",
                "fsync=off",
                "-D",
                cluster.data,
                SUPERUSER,
            ],
            _FIRST_STATEMENTS,
        ),
        ([initdb, "--sync-only", "-D", cluster.data], ""),
    )
    for arguments, typed in steps:
        done = account.run(arguments, typed=typed, held=creating)
        if done.returncode:
            raise failure(f"The database could not be made in {cluster.folder}.", done.stdout)


_INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--lc-messages=C",
    "--auth=reject",
    "--no-sync",
    "--no-instructions",
)


def _locale(major: int) -> tuple[str, ...]:
    """C.UTF-8, from PostgreSQL itself where it has it: then no machine's locales matter."""
    if major >= 17:
        return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--locale=C.UTF-8", "--locale-provider=libc")


def _named_folder(marker: Path) -> Path | None:
    try:
        text = marker.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return marker.parent / str(json.loads(text)["folder"])
    except (ValueError, KeyError, TypeError):
        raise EmbeddedError(f"{marker} is damaged: it does not name a data folder.") from None


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
