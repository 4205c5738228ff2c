"""Uploads under fire: who takes a file in is killed outright, again and again, while another one waits beside it.

Afterwards each order of the file is in the book once, was counted once, and what was wrong is told once.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import psycopg
import pytest

from tenure.store.embedded import lease
from tests.operations.uploading import reduced, sold
from tests.store.embedded_support import clear_away

pytestmark = pytest.mark.fire

TENURE: Final = Path(sys.executable).parent / "tenure"
BLOCKS, ORDERS, BLOWS, PATIENCE = 30, 8, 3, 90


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A durable book of its own."""
    home = tmp_path / "home"
    monkeypatch.setenv("TENURE_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield home
    clear_away(home)


def tenure(*arguments: str) -> str:
    return subprocess.run([TENURE, *arguments], capture_output=True, check=True, text=True).stdout.strip()


def a_file(folder: Path) -> Path:
    """Orders in blocks; before each block stands the account again, which makes the one before it a batch."""
    account = {"kind": "account", "key": "acme", "name": "Acme", "currency": "USD"}
    product = {"kind": "product", "code": "SEAT", "name": "Seat", "selling_model": "term"}
    lines = [json.dumps({**product, "pricing_term_unit": "month", "list_price": "10.00"})]
    for block in range(BLOCKS):
        lines += [json.dumps({**account, "name": f"Acme {block}"})]
        lines += [sold(f"O-{block}-{nth}", f"A-{block}-{nth}") for nth in range(ORDERS)]
        lines += [reduced(f"F-{block}", f"A-{block}-0", "-20"), '{"kind": "order"']
    file = folder / "orders.jsonl"
    file.write_text("\n".join(lines))
    return file


def working() -> subprocess.Popen[bytes]:
    return subprocess.Popen([TENURE, "upload", "run"], stderr=subprocess.DEVNULL)


Asked = psycopg.Connection[Any]

STANDS: Final = (
    "select state, records, activated, failed, skipped, problem_count, unchanged"
    " from upload where upload_id = %s"
)


NAMES: Final = "select fields -> 'name' ->> 1 from recorded_change where object = 'account'"


def standing(book: Asked, upload: str) -> tuple[Any, ...]:
    """Give the state of an upload, and how much of it is counted."""
    [row] = book.execute(STANDS, (upload,)).fetchall()
    return tuple(row)


def moved(book: Asked, upload: str, before: tuple[Any, ...]) -> tuple[Any, ...]:
    """Wait until more of an upload is counted."""
    until = time.monotonic() + PATIENCE
    while (now := standing(book, upload)) == before:
        assert time.monotonic() < until, f"it does not go on: {now}"
        time.sleep(0.005)
    return now


def test_nothing_is_lost_doubled_or_counted_twice(home: Path, tmp_path: Path, chance: Random) -> None:
    tenure("user", "add", "ann", "--role", "administrator")
    upload = tenure("upload", "add", str(a_file(tmp_path)), "--user", "ann")
    with lease(home) as held, psycopg.connect(held.conninfo("tenure_owner"), autocommit=True) as book:
        workers = [working(), working()]
        try:
            now = standing(book, upload)
            for _ in range(BLOWS):
                now = moved(book, upload, now)
                time.sleep(chance.uniform(0, 0.05))
                # The other one goes on, and is the one that is hit next.
                worker = workers.pop(0)
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                workers.append(working())
            while now[0] != "done":
                now = moved(book, upload, now)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        actions = book.execute("select count(*), count(distinct asset_id) from action").fetchall()
        names = book.execute(NAMES).fetchall()
        problems = book.execute(
            "select outcome, count(*) from upload_problem group by 1 order by 1"
        ).fetchall()
        refused = book.execute("select count(*) from refusal").fetchall()

    assert now == ("done", BLOCKS + 1, BLOCKS * ORDERS, BLOCKS, BLOCKS, 2 * BLOCKS, 0)
    assert actions == [(BLOCKS * ORDERS, BLOCKS * ORDERS)]
    assert sorted(names) == sorted((f"Acme {block}",) for block in range(BLOCKS))
    assert problems == [("failed", BLOCKS), ("unreadable", BLOCKS)]
    assert refused == [(BLOCKS,)]
    assert tenure("verify")
