"""What Quayside sells: tills and what goes with them, to cafés, bakeries, restaurants, hotels and shops.

Each row of the table is a product; prices stand in dollars, euros and yen, a dash where it is not sold.
"""

from decimal import Decimal
from typing import Final, NamedTuple

Record = dict[str, object]

CURRENCIES: Final = ("USD", "EUR", "JPY")
STEPS: Final = {"USD": Decimal("0.05"), "EUR": Decimal("0.05"), "JPY": Decimal(10)}
"""What a negotiated price is rounded to."""

TABLE: Final = """
Tills        | TILL            | Till                          | term annual      | 600     | 560    | 84000
Tills        | TILL-MONTHLY    | Till, by the month            | term month       | 60      | 56     | 8400
Tills        | MOBILE-TILL     | Mobile till                   | term annual      | 420     | 390    | 58000
Tills        | KIOSK           | Self-order kiosk              | term annual      | 1140    | 1060   | 158000
Tills        | KITCHEN         | Kitchen display               | term annual      | 300     | 280    | 42000
Tills        | MENU-BOARD      | Menu board                    | term semi_annual | 150     | 140    | 21000
Tills        | COUNTER-SET     | Counter set                   | term annual      | 1250    | 1170   | 175000
Back office  | BACK-OFFICE     | Back office seat              | term month       | 24      | 22     | 3400
Back office  | BACK-OFFICE-PLUS| Back office seat, forecasts   | term month       | 36      | 33     | 5100
Back office  | STOCK           | Stock and purchasing          | term annual      | 480     | 450    | 66000
Back office  | STOCK-PLUS      | Stock of several stores       | term annual      | 780     | 730    | 108000
Back office  | RECIPES         | Recipes and costing           | term annual      | 360     | 340    | 50000
Back office  | ACCOUNTING      | Accounting bridge             | term quarter     | 120     | 115    | 17000
Back office  | ROSTER          | Roster, per employee          | term month       | 3.50    | 3.20   | 480
Back office  | PAYROLL         | Payroll, per employee         | term month       | 5.75    | -      | -
Back office  | ANALYTICS       | Analytics                     | term annual      | 1800    | 1690   | 250000
Back office  | MULTI-SITE      | Several sites                 | term annual      | 2400    | 2250   | 330000
Back office  | ARCHIVE         | Receipt archive, three years  | term annual 3    | 900     | 850    | 125000
Back office  | API             | Interface for developers      | term quarter     | 450     | 420    | 62000
Guests       | LOYALTY         | Loyalty cards                 | term month       | 79      | 73     | 11000
Guests       | GIFT-CARDS      | Gift cards                    | term month       | 29      | 27     | 4000
Guests       | BOOKING         | Table booking                 | term month       | 99      | 92     | 13800
Guests       | ORDER-AHEAD     | Order ahead                   | term month       | 129     | 119    | 18000
Guests       | GUEST-SUITE     | Guest suite                   | term month       | 190     | 178    | 26600
Guests       | ROOM-CHARGE     | Charge to the room            | term annual      | 1260    | 1180   | 175000
Connections  | HOSTING         | Hosted menu and shop          | evergreen month  | 35      | 33     | 4900
Connections  | BACKUP-LINE     | Backup line                   | evergreen month  | 22      | 21     | 3100
Connections  | BACKUP-FIBER    | Backup line, fiber            | evergreen month  | 49      | 46     | 6800
Connections  | GUEST-WIFI      | Guest wireless                | evergreen month  | 19      | 18     | 2700
Connections  | PHONE-NUMBER    | Phone number                  | evergreen month  | 4.50    | 4.20   | 630
Connections  | FISCAL          | Fiscal signature              | evergreen quarter| -       | 54     | -
Connections  | TERMINAL-RENTAL | Card terminal, rented         | evergreen month  | 16      | 15     | 2300
Support      | SUPPORT         | Support, working hours        | term annual      | 240     | 225    | 34000
Support      | SUPPORT-PLUS    | Support, every day            | term annual      | 540     | 510    | 76000
Support      | SUPPORT-ALWAYS  | Support, day and night        | term annual      | 1200    | 1130   | 168000
Support      | HARDWARE-CARE   | Hardware care, per device     | term annual      | 48      | 45     | 6700
Support      | PARTNER         | Success partner               | term quarter     | 1500    | 1400   | 210000
Services     | ONBOARDING      | Onboarding                    | one_time         | 1200    | 1130   | 168000
Services     | TRAINING        | Training day                  | one_time         | 850     | 800    | 118000
Services     | MIGRATION       | Data migration                | one_time         | 2400    | 2250   | 330000
Services     | SITE-SURVEY     | Site survey                   | one_time         | 390     | 365    | 54000
Services     | REPORT          | Report made to order          | one_time         | 1750    | 1640   | 245000
Hardware     | TERMINAL        | Card terminal                 | one_time         | 329     | 309    | 46000
Hardware     | PRINTER         | Receipt printer               | one_time         | 219     | 205    | 31000
Hardware     | TABLET          | Tablet with stand             | one_time         | 549     | 515    | 77000
Hardware     | SCANNER         | Barcode scanner               | one_time         | 129     | 121    | 18000
Hardware     | DRAWER          | Cash drawer                   | one_time         | 89      | 84     | 12500
Hardware     | PAPER           | Paper rolls, box              | one_time         | 34      | 32     | 4800
"""

