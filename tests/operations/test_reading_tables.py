"""Tables (CSV): one kind a file, one row a record, and one row a line of an order."""

import json
from pathlib import Path

import pytest

from tenure.operations.reading import Located, Problem, read, read_record
from tests.operations.records_as_text import Keys, account, change, good, order, product, sale, told

KINDS = "account, product, contract, order, cancel_order, price_policy or index_rate"


def table(folder: Path, text: str | bytes, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def same(path: Path, *records: Keys) -> bool:
    return [each.record for each in good(path)] == [
        read_record(json.dumps(record).encode()) for record in records
    ]


def test_accounts_with_nested_keys(tmp_path: Path) -> None:
    text = (
        "key,name,currency,parent,renewal_notice_days,external_ids.crm,external_ids.billing.eu\n"
        'capricorn,"Capricorn ""Coffee"", Ltd",USD,,60,17,\n'
        "libra,Libra Books,EUR,capricorn,,,B-9\n"
    )

    assert same(
        table(tmp_path, text, "accounts.csv"),
        account(name='Capricorn "Coffee", Ltd', renewal_notice_days=60, external_ids={"crm": "17"}),
        account(
            key="libra",
            name="Libra Books",
            currency="EUR",
            parent="capricorn",
            external_ids={"billing.eu": "B-9"},
        ),
    )


def test_products_with_booleans_and_prices(tmp_path: Path) -> None:
    text = (
        "code,name,selling_model,pricing_term,pricing_term_unit,prices.USD,prices.JPY,renewable,auto_renew\n"
        "QBO,QuickBooks Online,term,1,annual,49.99,5000,TRUE,false\n"
    )

    assert same(
        table(tmp_path, text, "products.csv"),
        product(prices={"USD": "49.99", "JPY": "5000"}, renewable=True, auto_renew=False),
    )


def test_an_order_is_one_row_a_line(tmp_path: Path) -> None:
    text = (
        "number,account,currency,order.effective_date,line,action,asset,product,quantity,unit_price,"
        "start_date,end_date,effective_date,attributes.color,order.message,message\n"
        "O-1,capricorn,USD,2025-11-01,1,add,A-1,QBO,5,49.99,2025-08-10,2026-08-09,,red,first,why\n"
        "O-1,,,,2,cancel,A-9,,,,,,,,,\n"
        ",,,,3,cancel,A-8,,,,,,2025-12-01,,,\n"
        "O-2,libra,,,1,cancel,A-7,,,,,,2025-12-01,,,\n"
    )

    path = table(tmp_path, text)

    assert same(
        path,
        order(
            sale(asset="A-1", unit_price="49.99", attributes={"color": "red"}, message="why"),
            {"line": "2", "action": "cancel", "asset": "A-9"},
            {"line": "3", "action": "cancel", "asset": "A-8", "effective_date": "2025-12-01"},
            currency="USD",
            effective_date="2025-11-01",
            message="first",
        ),
        order(change("cancel", asset="A-7", effective_date="2025-12-01"), number="O-2", account="libra"),
    )
    assert [each.line for each in good(path)] == [2, 5]


def test_the_source_of_a_line_and_of_its_order(tmp_path: Path) -> None:
    text = (
        "number,account,line,action,asset,effective_date,source.type,source.reference,order.source.type,"
        "order.source.reference\n"
        "O-1,capricorn,1,cancel,A-1,2025-11-01,work_order_line,W-1,external,E-1\n"
    )

    line = change("cancel", source={"type": "work_order_line", "reference": "W-1"})
    assert same(table(tmp_path, text), order(line, source={"type": "external", "reference": "E-1"}))


def test_the_kind_may_stand_in_a_column(tmp_path: Path) -> None:
    text = "kind,key,name,currency\naccount,capricorn,Capricorn Coffee,USD\n"

    assert same(table(tmp_path, text, "export.csv"), account())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("accounts.csv", "Account"),
        ("Account.CSV", "Account"),
        ("accounts-2025.csv", "Account"),
        ("accounts_eu.v2.csv", "Account"),
        ("accounts 1.csv", "Account"),
    ],
)
def test_the_kind_is_told_by_the_name_of_the_file(tmp_path: Path, name: str, kind: str) -> None:
    assert told(table(tmp_path, "key,name,currency\na,A,USD\n", name)) == [f"2 {kind}"]


