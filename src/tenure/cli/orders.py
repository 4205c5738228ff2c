"""`tenure activate`, `tenure preview` and `tenure cancel`: what is done with orders that are loaded."""

from collections import Counter

from tenure.cli.book import say
from tenure.cli.endings import Refused
from tenure.cli.history import print_actions, print_periods
from tenure.cli.printing import Form, print_csv, print_json
from tenure.cli.progress import bar
from tenure.cli.source import source
from tenure.operations.documents import Document
from tenure.operations.outcomes import Outcome

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
    wanted = list(dict.fromkeys(numbers)) or None
    with source() as asked, bar("activating", len(wanted) if wanted else None) as advance:
        for outcome in asked.activate(wanted):
            counts[SAID[Outcome(outcome["outcome"])]] += 1
            advance(1)
            if outcome["outcome"] not in GOOD:
                _say_refusals(outcome)
    if not counts:
        print("No order waits to be activated.")
        return
    print(", ".join(f"{counts[what]} {what}" for what in dict.fromkeys(SAID.values()) if counts[what]))
    if set(counts) - {SAID[good] for good in GOOD}:
        raise Refused


def _say_refusals(outcome: Document) -> None:
    number = outcome["number"]
    for refusal in outcome["refusals"]:
        line = "" if refusal.get("line") is None else f", line {refusal['line']}"
        say(f"{number}{line}: {refusal['code']}: {sentence_of(refusal)}")
    if outcome["outcome"] == Outcome.STORED:
        say(f"{number}: it is a quote, and can be activated once it is accepted.")


def sentence_of(refusal: Document) -> str:
    """Give the sentence of a refusal; its code where the sentence is hidden from who asks."""
    return str(refusal.get("sentence", refusal.get("code")))


def preview(number: str, form: Form) -> None:
    """Print what activating an order, or accepting a quote, would do: actions, and periods before and after."""
    with source() as asked:
        found = asked.preview(number)
    match form:
        case Form.JSON:
            print_json(found)
        case Form.CSV:
            _print_csv(found)
        case Form.TABLE:
            _print_preview(found)
    if found["outcome"] not in GOOD:
        if form is Form.TABLE:
            _say_refusals(found)
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


def _print_preview(found: Document) -> None:
    print(f"{found['number']} would be {SAID[Outcome(found['outcome'])]}.")
    for asset in found["assets"]:
        _print_asset(asset)


def _print_asset(asset: Document) -> None:
    money = f" (money in {asset['currency']})" if "currency" in asset else ""
    print(f"\n{asset.get('asset')}, {asset.get('product')}{money}\n\nActions\n")
    print_actions(asset["actions"])
    for when in ("before", "after"):
        print(f"\n{when.capitalize()}\n")
        if asset[when]:
            print_periods(asset[when])
        else:
            print("Nothing.")


def cancel(number: str) -> None:
    """Cancel an order; print why each line of an activated one cannot be undone, where that is so."""
    with source() as asked:
        refusals = asked.cancel(number)
    for refusal in refusals:
        line = "" if refusal.get("line") is None else f"{number}, line {refusal['line']}: "
        say(f"{line}{sentence_of(refusal)}")
    if refusals:
        raise Refused
    print(f"{number} is cancelled.")


def accept(number: str) -> None:
    """Make a quote a draft order."""
    with source() as asked:
        refusal = asked.accept(number)
    if refusal is not None:
        raise Refused(sentence_of(refusal))
    print(f"{number} is accepted; `tenure activate {number}` activates it.")


def decline(number: str) -> None:
    """Decline a quote."""
    with source() as asked:
        refusal = asked.decline(number)
    if refusal is not None:
        raise Refused(sentence_of(refusal))
    print(f"{number} is declined.")
