"""`tenure have`: what a customer has on a moment, as known at a moment."""

from collections.abc import Sequence
from datetime import datetime

from tenure.cli.book import opened
from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.operations import have as operation
from tenure.operations.documents import HELD, have_document, held_document, total_document
from tenure.operations.have import Answer, Held, Total
from tenure.operations.hidden import NOTHING
from tenure.operations.showing import instant_text, moment_text

COLUMNS = (
    Column("Asset"),
    Column("Product", prose=True),
    Column("Status"),
    Column("Quantity", number=True),
    Column("MRR", number=True),
    Column("Currency"),
    Column("Start"),
    Column("End"),
    Column("Amount", number=True),
    Column("Contract"),
    Column("Order"),
)


def have(account: str, on: str | None, known_at: str | None, form: Form, *, everything: bool) -> None:
    """Print what an account has."""
    moment, known = asked_moment("--on", on), asked_moment("--known-at", known_at)
    with opened() as book:
        answer = operation.have(*book.asked, account, on=moment, known_at=known, everything=everything)
    match form:
        case Form.JSON:
            print_json(have_document(answer))
        case Form.CSV:
            shown = (held_document(asset, answer.hidden) for asset in answer.assets)
            print_csv(HELD.columns(answer.hidden), shown)
        case Form.TABLE:
            print_answer(answer)


def print_answer(answer: Answer) -> None:
    """Print an answer for people: the assets, the totals, and what else can be asked where there are none."""
    on = answer.on.replace(microsecond=0) if isinstance(answer.on, datetime) else answer.on
    print(
        f"{answer.account_name} ({answer.account}) on {moment_text(on)},"
        f" as known at {instant_text(answer.known_at)}\n"
    )
    if answer.assets:
        print_table(COLUMNS, map(_row, answer.assets))
        print()
        print_totals(answer.totals)
    elif answer.known:
        print("Nothing is in force. Scheduled and ended assets are shown with --all.")
    else:
        print(
            "Nothing was sold as known then. Orders are read and activated with: tenure load FILE --activate"
        )


def _row(asset: Held) -> list[str | None]:
    shown = held_document(asset, NOTHING)
    return [
        asset.name,
        asset.product_name,
        shown["status"],
        shown["quantity"],
        shown["mrr"],
        asset.currency,
        shown["start_date"],
        shown["end_date"],
        shown["total_lifecycle_amount"],
        asset.contract,
        asset.order,
    ]


def print_totals(totals: Sequence[Total]) -> None:
    """Print what is in force, currency by currency."""
    for total in totals:
        shown = total_document(total, NOTHING)
        assets = "1 asset" if shown["assets"] == 1 else f"{shown['assets']} assets"
        print(f"In force: {shown['currency']} {shown['mrr']} a month from {assets}")
    if not totals:
        print("In force: nothing")