def test_every_kind_has_its_name(tmp_path: Path) -> None:
    tables = {
        "contracts.csv": "account,key,start_date,end_date,coterminate\na,C,2025-01-01,2025-12-31,true\n",
        "cancel-orders.csv": "number,message\nO-1,a mistake\n",
        "price_policies.csv": "name,type,percent,from\nplain,flat,3,2025-01-01\n",
        "index_rates.csv": "name,rate,from,to\nCPI,2.4,2025-01-01,2025-12-31\n",
    }

    assert [told(table(tmp_path, text, name)) for name, text in tables.items()] == [
        ["2 Contract"],
        ["2 CancelOrder"],
        ["2 PricePolicy"],
        ["2 IndexRate"],
    ]


def test_line_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    text = '\r\nkey,name,currency\r\n\r\na,A,USD\r\nb,"two\r\nlines",USD\r\n,,\r\nc,C,EURO\r\n'

    assert told(table(tmp_path, text, "accounts.csv")) == [
        "4 Account",
        '5 name CHARACTER_NOT_ALLOWED The text "two\\u000d\\u000alines" has the control character U+000D.',
        '8 currency CURRENCY_UNKNOWN "EURO" is not a currency: a code has three capital letters.',
    ]


def test_a_byte_order_mark_does_not_spoil_the_first_column(tmp_path: Path) -> None:
    assert told(table(tmp_path, b"\xef\xbb\xbfkey,name,currency\na,A,USD\n", "accounts.csv")) == ["2 Account"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("key,nmae", 'nmae COLUMN_UNKNOWN "nmae" is not a column of this table. Is name meant?'),
        ("key,name,key", 'key COLUMN_TWICE Two columns are called "key".'),
        ("key,name,", "- COLUMN_UNKNOWN Column 3 has no name."),
        ("key;name", 'key;name COLUMN_UNKNOWN "key;name" is not a column; columns are divided by commas.'),
        ("key,name.first", 'name.first COLUMN_UNKNOWN "name.first" is not a column: name has no keys in it.'),
        (
            "key,external_ids",
            'external_ids COLUMN_UNKNOWN "external_ids" is not a column: say which key of external_ids, '
            "as in external_ids.KEY.",
        ),
        (
            "key," + ",".join(f"c{n}" for n in range(500)),
            "- COLUMNS_TOO_MANY The table has 501 columns; it may have 500.",
        ),
    ],
)
def test_a_column_that_means_nothing_ends_the_table(tmp_path: Path, header: str, expected: str) -> None:
    found = told(table(tmp_path, f"{header}\na,A,USD\n", "accounts.csv"))

    assert set(found) == {f"1 {expected}"}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("segments", "ONLY_IN_JSON segments can only be given in JSON."),
        ("replacement.product", "ONLY_IN_JSON replacement can only be given in JSON."),
        ("lines", 'COLUMN_UNKNOWN "lines" is not a column of this table. Is line meant?'),
        ("order.number", 'COLUMN_TWICE The columns "number" and "order.number" name the same key.'),
        ("order.quantity", 'COLUMN_UNKNOWN "order.quantity" is not a column of this table.'),
        (
            "source",
            'COLUMN_UNKNOWN "source" is not a column: say which key of source, as in source.KEY.',
        ),
    ],
)
def test_columns_that_a_table_of_orders_cannot_have(tmp_path: Path, column: str, expected: str) -> None:
    assert told(table(tmp_path, f"number,{column}\nO-1,x\n")) == [f"1 {column} {expected}"]


def test_a_table_whose_kind_nothing_tells(tmp_path: Path) -> None:
    assert told(table(tmp_path, "key,name\na,A\n", "export.csv")) == [
        "1 - KIND_NOT_TOLD The table has no column kind, and its name does not tell one as accounts, "
        "products, contracts, orders, cancel_orders, price_policies and index_rates would."
    ]
    assert told(table(tmp_path, "kind,key\n,a\n", "export.csv")) == [
        f"1 kind KIND_MISSING The first row does not say its kind: {KINDS}."
    ]
    assert told(table(tmp_path, "kind,key\norders,a\n", "export.csv")) == [
        f'1 kind KIND_UNKNOWN "orders" is not a kind of record: it is {KINDS}. Is order meant?'
    ]


