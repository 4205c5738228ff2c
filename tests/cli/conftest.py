"""The command as a person calls it: arguments in, exit code and two streams out, on a database of its own."""

import json
from pathlib import Path

import pytest

from tenure.cli.main import run
from tenure.operations.bulk import Loader
from tenure.operations.ledger import Ledger
from tenure.operations.reading import Located, Problem, read
from tenure.store.embedded import Lease
from tenure.store.shell import load_django
from tests.cli.calling import CAPRICORN, QBO, SEAT, Command, Load, Record, Said
from tests.database import ACTOR, TODAY

load_django()


@pytest.fixture
def tenure(
    server: Lease,
    database: str,
    app_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """The `tenure` command on a fresh database, with the rights of the working role."""
    monkeypatch.setenv("TENURE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", app_url)
    # Commands ask the owner only whether the schema is the newest.
    monkeypatch.setenv("DATABASE_OWNER_URL", server.conninfo("tenure_owner", database))

    def command(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return command


@pytest.fixture
def load(ledger: Ledger, tmp_path: Path) -> Load:
    """Load records through a file, and activate the orders, at noon of a fixed day."""

    def load_file(*records: Record, activate: bool = True) -> list[str]:
        file, problems = tmp_path / "records.jsonl", list[Problem]()
        file.write_text("".join(json.dumps(record) + "\n" for record in records))
        loader = Loader(ACTOR, lambda: TODAY, "loading", ledger, problems.append, activate=activate)
        for item in read(file):
            assert isinstance(item, Located), item
            loader.add(item)
        loader.flush()
        return [problem.sentence for problem in problems]

    return load_file


@pytest.fixture
def company(load: Load) -> None:
    """A customer, and two products: one priced by the year, one by the month."""
    assert load(CAPRICORN, QBO, SEAT) == []
