"""`tenure history`: the actions of an asset, and the state periods that follow from them."""

from collections.abc import Iterable, Iterator

from tenure.cli.book import opened
from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.operations import history as operation
from tenure.operations.documents import ACTION, action_document, history_document, period_document
from tenure.operations.hidden import NOTHING
from tenure.operations.history import ActionTold, History
from tenure.operations.periods import PeriodTold
from tenure.operations.showing import instant_text

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
    with opened() as book:
        found = operation.history(*book.asked, asset, known_at=known)
    match form:
        case Form.JSON:
            print_json(history_document(found))
        case Form.CSV:
            shown = (action_document(action, found.currency, found.hidden) for action in found.actions)
            print_csv(ACTION.columns(found.hidden), shown)
        case Form.TABLE:
            _print_history(found)


def _print_history(found: History) -> None:
    status = found.status.value if found.status else "not known yet"
    print(
        f"{found.account}/{found.name}, {found.product_name}: {status},"
        f" as known at {instant_text(found.known_at)} (money in {found.currency})"
    )
    for line in _relations(found):
        print(line)
    print("\nActions\n")
    print_actions(found.actions, found.currency)
    print("\nState periods\n")
    print_periods(found.periods, found.currency)


def _relations(found: History) -> Iterator[str]:
    """Say what the asset has to do with others: its contracts, its bundle, its lineage."""
    for under in found.contracts:
        until = f" to {under.end_date}" if under.end_date else " on"
        yield f"Under contract {under.contract} from {under.start_date}{until}."
    if found.parent is not None:
        yield f"Part of the bundle {found.parent}."
    if found.components:
        yield f"A bundle of {', '.join(found.components)}."
    for related in found.lineage:
        other = related.other
        undone = f"; rolled back by action {related.rolled_back_by}" if related.rolled_back_by else ""
        yield (
            f"{related.relation.capitalize()} {other.account}/{other.asset} on {related.effective_date}"
            f" (action {related.action} here, action {other.action} there{undone})."
        )


def print_actions(actions: Iterable[ActionTold], currency: str) -> None:
    """Print actions for people."""
    print_table(ACTIONS, (_action_row(action, currency) for action in actions))


def _action_row(action: ActionTold, currency: str) -> list[str | None]:
    shown = action_document(action, currency, NOTHING)
    what = action.category if action.subtype is None else f"{action.category} ({action.subtype})"
    if action.rolled_back_action is not None:
        what += f" of {action.rolled_back_action}"
    return [
        str(action.number),
        shown["recorded_at"],
        shown["effective_date"],
        what,
        shown["quantity_change"],
        shown["mrr_change"],
        shown["amount"],
        shown["total_amount"],
        ", ".join(source.reference for source in action.sources),
        action.actor,
        action.message,
    ]


def print_periods(periods: Iterable[PeriodTold], currency: str) -> None:
    """Print state periods for people."""
    print_table(PERIODS, [_period_row(period, currency) for period in periods])


def _period_row(period: PeriodTold, currency: str) -> list[str | None]:
    shown = period_document(period, currency, NOTHING)
    fields = [f"{name}={value}" for name, value in period.attributes.items()]
    return [
        shown["start_date"],
        shown["end_date"] or OPEN,
        shown["quantity"],
        shown["mrr"],
        shown["amount"],
        shown["unit_price"],
        shown["discount"],
        period.segment_name,
        ", ".join(["gap", *fields] if period.gap else fields),
    ]