SPECIAL: Final[dict[str, Record]] = {
    "TILL-MONTHLY": {"proration": "calendar", "auto_renew": True},
    "COUNTER-SET": {
        "components": [
            {"product": "BACK-OFFICE", "quantity": 2, "included_in_bundle_price": True, "required": True},
            {"product": "MENU-BOARD", "quantity": 1},
            {"product": "SUPPORT", "quantity": 1, "scale": "constant", "included_in_bundle_price": True},
        ]
    },
    "BACK-OFFICE": {"proration": "calendar", "price_rule": "list"},
    "BACK-OFFICE-PLUS": {"proration": "calendar"},
    "ARCHIVE": {"renewable": False},
    "API": {"partial_periods": False},
    "LOYALTY": {"proration": "day_of_period", "proration_day": 15},
    "GIFT-CARDS": {"proration": "calendar", "partial_periods": False},
    "ROSTER": {"usage_metric": "employees"},
    "PAYROLL": {"usage_metric": "employees"},
    "ANALYTICS": {"renewal_price": "uplift", "uplift": Decimal(3)},
    "SUPPORT": {"proration": "calendar"},
    "SUPPORT-PLUS": {"proration_precision": "month", "renewal_price": "list"},
    "SUPPORT-ALWAYS": {"proration_precision": "calendar_month_day", "price_revision_policy": "CPI-PLUS-1"},
    "HARDWARE-CARE": {"proration_precision": "day"},
    "PARTNER": {"proration_precision": "month_day", "renewal_notice_days": 120},
    "ROOM-CHARGE": {"price_revision_policy": "FLAT-4"},
    "SITE-SURVEY": {"asset_conversion": "none"},
    "REPORT": {"refundable": False},
    "PAPER": {"refundable": False},
    "TERMINAL": {"asset_conversion": "one_per_unit"},
    "PRINTER": {"asset_conversion": "one_per_unit"},
    "TABLET": {"asset_conversion": "one_per_unit"},
}
"""What some products say beside the table."""

POLICIES: Final[tuple[Record, ...]] = (
    {"kind": "price_policy", "name": "FLAT-4", "type": "flat", "percent": Decimal(4)},
    {
        "kind": "price_policy",
        "name": "CPI-PLUS-1",
        "type": "price_index",
        "margin": Decimal(1),
        "region": "EU",
    },
    {
        "kind": "index_rate",
        "name": "CPI",
        "rate": Decimal("8.8"),
        "region": "EU",
        "from": "2023-01-01",
        "to": "2023-12-31",
    },
    {
        "kind": "index_rate",
        "name": "CPI",
        "rate": Decimal("5.4"),
        "region": "EU",
        "from": "2024-01-01",
        "to": "2024-12-31",
    },
    {
        "kind": "index_rate",
        "name": "CPI",
        "rate": Decimal("2.4"),
        "region": "EU",
        "from": "2025-01-01",
        "to": "2025-12-31",
    },
)


class Product(NamedTuple):
    """A product, as far as selling and changing it needs to know: `prices` by currency."""

    code: str
    family: str
    model: str
    prices: dict[str, Decimal]
    record: Record

    @property
    def one_per_unit(self) -> bool:
        """Whether each unit becomes an asset of its own."""
        return self.record.get("asset_conversion") == "one_per_unit"

    @property
    def makes_assets(self) -> bool:
        """Whether a sale makes an asset at all."""
        return self.record.get("asset_conversion") != "none"


def _product(row: str) -> Product:
    family, code, name, selling, *prices = (cell.strip() for cell in row.split("|"))
    model, unit, length = (*selling.split(), "", "")[:3]
    amounts = {
        currency: Decimal(price) for currency, price in zip(CURRENCIES, prices, strict=True) if price != "-"
    }
    record: Record = {"kind": "product", "code": code, "name": name, "family": family, "selling_model": model}
    if unit:
        record |= {"pricing_term": int(length or 1), "pricing_term_unit": unit}
    record["prices"] = amounts
    if model == "term" and SPECIAL.get(code, {}).get("renewable") is not False:
        record |= {"renewal_term": 12, "renewal_term_unit": "month"}
    return Product(code, family, model, amounts, record | SPECIAL.get(code, {}))


PRODUCTS: Final = {product.code: product for product in (_product(row) for row in TABLE.strip().splitlines())}


def records() -> list[Record]:
    """Give all records of the catalogue: price policies, then products."""
    return [*POLICIES, *(product.record for product in PRODUCTS.values())]
