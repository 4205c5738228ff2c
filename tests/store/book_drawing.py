"""Drawing orders for a customer, around what the customer already has."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from tests.properties.histories import CHANGES, LATEST_END, Draw, Keys, Scene, sale
from tests.properties.model_asset import Asset
from tests.store.book_customer import Customer
from tests.store.book_desk import Desk
from tests.store.book_orders import ENDS, STARTS, Told, told, within_days

SELL: Final = "sell"
TIMES: Final = (time(0), time(9), time(11), time(11), time(17, 30), time(23, 59, 59, 999_999))
AN_HOUR: Final = timedelta(hours=1)


class Regulars(Scene):
    """Lines are drawn, more often than not, for what has changed most already: so histories grow long."""

    def asset(self) -> Asset:
        alive = [one for one in self.assets.values() if one.model == "term" and not one.ended]
        if not alive or self.chance(3):
            return super().asset()
        longest = sorted(alive, key=lambda one: (-len(one.actions), one.name))[:2]
        return self.assets[self.draw(st.sampled_from([one.name for one in longest]))]

    def day_of(self, asset: Asset) -> date:
        """Give a day of an asset's life, now and then one of its last: what an early renewal takes away."""
        if asset.end > LATEST_END.toordinal() or not self.chance(4):
            return super().day_of(asset)
        return date.fromordinal(asset.end - self.draw(st.integers(1, 60)))


def nothing(scene: Scene) -> Keys:
    """Draw a line that stands on the order and makes nothing."""
    return {"line": "1", "action": "no_change", "asset": scene.asset().name}


VERBS: Final[Mapping[str, Callable[[Scene], Keys]]] = {**CHANGES, "change nothing": nothing}


def order(desk: Desk, customer: Customer, names: Sequence[str], draw: Draw[Any]) -> Told:
    """Draw an order with a line for each name: of a verb, or `sell`."""
    scene = Regulars(customer.model, draw, customer.key)
    keys: dict[str, Any] = {"number": desk.number(), **order_keys(scene, customer, desk)}
    currency = keys.get("currency") or customer.world.currency
    drawn = [line_of(scene, customer, name, currency) for name in names]
    sketch = {**keys, "lines": [{**line, "line": str(at)} for at, line in enumerate(drawn, start=1)]}
    if customer.within_days:
        lines = [in_instants(scene, line, desk.zone.name) for line in sketch["lines"]]
        return told(customer.key, {**sketch, "lines": lines}, sketch)
    ids = desk.ids[customer.key] if scene.chance(4) else None
    return told(customer.key, sketch, ids=ids)


def line_of(scene: Scene, customer: Customer, name: str, currency: str) -> Keys:
    sells = name == SELL or not scene.assets
    line = sale(scene, customer.fresh(), currency) if sells else VERBS[name](scene)
    if scene.chance(10):
        line = {**line, "message": scene.draw(st.sampled_from(["As agreed", 'tab\t, quote", \\N']))}
    if scene.chance(10):
        line = {**line, "attributes": {scene.draw(st.sampled_from(["region", "team"])): scene.draw(WORDS)}}
    return line


WORDS: Final = st.sampled_from(["North", "Süd\n漢字", "{}", "\\."])


def order_keys(scene: Scene, customer: Customer, desk: Desk) -> Keys:
    """Draw what an order may say for all of its lines; mostly nothing."""
    keys: Keys = {}
    if scene.chance(12):
        keys["currency"] = scene.draw(st.sampled_from(["USD", "JPY", "KWD"]))
    if scene.chance(5):
        keys["contract"] = scene.draw(st.sampled_from(["TOGETHER", "LOOSE", "LOOSE"]))
    if scene.chance(8):
        keys["recorded_at"] = scene.draw(st.sampled_from(instants_to_record(customer, desk)))
    if scene.chance(12):
        keys["message"] = "For the whole order"
    return keys


def instants_to_record(customer: Customer, desk: Desk) -> list[datetime]:
    """Give instants at which history can have been recorded, and, less often, some at which it cannot."""
    last = customer.last_recorded or desk.clock - AN_HOUR
    between = last + (desk.clock - last) / 2
    return [between, between, between, desk.clock, last, desk.clock + AN_HOUR]


def in_instants(scene: Scene, line: Keys, zone: str) -> Keys:
    """Give a line that says at what time of the day, as often as not."""
    moments = {
        key: scene.draw(st.sampled_from(TIMES))
        for key in (*STARTS, *ENDS)
        if line.get(key) and scene.chance(2)
    }
    return within_days(line, moments, zone)
