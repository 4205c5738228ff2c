"""One file, several readers, each with accounts of its own: together they read what one reader reads."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from tenure.kernel.orders import Account, Line, Order, Record
from tenure.operations.bulk import share_of
from tenure.operations.reading import Located, encode_record, families, owner_of, read, read_share
from tenure.operations.reading.owners import owner_of_line
from tests.operations.orders_told import RECORDS, order, sale

EXAMPLES = ["2-accounts.jsonl", "3-contracts.jsonl", "4-orders.jsonl", "mistakes.jsonl"]
TABLE = "kind,key,name,currency,parent\n" + "".join(
    f"account,a-{number},N,USD,{'top' if number % 5 == 0 else ''}\n" for number in range(40)
)


@pytest.mark.parametrize("shares", [1, 2, 7])
@pytest.mark.parametrize("name", [*EXAMPLES, "accounts.csv"])
def test_every_line_is_read_once_by_whose_it_is_and_by_all_where_it_is_nobodys(
    name: str, shares: int, repository: Path, tmp_path: Path
) -> None:
    file = repository / "examples" / name
    if name == "accounts.csv":
        file = tmp_path / name
        file.write_text(TABLE)
    alone = list(read(file))
    readings = [
        list(read_share(file, lambda account, share=share: share_of(account, shares) == share))  # type: ignore[misc]
        for share in range(shares)
    ]

    nobodys = [item for owner, item in readings[0] if owner is None]
    assert all([item for owner, item in reading if owner is None] == nobodys for reading in readings)
    owned = [
        item for reading in readings for owner, item in reading if owner is not None and item is not None
    ]
    assert sorted(map(str, owned + nobodys)) == sorted(map(str, alone))


def test_a_reader_learns_that_lines_of_others_are_there(tmp_path: Path) -> None:
    file = tmp_path / "book.jsonl.gz"
    records = (RECORDS[0], order("O-1", sale("A")), RECORDS[3])
    file.write_bytes(gzip.compress(b"".join(encode_record(record) + b"\n" for record in records)))

    assert list(read_share(file, lambda account: account != "acme")) == [
        ("acme", None),
        ("acme", None),
        (None, Located(RECORDS[3], str(file), 3)),
    ]


@pytest.mark.parametrize(
    "record",
    [*RECORDS, order("O-1", sale("A")), Account(key="b", name="B", currency="USD", parent="acme")],
    ids=lambda record: type(record).__name__,
)
def test_a_line_tells_whose_it_is_as_its_record_does(record: Record) -> None:
    assert owner_of_line(encode_record(record)) == owner_of(record)
    if isinstance(record, Order):
        assert owner_of(record) == "acme"


@pytest.mark.parametrize(
    "line", ["{", "[]", "7", '{"kind": "order", "account": 5}', '{"kind": []}', "[" * 100_000, '{"key": "a"}']
)
def test_a_line_that_does_not_tell_is_nobodys(line: str) -> None:
    assert owner_of_line(line.encode()) is None
    assert owner_of_line(b"\xff" + line.encode()) is None


def transfer(number: str, account: str, to_account: str) -> Order:
    line = Line(
        line="1", action="transfer", asset="A", to_account=to_account, effective_date=date(2025, 1, 1)
    )
    return Order(number=number, account=account, lines=[line])


def test_accounts_between_which_something_is_transferred_belong_together(tmp_path: Path) -> None:
    records = [
        transfer("O-1", "delta", "beta"),
        order("O-2", sale("A")),
        transfer("O-3", "gamma", "delta"),
        transfer("O-4", "x", "y"),
    ]
    lines = [encode_record(record) for record in records]
    file, packed = tmp_path / "book.jsonl", tmp_path / "book.jsonl.gz"
    file.write_bytes(b"\n".join([*lines, b'{"to_account": [', b'"to_account"', b"\xff"]))
    packed.write_bytes(gzip.compress(file.read_bytes()))
    table = tmp_path / "orders.csv"
    table.write_text(
        "number,account,effective_date,line,action,asset,to_account\n"
        "O-5,zeta,2025-01-01,1,transfer,A,x\nO-6,acme,2025-01-01,1,cancel,B,\n"
    )

    expected = {"beta": "beta", "delta": "beta", "gamma": "beta", "x": "x", "y": "x"}
    assert families([file]) == families([packed]) == families([file, tmp_path / "none.jsonl"]) == expected
    assert families([file, table]) == {**expected, "zeta": "x"}
