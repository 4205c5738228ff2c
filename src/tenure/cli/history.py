"""`tenure history`: the actions of an asset, and the state periods that follow from them."""

from collections.abc import Iterable, Iterator

from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.source import source
from tenure.operations.documents import ACTION, HISTORY, Document

OPEN = "open"

ACTIONS = (
    Column("#", number=True),
    Column("Recorded"),
    Column("Effective"),
    Column("Category", prose=True),
    Column("Quantity", number=True),
    Column("MRR", number=True),
    Column("Amount", number=True),
    Column("Total", number=True),
    Column("Cause", prose=True),
    Column("By"),
    Column("Message", prose=True),
)
PERIODS = (
    Column("From"),
    Column("To"),
    Column("Quantity", number=True),
    Column("MRR", number=True),
    Column("Amount", number=True),
    Column("Unit price", number=True),
    Column("Discount %", number=True),
    Column("Segment"),
    Column("Fields", prose=True),
)


def history(asset: str, known_at: str | None, form: Form) -> None:
    """Print the history of the asset that a name means."""
    known = asked_moment("--known-at", known_at)
    with source() as asked:
        found = asked.history(asset, known)
    match form:
        case Form.JSON:
            print_json(HISTORY.of(found))
        case Form.CSV:
            print_csv(ACTION.columns_of(found["actions"]), found["actions"])
        case Form.TABLE:
            _print_history(found)


def _print_history(found: Document) -> None:
    product, status = found.get("product_name") or found.get("product"), found.get("status")
    money = f" (money in {found['currency']})" if "currency" in found else ""
    print(
        f"{found.get('account')}/{found.get('asset')}, {product}: {status or 'not known yet'},"
        f" as known at {found['known_at']}{money}"
    )
    for line in _relations(found):
        print(line)
    print("\nActions\n")
    print_actions(found["actions"])
    print("\nState periods\n")
    print_periods(found["periods"])


def _relations(found: Document) -> Iterator[str]:
    """Say what the asset has to do with others: its contracts, its bundle, its lineage."""
    for under in found.get("contracts", ()):
        until = f" to {under['end_date']}" if under["end_date"] else " on"
        yield f"Under contract {under['contract']} from {under['start_date']}{until}."
    if found.get("parent") is not None:
        yield f"Part of the bundle {found['parent']}."
    if found.get("components"):
        yield f"A bundle of {', '.join(found['components'])}."
    for related in found.get("lineage", ()):
        undone = related["rolled_back_by"]
        by = f"; rolled back by action {undone}" if undone else ""
        yield (
            f"{related['relation'].capitalize()} {related['account']}/{related['asset']}"
            f" on {related['effective_date']}"
            f" (action {related['own_action']} here, action {related['action']} there{by})."
        )


def print_actions(actions: Iterable[Document]) -> None:
    """Print actions for people."""
    print_table(ACTIONS, map(_action_row, actions))


def _action_row(action: Document) -> list[str | None]:
    what = action.get("category") or ""
    if action.get("subtype") is not None:
        what += f" ({action['subtype']})"
    if action.get("rolled_back_action") is not None:
        what += f" of {action['rolled_back_action']}"
    return [
        str(action.get("number", "")),
        action.get("recorded_at"),
        action.get("effective_date"),
        what,
        action.get("quantity_change"),
        action.get("mrr_change"),
        action.get("amount"),
        action.get("total_amount"),
        ", ".join(source["reference"] for source in action.get("sources", ())),
        action.get("actor"),
        action.get("message"),
    ]


def print_periods(periods: Iterable[Document]) -> None:
    """Print state periods for people."""
    print_table(PERIODS, map(_period_row, periods))


def _period_row(period: Document) -> list[str | None]:
    kept = {**period["fields"], **{f"attributes.{name}": own for name, own in _own(period)}}
    fields = [f"{name}={value}" for name, value in sorted(kept.items())]
    return [
        period.get("start_date"),
        (period["end_date"] or OPEN) if "end_date" in period else None,
        period.get("quantity"),
        period.get("mrr"),
        period.get("amount"),
        period.get("unit_price"),
        period.get("discount"),
        period.get("segment_name"),
        ", ".join(["gap", *fields] if period.get("gap") else fields),
    ]


def _own(period: Document) -> Iterable[tuple[str, str]]:
    attributes: dict[str, str] = period.get("attributes", {})
    return attributes.items()
