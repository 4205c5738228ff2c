"""The language of the stories: text to statements. README.md shows it; whoever drives them is elsewhere."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tenure.kernel import orders
from tests.stories import statements as said
from tests.stories.statements import Keys, Line, Statement, When

DAY: Final = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?"
SPAN: Final = re.compile(rf"({DAY}) +\.\. +({DAY}|open)\b *(.*)")
VERBS: Final = {
    "sell": "add",
    "none": "no_change",
    "undo": "rollback",
    **{
        verb: verb
        for verb in (
            "amend",
            "renew",
            "cancel",
            "suspend",
            "resume",
            "swap",
            "upgrade",
            "downgrade",
            "transfer",
        )
    },
}
EVENT: Final = re.compile(rf"(?:({DAY}|on time) +)?({'|'.join(VERBS)}) +(\S+) *(.*)")
LINK: Final = re.compile(r"in \S+( as \S+)?|action \d+(?: undoes action \d+)?(?: with \S+ action \d+)?")


class Unreadable(ValueError):
    """A line that says nothing in this language."""


def read(text: str) -> list[Statement]:
    """Read a story; raise `Unreadable` naming the line that is not understood."""
    statements: list[Statement] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("#")[0].rstrip()
        if not line.strip():
            continue
        try:
            if not continued(statements, line):
                statements.append(statement(number, line.strip()))
        except (ValueError, ArithmeticError, LookupError, StopIteration) as error:
            raise Unreadable(f"line {number}: {line.strip()!r} is not understood ({error!r})") from error
    return statements


def continued(statements: list[Statement], line: str) -> bool:
    """Take an indented line, or a row of a table, as part of the statement before it."""
    words, before = line.strip(), statements[-1] if statements else None
    span = SPAN.match(words)
    match before:
        case said.Order(lines=lines) if line != words and span:
            sold = lines[-1].keys.get("replacement", lines[-1].keys)
            sold.setdefault("segments", []).append(segment(span))
        case said.Order(lines=lines) if line != words:
            lines.append(event(words, len(lines) + 1))
        case said.Periods(rows=periods) if span:
            periods.append(period_row(span))
        case said.Actions(rows=actions) if line != words:
            actions.append(action_row(columns(words)))
        case said.Product(keys=dict(product)) if line != words:
            product.setdefault("components", []).append(component(words))
        case said.Lineage(rows=rows) if line != words:
            rows.append(link(words))
        case said.Categories(rows=amounts) if line != words:
            category, amount = columns(words)
            amounts[category] = Decimal(amount)
        case said.Entries(rows=entries) if line != words:
            entries.append(entry_row(columns(words)))
        case _:
            return False
    return True


def statement(number: int, line: str) -> Statement:
    """Read what begins a statement."""
    if EVENT.match(line):
        return said.Order(number, {}, [event(line, 1)])
    if span := SPAN.match(line):
        return said.Periods(number, None, [period_row(span)])
    word, _, rest = line.partition(" ")
    reader = STATEMENTS.get(word)
    if reader is None:
        raise Unreadable(f"nothing begins with {word!r}")
    return reader(number, rest.strip())


def when(text: str) -> When:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def columns(line: str) -> list[str]:
    return re.split(r" {2,}", line)


def dated(text: str, day_key: str, instant_key: str) -> dict[str, Any]:
    value = when(text)
    return {instant_key if isinstance(value, datetime) else day_key: value}


def event(text: str, place: int) -> Line:
    """Read `WHEN verb [ACCOUNT/]ASSET clauses [to …] [refused CODE]`; to undo something takes no day."""
    found = EVENT.match(text)
    if found is None or (found[1] is None) != (found[2] == "undo"):
        raise Unreadable("WHEN verb ASSET …")
    moment, verb, asset, rest = found.groups()
    account, asset = of_account(asset)
    keys: dict[str, Any] = {"line": str(place), "action": VERBS[verb], "asset": asset}
    if moment not in {None, "on time"}:
        begins = verb in {"sell", "renew"}
        keys |= dated(moment, *(("start_date", "start_at") if begins else ("effective_date", "effective_at")))
    rest, _, code = rest.partition("refused ")
    before, to, after = f" {rest} ".partition(" to ")
    keys |= clauses(before.split(), "quantity" if verb != "cancel" else "")
    if to:
        keys |= destination(verb, after.split())
    if "ramp" in keys:
        del keys["ramp"]
        keys.pop("start_date", None)
    return Line(keys, code.strip() or None, account)


def of_account(name: str) -> tuple[str | None, str]:
    """Read `[ACCOUNT/]KEY`; without an account the first one is meant."""
    account, slash, key = name.partition("/")
    return (account, key) if slash else (None, name)


def destination(verb: str, words: list[str]) -> dict[str, Any]:
    """Read what stands behind `to`: `ACCOUNT/ASSET [under CONTRACT]`, or the key of a replacement and its clauses."""
    name, *rest = words
    if verb == "transfer":
        account, asset = of_account(name)
        return {"to_account": account, "to_asset": asset, **clauses(rest, "")}
    replacement = {"asset": of_account(name)[1], **clauses(rest, "quantity")}
    replacement.pop("ramp", None)
    return {"replacement": replacement}


def clauses(words: list[str], number: str) -> dict[str, Any]:
    """Read the clauses of a line; a bare number is its quantity, a bare word its product."""
    keys: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        reader = CLAUSES.get(word)
        if reader is not None:
            keys |= reader(rest)
        elif re.fullmatch(r"[+-]?\d+(\.\d+)?", word):
            keys[number] = Decimal(word)
        else:
            keys["product"] = word
    return keys


def priced(rest: Iterator[str]) -> dict[str, Any]:
    price, _, term = next(rest).partition("/")
    return {"unit_price": Decimal(price)} | ({"pricing_term_unit": term} if term else {})


def discounted(rest: Iterator[str]) -> dict[str, Any]:
    word = next(rest)
    percent = word.endswith("%")
    return {"discount" if percent else "discount_amount": Decimal(word.removesuffix("%"))}


def kept(rest: Iterator[str]) -> dict[str, Any]:
    key, _, value = next(rest).partition("=")
    return {key: int(value) if key == "renewal_term" else value}


CLAUSES: Final[dict[str, Callable[[Iterator[str]], dict[str, Any]]]] = {
    "@": priced,
    "price": priced,
    "less": discounted,
    "list": lambda rest: {"list_price": Decimal(next(rest))},
    "until": lambda rest: dated(next(rest), "end_date", "end_at"),
    "for": lambda rest: {"term": int(next(rest)), "term_unit": next(rest)},
    "end": lambda rest: dated(next(rest), "new_end_date", "new_end_at"),
    "start": lambda rest: {"new_start_date": when(next(rest))},
    "set": kept,
    "uplift": lambda rest: {"price_uplift": Decimal(next(rest).removesuffix("%"))},
    "version": lambda rest: {"asset_version": int(next(rest))},
    "ramp": lambda _: {"ramp": True},
    "cross-sell": lambda _: {"category": "Cross-Sells"},
    "resume": lambda rest: {"resume_date": when(next(rest))},
    "action": lambda rest: {"rollback_of": int(next(rest))},
    "under": lambda rest: {"to_contract": next(rest)},
    "of": lambda rest: {"parent_line": of_account(next(rest))[1]},
    "role": lambda rest: {"role": next(rest)},
    "constant": lambda _: {"quantity_scale": "constant"},
    "proportional": lambda _: {"quantity_scale": "proportional"},
    "included": lambda _: {"included_in_bundle_price": True},
}


def segment(span: re.Match[str]) -> Keys:
    """Read `DATE .. DATE  quantity [@ price] [less …] [trial] [called NAME]`."""
    start, end, rest = span.groups()
    rest, _, name = rest.partition(" called ")
    words = rest.split()
    trial = {"type": "free_trial"} if "trial" in words else {}
    keys = clauses([word for word in words if word != "trial"], "quantity")
    named = {"name": name.strip()} if name else {}
    return {"start_date": when(start), "end_date": when(end), **keys, **trial, **named}


def period_row(span: re.Match[str]) -> said.PeriodRow:
    """Read `WHEN .. WHEN  quantity  MRR  amount  [key=value …]`."""
    start, end, rest = span.groups()
    quantity, mrr, amount, *extras = columns(rest)
    asked = dict(extra.split("=", 1) for extra in extras)
    return said.PeriodRow(when(start), ending(end), Decimal(quantity), Decimal(mrr), Decimal(amount), asked)


def ending(text: str) -> When | None:
    return None if text == "open" else when(text)


def action_row(cells: list[str]) -> said.ActionRow:
    """Read `category [(subtype)]  quantity  MRR  amount  =  total quantity  total MRR  total amount`."""
    category, quantity, mrr, amount, equals, *totals = cells
    if equals != "=" or len(totals) != 3:
        raise Unreadable("three changes, =, three totals")
    category, _, subtype = category.partition(" (")
    one, two, three = map(Decimal, totals)
    changes = Decimal(quantity), Decimal(mrr), Decimal(amount)
    return said.ActionRow(category, subtype.rstrip(")") or None, *changes, (one, two, three))


def entry_row(cells: list[str]) -> said.EntryRow:
    """Read `lot N  WHEN .. WHEN  quantity  amount`."""
    lot, span, quantity, amount = cells
    start, _, end = span.partition(" .. ")
    return said.EntryRow(
        int(lot.removeprefix("lot ")), when(start), ending(end), Decimal(quantity), Decimal(amount)
    )


def product(number: int, rest: str) -> Statement:
    """Read `CODE model [price[/term]] [key=value …]`."""
    code, model, *words = rest.split()
    keys: dict[str, Any] = {"code": code, "selling_model": model, **stated(words)}
    for word in words:
        if "=" not in word:
            price, _, term = word.partition("/")
            keys |= {"list_price": Decimal(price)} | ({"pricing_term_unit": term} if term else {})
    return said.Product(number, keys)


def component(text: str) -> orders.Component:
    """Read `with QUANTITY PRODUCT [constant] [included]`, of a product that is a bundle."""
    word, *words = text.split()
    if word != "with":
        raise Unreadable("with QUANTITY PRODUCT")
    keys = clauses(words, "quantity")
    scale = keys.pop("quantity_scale", "proportional")
    return orders.Component(scale=scale, **keys)


def link(text: str) -> str:
    """Read a row that says what an asset, or an action of it, has to do with another."""
    row = " ".join(text.split())
    if LINK.fullmatch(row) is None:
        raise Unreadable("in ASSET [as ROLE], action N with ASSET action N, action N undoes action N")
    return row


def stated(words: list[str]) -> dict[str, Any]:
    """Give what the words say that are of the form `key=value`."""
    pairs = [word.split("=", 1) for word in words if "=" in word]
    return {key: int(value) if value.isdigit() else VALUES.get(value, value) for key, value in pairs}


VALUES: Final = {"yes": True, "no": False}


def contract(number: int, rest: str) -> Statement:
    """Read `[ACCOUNT/]KEY DATE .. DATE [coterminate] [key=value …]`."""
    name, _, rest = rest.partition(" ")
    account, key = of_account(name)
    span = SPAN.match(rest.strip())
    if span is None:
        raise Unreadable("KEY DATE .. DATE")
    start, end, rest = span.groups()
    words = rest.split()
    dates = {"start_date": when(start), "end_date": when(end)}
    keys = {"key": key, **dates, "coterminate": "coterminate" in words, **stated(words)}
    return said.Contract(number, account, keys)


def account(number: int, rest: str) -> Statement:
    """Read `KEY [in CURRENCY]`."""
    key, _, currency = rest.partition(" in ")
    return said.Account(number, key, currency or None)


def order(number: int, rest: str) -> Statement:
    """Read `order [in CURRENCY] [under CONTRACT] [effective DATE]`; its lines follow, indented."""
    words, names = rest.split(), {"in": "currency", "under": "contract", "effective": "effective_date"}
    pairs = zip(words[::2], words[1::2], strict=True)
    keys = {names[word]: value for word, value in pairs}
    if "effective_date" in keys:
        return said.Order(number, keys | {"effective_date": when(keys["effective_date"])})
    return said.Order(number, keys)


def setting(number: int, rest: str) -> Statement:
    name, value = rest.split()
    if value == "none":
        return said.Setting(number, name, None)
    return said.Setting(number, name, when(value) if re.fullmatch(DAY, value) else value)


def question(number: int, rest: str) -> Statement:
    """Read `on WHEN [as known WHEN] ASSET is STATUS  quantity  MRR`."""
    found = re.fullmatch(rf"({DAY})(?: as known ({DAY}))? (\S+) is (\w+) +(\S+) +(\S+)", rest)
    if found is None:
        raise Unreadable("on WHEN [as known WHEN] ASSET is STATUS quantity MRR")
    on, known, asset, status, quantity, mrr = found.groups()
    asked = when(known) if known else None
    return said.Question(number, asset, when(on), asked, status, Decimal(quantity), Decimal(mrr))


def lifecycle(number: int, rest: str) -> Statement:
    asset, start, _, end = rest.split()
    return said.Lifecycle(number, asset, when(start), ending(end))


def ended(number: int, rest: str) -> Statement:
    asset, how = rest.split()
    return said.Ended(number, asset, None if how == "none" else how)


def types(number: int, rest: str) -> Statement:
    asset, *found = rest.split()
    return said.Types(number, asset, tuple(found))


def entries(number: int, rest: str) -> Statement:
    asset, _, _, action = rest.split()
    return said.Entries(number, asset, int(action))


STATEMENTS: Final[dict[str, Callable[[int, str], Statement]]] = {
    "zone": said.Zone,
    "currency": said.Currency,
    "setting": setting,
    "today": lambda number, rest: said.Today(number, date.fromisoformat(rest)),
    "product": product,
    "account": account,
    "contract": contract,
    "order": order,
    "periods": lambda number, rest: said.Periods(number, rest or None),
    "actions": lambda number, rest: said.Actions(number, rest or None),
    "categories": said.Categories,
    "entries": entries,
    "on": question,
    "lifecycle": lifecycle,
    "ended": ended,
    "types": types,
    "lineage": said.Lineage,
    "total": lambda number, rest: said.Total(number, rest.split()[0], Decimal(rest.split()[1])),
    "assets": lambda number, rest: said.Assets(number, frozenset(rest.split()) - {"none"}),
}
