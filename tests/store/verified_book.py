"""A small book in which everything occurs, and one who changes it behind its back: by SQL, as the owner.

`forge` makes the hash chains anew after a change, from the definition of the chain and not with the code that writes
it, so that only the other invariants can tell.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import psycopg

from tenure.kernel.orders import Account, Line, Order, Product, Replacement, Segment, Source
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records
from tenure.operations.outcomes import Outcome
from tenure.store import verification
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tenure.store.verification import Finding, Remark
from tests.database import ACTOR, TODAY, create_database, drop_database

RECORDS: list[SharedRecord] = [
    Account(key="acme", name="Acme", currency="USD"),
    Account(key="kyoto", name="Kyoto", currency="JPY"),
    Product(code="SEAT", name="Seat", selling_model="term", pricing_term_unit="month"),
    Product(code="SUITE", name="Suite", selling_model="term", pricing_term=3, pricing_term_unit="annual"),
    Product(code="DISK", name="Disk", selling_model="one_time"),
    Product(code="BOX", name="Box", selling_model="one_time", asset_conversion="one_per_unit"),
    Product(code="CALL", name="Call-out", selling_model="one_time", asset_conversion="none"),
    Product(code="LINE", name="Line", selling_model="evergreen", pricing_term_unit="month"),
]


def sale(asset: str, quantity: str = "10", product: str = "SEAT", price: str = "10", **more: Any) -> Line:
    """Sell something for the year 2025, or, where it has no end, from its first day on."""
    terms: dict[str, Any] = {"start_date": date(2025, 1, 1)}
    if product in {"SEAT", "SUITE"}:
        terms["end_date"] = date(2025, 12, 31)
    terms |= {"quantity": Decimal(quantity), "unit_price": Decimal(price), **more}
    return Line(**{"line": "1", "action": "add", "asset": asset, "product": product} | terms)


def amendment(asset: str, day: date, quantity: str | None = None, **more: Any) -> Line:
    """Change an asset from a day on."""
    if quantity is not None:
        more["quantity"] = Decimal(quantity)
    return Line(line="1", action="amend", asset=asset, effective_date=day, **more)


def segments() -> list[Segment]:
    """Give two half-years, the second with twice the quantity."""
    return [
        Segment(name="First", start_date=date(2025, 1, 1), end_date=date(2025, 6, 30), quantity=Decimal(10)),
        Segment(
            name="Second", start_date=date(2025, 7, 1), end_date=date(2025, 12, 31), quantity=Decimal(20)
        ),
    ]


LINES: list[list[Line]] = [
    [sale("A")],
    [amendment("A", date(2025, 7, 1), "5", unit_price=Decimal(10))],
    [amendment("A", date(2025, 10, 1), "-3")],
    [sale("B")],
    [amendment("B", date(2025, 3, 1), "-2")],
    [amendment("B", date(2025, 7, 1), "-1")],
    [sale("D", product="DISK", price="20")],
    [amendment("D", date(2025, 3, 1), "-4")],
    [sale("F", "4", billing_frequency="monthly")],
    [amendment("F", date(2025, 6, 1), billing_frequency="annual")],
    [sale("L", "2", start_date=date(2024, 1, 1), end_date=date(2024, 12, 31))],
    [Line(line="1", action="renew", asset="L", start_date=date(2025, 3, 1), end_date=date(2025, 12, 31))],
    [sale("X", "3")],
    [Line(line="1", action="cancel", asset="X", effective_date=date(2025, 5, 1))],
    [sale("V", "1")],
    [Line(line="1", action="cancel", asset="V", effective_date=date(2025, 1, 1))],
    [sale("W", segments=segments())],
    [sale("S", "2", "SUITE", "100", end_date=date(2027, 12, 31))],
    [sale("E", "1", "LINE")],
    [
        sale("P", "2", "BOX", "5", source=Source(type="external", reference="PO-7", system="erp")),
        Line(line="2", action="no_change", asset="A"),
        Line(line="3", action="add", product="CALL", quantity=Decimal(1), unit_price=Decimal(50),
             start_date=date(2025, 1, 1)),
    ],
    [sale("M")],
    [Line(line="1", action="transfer", asset="M", effective_date=date(2025, 4, 1), quantity=Decimal(4),
          to_account="kyoto", to_asset="N")],
    [Line(line="1", action="swap", asset="M", effective_date=date(2025, 6, 1), quantity=Decimal(2),
          replacement=Replacement(product="SEAT", asset="O", unit_price=Decimal(20)))],
    [Line(line="1", action="suspend", asset="M", effective_date=date(2025, 9, 1), resume_date=date(2025, 10, 1))],
    [Line(line="1", action="rollback", asset="M")],
    [Line(line="1", action="suspend", asset="M", effective_date=date(2025, 10, 1))],
]  # fmt: skip
"""The lines of the orders O-1, O-2 and so on, all of acme."""


def a_book(ledger: Ledger) -> None:
    """Put two accounts and their orders into the book; one order is refused, one waits as a draft."""
    assert put_records(ACTOR, TODAY, "request", ledger, RECORDS) == []
    orders = [
        Order(number=f"O-{number}", account="acme", lines=lines) for number, lines in enumerate(LINES, 1)
    ]
    orders.append(Order(number="O-J", account="kyoto", lines=[sale("J", "1", price="1000")]))
    outcomes = activate_orders(ACTOR, TODAY, "request", ledger, orders)
    assert {outcome.outcome for outcome in outcomes} == {Outcome.ACTIVATED}
    refused = Order(number="O-R", account="acme", lines=[amendment("A", date(2025, 2, 1), "-11")])
    [outcome] = activate_orders(ACTOR, TODAY, "request", ledger, [refused])
    assert outcome.outcome is Outcome.FAILED
    [outcome] = keep_orders(
        ACTOR, TODAY, "request", ledger, [Order(number="O-D", account="acme", lines=[sale("Z")])]
    )
    assert outcome.outcome is Outcome.STORED


@contextmanager
def opened(server: Lease, template: str) -> Iterator[Connection]:
    """Give the owner's connection to a fresh book; the database goes when it is closed."""
    name = create_database(server, template)
    with psycopg.connect(server.conninfo("tenure_owner", name), autocommit=True) as owner:
        a_book(Ledger(adapt(owner), Ids()))
        yield owner
    drop_database(server, name)


