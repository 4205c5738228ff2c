"""Random histories: lines and orders that make sense now and then, drawn around what an account already has.

Most lines hit an asset while it is in force; some come before, after, or exactly on one of its edges.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.properties.model import Model
from tests.properties.model_asset import HOME, Asset
from tests.properties.model_case import PLACES

Keys = dict[str, Any]
Value = TypeVar("Value")
Draw = Callable[[SearchStrategy[Value]], Value]

FIRST: Final = date(2023, 1, 1)
LATEST_END: Final = date(2027, 12, 31)
FIELDS: Final = ("billing_frequency", "legal_entity", "binding_instance_target")
PERCENTS: Final = ("5", "12.5", "33.3333", "0.0001", "100")
TERMS: Final = ((12, "month"), (1, "annual"), (7, "month"), (45, "day"))
UPLIFTS: Final = ("3", "7.25", "0.5", "-10")


def decimals(*texts: str) -> SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(text) for text in texts])


quantities = st.integers(1, 12).map(Decimal) | decimals("0.01", "0.33", "2.5", "7.77", "100")
days = st.one_of(
    st.dates(FIRST, date(2025, 12, 31)),
    st.builds(date, st.integers(2023, 2025), st.integers(1, 12), st.just(1)),
    st.sampled_from([date(2023, 1, 31), date(2023, 2, 28), date(2024, 2, 29), date(2024, 1, 30)]),
)
lengths = st.integers(1, 500) | st.sampled_from([28, 30, 31, 59, 90, 181, 364, 365, 366])
prorations: SearchStrategy[Keys] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"proration": st.sampled_from(["anniversary", "calendar"]), "partial_periods": st.booleans()}
    ),
    st.fixed_dictionaries(
        {
            "proration": st.just("day_of_period"),
            "proration_day": st.sampled_from([1, 15, 30, 31]),
            "partial_periods": st.booleans(),
        }
    ),
    st.sampled_from(["month", "day", "month_day", "calendar_month_day"]).map(
        lambda precision: {"proration_precision": precision}
    ),
)
units = st.sampled_from(["month", "month", "quarter", "semi_annual", "annual", "annual"])


def product(code: str, model: str, **keys: Any) -> Keys:
    prices = {"USD": Decimal("9.99"), "JPY": Decimal(1000), "KWD": Decimal("3.125")}
    priced = {} if model == "one_time" else {"pricing_term_unit": "month"}
    return {"code": code, "selling_model": model, "prices": prices, **priced, **keys}


renewing: Final = {"renewal_term": 12, "renewal_term_unit": "month"}


@st.composite
def catalogues(draw: Any) -> list[Keys]:
    """Products of every selling model; how terms are priced and prorated is drawn."""

    def counted() -> Keys:
        length = draw(st.sampled_from([1, 1, 1, 3]))
        return {"pricing_term_unit": draw(units), "pricing_term": length, **draw(prorations)}

    return [
        product("SEAT", "term", **renewing, **counted()),
        product("PLAN", "term", **renewing, **counted(), price_rule="list"),
        product("PACK", "term", **counted(), asset_conversion="one_per_unit"),
        product("PASS", "term", **counted(), renewable=False),
        product("METER", "evergreen", **counted()),
        product("BOX", "one_time"),
        product("SETUP", "one_time", refundable=False),
        product("FEE", "one_time", asset_conversion="none"),
    ]


@st.composite
def agreements(draw: Any) -> list[Keys]:
    """A contract that co-terminates, and one that only brings its policy and renewal term."""
    end = draw(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    ending = {"start_date": FIRST, "end_date": end, "coterminate": True}
    loose = {"start_date": FIRST, "end_date": date(2025, 12, 31), "renewal_term": 3}
    return [
        {"key": "TOGETHER", **ending, **draw(prorations)},
        {"key": "LOOSE", **loose, "renewal_term_unit": "month", **draw(prorations)},
    ]


@dataclass(slots=True)
class Scene:
    """What lines are drawn around: the model so far, and a way to draw."""

    model: Model
    draw: Draw[Any]
    account: str = HOME

    @property
    def assets(self) -> Mapping[str, Asset]:
        return self.model.accounts[self.account]

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def price(self, currency: str) -> Decimal:
        units = self.draw(st.integers(0, 20_000) | st.sampled_from([1, 999, 4999, 10_000]))
        return Decimal(units).scaleb(-PLACES[currency])

    def asset(self) -> Asset:
        return self.assets[self.draw(st.sampled_from(sorted(self.assets)))]

    def day_of(self, asset: Asset) -> date:
        """Give a day of an asset's life; now and then one around it."""
        first, end = asset.start or asset.end, min(asset.end, LATEST_END.toordinal())
        if self.chance(8):
            return date.fromordinal(first + self.draw(st.integers(-40, end - first + 40)))
        edges = [edge for edge in asset.edges() if first <= edge < end] or [first]
        if self.chance(3):
            return date.fromordinal(self.draw(st.sampled_from(edges)))
        return date.fromordinal(self.draw(st.integers(first, max(first, end - 1))))

    def extras(self) -> Keys:
        """Give kept fields that any line may carry; mostly none."""
        if not self.chance(6):
            return {}
        value = self.draw(st.sampled_from(["A", "B"]))
        return {self.draw(st.sampled_from(FIELDS)): value}

    def discount(self, currency: str) -> Keys:
        if not self.chance(5):
            return {}
        if self.chance(2):
            return {"discount": self.draw(decimals(*PERCENTS))}
        return {"discount_amount": Decimal(self.draw(st.integers(0, 50))).scaleb(-PLACES[currency])}

    def ending(self, start: date) -> Keys:
        if self.chance(3):
            length, unit = self.draw(st.sampled_from(TERMS))
            return {"term": length, "term_unit": unit}
        return {"end_date": start + timedelta(days=self.draw(lengths) - 1)}


