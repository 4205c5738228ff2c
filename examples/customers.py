"""Who buys from Quayside: 200 cafés, bakeries, restaurants, hotels and shops, alone or in groups.

All names are made up. Each row of the groups gives a head office and its places; a group within a group
names its head in brackets.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from examples.chance import Chance

Record = dict[str, object]

GROUPS: Final = """
kestrel-hotels   | Kestrel Hotels                         | hotel      | USD | Boston, Denver, Portland, Tucson
kestrel-europe   | Kestrel Hotels Europe [kestrel-hotels] | hotel      | EUR | Lyon, Porto, Ghent, Turin
kestrel-japan    | Kestrel Hotels Japan [kestrel-hotels]  | hotel      | JPY | Kyoto, Sapporo
marigold         | Marigold Bakeries                      | bakery     | USD | Albany, Burlington, Concord, Rutland
tidewater        | Tidewater Grill                        | restaurant | USD | Annapolis, Norfolk, Charleston
brightwork       | Brightwork Outfitters                  | shop       | USD | Boulder, Bend, Missoula, Moab, Jackson
copper-kettle    | Copper Kettle Cafés                    | cafe       | USD | Madison, Dubuque, Duluth, Winona
weissenfels      | Bäckerei Weißenfels                    | bakery     | EUR | Leipzig, Halle, Erfurt, Jena, Gera
lindenhof        | Lindenhof Hotels                       | hotel      | EUR | Salzburg, Graz, Linz
petit-quai       | Le Petit Quai                          | restaurant | EUR | Nantes, Rennes, Brest, Quimper
saporito         | Saporito                               | restaurant | EUR | Bologna, Parma, Modena, Verona, Padova
fietsenrijk      | Fietsenrijk                            | shop       | EUR | Utrecht, Delft, Leiden, Haarlem, Breda
aozora           | Aozora Coffee 青空珈琲                 | cafe       | JPY | Nagoya, Gifu, Tsu, Hamamatsu
minato-books     | Minato Books 港書店                    | shop       | JPY | Yokohama, Kobe, Otaru
northlight       | Northlight Group                       | shop       | USD | Anchorage, Juneau
northlight-cafes | Northlight Cafés [northlight]          | cafe       | USD | Fairbanks, Sitka, Homer
"""

SINGLES: Final = {
    ("cafe", "USD"): """
        Blue Heron Coffee; Third Street Espresso; The Idle Hour; Driftwood Coffee; Paper Lantern Tea House;
        Corner Post Coffee; Slow Train Roasters; Juniper & Rye; The Morning Shift; Salt Flat Coffee;
        Little Owl Espresso; Harvest Moon Café; Two Rivers Roasting; Foxglove Tea Room; The Copy Desk Café;
        Winding Stair Coffee; Larkspur Coffee Bar; Windmill Espresso""",
    ("cafe", "EUR"): """
        Café Sperling; Kaffeerösterei Hallig; Le Grain Bleu; Café Mercier; Il Chicco d'Oro; Caffè Portico;
        De Zwarte Parel; Koffiebar Noord; Café da Ribeira; La Taza Verde; Kavárna U Mlýna; Café Zaunkönig""",
    ("cafe", "JPY"): """
        Kissa Aoyama 喫茶青山; Komorebi Coffee; Yuzu & Kin; Hoshi Coffee 星珈琲; Sumire Tea Rooms;
        Tsubame Kissa""",
    ("bakery", "USD"): """
        Millstone Bread; Maple & Rye; Crumb & Co.; Old Harbor Bakery; Sunflower Bakehouse; Pine Street Pies;
        Golden Sheaf; The Proofing Room""",
    ("bakery", "EUR"): """
        Boulangerie Lefèvre; Backstube Hartwig; Panificio Santoro; Bakkerij Van Dalen; Horno San Telmo;
        Pâtisserie Delorme; Feinbäckerei Oswald; Forno Bellini""",
    ("bakery", "JPY"): """
        Sakuraya Bakery さくら屋; Mugi no Ho 麦の穂; Kobe Melonpan Works; Panya Hibari; Kamado Bread""",
    ("restaurant", "USD"): """
        The Brass Lantern; Casa Amapola; Red Barn Smokehouse; Lotus & Lime; Anchor & Vine; Pepper Tree Diner;
        Saffron Row; Blackbird Kitchen; Noodle Works; The Gilded Fork; Pier 9 Oyster Bar; Cedar & Smoke;
        La Paloma Taqueria""",
    ("restaurant", "EUR"): """
        Zum Goldenen Hirsch; Trattoria Bellavista; Brasserie du Canal; Taverna Thalassa; Restaurante O Farol;
        Bistro De Kade; Wirtshaus am Markt; Osteria del Ponte; Chez Colette; Bodega Las Olas""",
    ("restaurant", "JPY"): """
        Izakaya Tanuki 居酒屋たぬき; Sushi Hamada; Ramen Kitakaze; Soba Yamabiko; Unagi Kawahara""",
    ("hotel", "USD"): """
        The Alder House; Silver Birch Lodge; Hotel Meridian Row; Lakeside Inn at Elmore; The Quarry Hotel;
        Hotel Calloway; Mariner's Rest""",
    ("hotel", "EUR"): """
        Hotel Sonnenhof; Pension Edelweiß; Hôtel des Remparts; Albergo San Marco; Hotel De Gouden Leeuw;
        Casa do Pinhal; Landhaus Auental""",
    ("hotel", "JPY"): """
        Ryokan Matsumoto 松本旅館; Onsen Yumoto; Hotel Umikaze""",
    ("shop", "USD"): """
        Hammer & Thread; The Paper Mill; Fernwood Garden Center; Second Story Books; Tall Pine Sports;
        Seaglass Gifts; Wren & Daughter; Orchard Lane Market; Harbor Light Records; The Lamp Room; Cobalt Cycles""",
    ("shop", "EUR"): """
        Buchhandlung Seidel; Librairie du Pont Neuf; Papelaria Lisboa; Speelgoed Zonneschijn; Ferretería Ruiz;
        Blumen Vogel; Enoteca Montebello""",
    ("shop", "JPY"): """
        Kikuya Stationery 菊屋; Tanaka Hardware; Hanabi Toys""",
}  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A customer: what it is (`trade`), and whether it is the head of a group."""

    key: str
    name: str
    trade: str
    currency: str
    parent: str | None = None
    head: bool = False


def accounts() -> list[Account]:
    """Give all customers, heads before their places, Capricorn Coffee first."""
    return [Account("capricorn", "Capricorn Coffee", "cafe", "USD"), *_groups(), *_singles()]


def _groups() -> Iterator[Account]:
    for row in GROUPS.strip().splitlines():
        key, named, trade, currency, places = (cell.strip() for cell in row.split("|"))
        name, _, parent = named.removesuffix("]").partition(" [")
        yield Account(key, name, trade, currency, parent or None, head=True)
        for place in places.split(", "):
            yield Account(f"{key}-{_slug(place)}", f"{name} {place}", trade, currency, key)


def _singles() -> Iterator[Account]:
    for (trade, currency), names in SINGLES.items():
        for name in names.split(";"):
            yield Account(_slug(name.strip()), name.strip(), trade, currency)


def _slug(name: str) -> str:
    """Give a name as a key: its letters and digits in ASCII, with hyphens between the words."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("'", "")).encode("ascii", "ignore")
    words = "".join(letter if letter.isalnum() else " " for letter in plain.decode().lower())
    return "-".join(words.split())


def record(account: Account, number: int) -> Record:
    """Give an account's record; `number` counts the customers."""
    chance = Chance(f"account {account.key}")
    given: Record = {
        "kind": "account",
        "key": account.key,
        "name": account.name,
        "currency": account.currency,
    }
    if account.parent is not None:
        given["parent"] = account.parent
    given["renewal_model"] = "contract" if by_contract(account) else "asset"
    if account.trade == "hotel":
        given["renewal_notice_days"] = 120
    ids = {"crm": f"00{chance.whole(1, 9)}-{chance.whole(100_000, 999_999)}"}
    if chance.happens(0.4):
        ids["billing"] = f"CUS-{number:05}"
    given["external_ids"] = ids
    return given


def by_contract(account: Account) -> bool:
    """Tell whether all that a customer has ends and is renewed with its contract."""
    likely = 0.65 if account.trade == "hotel" or account.head else 0.25
    return account.key != "capricorn" and Chance(f"contract {account.key}").happens(likely)