class Wrong(NamedTuple):
    """What a finding says, without the names of account, asset and order."""

    invariant: str
    subject: str
    aspect: str
    expected: str
    found: str


class Damage(NamedTuple):
    """Something done to the book behind its back, and all that is then found."""

    what: str
    statements: Sequence[str]
    wrong: Sequence[Wrong] = ()

    def do(self, connection: Connection) -> None:
        """Do it."""
        for statement in self.statements:
            connection.execute(statement)


ID = "(an id)"
"""Stands for any id of what was made."""

HASH = "(a hash)"
"""Stands for any hash: 64 hexadecimal digits, or what was put in its place."""


def of(key: str) -> str:
    """Say in SQL: of the asset with a key."""
    return f"asset_id = (select s.asset_id from asset s where s.key = '{key}')"


def order_of(number: str) -> str:
    """Say in SQL: of the order with a number."""
    return f"order_id = (select o.order_id from sales_order o where o.number = '{number}')"


def period(day: str) -> str:
    """Give the subject of findings about the period from a day on."""
    return f"the period from {day} 00:00:00+00"


def timeline(subject: str, quantity: tuple[str, str]) -> list[Wrong]:
    """Give what a period at 10 a month that should have another quantity has wrong, but for its amount."""
    expected, stored = quantity
    monthly = [Decimal(value) * 10 for value in quantity]
    yearly, mrr = [f"{value * 12:.10f}" for value in monthly], [f"{value:.2f}" for value in monthly]
    return [
        Wrong("timeline_is_the_sum_of_its_entries", subject, "quantity", expected, stored),
        Wrong("timeline_is_the_sum_of_its_entries", subject, "yearly value", *yearly),
        Wrong("timeline_is_the_sum_of_its_entries", subject, "MRR", *mrr),
    ]


def wrong(connection: Connection) -> list[Wrong]:
    """Give what all findings say, in the order of the texts."""
    return sorted(
        Wrong(one.invariant, one.subject, one.aspect, _plain(one.expected), _plain(one.found))
        for one in found(connection)
    )


def _plain(text: str) -> str:
    if len(text) > 15 and text.isdigit():
        return ID
    return HASH if len(text) == 64 and set(text) <= set("0123456789abcdef") else text


def found(connection: Connection, actions: int = verification.RANGE_ACTIONS) -> list[Finding]:
    """Give all findings, as the transaction of the connection sees the book."""
    return [one for one in results(connection, actions) if isinstance(one, Finding)]


def results(connection: Connection, actions: int = verification.RANGE_ACTIONS) -> Iterator[Finding | Remark]:
    """Verify everything over one connection."""
    for accounts in verification.ranges(connection, actions):
        yield from verification.verify_range(connection, accounts)
    yield from verification.verify_directories(connection)
    yield from verification.verify_privileges(connection)


def forge(connection: Connection) -> None:
    """Make all hash chains and the outbox anew over what now stands in the book."""
    connection.execute("delete from outbox where kind = 'action'")
    connection.execute(
        "insert into outbox select account_id, account_id, 0, 'action', array_agg(asset_id order by sequence), "
        "array_agg(number order by sequence) from action group by account_id"
    )
    connection.execute("update account set chain_length = 0, chain_head = ''")
    rows = connection.execute(
        "select c.account_id, c.asset_id, c.number, coalesce(encode(o.digest, 'hex'), '') "
        "from action c left join sales_order o on o.account_id = c.account_id and o.order_id = c.order_id "
        "and c.order_account_id is null order by c.account_id, c.sequence"
    ).fetchall()
    for account_id, actions in groupby(rows, key=itemgetter(0)):
        head, length = b"", 0
        for _, asset_id, number, digest in actions:
            text = "\n".join([*_texts(connection, asset_id, number), digest])
            head, length = sha256(head + text.encode()).digest(), length + 1
            connection.execute(
                "update action set hash = %s where asset_id = %s and number = %s", (head, asset_id, number)
            )
        connection.execute(
            "update account set chain_length = %s, chain_head = %s where account_id = %s",
            (length, head, account_id),
        )


RELATIONS = ("order_account_id", "counterpart_account_id", "counterpart_asset_id", "counterpart_action")
"""Columns of an action that are told only where one of them is given."""


def _texts(connection: Connection, asset_id: int, number: int) -> list[str]:
    """Give the rows of an action and of its entries, as text: tabs between the values, null as a backslash and N."""
    texts = []
    for table, key in (("action", "number"), ("entry", "action")):
        names = [name for (name,) in connection.execute(
            "select column_name from information_schema.columns "
            "where table_name = %s and column_name <> 'hash' order by ordinal_position",
            (table,),
        ).fetchall()]  # fmt: skip
        columns = ", ".join(f"{name}::text" for name in names)
        found = connection.execute(
            f"select {columns} from {table} where asset_id = %s and {key} = %s order by number",
            (asset_id, number),
        )
        for row in found:
            values = dict(zip(names, row, strict=True))
            if not any(values.get(name) for name in RELATIONS):
                values = {name: value for name, value in values.items() if name not in RELATIONS}
            texts.append("\t".join("\\N" if value is None else value for value in values.values()))
    return texts