def segments(scene: Scene, start: date, currency: str) -> list[Keys]:
    """Give segments that touch, the first at times a free trial."""
    found: list[Keys] = []
    for place in range(scene.draw(st.integers(1, 4))):
        end = start + timedelta(days=scene.draw(st.integers(1, 200)))
        keys: Keys = {"start_date": start, "end_date": end, "quantity": scene.draw(quantities)}
        if place == 0 and scene.chance(4):
            keys |= {"type": "free_trial", "name": "Trial"}
        elif scene.chance(2):
            keys["unit_price"] = scene.price(currency)
        if scene.chance(5):
            keys["discount"] = scene.draw(decimals(*PERCENTS))
        found.append(keys)
        start = end + timedelta(days=1)
    return found


def sale(scene: Scene, key: str, currency: str) -> Keys:
    """Draw an `add`."""
    code = scene.draw(st.sampled_from(sorted(scene.model.world.products)))
    sold = scene.model.world.products[code]
    line: Keys = {"line": "1", "action": "add", "product": code, "asset": key, **scene.extras()}
    start = scene.draw(days)
    if scene.chance(3 if sold["selling_model"] == "term" else 20):
        line["segments"] = segments(scene, start, currency)
        return line
    line |= {"start_date": start, "quantity": scene.draw(quantities), **scene.discount(currency)}
    if code == "PACK":
        line["quantity"] = scene.draw(st.integers(1, 3).map(Decimal) | decimals("1.5"))
    if scene.chance(2):
        line["unit_price"] = scene.price(currency)
    if sold["selling_model"] == "term" or (sold["selling_model"] == "one_time" and scene.chance(4)):
        line |= scene.ending(start)
    if scene.chance(6):
        line |= {"pricing_term_unit": scene.draw(units)}
    if scene.chance(4):
        line["category"] = "Cross-Sells"
    return line


def change(scene: Scene, action: str) -> tuple[Keys, Asset]:
    """Draw what every change of an asset has: the asset, a day, at times the version that was seen."""
    asset = scene.asset()
    line: Keys = {"line": "1", "action": action, "asset": asset.name, **scene.extras()}
    line["effective_date"] = scene.day_of(asset)
    if scene.chance(12):
        line["asset_version"] = len(asset.actions) - scene.draw(st.integers(0, 1))
    return line, asset


def increase(scene: Scene) -> Keys:
    line, asset = change(scene, "amend")
    line["quantity"] = scene.draw(quantities)
    if scene.chance(3):
        line["unit_price"] = scene.price(asset.currency)
    return line | scene.discount(asset.currency)


def reduction(scene: Scene) -> Keys:
    """Draw a reduction, at times exactly what the asset holds that day."""
    line, asset = change(scene, "amend")
    day = line["effective_date"].toordinal()
    held = asset.quantity_on(day) or Decimal(1)
    least = min((period.quantity for period in asset.periods() if period.end > day), default=held)
    parts = [part for part in map(Decimal, ("0.01", "1", "2", "2.5", "6")) if part < least]
    if not parts or scene.chance(6):
        parts = [held, held + 1, least]
    return line | {"quantity": -scene.draw(st.sampled_from(parts))}


def new_price(scene: Scene) -> Keys:
    line, asset = change(scene, "amend")
    if scene.chance(5):
        return line | {"discount": scene.draw(decimals(*PERCENTS))}
    return line | {"unit_price": scene.price(asset.currency)} | scene.discount(asset.currency)


def new_end(scene: Scene) -> Keys:
    line, asset = change(scene, "amend")
    end = date.fromordinal(min(asset.end, LATEST_END.toordinal()))
    moved = scene.draw(st.integers(-200, 120) | st.sampled_from([-1, 31]))
    return line | {"new_end_date": min(end + timedelta(days=moved), LATEST_END)}


def new_start(scene: Scene) -> Keys:
    line, asset = change(scene, "amend")
    start = date.fromordinal(asset.start or asset.end)
    line["effective_date"] = start - timedelta(days=scene.draw(st.integers(0, 30)))
    return line | {"new_start_date": start + timedelta(days=scene.draw(st.integers(-30, 60)))}


def new_fields(scene: Scene) -> Keys:
    line, _ = change(scene, "amend")
    if scene.chance(4):
        return line | {"renewal_term": 6, "renewal_term_unit": "month", "uplift": Decimal("2.5")}
    return line | {scene.draw(st.sampled_from(FIELDS)): scene.draw(st.sampled_from(["A", "B"]))}


