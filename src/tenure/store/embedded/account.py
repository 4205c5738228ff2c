"""The operating system's user that the server runs as.

PostgreSQL refuses to run as root. An ordinary user runs it as himself; root runs it as the system user
`tenure`, made when it is missing, with everything in one system folder of root's.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO

from tenure.store.embedded import locks
from tenure.store.embedded.errors import EmbeddedError, failure

SYSTEM_USER = "tenure"
SYSTEM_FOLDER = Path("/var/lib/tenure")

# Nothing of the caller's surroundings reaches the server: no locale, no PG* variable, no secret.
_SURROUNDINGS = {"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system, who owns a data folder and runs its server."""

    name: str
    uid: int
    gid: int

    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def run(
        self, arguments: Sequence[str | Path], *, typed: str = "", held: FileIO | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end; both of its outputs come back in `stdout`.

        `held` is a lock that the program, and whatever it leaves behind, keeps for as long as it lives.
        """
        return self._run(arguments, subprocess.PIPE, typed, held)

    def launch(self, arguments: Sequence[str | Path], *, log: IO[bytes], held: FileIO) -> None:
        """Starts a program that outlives this process and hears no signal of its terminal."""
        self._run(["/bin/sh", "-c", '"$@" &', "sh", *arguments], log, "", held)

    def _run(
        self, arguments: Sequence[str | Path], output: int | IO[bytes], typed: str, held: FileIO | None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(argument) for argument in arguments],
            input=typed,
            stdout=output,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            cwd="/",
            env=_SURROUNDINGS,
            umask=0o077,
            start_new_session=True,
            pass_fds=[held.fileno()] if held else [],
            user=None if self.is_me() else self.uid,
            group=None if self.is_me() else self.gid,
            extra_groups=None if self.is_me() else [],
        )

    def make_folder(self, path: Path) -> None:
        """A new folder that only this user (and root) can enter."""
        path.mkdir(mode=0o700)
        os.chown(path, self.uid, self.gid)

    def let_read(self, path: Path, mode: int) -> None:
        """Gives a path of the caller's its mode, and the group of this user where that is another."""
        path.chmod(mode)
        if not self.is_me():
            os.chown(path, -1, self.gid)


def me() -> Account:
    """The user of this process.

    Raises:
        EmbeddedError: the user has no name, and PostgreSQL asks for one.
    """
    try:
        return _account(pwd.getpwuid(os.geteuid()))
    except KeyError:
        raise EmbeddedError(
            f"The user id {os.geteuid()} has no name on this machine, and PostgreSQL asks for one."
        ) from None


def server_account() -> Account:
    """Who runs the server: this user, or for root the system user, who is made when missing."""
    if os.geteuid() != 0:
        return me()
    with system_lock():
        try:
            return _account(pwd.getpwnam(SYSTEM_USER))
        except KeyError:
            _make_system_user()
        return _account(pwd.getpwnam(SYSTEM_USER))


def system_lock() -> FileIO:
    """Root's lock on its system folder, which is made when missing."""
    try:
        SYSTEM_FOLDER.mkdir(mode=0o755)
        SYSTEM_FOLDER.chmod(0o755)  # whatever the umask says: the system user has to pass
    except FileExistsError:
        if SYSTEM_FOLDER.is_symlink() or SYSTEM_FOLDER.stat().st_uid != 0:
            raise EmbeddedError(f"{SYSTEM_FOLDER} does not belong to root, so it is not used.") from None
    return locks.exclusive(SYSTEM_FOLDER / "lock")


def _make_system_user() -> None:
    useradd = shutil.which("useradd", path=_SURROUNDINGS["PATH"])
    if not useradd:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER!r} could not be made because"
            " useradd is missing. Make that user, or use Tenure as an ordinary user."
        )
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    done = me().run([useradd, *options, "--home-dir", SYSTEM_FOLDER, SYSTEM_USER])
    if done.returncode:
        raise failure(
            f"The system user {SYSTEM_USER!r}, who runs PostgreSQL for root, could not be made.", done.stdout
        )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
