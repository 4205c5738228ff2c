"""`tenure demo`: the example company, loaded; what three of its customers have; and what to try next."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import tenure
from tenure.cli.book import opened, with_users
from tenure.cli.endings import Refused
from tenure.cli.have import print_answer
from tenure.cli.loading import loaded, print_tally
from tenure.cli.near import Near
from tenure.kernel.orders import Account, Order, Record
from tenure.operations.documents import Document
from tenure.operations.reading import Located, read
from tenure.store.connection import rows

COMPANY = ("[0-9]-*.jsonl", "[0-9]-*.jsonl.gz")
"""The files of the example company; their names begin with their place in the order of loading."""

MISTAKES = "mistakes.jsonl"

CUSTOMERS = 3
SCREENFUL = 8
"""The most assets of a customer who is shown."""


def demo() -> str:
    """Load the examples into a book that has nothing else, and show what customers have; gives one of them."""
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
        asked = Near(book)
        shown = _customers(asked)
        for asset in shown:
            print()
            print_answer(asked.have(asset["account"], None, None, everything=False))
        _say_what_next(shown, _handed_over(files), files[0].with_name(MISTAKES), book.now)
        return str(shown[0]["account"])


def open_demo(port: int) -> None:
    """Do the same, then serve the pages, and open that of a customer, logged in as who tries them."""
    from tenure.cli.access import with_django
    from tenure.cli.serve import keep_server_key, serve

    keep_server_key()
    customer = demo()
    with_django()
    from tenure.identity.links import NAME, demonstrator, token_of

    with opened() as book, with_users(book) as both:
        token = token_of(demonstrator(*both.asked))
    serve("127.0.0.1", port, f"/login/link/{NAME}/{token}?next=/accounts/{customer}")


def example_files() -> list[Path]:
    """Give the files of the examples: of the package, or of the checkout that it runs from."""
    package = Path(tenure.__file__).parent
    for folder in (package / "examples", package.parents[1] / "examples"):
        files = sorted(file for pattern in COMPANY for file in folder.glob(pattern))
        if files:
            return files
    raise Refused("The examples are missing: this installation came without them.")


def _accounts(files: Sequence[Path]) -> set[str]:
    return {record.key for record in _records(files) if isinstance(record, Account)}


def _handed_over(files: Sequence[Path]) -> list[str]:
    """Give an asset that one customer handed over to another, under both of its names: what changed most there."""
    lines = [
        (record.account, line)
        for record in _records(files)
        if isinstance(record, Order)
        for line in record.lines
    ]
    changes = Counter((account, line.asset) for account, line in lines)
    moves = [
        ((account, line.asset), (line.to_account, line.to_asset))
        for account, line in lines
        if line.to_account is not None and line.to_asset is not None
    ]
    moves.sort(key=lambda move: (-changes[move[1]], -changes[move[0]]))
    return [f"{account}/{asset}" for move in moves[:1] for account, asset in move]


def _records(files: Sequence[Path]) -> Iterator[Record]:
    return (item.record for file in files for item in read(file) if isinstance(item, Located))


def _customers(asked: Near) -> list[Document]:
    """Give an asset of each of a few customers: those who pay for most things, and fit on a screen."""
    by_account: dict[str, list[Document]] = {}
    for page in asked.inventory(None, None, None):
        for asset in page["assets"]:
            by_account.setdefault(asset["account"], []).append(asset)
    fitting = [assets for assets in by_account.values() if len(assets) <= SCREENFUL]
    fitting.sort(
        key=lambda assets: (-sum(Decimal(asset["mrr"]) > 0 for asset in assets), assets[0]["account"])
    )
    return [assets[0] for assets in fitting[:CUSTOMERS]]


def _say_what_next(
    shown: Sequence[Document], handed_over: Sequence[str], mistakes: Path, now: datetime
) -> None:
    past = date(now.year - 1, 1, 1)
    print("\nTry next:\n")
    for asset in shown[:1]:
        account = asset["account"]
        _say(f"tenure have {account} --on {past}", "what they had then, as known now")
        _say(f"tenure have {account} --on {past} --known-at {past}", "what they had then, as known then")
        _say(f"tenure have {account} --all --json", "scheduled and ended assets too")
        _say(f"tenure history {account}/{asset['asset']}", "every change of one asset")
    for asset_name, what in zip(
        handed_over, ("what went to another customer", "what came of it there"), strict=False
    ):
        _say(f"tenure history {asset_name}", what)
    _say("tenure report inventory --csv", "everything in force")
    if mistakes.exists():
        _say(f"tenure load {shlex.quote(str(mistakes))} --activate", "what people get wrong, and is refused")
    _say("tenure report failures", "what could not be activated, and why")
    _say("tenure verify", "every invariant, over the whole book")
    _say("TENURE_HOME=~/tenure tenure load YOUR-FILE.jsonl --activate", "your own orders")


def _say(command: str, what: str) -> None:
    print(f"  {command:<72} {what}")