def test_a_table_has_one_kind(tmp_path: Path) -> None:
    text = "kind,key,name,currency\naccount,a,A,USD\nproduct,b,B,USD\n,c,C,USD\n"

    assert told(table(tmp_path, text, "export.csv")) == [
        "2 Account",
        '3 kind KINDS_MIXED "product" stands in a table of accounts; a table has one kind.',
        "4 Account",
    ]


def test_rows_that_cannot_be_taken(tmp_path: Path) -> None:
    text = (
        b"key,name,currency,renewal_notice_days\n"
        b"a,A,USD\n"
        b"b,B,USD,,\n"
        b'c,"C"x,USD,\n'
        b"d,D\xff,USD,\n"
        b"e,E,USD,ten\n"
        b"f,F,USD,99999999999999999999\n"
        b"g,\0,USD,\n"
        b"h,H,USD,7\n"
        b'i,"I,USD,\n'
    )

    assert told(table(tmp_path, text, "accounts.csv")) == [
        "2 - ROW_RAGGED The row has 3 cells; the table has 4 columns.",
        "3 - ROW_RAGGED The row has 5 cells; the table has 4 columns.",
        "4 - ROW_BROKEN A quote stands where a comma should: a quote within a cell is doubled.",
        "5 - NOT_UTF8 Byte 4 of the line (0xFF) is not UTF-8.",
        '6 renewal_notice_days TYPE_WRONG "ten" is not a whole number.',
        "7 renewal_notice_days NUMBER_OUT_OF_RANGE 99999999999999999999 is out of range: it lies between 0 "
        "and 3,650.",
        '8 name CHARACTER_NOT_ALLOWED The text "\\u0000" has the character NUL.',
        "9 Account",
        "10 - ROW_BROKEN A quote that opens in this row is never closed.",
    ]


def test_a_carriage_return_outside_quotes(tmp_path: Path) -> None:
    text = "key,name,currency\na,A\rb,USD\nc,C,USD\n"

    assert told(table(tmp_path, text, "accounts.csv")) == [
        "2 - ROW_BROKEN A carriage return stands outside quotes.",
        "3 Account",
    ]


def test_a_quote_left_open_over_much_text_is_noticed(tmp_path: Path) -> None:
    rows = "".join(f"k{number},{'n' * 200},USD\n" for number in range(1000))

    found = told(table(tmp_path, f'key,name,currency\na,"A,USD\n{rows}', "accounts.csv"))

    sentence = "A cell has more than 131,072 characters; perhaps a quote is not closed."
    assert found[0] == f"2 - ROW_BROKEN {sentence}"
    assert found[-1] == "1002 Account"


def test_values_are_told_by_their_column_and_row(tmp_path: Path) -> None:
    text = (
        "number,account,currency,order.effective_date,line,action,asset,quantity,unit_price,included_in_bundle_price\n"
        "O-1,capricorn,USD,2025-11-31,1,amend,A-1,NaN,,\n"
        "O-1,,,,2,amend,A-1,1,-5,maybe\n"
        "O-2,capricorn,usd,2025-11-30,1,amend,A-1,1,,\n"
        "O-3,capricorn,USD,2025-11-30,1,amend,A-1,1,,\n"
        "O-3,capricorn,USD,2025-11-30,1,amend,A-1,1,,\n"
        "O-4,capricorn,USD,2025-11-30,1,amend,A-1,1,,\n"
    )

    assert told(table(tmp_path, text)) == [
        "2 order.effective_date DATE_IMPOSSIBLE There is no day 2025-11-31.",
        "2 quantity NOT_A_NUMBER NaN is not a number.",
        '3 included_in_bundle_price TYPE_WRONG True or false is expected, not the text "maybe".',
        '4 currency CURRENCY_UNKNOWN "usd" is not a currency of ISO 4217 in which something can be sold. '
        "Codes are written in capitals.",
        '6 line LINE_NAME_TWICE Another line of this order is called "1" too.',
        "7 Order",
    ]


HEADER = "number,account,line,action,asset,effective_date\n"


def rows(*numbers: str) -> str:
    return HEADER + "".join(
        f"{number},capricorn,{place},cancel,A-{place},2025-11-01\n" for place, number in enumerate(numbers)
    )