def cancellation(scene: Scene) -> Keys:
    line, asset = change(scene, "cancel")
    if scene.chance(4) and asset.start is not None:
        line["effective_date"] = date.fromordinal(asset.start - scene.draw(st.integers(0, 5)))
    return line


def renewal(scene: Scene) -> Keys:
    """Draw a renewal: on time, early or late, plain or with a quantity, prices or segments."""
    line, asset = change(scene, "renew")
    del line["effective_date"]
    end = min(asset.end, LATEST_END.toordinal() - 400)
    moved = scene.draw(st.sampled_from([0, 0, 0, -1, -30, -100, 1, 45]))
    start = date.fromordinal(end + moved)
    if scene.chance(4):
        return line | {"segments": segments(scene, start, asset.currency)}
    if moved or end != asset.end:
        line["start_date"] = start
    if scene.chance(3):
        line |= scene.ending(start)
    elif scene.chance(4):
        line |= {"renewal_term": scene.draw(st.integers(1, 14)), "renewal_term_unit": "month"}
    if scene.chance(3):
        line["quantity"] = scene.draw(quantities)
    priced = scene.draw(st.sampled_from(["same", "same", "unit_price", "price_uplift", "discount"]))
    if priced == "unit_price":
        line["unit_price"] = scene.price(asset.currency)
    elif priced == "price_uplift":
        line["price_uplift"] = scene.draw(decimals(*UPLIFTS))
    elif priced == "discount":
        line["discount"] = scene.draw(decimals(*PERCENTS))
    return line


def suspension(scene: Scene) -> Keys:
    """Draw a pause, now and then with the day on which it ends."""
    line, asset = change(scene, "suspend")
    if scene.chance(2):
        end = min(asset.end, LATEST_END.toordinal())
        last = max(end - line["effective_date"].toordinal() + 3, 1)
        line["resume_date"] = line["effective_date"] + timedelta(days=scene.draw(st.integers(0, last)))
    return line


def resumption(scene: Scene) -> Keys:
    """Draw the end of a pause, mostly of an asset that has one."""
    line, asset = change(scene, "resume")
    paused = [one for one in asset.periods() if not one.quantity and not one.gap]
    if paused and not scene.chance(6):
        period = scene.draw(st.sampled_from(paused))
        last = min(period.end, LATEST_END.toordinal()) - 1
        day = scene.draw(st.integers(period.start, max(period.start, last)))
        line["effective_date"] = date.fromordinal(day)
    return line


def reversal(scene: Scene) -> Keys:
    """Draw a rollback: of the last action, of a stated one, or of the last rollback."""
    asset = scene.asset()
    line: Keys = {"line": "1", "action": "rollback", "asset": asset.name}
    if scene.chance(3):
        line["rollback_of"] = len(asset.actions) + scene.draw(st.sampled_from([0, 0, 0, -1, 1]))
    return {**line, "rollback_of": max(line["rollback_of"], 1)} if "rollback_of" in line else line


def part_of(scene: Scene, asset: Asset, day: date) -> Keys:
    """Draw how much leaves an asset: mostly a part, else all of it, stated or not."""
    held = asset.quantity_on(day.toordinal())
    if scene.chance(3) or not held:
        return {}
    part = scene.draw(st.sampled_from([held, held / 2, Decimal(1), Decimal("0.01"), held + 1]))
    return {"quantity": round(part, 2)}


def replacement(scene: Scene) -> Keys:
    line, asset = change(scene, scene.draw(st.sampled_from(["swap", "swap", "upgrade", "downgrade"])))
    line |= part_of(scene, asset, line["effective_date"])
    code = scene.draw(st.sampled_from(sorted(scene.model.world.products)))
    new: Keys = {"product": code, "asset": f"{asset.name}s{scene.draw(st.integers(0, 10**6))}"}
    if scene.chance(3):
        new |= {"quantity": scene.draw(quantities)}
    if scene.chance(2):
        new |= {"unit_price": scene.price(asset.currency)}
    if scene.chance(4):
        new |= scene.ending(line["effective_date"])
    return line | {"replacement": new}


def movement(scene: Scene) -> Keys:
    line, asset = change(scene, "transfer")
    line |= part_of(scene, asset, line["effective_date"])
    line |= {"to_account": next(account for account in scene.model.accounts if account != asset.account)}
    line["to_asset"] = f"{asset.name}t{scene.draw(st.integers(0, 10**6))}"
    if scene.chance(8):
        line["to_contract"] = "LOOSE"
    return line


CHANGES: Final[Mapping[str, Callable[[Scene], Keys]]] = {
    "increase": increase,
    "reduce": reduction,
    "change the price": new_price,
    "move the end": new_end,
    "move the start": new_start,
    "write fields": new_fields,
    "cancel": cancellation,
    "renew": renewal,
    "suspend": suspension,
    "resume": resumption,
    "roll back": reversal,
    "replace": replacement,
    "transfer": movement,
}
