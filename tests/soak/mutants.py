"""Ways to break the kernel: each is one text in one of its files, and what stands there instead."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mutant:
    """A substitution in a file of the kernel; `old` stands there exactly once."""

    name: str
    file: str
    old: str
    new: str


MUTANTS: Final = (
    # Lots: which are taken first, and what they keep.
    Mutant(
        "first in, first out",
        "holdings.py",
        "found.sort(key=lambda holding: holding.terms.rank, reverse=True)",
        "found.sort(key=lambda holding: holding.terms.rank)",
    ),
    Mutant(
        "latest recorded instead of latest start",
        "holdings.py",
        "found.sort(key=lambda holding: holding.terms.rank, reverse=True)",
        "found.sort(key=lambda holding: holding.terms.rank[::-1], reverse=True)",
    ),
    Mutant(
        "holdings forget what starts later",
        "holdings.py",
        "if quantity and span.end.at > since",
        "if quantity and span.end.at > since >= span.start.at",
    ),
    Mutant(
        "a reduction of a term asset is taken once for all periods",
        "verbs/amend_quantity.py",
        "if state.lot_kind is LotKind.TERM:",
        "if state.lot_kind is not LotKind.TERM:",
    ),
    Mutant(
        "a reduction asks only the period it begins in",
        "verbs/amend_quantity.py",
        "    for period in later:\n        if period.quantity < wanted:",
        "    for period in later[:1]:\n        if period.quantity < wanted:",
    ),
    Mutant(
        "a reduction may empty a period",
        "verbs/amend_quantity.py",
        "        if period.quantity == wanted:",
        "        if period.quantity == -wanted:",
    ),
    Mutant(
        "a later reduction is not noticed",
        "verbs/amend_quantity.py",
        "if short is not None or last.at < end.at:",
        "if short is not None:",
    ),
    Mutant(
        "an increase keeps the anchor of the lot before it",
        "verbs/amend_quantity.py",
        "return structs.replace(like, price=price, anchor=start.day, rank=rank, proration=proration)",
        "return structs.replace(like, price=price, rank=rank, proration=proration)",
    ),
    Mutant(
        "an increase begins with the segment instead of with itself",
        "verbs/amend_quantity.py",
        "stretches.append((Span(max(start, span.start), span.end), terms))",
        "stretches.append((Span(span.start, span.end), terms))",
    ),
    Mutant(
        "an increase of a ramp stops with its last segment",
        "verbs/amend_quantity.py",
        "    if start.at < state.timeline.end.at:\n",
        "    if start is effective:\n",
    ),
    # Prices.
    Mutant(
        "a new price moves the anchor",
        "verbs/amend_price.py",
        "return structs.replace(lot, price=price)",
        "return structs.replace(lot, price=price, anchor=case.effective().day)",
    ),
    Mutant(
        "a new price reopens only what is held at once",
        "verbs/amend_price.py",
        "        for holding in stretches:\n",
        "        for holding in stretches[:1]:\n",
    ),
    Mutant("an uplift rounds to whole units", "verbs/renew.py", "/ PERCENT, lot.places)", "/ PERCENT, 0)"),
    Mutant(
        "a discount is a surcharge",
        "pricing.py",
        "unit * (PERCENT - discount)",
        "unit * (PERCENT + discount)",
    ),
    Mutant(
        "a price may have more decimals than its currency",
        "pricing.py",
        "if value is not None and round_half_up(value, places) != value:",
        "if value is not None and round_half_up(value, places + 1) != value:",
    ),
    # Renewals.
    Mutant(
        "an early renewal credits nothing",
        "verbs/renew.py",
        "removal(timeline, start) if start.at < timeline.end.at else []",
        "[]",
    ),
    Mutant(
        "an early renewal keeps later fields",
        "verbs/renew.py",
        "writes=writes_before(timeline.writes, start)",
        "writes=timeline.writes",
    ),
    Mutant(
        "a late renewal loses its gap",
        "verbs/renew.py",
        "gaps = (*gaps, Span(timeline.end, start))",
        "gaps = (*gaps,)",
    ),
    Mutant(
        "a renewal to less takes from the first lot",
        "verbs/renew.py",
        "        lot, quantity = lots.pop()\n        if quantity > excess:\n            lots.append(",
        "        lot, quantity = lots.pop(0)\n        if quantity > excess:\n            lots.insert(0, ",
    ),
    Mutant(
        "renewed lots change places",
        "verbs/renew.py",
        "holding.span.contains(before)][::-1]",
        "holding.span.contains(before)]",
    ),
    Mutant("a renewal in a trial stays a trial", "verbs/renew.py", "            kind=LotKind.TERM,\n", ""),
    # Ends and starts.
    Mutant(
        "a cancellation credits nothing that is scheduled",
        "verbs/cancel.py",
        "        removal(timeline, effective),\n",
        "        [one for one in removal(timeline, effective) if one.span.start == effective],\n",
    ),
    Mutant(
        "a cancellation on the start does not void",
        "verbs/cancel.py",
        "effective.at <= start.at",
        "effective.at < start.at",
    ),
    Mutant(
        "a longer end forgets the last lot",
        "verbs/amend_dates.py",
        "if holding.span.end.at == timeline.end.at",
        "if holding.span.end.at == timeline.end.at and holding.lot == 1",
    ),
    Mutant(
        "a moved start keeps the anchor",
        "verbs/amend_dates.py",
        "structs.replace(holding.terms, anchor=start.day, rank=",
        "structs.replace(holding.terms, rank=",
    ),
    Mutant(
        "an inclusive end loses its last day",
        "spans.py",
        "return self.start_of(day + ONE_DAY)",
        "return self.start_of(day)",
    ),
    Mutant(
        "an end within a day does not count the day",
        "spans.py",
        "self.day_of(instant - INSTANT) + ONE_DAY",
        "self.day_of(instant)",
    ),
    Mutant(
        "days are those of UTC",
        "spans.py",
        "instant.astimezone(self._zone).date()",
        "instant.astimezone(UTC).date()",
    ),
    # Money and time counted.
    Mutant(
        "halves are rounded down",
        "money.py",
        "return (2 * numerator + denominator) // (2 * denominator)",
        "return (2 * numerator + denominator - 1) // (2 * denominator)",
    ),
    Mutant(
        "worth is cut off instead of rounded",
        "money.py",
        "return (2 * numerator + denominator) // (2 * denominator)",
        "return numerator // denominator",
    ),
    Mutant(
        "decimals are rounded to even", "money.py", "rounding=ROUND_HALF_UP", "rounding='ROUND_HALF_EVEN'"
    ),
    Mutant(
        "worth is counted from the start of the piece",
        "proration.py",
        "terms, part = count(proration, term, anchor, end)",
        "terms, part = count(proration, term, start, end)",
    ),
    Mutant(
        "MRR of a quarterly price is that of a month",
        "proration.py",
        '"quarter": 3',
        '"quarter": 1',
    ),
    Mutant("MRR is the yearly value", "sweep.py", "WIDE.divide(yearly, MONTHS_A_YEAR)", "yearly"),
    Mutant("yearly values keep two decimals", "entries.py", "YEARLY_PLACES = 10", "YEARLY_PLACES = 2"),
    Mutant(
        "what is not refundable is credited",
        "entries.py",
        "after < before and not self.refundable",
        "after < before and False",
    ),
    # Periods.
    Mutant(
        "a piece of a period keeps the whole amount",
        "valuing.py",
        "return period.amount - _worth(timeline, start.at, span.end.day, end.day)",
        "return period.amount",
    ),
    Mutant(
        "equal neighbours are merged",
        "sweep.py",
        "        if mark.day is not None:\n            edge =",
        "        if mark.day is not None and (start is None or sum(one for _, one in mark.steps)):\n            edge =",
    ),
    Mutant(
        "a field changes nothing",
        "sweep.py",
        "        if values != before:\n",
        "        if values == before:\n",
    ),
    Mutant(
        "the first field written wins",
        "sweep.py",
        "key=lambda write: (write.at.at, write.action)",
        "key=lambda write: (write.at.at, -write.action)",
    ),
    Mutant(
        "periods before a change are made anew without an amount",
        "valuing.py",
        "    amounts = [period.amount for period in periods[:first]]\n",
        "    amounts = [ZERO for period in periods[:first]]\n",
    ),
    # Actions and their totals.
    Mutant(
        "totals do not run",
        "assets.py",
        "return Totals(self.quantity + quantity, self.mrr + mrr, self.amount + amount, by_category)",
        "return Totals(quantity, mrr, amount, by_category)",
    ),
    Mutant(
        "totals by category do not run",
        "assets.py",
        "by_category[at] + amount",
        "amount",
    ),
    Mutant(
        "an action tells the change of the first period",
        "assets.py",
        "    last = timeline.periods[-1]\n    return last.quantity, last.mrr",
        "    last = timeline.periods[0]\n    return last.quantity, last.mrr",
    ),
    Mutant(
        "what has ended still counts",
        "assets.py",
        "if ended is not None or not timeline.periods:",
        "if not timeline.periods:",
    ),
    Mutant(
        "the category goes by the amount",
        "recording.py",
        "sign = quantity or mrr or amount",
        "sign = amount or quantity or mrr",
    ),
    # What is allowed when.
    Mutant(
        "the end itself is still in force",
        "assets.py",
        "        if instant >= timeline.end.at:\n",
        "        if instant > timeline.end.at:\n",
    ),
    Mutant(
        "the last day of closed books is open",
        "legality.py",
        "effective.day <= closed",
        "effective.day < closed",
    ),
    Mutant(
        "back-dating is refused for today",
        "legality.py",
        "effective.day < today",
        "effective.day <= today",
    ),
    Mutant(
        "a change before a gap is allowed",
        "legality.py",
        'if action not in ALLOWED[status] or (later_gap and action != "cancel"):',
        "if action not in ALLOWED[status]:",
    ),
    Mutant(
        "the status is asked before the version",
        "legality.py",
        "    _check_version(case, state)\n    asset = state.asset\n",
        "    asset = state.asset\n    if action not in ALLOWED[state.status_at(effective.at)]:\n"
        "        raise refusals.NotAllowedNow(asset=asset.name, status='', effective='', action=action)\n"
        "    _check_version(case, state)\n",
    ),
    Mutant(
        "a refused line does not hold back its order",
        "decide.py",
        "return Decision({}, {}, refused) if refused else Decision(states, keys, refused)",
        "return Decision(states, keys, refused)",
    ),
    Mutant(
        "another end than the contract's is taken",
        "verbs/add.py",
        "end != case.zone.end_of(contract.end):",
        "end is None:",
    ),
    Mutant(
        "a cross-sale needs nothing in force",
        "verbs/add.py",
        "state.status_at(start.at) is Status.ACTIVE",
        "state.status_at(start.at) is not None",
    ),
)