def test_order_keys_on_later_rows_are_the_same_or_empty(tmp_path: Path) -> None:
    text = rows("O-1", "O-1").replace("O-1,capricorn,1", "O-1,libra,1")

    assert told(table(tmp_path, text)) == [
        '3 account ORDER_ROWS_DIFFER account is "libra" here; '
        'on the first row of the order it is "capricorn".'
    ]
    late = (
        "number,account,currency,line,action,asset,effective_date\n"
        "O-1,a,,1,cancel,A,2025-11-01\n"
        ",,USD,2,cancel,B,2025-11-01\n"
    )
    assert told(table(tmp_path, late)) == [
        '3 currency ORDER_ROWS_DIFFER currency is "USD" here; on the first row of the order it is not given.'
    ]


def test_rows_of_one_order_follow_each_other(tmp_path: Path) -> None:
    assert told(table(tmp_path, rows("O-1", "O-2", "O-1"))) == [
        "2 Order",
        "3 Order",
        '4 number ORDER_ROWS_APART Rows of order "O-1" stand apart; those of one order follow each other.',
    ]


def test_a_table_without_numbers_is_one_order_without_one(tmp_path: Path) -> None:
    text = "account,line,action,asset,effective_date\na,1,cancel,A,2025-11-01\n"

    assert told(table(tmp_path, text)) == ['2 number KEY_MISSING The key "number" is missing.']


def test_a_ragged_row_costs_its_own_order_where_the_number_comes_first(tmp_path: Path) -> None:
    text = rows("O-1", "O-2", "O-3").replace("O-2,capricorn,", "O-2,capricorn,,")

    assert told(table(tmp_path, text)) == [
        "2 Order",
        "3 - ROW_RAGGED The row has 7 cells; the table has 6 columns.",
        "4 Order",
    ]


def test_a_row_whose_order_is_not_sure_costs_those_on_both_sides(tmp_path: Path) -> None:
    text = (
        "account,number,line,action,asset,effective_date\n"
        "a,O-1,1,cancel,A,2025-11-01\n"
        "a,O-2,1,cancel,A,2025-11-01\n"
        "a, Ltd,O-2,2,cancel,A,2025-11-01\n"
        "a,O-3,1,cancel,A,2025-11-01\n"
        "a,O-4,1,cancel,A,2025-11-01\n"
    )

    lost = "ORDER_INCOMPLETE The row at line 4 beside this order cannot be read and may belong to it."
    assert told(table(tmp_path, text)) == [
        "2 Order",
        "4 - ROW_RAGGED The row has 7 cells; the table has 6 columns.",
        f"3 - {lost}",
        f"5 - {lost}",
        "6 Order",
    ]


def test_a_row_that_is_not_utf8_costs_its_own_order(tmp_path: Path) -> None:
    text = rows("O-1", "O-2", "O-2", "O-3").encode().replace(b"2,cancel,A-2", b"2,cancel,A-\xff")

    given = list(read(table(tmp_path, text)))

    assert [each.line for each in given if isinstance(each, Located)] == [2, 5]
    assert [(each.line, each.code, each.number) for each in given if isinstance(each, Problem)] == [
        (4, "NOT_UTF8", "O-2")
    ]


def test_an_order_of_too_many_rows_is_not_held(tmp_path: Path) -> None:
    path = table(tmp_path, rows(*["O-1"] * 2001, "O-2", *["O-3"] * 2000))

    assert told(path) == [
        "2 - LINES_TOO_MANY The order has 2,001 lines; it may have 2,000.",
        "2003 Order",
        "2004 Order",
    ]


def test_an_order_of_too_much_text_is_not_held(tmp_path: Path) -> None:
    text = "number,account,line,action,asset,effective_date,message\n" + "".join(
        f"O-1,a,{place},cancel,A-{place},2025-11-01,{'m' * 100_000}\n" for place in range(200)
    )

    assert told(table(tmp_path, text + "O-2,a,1,cancel,A,2025-11-01,\n")) == [
        "2 - RECORD_TOO_LARGE The order has 20,005,380 characters; it may have 16,777,216.",
        "202 Order",
    ]


def test_a_table_of_nothing(tmp_path: Path) -> None:
    assert told(table(tmp_path, "")) == []
    assert told(table(tmp_path, "key,name,currency\n", "accounts.csv")) == []
    assert told(table(tmp_path, "kind,key\n", "export.csv")) == []
    assert told(table(tmp_path, b"\xff,a\n", "accounts.csv")) == [
        "1 - NOT_UTF8 Byte 1 of the line (0xFF) is not UTF-8."
    ]
