"""Calls that are wrong, databases that are not there, commands that are stopped: an exit code and a sentence."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.cli.calling import Command, Load, Said, order, sale

TENURE = [sys.executable, "-c", "from tenure.cli.main import main; main()"]


@pytest.mark.parametrize(
    "call",
    [
        ("have",),
        ("have", "capricorn", "--on", "yesterday"),
        ("have", "capricorn", "--on", "2025-02-29"),
        ("have", "capricorn", "--on", "2025-2-1"),
        ("have", "capricorn", "--on", "1066-10-14"),
        ("have", "capricorn", "--on", "20250201"),
        ("have", "capricorn", "--known-at", "2025-02-01T10:00:00"),
        ("have", "capricorn", "--known-at", ""),
        ("have", "capricorn", "--json", "--csv"),
        ("have", "capricorn", "taurus"),
        ("have", "capricorn", "--never"),
        ("history",),
        ("history", "A", "--known-at", "soon"),
        ("preview",),
        ("report", "weather"),
        ("report", "inventory", "--on", "never"),
        ("load",),
        ("load", "there-is-no-such-file.jsonl"),
        ("load", "--workers", "0", __file__),
        ("database", "start"),
        ("database", "status"),
        ("settings", "nothing"),
        ("forget",),
        (),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_so(tenure: Command, call: tuple[str, ...]) -> None:
    said = tenure(*call)

    assert said.code == 2
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_help_needs_no_database_and_nothing_that_takes_time() -> None:
    """Neither Rich, psycopg, Django nor the kernel are imported for it."""
    script = (
        "import sys; from tenure.cli.main import run; code = run(['--help']);"
        "slow = {'rich', 'psycopg', 'django', 'msgspec', 'tenure.kernel', 'tenure.store'} & set(sys.modules);"
        "sys.exit(code or (f'imported {slow}' if slow else 0))"
    )
    environment = {**os.environ, "DATABASE_URL": "nowhere", "TENURE_HOME": "/dev/null"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Exit codes" in done.stdout


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2", "not=a url ="])
def test_a_database_that_is_not_there_ends_with_3(
    tenure: Command, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.delenv("DATABASE_OWNER_URL")

    for call in (("have", "capricorn"), ("settings",), ("load", __file__), ("report", "inventory")):
        said = tenure(*call)
        assert (said.code, said.out) == (3, "")
        assert said.err.startswith(("The database cannot be reached", "DATABASE_URL cannot be read"))
        assert len(said.err.splitlines()) <= 4


def test_an_embedded_server_that_cannot_start_ends_with_3(
    tenure: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    home = tmp_path / "a file"
    home.touch()
    monkeypatch.setenv("TENURE_HOME", str(home))

    for call in (("have", "capricorn"), ("database", "start")):
        said = tenure(*call)
        assert (said.code, said.out) == (3, "")
        assert str(home) in said.err


def test_the_state_of_an_embedded_server_is_told_without_starting_it(
    tenure: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))

    assert tenure("database", "status", "--json").json == {
        "home": str(tmp_path / "home"),
        "data": None,
        "running": False,
        "kept": False,
    }
    assert not (tmp_path / "home").exists()
    assert tenure("database", "stop").out == "The server is stopped.\n"


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*TENURE, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )


def who_waits(connection: psycopg.Connection[tuple[int]]) -> int | None:
    """Give the process of the server that waits for a lock of this database."""
    found = connection.execute(
        "select l.pid from pg_locks l join pg_database d on d.oid = l.database"
        " where not l.granted and d.datname = current_database()"
    ).fetchone()
    return found[0] if found else None


def stopped_while_it_waits(database_url: str, stop: signal.Signals | None, *call: str) -> Said:
    """Let a command wait for the database, and stop it: by a signal, or by ending its connection."""
    with psycopg.connect(database_url) as connection:
        connection.execute("lock table account in access exclusive mode")
        process = started(*call)
        deadline = time.monotonic() + 60
        while (pid := who_waits(connection)) is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if stop is not None:
            process.send_signal(stop)
        else:
            connection.execute("select pg_terminate_backend(%s)", (pid,))
        out, err = process.communicate(timeout=60)
    return Said(process.returncode, out, err)


def test_a_command_that_is_interrupted_ends_with_130(tenure: Command, database_url: str) -> None:
    said = stopped_while_it_waits(database_url, signal.SIGINT, "have", "capricorn")

    assert (said.code, said.out) == (130, "")
    assert "Traceback" not in said.err


def test_a_database_that_is_lost_meanwhile_ends_with_3(
    tenure: Command, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)

    said = stopped_while_it_waits(database_url, None, "have", "capricorn")

    assert (said.code, said.out) == (3, "")
    why = "terminating connection due to administrator command"
    assert said.err == f"The database was lost: {why}.\n"
    assert "Traceback" not in said.err


def test_an_answer_that_nobody_reads_to_its_end_is_no_mistake(
    tenure: Command, load: Load, company: None
) -> None:
    lines = [sale(f"A{number}", "SEAT", "1", "2025-01-01", "2025-12-31") for number in range(1500)]
    load(order("O-1", *lines))

    with started("have", "capricorn", "--on", "2025-06-01", "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""


def test_answers_are_utf_8_whatever_the_locale(
    tenure: Command, load: Load, company: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load({"kind": "account", "key": "kaffee", "name": "Käffchen ☕", "currency": "EUR"})
    monkeypatch.setenv("LC_ALL", "POSIX")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")

    done = subprocess.run([*TENURE, "have", "kaffee"], capture_output=True, check=False)

    assert done.returncode == 0
    assert "Käffchen ☕ (kaffee)" in done.stdout.decode()
