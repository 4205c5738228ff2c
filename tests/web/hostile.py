"""A book whose every text is hostile, as far as it can be kept; and what a browser would make of a page.

Whatever gets out of its place in a page becomes an element `hostile`, an attribute `pwned`, or is computed to `q7q7`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import quote, urlsplit

from tenure.identity.roles import add_role
from tenure.identity.tokens import create
from tenure.kernel.attachments import CaseRecord, FileRecord
from tenure.kernel.orders import (
    Account,
    Contract,
    IndexRate,
    Line,
    Order,
    PricePolicy,
    Product,
    Record,
    Segment,
    Source,
)
from tenure.operations.activation import keep_orders
from tenure.operations.attachments import add_case, add_file
from tenure.operations.custom.declared import CustomField
from tenure.operations.custom.declaring import put_custom_field
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.reading import encode_record, read_record
from tenure.operations.uploads import keep_upload
from tenure.webhooks.subscriptions import add_webhook
from tests.api.company import Known
from tests.database import ACTOR, TODAY
from tests.identity.people import NOON, added, asked
from tests.operations.orders_told import activated, amendment, order, sale

OUT: Final = "\"'> pwned=1 <hostile pwned onload=alert(1)></textarea></title></script>{{'q7'*2}}\u202e"
"""Gets out of a text, out of an attribute with either quotes or none, and is computed where it is a template."""

SEEN: Final = OUT.removesuffix("\u202e")
PLAIN: Final = SEEN.replace("/", "")
"""The same, where every character has to be seen, and where there may be no slash either."""

ACME: Final = f"=a{PLAIN}"
SEATS, SEAT, AGREED, FIRST = (f"={name}{SEEN}" for name in ("s", "c", "k", "o"))
"""Keys, which begin like formulas: of an account, of an asset, a product, a contract and an order."""

JANUARY, DECEMBER, MARCH = date(2025, 1, 1), date(2025, 12, 31), date(2025, 3, 1)
ROLE: Final = "hostile-role"

PLACES: Final = {
    "acme": ACME,
    "seats": SEATS,
    "K-1": AGREED,
    "O-1": FIRST,
    "SEAT": SEAT,
    "sales": ROLE,
    "tess": f"t{PLAIN}",
}
"""What is called otherwise here than in the company of the tests."""


def twisted(path: str) -> str:
    """Give where a page of the company of the tests is in this book."""
    before, question, asked = path.partition("?")
    for name, hostile in PLACES.items():
        before = before.replace(name, quote(in_address(hostile), safe=""))
        asked = asked.replace(name, quote(hostile, safe=""))
    return before + question + asked


def in_address(key: str) -> str:
    """Write a key as a part of an address."""
    return key.replace("~", "~0").replace("/", "~1")


def put_hostile_company(ledger: Ledger) -> None:
    """Put everything that there can be into the book, and say everything of it that can be said."""
    for of_object in ("account", "product", "asset", "state_period"):
        own = CustomField(of_object, f"{of_object}_own", f"Own {SEEN}", "text", help=SEEN)
        put_custom_field(ACTOR, TODAY, "r", ledger, own)
    assert put_records(ACTOR, TODAY, "r", ledger, [_as_read(one) for one in _records()]) == []
    for told in _orders():
        activated(ledger, _as_read(told))
    drafts = [
        order(f"draft{SEEN}", _seats("d", message=OUT), account=ACME, message=OUT),
        order(f"quote{SEEN}", _seats("q"), account=ACME, state="quote"),
    ]
    keep_orders(ACTOR, TODAY, "r", ledger, [_as_read(one) for one in drafts])
    _put_beside(ledger)
    _put_people(ledger)


def _as_read(record: Any) -> Any:
    """Give what the reader of files makes of a record: what it refuses, nobody can have put into the book."""
    return read_record(encode_record(record))


def _records() -> Sequence[Record]:
    return [
        Account(key=f"above{PLAIN}", name=f"Above {OUT}", currency="USD"),
        Account(
            key=ACME,
            name=f"Acme {OUT}",
            currency="USD",
            parent=f"above{PLAIN}",
            external_ids={OUT: OUT},
            owner=f"t{PLAIN}",
            custom={"account_own": OUT},
        ),
        Account(key=f"below{PLAIN}", name=f"Below {OUT}", currency="USD", parent=ACME),
        PricePolicy(name=OUT, type="flat", percent=Decimal(3), region=OUT),
        IndexRate(name=OUT, rate=Decimal(2), from_=JANUARY, to=DECEMBER, region=OUT),
        Product(
            code=SEAT,
            name=f"Seat {OUT}",
            family=OUT,
            selling_model="term",
            pricing_term_unit="month",
            list_price=Decimal("10.00"),
            usage_metric=OUT,
            custom={"product_own": OUT},
        ),
        Contract(account=ACME, key=AGREED, start_date=JANUARY, end_date=DECEMBER),
    ]


def _seats(asset: str, **more: Any) -> Line:
    return sale(asset, product=SEAT, **more)


def _orders() -> Sequence[Order]:
    words = {
        "billing_frequency": OUT,
        "legal_entity": OUT,
        "binding_instance_target": OUT,
        "attributes": {OUT: OUT, "asset_own": OUT, "state_period_own": OUT},
        "message": OUT,
        "source": Source(type="order_product", reference=OUT, system=OUT),
    }
    ramp = [
        Segment(start_date=JANUARY, end_date=date(2025, 6, 30), quantity=Decimal(5), name=OUT),
        Segment(start_date=date(2025, 7, 1), end_date=DECEMBER, quantity=Decimal(9), name=f"2{OUT}"),
    ]
    steps = Line(line=f"2{OUT}", action="add", asset=f"r{SEEN}", product=SEAT, segments=ramp)
    return [
        order(
            FIRST, _seats(SEATS, line=f"1{OUT}", **words), steps, account=ACME, contract=AGREED, message=OUT
        ),
        order(f"more{SEEN}", amendment(SEATS, "2", MARCH, message=OUT, line=f"1{OUT}"), account=ACME),
        order(f"less{SEEN}", amendment(SEATS, "-99", MARCH, line=OUT), account=ACME, message=OUT),
    ]


def _put_beside(ledger: Ledger) -> None:
    """Put what is kept beside assets, what is given to be taken in, and who is told."""
    seats = f"{ACME}/{SEATS}"
    page = FileRecord(name=PLAIN, media_type="text/html", content=b"<script>alert(1)</script>")
    add_file(ACTOR, TODAY, "r", ledger, seats, page)
    case = CaseRecord(
        reference=SEEN, system=SEEN, title=SEEN, state=SEEN, url="https://x.example/\"'><hostile>"
    )
    add_case(ACTOR, TODAY, "r", ledger, seats, case)
    ledger.connection.execute("update asset_file set file_id = 1001")
    upload = Ledger(ledger.connection, Known())
    keep_upload(ACTOR, TODAY, "r", upload, f"{PLAIN}.jsonl", [b"{}"], activate=True)
    ledger.connection.execute(
        "insert into upload_problem (upload_id, nth, outcome, line, number, order_line, code, sentence, account)"
        " values (3001, 0, 'failed', 4, %(order)s, %(out)s, 'QUANTITY_BELOW_ZERO', %(out)s, %(account)s)",
        {"out": OUT, "order": FIRST, "account": ACME},
    )
    put_custom_field(ACTOR, TODAY, "r", ledger, CustomField("product", "line", SEEN, "text", help=SEEN))
    add_webhook(ACTOR, TODAY, "r", ledger, "https://example.com/\"'><hostile>", owner=f"o{PLAIN}")
    ledger.connection.execute("update webhook set webhook_id = 1")


def _put_people(ledger: Ledger) -> None:
    add_role(*asked(), ROLE, f"Role {SEEN}", ["manage_users"], {})
    user = added(ledger, f"t{PLAIN}", ROLE, full_name=SEEN)
    create(user, SEEN, ["manage_users"], None, NOON)


@dataclass
class Seen(HTMLParser):
    """What a browser makes of a page: what got out of its place, where its links lead, what its forms ask."""

    escaped: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    does: set[str] = field(default_factory=set)
    token: str | None = None

    def __post_init__(self) -> None:
        """Begin to read."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element: none of ours has a script or a style inside, or does something by itself."""
        said = dict(attrs)
        if tag in {"hostile", "style"} or (tag == "script" and "src" not in said):
            self.escaped.append(tag)
        self.escaped += [
            name
            for name in said
            if "pwned" in name or "hostile" in name or name[:2] == "on" or name == "style"
        ]
        self.links += [
            said[name] or ""
            for name in ("href", "src", "action", "formaction", "hx-get", "hx-post", "data")
            if name in said
        ]

        self._ask(said.get("name"), said.get("value") or "")

    def _ask(self, name: str | None, value: str) -> None:
        """Take a field of a form."""
        if name == "csrfmiddlewaretoken":
            self.token = value
        elif name == "do":
            self.does.add(value)
        elif name is not None:
            self.fields.add(name)

    @property
    def astray(self) -> list[str]:
        """Give the links that lead to no page: neither within here nor by https."""
        return [
            one
            for one in self.links
            if urlsplit(one).scheme not in {"", "https"} or one.startswith("//") or "\\" in one[:2]
        ]


def seen(text: str) -> Seen:
    """Read a page as a browser does."""
    found = Seen()
    found.feed(text)
    found.close()
    return found


def part(key: str) -> str:
    """Write a key as a part of an address."""
    return quote(in_address(key), safe="")
