"""`tenure demo`: the example company, loaded; what three of its customers have; and what to try next."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import tenure
from tenure.cli.book import Book, opened
from tenure.cli.endings import Refused
from tenure.cli.have import print_answer
from tenure.cli.loading import loaded, print_tally
from tenure.kernel.orders import Account
from tenure.operations.have import Held, have
from tenure.operations.inventory import inventory
from tenure.operations.reading import Located, read
from tenure.store.connection import rows

ORDER = ("accounts", "products", "contracts", "orders")
"""The files of the examples, by the first word of their names, in the order in which they are loaded."""

CUSTOMERS = 3
ASSETS = 6
"""A customer of about so many assets fits on a screen."""


def demo() -> None:
    """Load the examples into a book that has nothing else, and show what customers have."""
    files = example_files()
    keys = sorted(_accounts(files))
    with opened() as book:
        other = rows(book.ledger.connection, "find_foreign_account", {"keys": keys})
        if other:
            raise Refused(
                f"The book in use has customers of its own ({other[0].key}), so the examples are not loaded"
                " into it. Give them a book of their own: TENURE_HOME=~/tenure-demo tenure demo"
            )
        tally = loaded(files, activate=True, workers=None, report=lambda _: None)
        print_tally(tally)
        shown = _customers(book)
        for asset in shown:
            print()
            print_answer(have(*book.asked, asset.account))
        _say_what_next(shown, book.now)


def example_files() -> list[Path]:
    """Give the files of the examples: of the package, or of the checkout that it runs from."""
    package = Path(tenure.__file__).parent
    for folder in (package / "examples", package.parents[1] / "examples"):
        files = [*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")]
        if files:
            return sorted(files, key=lambda file: (_place(file), file.name))
    raise Refused("The examples are missing: this installation came without them.")


def _place(file: Path) -> int:
    return next((place for place, word in enumerate(ORDER) if file.name.startswith(word)), len(ORDER))


def _accounts(files: Sequence[Path]) -> set[str]:
    return {
        item.record.key
        for file in files
        for item in read(file)
        if isinstance(item, Located) and isinstance(item.record, Account)
    }


def _customers(book: Book) -> list[Held]:
    """Give an asset of each of a few customers who have about a screenful."""
    by_account: dict[str, list[Held]] = {}
    with inventory(*book.asked) as found:
        for page in found.pages:
            for asset in page:
                by_account.setdefault(asset.account, []).append(asset)
    nearest = sorted(by_account, key=lambda key: (abs(len(by_account[key]) - ASSETS), key))
    return [by_account[key][0] for key in sorted(nearest[:CUSTOMERS])]


def _say_what_next(shown: Sequence[Held], now: datetime) -> None:
    past = date(now.year - 1, 1, 1)
    print("\nTry next:\n")
    for asset in shown[:1]:
        account = asset.account
        _say(f"tenure have {account} --on {past}", "what they had then, as known now")
        _say(f"tenure have {account} --on {past} --known-at {past}", "what they had then, as known then")
        _say(f"tenure have {account} --all --json", "scheduled and ended assets too")
        _say(f"tenure history {account}/{asset.name}", "every change of one asset")
    _say("tenure report inventory --csv", "everything in force")
    _say("tenure report failures", "what could not be activated, and why")
    _say("tenure verify", "every invariant, over the whole book")
    _say("TENURE_HOME=~/tenure tenure load YOUR-FILE.jsonl --activate", "your own orders")


def _say(command: str, what: str) -> None:
    print(f"  {command:<72} {what}")
