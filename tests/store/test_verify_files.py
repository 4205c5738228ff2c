"""Files changed behind the book's back."""

from tenure.kernel.attachments import FileRecord
from tenure.operations.attachments import add_file, files, remove_file
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Question
from tenure.store.connection import Connection
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, activated, order, sale
from tests.store.verified_book import found

SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
SHA_OF_ABCD = "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"


def test_a_file_that_is_not_what_was_added_is_found(ledger: Ledger, connection: Connection) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))
    for name in ("good", "gone", "bad"):
        file = FileRecord(name=name, media_type="text/plain", content=b"abc")
        row = add_file(ACTOR, TODAY, "r", ledger, "A", file)
        assert row.digest.hex() == SHA_OF_ABC
    ids = {row.name: str(row.id) for row in files(ACTOR, TODAY, "r", ledger, "A", Question()).results}
    remove_file(ACTOR, TODAY, "r", ledger, "A", ids["gone"])
    assert found(connection) == []

    connection.execute("update asset_file set content = 'abcd' where name = 'bad'")

    findings = found(connection)
    assert {one.invariant for one in findings} == {"files_are_what_was_added"}
    assert [(one.asset, one.subject, one.aspect, one.expected, one.found) for one in findings] == [
        ("A", f"file {ids['bad']}", "SHA-256", SHA_OF_ABC, SHA_OF_ABCD),
        ("A", f"file {ids['bad']}", "size", "3", "4"),
    ]
