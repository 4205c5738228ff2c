"""The book that the cases ask about: acme has assets and orders in every state, bolt has some of its own."""

from datetime import date
from decimal import Decimal

from tenure.kernel.attachments import CaseRecord, FileRecord
from tenure.kernel.orders import Account, Line
from tenure.operations.activation import keep_orders
from tenure.operations.attachments import add_case, add_file
from tenure.operations.custom.declared import CustomField
from tenure.operations.custom.declaring import put_custom_field
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.uploads import keep_upload
from tenure.store.ids import Ids
from tenure.webhooks.subscriptions import add_webhook
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import RECORDS, activated, amendment, order, sale


def put_company(ledger: Ledger) -> None:
    """Put acme, its subsidiary and bolt into the book, with what they bought."""
    accounts = [
        Account(key="acme", name="Acme", currency="USD"),
        Account(key="acme-uk", name="Acme UK", currency="USD", parent="acme"),
        Account(key="bolt", name="Bolt", currency="USD"),
    ]
    products = RECORDS[3:7]
    assert put_records(ACTOR, TODAY, "r", ledger, [*accounts, *products]) == []
    paused = Line(line="1", action="suspend", asset="paused", effective_date=date(2025, 11, 1))
    activated(ledger, order("O-1", sale("seats", unit_price=Decimal("17.77")), sale("paused", line="2")))
    activated(ledger, order("O-2", paused))
    activated(ledger, order("O-3", amendment("seats", "-99", date(2025, 4, 1))))
    activated(ledger, order("B-1", sale("bolts", unit_price=Decimal("13.13")), account="bolt"))
    activated(ledger, order("B-2", amendment("bolts", "-99", date(2025, 4, 1)), account="bolt"))
    drafts = [order("D-1", sale("D")), order("Q-1", sale("Q"), state="quote")]
    keep_orders(ACTOR, TODAY, "r", ledger, drafts)
    add_webhook(ACTOR, TODAY, "r", ledger, "https://example.com/hook", owner="otto")
    ledger.connection.execute("update webhook set webhook_id = 1")
    put_attachments(ledger)
    put_custom_field(ACTOR, TODAY, "r", ledger, CustomField("product", "line", "Product Line", "text"))
    put_upload(ledger)


def put_attachments(ledger: Ledger) -> None:
    """Put a file and a case on acme's seats, by ids that a test knows."""
    file = FileRecord(name="terms.json", media_type="application/json", content=b'{"a": 1}')
    add_file(ACTOR, TODAY, "r", ledger, "seats", file)
    add_case(ACTOR, TODAY, "r", ledger, "seats", CaseRecord(reference="C-1", system="Helpdesk"))
    ledger.connection.execute("update asset_file set file_id = 1001")
    ledger.connection.execute("update asset_case set case_id = 2001")


class Known(Ids):
    """Makes one id, which a test knows."""

    def __call__(self) -> int:
        return 3001


def put_upload(ledger: Ledger) -> None:
    """Give a file that waits to be taken in, by an id that a test knows, and of which something is wrong already."""
    known = Ledger(ledger.connection, Known())
    keep_upload(ACTOR, TODAY, "r", known, "orders.jsonl", [b"{}"], activate=True)
    ledger.connection.execute(
        "insert into upload_problem (upload_id, nth, outcome, line, number, order_line, code, sentence, account)"
        " values (3001, 0, 'failed', 4, 'O-3', '1', 'QUANTITY_BELOW_ZERO', 'Too little.', 'acme')"
    )
