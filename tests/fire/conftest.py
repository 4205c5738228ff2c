"""What the tests under fire share: a durable book of their own, and a way to tell where each blow fell."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tenure.operations.ledger import Ledger
from tenure.store.embedded import lease
from tenure.store.migrating import migrate
from tests.fire.ordeal import Fall, Ordeal
from tests.store.embedded_support import clear_away, sql

Telling = Callable[[Sequence[Fall]], None]


@pytest.fixture
def ordeal(tmp_path: Path, ledger: Ledger, repository: Path) -> Iterator[Ordeal]:
    """A durable, empty book of a test's own; its server is ended with the test."""
    home = tmp_path / "home"
    try:
        with lease(home) as held:
            migrate(held.conninfo("tenure_owner"))
            sql(held, "insert into setting values ('time_zone', 'UTC')")
            # Recovery brings the data folder to the disk: by one call, not file by file.
            sql(held, "alter system set recovery_init_sync_method = 'syncfs'", role="postgres")
        yield Ordeal(home, tmp_path, ledger, repository)
    finally:
        clear_away(home)


@pytest.fixture
def tell(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Telling:
    """Prints where each blow fell, at once and past all capturing; the standard error of a worker is the run's."""

    def tell(falls: Sequence[Fall]) -> None:
        phases = Counter(fall.phase.name for fall in falls)
        lines = [
            f"{request.node.name}: {len(falls)} blows",
            *(f"  {fall}" for fall in falls),
            f"  {', '.join(f'{name} {count}' for name, count in sorted(phases.items()))}",
        ]
        with capfd.disabled():
            print("", *lines, sep="\n", file=sys.stderr, flush=True)

    return tell
