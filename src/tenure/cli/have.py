"""`tenure have`: what a customer has on a moment, as known at a moment."""

from collections.abc import Iterable

from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.source import source
from tenure.operations.documents import HELD, Document, have_without_names

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
    with source() as asked:
        answer = asked.have(account, moment, known, everything=everything)
    match form:
        case Form.JSON:
            print_json(have_without_names(answer))
        case Form.CSV:
            print_csv(HELD.columns_of(answer["assets"]), answer["assets"])
        case Form.TABLE:
            print_answer(answer)


def print_answer(answer: Document) -> None:
    """Print an answer for people: the assets, the totals, and what else can be asked where there are none."""
    on, point, _ = answer["on"].partition(".")
    name, account = answer.get("account_name", ""), answer["account"]
    print(f"{name} ({account}) on {on}{point and 'Z'}, as known at {answer['known_at']}\n".lstrip())
    if answer["assets"]:
        print_table(COLUMNS, map(_row, answer["assets"]))
        print()
        print_totals(answer["totals"])
    elif answer["known"]:
        print("Nothing is in force. Scheduled and ended assets are shown with --all.")
    else:
        print(
            "Nothing was sold as known then. Orders are read and activated with: tenure load FILE --activate"
        )


SHOWN = (
    "asset",
    "product_name",
    "status",
    "quantity",
    "mrr",
    "currency",
    "start_date",
    "end_date",
    "total_lifecycle_amount",
    "contract",
    "order",
)


def _row(asset: Document) -> list[str | None]:
    named = {"product_name": asset.get("product"), **asset}
    return [named.get(key) for key in SHOWN]


def print_totals(totals: Iterable[Document]) -> None:
    """Print what is in force, currency by currency."""
    none = True
    for total in totals:
        none = False
        assets = "1 asset" if total["assets"] == 1 else f"{total['assets']} assets"
        money = f"{total.get('currency', '')} {total['mrr']} a month from " if "mrr" in total else ""
        print(f"In force: {money}{assets}")
    if none:
        print("In force: nothing")
