"""`tenure activate`, `tenure preview` and `tenure cancel`: what is done with orders that are loaded."""

from collections import Counter

from tenure.cli.book import opened, say
from tenure.cli.endings import Refused
from tenure.cli.history import print_actions, print_periods
from tenure.cli.printing import Form, print_csv, print_json
from tenure.cli.progress import bar
from tenure.kernel.orders import CancelOrder
from tenure.operations import activation
from tenure.operations.documents import Document, preview_document
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.previews import AssetPreview, Preview, preview_assets
from tenure.operations.states import accept_quote, cancel_order, decline_quote

SAID = {
    Outcome.ACTIVATED: "activated",
    Outcome.UNCHANGED: "activated already",
    Outcome.STORED: "not activated, since it is a quote",
    Outcome.FAILED: "refused",
    Outcome.REJECTED: "refused",
}
"""What became of an order that was to be activated, in words."""

GOOD = frozenset({Outcome.ACTIVATED, Outcome.UNCHANGED})


def activate(numbers: list[str]) -> None:
    """Activate the orders of these numbers, or all drafts; print each refusal, and how many there were."""
    counts: Counter[str] = Counter()
    with opened() as book:
        wanted = list(dict.fromkeys(numbers)) or None
        with bar("activating", len(wanted) if wanted else None) as advance:
            for outcome in activation.activate(*book.asked, wanted):
                counts[SAID[outcome.outcome]] += 1
                advance(1)
                if outcome.outcome not in GOOD:
                    _say_refusals(outcome)
    if not counts:
        print("No order waits to be activated.")
        return
    print(", ".join(f"{counts[what]} {what}" for what in dict.fromkeys(SAID.values()) if counts[what]))
    if set(counts) - {SAID[good] for good in GOOD}:
        raise Refused


def _say_refusals(outcome: OrderOutcome) -> None:
    for refusal in outcome.refusals:
        line = "" if refusal.line is None else f", line {refusal.line}"
        say(f"{outcome.number}{line}: {refusal.code}: {refusal.sentence}")
    if outcome.outcome is Outcome.STORED:
        say(f"{outcome.number}: it is a quote, and can be activated once it is accepted.")


def preview(number: str, form: Form) -> None:
    """Print what activating an order would do: actions, and periods before and after."""
    with opened() as book:
        found = preview_assets(*book.asked, number)
    match form:
        case Form.JSON:
            print_json(preview_document(found))
        case Form.CSV:
            _print_csv(preview_document(found))
        case Form.TABLE:
            _print_preview(found)
    if found.outcome.outcome not in GOOD:
        if form is Form.TABLE:
            _say_refusals(found.outcome)
        raise Refused


def _print_csv(document: Document) -> None:
    """Print the periods, those before and those after, one a row."""
    rows = [
        {"asset": asset["asset"], "id": asset["id"], "when": when, **period}
        for asset in document["assets"]
        for when in ("before", "after")
        for period in asset[when]
    ]
    print_csv(list(rows[0]) if rows else ["asset", "id", "when"], rows)


def _print_preview(found: Preview) -> None:
    print(f"{found.outcome.number} would be {SAID[found.outcome.outcome]}.")
    for asset in found.assets:
        _print_asset(asset)


def _print_asset(asset: AssetPreview) -> None:
    print(f"\n{asset.name}, {asset.product} (money in {asset.currency})\n\nActions\n")
    print_actions(asset.actions, asset.currency)
    print("\nBefore\n")
    if asset.before:
        print_periods(asset.before, asset.currency)
    else:
        print("Nothing.")
    print("\nAfter\n")
    if asset.after:
        print_periods(asset.after, asset.currency)
    else:
        print("Nothing.")


def cancel(number: str) -> None:
    """Cancel an order; print why each line of an activated one cannot be undone, where that is so."""
    with opened() as book:
        refusals = cancel_order(*book.asked, CancelOrder(number=number))
    for refusal in refusals:
        line = "" if refusal.line is None else f"{number}, line {refusal.line}: "
        say(f"{line}{refusal.sentence}")
    if refusals:
        raise Refused
    print(f"{number} is cancelled.")


def accept(number: str) -> None:
    """Make a quote a draft order."""
    with opened() as book:
        refusal = accept_quote(*book.asked, number)
    if refusal is not None:
        raise Refused(refusal.sentence)
    print(f"{number} is accepted; `tenure activate {number}` activates it.")


def decline(number: str) -> None:
    """Decline a quote."""
    with opened() as book:
        refusal = decline_quote(*book.asked, number)
    if refusal is not None:
        raise Refused(refusal.sentence)
    print(f"{number} is declined.")
