"""Changing assets: a form for each verb, for one asset or several together, that shows what it would do."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path
from msgspec import Struct, structs

from tenure.kernel.legality import ALLOWED
from tenure.kernel.orders import Order
from tenure.operations.choosing import Choice, Chosen, chosen
from tenure.operations.custom.declared import BY_LINES, CustomField
from tenure.operations.documents.holdings import HELD_NAMED
from tenure.operations.outcomes import LineRefusal, OrderOutcome, Outcome
from tenure.operations.starting import OUTPUTS, Output, new_ticket, number_of, preview_start, start
from tenure.watching.figures import count_outcome
from tenure.web.addresses import address
from tenure.web.changing.fields import Field, Offer, field_of, is_open, label_of
from tenure.web.changing.lines import Placed, Typed, name_in
from tenure.web.changing.verbs import ATTRIBUTES, EACH, VERBS, WITHIN_ATTRIBUTES, Verb
from tenure.web.custom import described
from tenure.web.forms import SHOWN_AGAIN, SeeOther
from tenure.web.pages.change_offers import BARE, Offered, assumed, components, offered
from tenure.web.pages.change_previews import Shown, shown
from tenure.web.tables import columns, label_in
from tenure.web.visits import Visit, page

MOST: Final = 200
"""Assets that are changed together, at most."""

ANYWAY: Final = "-anyway"
"""How a button ends that keeps what would be refused now."""

DONE: Final = frozenset({Outcome.ACTIVATED, Outcome.UNCHANGED, Outcome.STORED})
HELD: Final = ("asset", "product_name", "status", "quantity", "mrr", "start_date", "end_date", "contract")
EXCHANGES: Final = frozenset({"swap", "upgrade", "downgrade"})
ONE_DAY: Final = timedelta(days=1)


class Told(Struct, frozen=True):
    """What is told of a form: the order that it is, if it can be read, what that would do, and what is refused.

    `is_waiting` where too little is typed yet to tell anything.
    """

    order: Order | None = None
    shown: Shown | None = None
    placed: Placed = Placed()
    is_waiting: bool = False


@page
def change(visit: Visit, account: str, verb: str) -> HttpResponse:
    """A form with which assets of an account are changed, or a product is added to it."""
    names = list(dict.fromkeys(name.strip() for name in visit.request.GET.getlist("asset")))
    choice = chosen(*visit.asked, account, names)
    known = VERBS.get(verb)
    if known is None:
        return _barred(visit, choice, 404, f"There is no change that is called {verb}.")
    barrier = _barrier(visit, known, choice, names)
    if barrier is not None:
        return _barred(visit, choice, *barrier)
    closed = visit.actor.hidden | visit.actor.fixed
    form = _open_to(_with_custom(known, visit.custom_to_write(*BY_LINES)), closed, len(choice.chosen))
    return _sent(visit, form, choice) if visit.request.method == "POST" else _opened(visit, form, choice)


def _barrier(visit: Visit, verb: Verb, choice: Choice, names: Sequence[str]) -> tuple[int, str] | None:
    """Give why there is no form: the status, and a sentence."""
    closed = visit.actor.hidden | visit.actor.fixed
    shut = next((key for key in verb.needs if not is_open(key, closed)), None)
    if shut is not None:
        label = label_of(verb, shut)
        return 403, f"{visit.actor.name} may not write {label}, which {verb.title} takes."
    if verb.is_sale:
        return None
    if "asset.id" in visit.actor.hidden:
        return (
            403,
            f"{visit.actor.name} may not see {label_in('asset', 'id')}, by which a form names its assets.",
        )
    if choice.unknown:
        missing = ", ".join(choice.unknown[:5])
        return 404, f"Account {choice.account} has no asset {missing}."
    if not names:
        return 422, "No asset is chosen. Choose one or more of those that the account has."
    return (422, f"At most {MOST} assets are changed together.") if len(names) > MOST else None


def _barred(visit: Visit, choice: Choice, status: int, sentence: str) -> HttpResponse:
    ids = [str(one.held.id) for one in choice.chosen]
    account = choice.account
    ways = [(one.title, _way(account, one.name, ids)) for one in VERBS.values() if ids or one.is_sale]
    return visit.show("change_barred.html", status, choice=choice, sentence=sentence, ways=ways)


def _way(account: str, verb: str, ids: Sequence[str]) -> str:
    """Give the address of the form of a verb."""
    where = address("change", account=account, verb=verb)
    return where if verb == "add" or not ids else f"{where}?{'&'.join(f'asset={one}' for one in ids)}"


def _with_custom(verb: Verb, fields: Sequence[CustomField]) -> Verb:
    """Give a form with custom fields, before the attributes that they are among where they can be written."""
    custom = {f"{WITHIN_ATTRIBUTES}{field.name}": described(field) for field in fields}
    more = [key for one in verb.more for key in ((*custom, one) if one == ATTRIBUTES else (one,))]
    return structs.replace(verb, more=tuple(more), custom=custom)


def _open_to(verb: Verb, closed: frozenset[str], assets: int) -> Verb:
    """Give a form with the fields that somebody may write, for so many assets."""

    def left(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(key for key in keys if is_open(key, closed) and (assets < 2 or key not in verb.alone))

    return structs.replace(verb, first=left(verb.first), more=left(verb.more))


def _opened(visit: Visit, verb: Verb, choice: Choice) -> HttpResponse:
    """Show a form as it is opened, with what is usual."""
    offer = offered(visit, verb, choice)
    typed = Typed(verb, choice.account, choice.chosen, _usual(visit, verb, choice), visit.reader.locale)
    typed = structs.replace(typed, assumed=assumed(typed, offer), parts=components(typed, offer))
    told = _told(visit, choice, typed, None)
    return _form(visit, choice, typed, told, offer, new_ticket(visit.ledger, visit.now))


def _usual(visit: Visit, verb: Verb, choice: Choice) -> Mapping[str, str]:
    """Give what stands in a form before anything is typed: what its address says of a field, else what is usual."""
    today = visit.now.astimezone(visit.reader.zone).date()
    starts = [one.held.start_date for one in choice.chosen if one.held.start_date is not None]
    ends = {one.held.end_date for one in choice.chosen}
    end = ends.pop() if len(ends) == 1 else None
    found = {
        "effective_date": max([today, *starts]).isoformat(),
        "term_unit": "month",
        "replacement.term_unit": "month",
        "renewal_term_unit": "month",
    }
    if verb.is_sale:
        found |= {"start_date": today.isoformat(), "quantity": "1"}
    elif verb.name == "renew" and end is not None and end < date.max:
        found["start_date"] = (end + ONE_DAY).isoformat()
    everyone: Sequence[Chosen | None] = choice.chosen or [None]
    said = {key: visit.said(key) for key in verb.fields}
    return found | {name_in(key, one): text for key, text in said.items() for one in everyone if text}


def _sent(visit: Visit, verb: Verb, choice: Choice) -> HttpResponse:
    """Show what a form would do, or do it."""
    post = visit.request.POST
    ticked = set(post.getlist("with"))
    assets = [one for one in choice.chosen if str(one.held.id) in ticked]
    texts = {name: str(value) for name, value in post.items()}
    typed = Typed(verb, choice.account, assets, texts, visit.reader.locale)
    offer = offered(visit, verb, choice) if verb.is_sale or not _in_part(visit) else Offered()
    typed = structs.replace(typed, assumed=assumed(typed, offer), parts=components(typed, offer))
    ticket = typed.text("number")
    if not (ticket.isascii() and ticket.isdecimal() and len(ticket) < 20):
        ticket = new_ticket(visit.ledger, visit.now)
    wanted = typed.text("do")
    for output in OUTPUTS:
        if wanted in {output, f"{output}{ANYWAY}"}:
            return _saved(visit, choice, typed, offer, output, ticket)  # type: ignore[arg-type]  # one of them
    told = _told(visit, choice, typed, None)
    if _in_part(visit):
        return visit.show("change_preview_part.html", **_shown(visit, choice, typed, told, offer, ticket))
    return _form(visit, choice, typed, told, offer, ticket)


def _in_part(visit: Visit) -> bool:
    """Tell whether a script asks, who needs the preview and no more."""
    return "HX-Request" in visit.request.headers


def _saved(
    visit: Visit, choice: Choice, typed: Typed, offer: Offered, output: Output, ticket: str
) -> HttpResponse:
    """Make a form an order, unless that would be refused; what is refused leaves nothing behind."""
    number = number_of(output, ticket)
    told = _told(visit, choice, typed, None if output == "quote" else number, patient=False)
    keep = output != "activated" and typed.text("do").endswith(ANYWAY)
    if told.order is None or (told.placed.sentences and not keep):
        return _form(visit, choice, typed, told, offer, ticket, failed=output)
    order = told.order
    outcome = start(
        *visit.asked,
        typed.account,
        order.lines,
        output=output,
        number=number,
        contract=order.contract,
        message=order.message,
    )
    count_outcome(outcome)
    if outcome.outcome not in DONE:
        told = structs.replace(told, shown=None, placed=typed.placed(outcome.refusals))
        return _form(visit, choice, typed, told, offer, ticket, failed=output)
    return SeeOther(_after(typed, outcome, output))


def _after(typed: Typed, outcome: OrderOutcome, output: Output) -> str:
    """Give where one goes on: at the one asset that was changed or made, else at the order."""
    made = [str(state.asset.id) for state in outcome.changed] if typed.verb.is_sale else []
    assets = [str(one.held.id) for one in typed.assets] or made
    if output == "activated" and len(assets) == 1:
        return f"{address('asset', asset=assets[0])}?changed={outcome.number}"
    return address("order", number=outcome.number)


def _told(visit: Visit, choice: Choice, typed: Typed, number: str | None, *, patient: bool = True) -> Told:
    """Tell what a form would do. Who is patient waits for what is still to be typed."""
    if not typed.assets and not typed.verb.is_sale:
        return Told(placed=Placed({}, {"Choose at least one of the assets.": "NOTHING_CHOSEN"}))
    if patient and typed.is_waiting:
        return Told(is_waiting=True)
    order = typed.order(number or number_of("activated", new_ticket(visit.ledger, visit.now)))
    if not isinstance(order, Order):
        return Told(placed=typed.placed(order))
    found = preview_start(
        *visit.asked,
        typed.account,
        order.lines,
        number=order.number,
        contract=order.contract,
        message=order.message,
    )
    refusals: Sequence[LineRefusal] = found.outcome.refusals
    if refusals:
        return Told(order, placed=typed.placed(refusals))
    return Told(order, shown(visit, choice, found))


def _form(
    visit: Visit,
    choice: Choice,
    typed: Typed,
    told: Told,
    offer: Offered,
    ticket: str,
    *,
    failed: Output | None = None,
) -> HttpResponse:
    """Show a form, with what is typed in it; also where that is refused, and so shown again."""
    hidden = visit.actor.hidden
    return visit.show(
        "change.html",
        200 if failed is None else SHOWN_AGAIN,
        **_shown(visit, choice, typed, told, offer, ticket),
        failed=failed,
        rows=[HELD_NAMED.document(one.held, one.held.currency, hidden) for one in choice.chosen],
        columns=columns(HELD_NAMED, hidden, HELD),
        notes=_notes(visit, typed.verb, choice),
        others=_others(typed.verb, choice),
    )


def _shown(
    visit: Visit, choice: Choice, typed: Typed, told: Told, offer: Offered, ticket: str
) -> dict[str, Any]:
    """Give what a form and its preview are made of."""
    verb = typed.verb
    choices = offer.choices(visit)
    more = _fields(typed, choice, verb.more, told.placed, choices)
    versions = {f"version.{one.held.id}": str(one.version) for one in choice.chosen}
    return {
        "verb": verb,
        "choice": choice,
        "told": told,
        "each": EACH if EACH in verb.fields and len(choice.chosen) > 1 else None,
        "fields": _fields(typed, choice, verb.first, told.placed, choices),
        "more": more,
        "is_open": any(one.faults or (one.value and not one.key.endswith("_unit")) for one in more),
        "ticked": {one.held.id for one in typed.assets},
        "versions": {name: typed.text(name) or usual for name, usual in versions.items()},
        "number": ticket,
        "bare": BARE,
        "is_bare": bool(typed.text(BARE)),
    }


def _fields(
    typed: Typed, choice: Choice, keys: Sequence[str], placed: Placed, choices: Mapping[str, Offer]
) -> list[Field]:
    everyone: Sequence[Chosen | None] = choice.chosen or [None]
    return [
        field_of(typed.verb, key, name, typed.texts.get(name, ""), choices, placed.beside.get(name, ()))
        for key in keys
        for name in dict.fromkeys(name_in(key, asset) for asset in everyone)
    ]


def _others(verb: Verb, choice: Choice) -> list[tuple[str, str]]:
    """Give the other ways to let one product make way for another, where a verb is one of them."""
    ids = [str(one.held.id) for one in choice.chosen]
    return [
        (one.title, _way(choice.account, one.name, ids))
        for one in VERBS.values()
        if {one.name, verb.name} <= EXCHANGES and one.name != verb.name
    ]


def _notes(visit: Visit, verb: Verb, choice: Choice) -> list[tuple[Chosen, list[tuple[str, str]]]]:
    """Give the assets that the verb cannot change as they are today, and what can be done with each."""
    if verb.is_sale or "asset.status" in visit.actor.hidden:
        return []
    found = []
    for one in choice.chosen:
        allowed = {name.partition(" ")[0] for name in ALLOWED[one.held.status]}
        if verb.name not in allowed:
            ids = [str(one.held.id)]
            ways = [
                (other.title, _way(choice.account, other.name, ids))
                for other in VERBS.values()
                if other.name in allowed
            ]
            found.append((one, ways))
    return found


addresses = [path("accounts/<key:account>/change/<str:verb>", change, name="change")]
