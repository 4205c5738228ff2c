"""The picture of what a customer has: entries as blocks over their time, and beneath them the periods they add up to.

Time runs from left to right, the same for all assets of a picture, and so is the height of one unit. The colour of a
block is the category of the action that made its entry. A text stands only where it has room.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import Final

from tests.stories.driver import Entry, Period
from tests.stories.pictures.blocks import Block, Placed, last, placed
from tests.stories.pictures.labels import MARGIN, MINUS, NoRoom, Room, label, signed, width
from tests.stories.pictures.svg import element, hatching, line, style, text
from tests.stories.telling import INSTANT

WIDTH: Final = 720
EDGE: Final = 20
LEFT: Final = 116
CALENDAR: Final = 58
HIGHEST: Final = 216
"""How high the highest stack of blocks may be, if a unit is then not higher than `UNIT`."""
UNIT: Final = 10
ROW: Final = 19

COLOURS: Final = {
    "Initial Sale": "blue",
    "Cross-Sells": "blue",
    "Upsells": "green",
    "Downsells": "orange",
    "Cancellations": "orange",
    "Renewals": "violet",
    "Swaps": "teal",
}
"""The colour of each category; all others are grey."""

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Held:
    """An asset to draw; `categories` are those of its actions, in order."""

    name: str
    entries: Sequence[Entry]
    periods: Sequence[Period]
    categories: Sequence[str]

    def category(self, entry: Entry) -> str:
        return self.categories[entry.action - 1]

    def colour(self, entry: Entry) -> str:
        return COLOURS.get(self.category(entry), "grey")


@dataclass(frozen=True, slots=True)
class Scale:
    """Where instants and quantities are; `months` are the beginnings of the months shown, and the end of the last."""

    months: Sequence[datetime]
    unit: float

    def x(self, at: datetime) -> float:
        first, end = self.months[0], self.months[-1]
        return LEFT + (WIDTH - EDGE - LEFT) * ((at - first) / (end - first))

    def up(self, quantity: Decimal) -> float:
        return float(quantity) * self.unit

    def room(self, block: Block, foot: float) -> Room:
        """Give the place of a block, with a hair of space around it."""
        top, bottom = foot - self.up(block.high), foot - self.up(block.low)
        return Room(self.x(block.start) + 1, top + 1, self.x(block.end) - 1, bottom - 1)


def picture(title: str, assets: Sequence[Held]) -> str:
    """Draw assets one under the other, as the text of an SVG file; raise `NoRoom` where that would be illegible."""
    blocks = [placed(asset.entries) for asset in assets]
    scale = scale_of(blocks)
    parts, foot = list(calendar(scale)), CALENDAR
    for asset, drawn in zip(assets, blocks, strict=True):
        if len(assets) > 1:
            foot += 22
            parts.append(text(asset.name, EDGE, foot, "strong"))
        more, foot = panel(asset, drawn, scale, foot)
        parts += more
    named = [
        element("title", escape(title), id="title"),
        element("desc", escape(" ".join(description(assets))), id="desc"),
    ]
    card = element("rect", x=0.5, y=0.5, width=WIDTH - 1, height=foot - 1, rx=8, class_="card")
    colours = sorted({asset.colour(entry) for asset in assets for entry in asset.entries})
    inner = "\n".join(["", *named, style(), hatching(colours), card, *parts, ""])
    size = {"viewBox": f"0 0 {WIDTH} {foot}", "width": WIDTH, "height": foot}
    spoken = {"role": "img", "aria_labelledby": "title desc"}
    return element("svg", inner, xmlns="http://www.w3.org/2000/svg", **size, **spoken) + "\n"


def scale_of(assets: Sequence[Sequence[Placed]]) -> Scale:
    """Give whole months that cover all entries, and a unit with which the highest stack has its place."""
    entries = [one.entry for asset in assets for one in asset]
    months, end = [min(entry.start for entry in entries).replace(day=1)], max(map(last, entries))
    while months[-1] < end:
        year, month = divmod(months[-1].year * 12 + months[-1].month, 12)
        months.append(months[-1].replace(year=year, month=month + 1))
    return Scale(months, min(UNIT, HIGHEST / max(float(height(asset)) for asset in assets)))


def height(drawn: Sequence[Placed]) -> Decimal:
    return max(block.high for one in drawn for block in one.blocks)


def calendar(scale: Scale) -> Iterator[str]:
    """Yield the months, and each year at its first."""
    for month, after in pairwise(scale.months):
        left, right = scale.x(month), scale.x(after)
        if month is scale.months[0] or month.month == 1:
            yield text(str(month.year), left + 1, 24, "strong")
        yield line(left, 32, left, 50, "tick")
        yield centred(MONTHS[month.month - 1], left, right, 46, "small quiet")
    yield line(WIDTH - EDGE, 32, WIDTH - EDGE, 50, "tick")


def centred(words: str, left: float, right: float, y: float, class_: str = "") -> str:
    """Write words in the middle between two places."""
    if width(words) > right - left:
        raise NoRoom(f"{words} stands in {right - left:.0f} pixels, too few to be read")
    return text(words, (left + right) / 2, y, f"middle {class_}".strip())


def panel(asset: Held, drawn: Sequence[Placed], scale: Scale, top: int) -> tuple[list[str], int]:
    """Draw one asset from `top` on; give what was drawn, and where it ends."""
    blocks_foot = top + 8 + round(scale.up(height(drawn)))
    highest = max(period.quantity for period in asset.periods)
    steps_foot = blocks_foot + ROW + 24 + round(scale.up(highest))
    end = steps_foot + 3 * ROW + 5
    parts = [
        *guides(asset.periods, scale, top + 2, blocks_foot),
        *guides(asset.periods, scale, blocks_foot + ROW + 10, end),
        *axis("Entries", blocks_foot),
        *blocks(asset, drawn, scale, blocks_foot),
        *addition([entry.amount for entry in asset.entries], blocks_foot + ROW),
        *axis("Periods", steps_foot),
        *steps(asset.periods, scale, steps_foot),
        *figures(asset.periods, scale, steps_foot),
        *addition([period.amount for period in asset.periods], end + ROW),
    ]
    return parts, end + ROW + 16


def axis(words: str, foot: float) -> Iterator[str]:
    """Yield the line on which something stands, and what that is."""
    yield text(words, EDGE, foot - 3, "strong")
    yield line(LEFT, foot, WIDTH - EDGE, foot, "axis")


def addition(amounts: Sequence[Decimal], y: float) -> Iterator[str]:
    """Yield amounts and what they add up to, in one row."""
    first, *others = amounts
    terms = [f"{first}", *(f"{MINUS if one < 0 else '+'} {abs(one)}" for one in others)]
    words, total = f"{' '.join(terms)} = " if others else "", f"{sum(amounts)}"
    if width(words + total) > WIDTH - EDGE - LEFT - MARGIN:
        raise NoRoom(f"{words}{total} is too long for a row")
    yield text("sum", EDGE, y, "quiet")
    yield element("text", words, element("tspan", total, class_="strong"), x=LEFT + MARGIN, y=y)


def guides(periods: Sequence[Period], scale: Scale, top: float, end: float) -> Iterator[str]:
    """Yield a line at each edge of the periods."""
    for edge in sorted({period.start for period in periods} | set(map(last, periods))):
        yield line(scale.x(edge), top, scale.x(edge), end, "guide")


def blocks(asset: Held, drawn: Sequence[Placed], scale: Scale, foot: float) -> Iterator[str]:
    """Yield the blocks in the order of their entries, so that what takes covers what it takes; then their labels."""
    labels = []
    for one in drawn:
        entry, colour, taken = one.entry, asset.colour(one.entry), one.entry.quantity < 0
        for block in one.blocks:
            room = scale.room(block, foot)
            sides = {"width": room.right - room.left, "height": room.bottom - room.top, "rx": 3}
            place = {"x": room.left, "y": room.top, **sides}
            if taken:
                yield element("rect", **place, class_="cover")
                yield element("rect", **place, class_=f"{colour} taken", fill=f"url(#{colour})")
            else:
                yield element("rect", **place, class_=f"{colour} given")
        rooms = [scale.room(block, foot) for block in one.free]
        labels.append(label(entry.quantity, asset.category(entry), entry.amount, rooms, halo=taken))
    yield from labels


def steps(periods: Sequence[Period], scale: Scale, foot: float) -> Iterator[str]:
    """Yield the line that goes up and down with the quantity, and the ground under it."""
    path = [f"M{scale.x(periods[0].start):.1f} {foot}"]
    path += [f"V{foot - scale.up(period.quantity):.1f}H{scale.x(last(period)):.1f}" for period in periods]
    yield element("path", d=f"{''.join(path)}V{foot}Z", class_="sum")
    yield element("path", d=f"{''.join(path)}V{foot}", class_="step")


def figures(periods: Sequence[Period], scale: Scale, foot: float) -> Iterator[str]:
    """Yield quantity, MRR and amount of each period, under it."""
    for at, (name, class_) in enumerate((("quantity", "strong"), ("MRR", ""), ("amount", "")), start=1):
        yield text(name, EDGE, foot + at * ROW, "quiet")
        for period in periods:
            value = {"quantity": period.quantity, "MRR": period.mrr, "amount": period.amount}[name]
            yield centred(
                signed(value), scale.x(period.start), scale.x(last(period)), foot + at * ROW, class_
            )


def description(assets: Sequence[Held]) -> Iterator[str]:
    """Yield what the picture shows, in sentences."""
    for asset in assets:
        for entry in asset.entries:
            added = (
                f"{signed(entry.quantity, '+')} {days(entry)}, lot {entry.lot}, amount {signed(entry.amount)}"
            )
            yield f"{asset.name}, {asset.category(entry)}: {added}."
        for period in asset.periods:
            worth = f"MRR {period.mrr}, amount {period.amount}"
            yield f"{asset.name}, period {days(period)}: quantity {period.quantity}, {worth}."


def days(one: Entry | Period) -> str:
    """Give the first and the last day."""
    return f"{one.start:%Y-%m-%d} to {last(one) - INSTANT:%Y-%m-%d}"
