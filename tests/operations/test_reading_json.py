"""JSON that is no record: broken text, wrong kinds, unknown, missing and repeated keys."""

import pytest

from tests.operations.records_as_text import Keys, account, faults, order, product, sale

KINDS = "account, product, contract, order, cancel_order, price_policy or index_rate"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"kind": "account"', "it ends at column 18, in the middle of an object."),
        ('{"kind" "account"}', 'a colon is expected, at column 9, where "\\"account\\"}" stands.'),
        (
            '{"kind": "account" "key": "a"}',
            'a comma or a closing bracket is expected, at column 20, where "\\"key\\": \\"a\\"}" stands.',
        ),
        ("{kind: 1}", 'a key in double quotes is expected, at column 2, where "kind: 1}" stands.'),
        ('{"kind": account}', 'a value is expected, at column 10, where "account}" stands.'),
        ('{"kind": "acc', 'a text begins and has no closing quote, at column 10, where "\\"acc" stands.'),
        (
            '{"kind": "a\tb"}',
            "a control character stands in a text; it is written as an escape, at column 12, "
            'where "\\u0009b\\"}" stands.',
        ),
        (
            '{"kind": "a\0b"}',
            "a control character stands in a text; it is written as an escape, at column 12, "
            'where "\\u0000b\\"}" stands.',
        ),
        (
            '{"kind": "\\q"}',
            'a backslash is followed by something that is no escape, at column 11, where "\\\\q\\"}" stands.',
        ),
        (
            '{"kind": "\\u12"}',
            '\\u must be followed by four hexadecimal digits, at column 12, where "u12\\"}" stands.',
        ),
        (
            '{"a": 1} {"b": 2}',
            "the object has ended and more follows; each object stands on a line of its own, at column 10, "
            'where "{\\"b\\": 2}" stands.',
        ),
        ('{"quantity": 01}', 'a comma or a closing bracket is expected, at column 15, where "1}" stands.'),
        ('{"kind": "ä" 5}', 'a comma or a closing bracket is expected, at column 14, where "5}" stands.'),
    ],
)
def test_broken_json_is_told_with_its_column(text: str, sentence: str) -> None:
    assert faults(text) == [(None, "JSON_BROKEN", f"This is not JSON: {sentence}")]


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("[1]", "NOT_AN_OBJECT", "An object in braces is expected, not a list."),
        ('"order"', "NOT_AN_OBJECT", "An object in braces is expected, not a single value."),
        ("[" * 10_000, "JSON_TOO_DEEP", "The object is nested more than 64 levels deep."),
        (
            '{"a":' * 10_000 + "1" + "}" * 10_000,
            "JSON_TOO_DEEP",
            "The object is nested more than 64 levels deep.",
        ),
        ("[" + "0," * 500_000 + "0]", "RECORD_TOO_LARGE", "The object has more than 500,000 values."),
    ],
)
def test_text_that_is_no_object_is_refused_whole(text: str, code: str, sentence: str) -> None:
    assert faults(text) == [(None, code, sentence)]


def test_ten_thousand_levels_under_a_known_key_do_not_crash() -> None:
    text = '{"key": ' + "[" * 10_000 + "]" * 10_000 + ', "kind": "account"}'

    assert faults(text) == [(None, "JSON_TOO_DEEP", "The object is nested more than 64 levels deep.")]


def test_many_brackets_are_not_depth() -> None:
    attributes = {"note": '"[\\' * 1000}
    lines = [sale(line=str(number), attributes=attributes) for number in range(40)]

    assert faults(order(*lines)) == []


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b'{"kind": "account", "key": "\xff"}', "Byte 29 of the line (0xFF) is not UTF-8."),
        (b'{"kind": "account", "key": "\xed\xa0\x80"}', "Byte 29 of the line (0xED) is not UTF-8."),
        (b'{"kind": "account", "key": "caf\xe9"}', "Byte 32 of the line (0xE9) is not UTF-8."),
    ],
)
def test_bytes_that_are_not_utf8_are_told(raw: bytes, sentence: str) -> None:
    assert faults(raw) == [(None, "NOT_UTF8", sentence)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"key": "a"}, ("kind", "KIND_MISSING", f"The object does not say its kind: {KINDS}.")),
        (
            {"kind": "acount"},
            ("kind", "KIND_UNKNOWN", f'"acount" is not a kind of record: it is {KINDS}. Is account meant?'),
        ),
        ({"kind": "usage"}, ("kind", "KIND_UNKNOWN", f'"usage" is not a kind of record: it is {KINDS}.')),
        ({"kind": ["order"]}, ("kind", "TYPE_WRONG", "A text is expected, not a list.")),
    ],
)
def test_a_kind_that_is_missing_or_unknown(record: Keys, expected: tuple[str, str, str]) -> None:
    assert faults(record) == [expected]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            account(curency="EUR"),
            ("curency", "KEY_UNKNOWN", '"curency" is not a key here. Is currency meant?'),
        ),
        (
            order(sale(qty="5")),
            ("lines[0].qty", "KEY_UNKNOWN", '"qty" is not a key here. Is quantity meant?'),
        ),
        (
            order(sale(), sale(line="2", unitPrice="5")),
            ("lines[1].unitPrice", "KEY_UNKNOWN", '"unitPrice" is not a key here. Is unit_price meant?'),
        ),
        (
            order(sale(source={"type": "external", "reference": "R-1", "sistem": "crm"})),
            ("lines[0].source.sistem", "KEY_UNKNOWN", '"sistem" is not a key here. Is system meant?'),
        ),
        (account(xyzzy=1), ("xyzzy", "KEY_UNKNOWN", '"xyzzy" is not a key here.')),
        (account(**{"a b": 1}), ('["a b"]', "KEY_UNKNOWN", '"a b" is not a key here.')),
        (
            account(**{"na\nme": 1}),
            ('["na\\u000ame"]', "KEY_UNKNOWN", '"na\\u000ame" is not a key here. Is name meant?'),
        ),
        (
            account(**{"k" * 1_000_000: 1}),
            (f'["{"k" * 40}…"]', "KEY_UNKNOWN", f'"{"k" * 40}…" is not a key here.'),
        ),
        (
            order(sale(kind="add")),
            ("lines[0].kind", "KEY_UNKNOWN", '"kind" is not a key here. Is line meant?'),
        ),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(
    record: Keys, expected: tuple[str, str, str]
) -> None:
    assert faults(record) == [expected]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"kind":"account","key":"a","key":"a","name":"n","currency":"USD"}', "key"),
        ('{"kind":"account","kind":"account","key":"a","name":"n","currency":"USD"}', "kind"),
        ('{"kind":"account","key":"a","k\\u0065y":"b","name":"n","currency":"USD"}', "key"),
        (
            '{"kind":"account","key":"a","name":"a\\u002cb","currency":"USD","currency":"USD"}',
            "currency",
        ),
        (
            '{"kind":"account","key":"a","name":"n","currency":"USD","external_ids":{"x":"1","x":"2"}}',
            "external_ids.x",
        ),
        (
            '{"kind":"order","number":"1","account":"a","lines":[{"line":"1","action":"add","product":"P",'
            '"quantity":5,"quantity":50,"start_date":"2025-01-01"}]}',
            "lines[0].quantity",
        ),
    ],
)
def test_a_key_given_twice_is_refused_since_either_value_may_be_meant(text: str, key: str) -> None:
    name = key.rpartition(".")[2]

    assert faults(text) == [(key, "KEY_TWICE", f'The key "{name}" is given twice in one object.')]


def test_missing_keys_are_all_named() -> None:
    assert faults({"kind": "account", "key": "a"}) == [
        ("name", "KEY_MISSING", 'The key "name" is missing.'),
        ("currency", "KEY_MISSING", 'The key "currency" is missing.'),
    ]


def test_a_null_is_a_key_not_given() -> None:
    assert faults(account(parent=None, renewal_notice_days=None)) == []
    assert faults(account(name=None)) == [("name", "TYPE_WRONG", "A text is expected, not null.")]


def test_everything_that_can_be_told_is_told_at_once() -> None:
    record = order(
        sale(quantity="NaN", unit_price="-1"),
        sale(line="2", start_date="2025-02-30", quantity="-5"),
        sale(line="3", price="9"),
        sale(line="4", end_date="2025-01-01"),
        currency="EURO",
    )

    assert faults(record) == [
        ("lines[1].start_date", "DATE_IMPOSSIBLE", "There is no day 2025-02-30."),
        ("lines[2].price", "KEY_UNKNOWN", '"price" is not a key here. Is unit_price meant?'),
        ("currency", "CURRENCY_UNKNOWN", '"EURO" is not a currency: a code has three capital letters.'),
        ("lines[0].quantity", "NOT_A_NUMBER", "NaN is not a number."),
        (
            "lines[0].unit_price",
            "NUMBER_OUT_OF_RANGE",
            "-1 is not a price: it lies between 0 and 999,999,999,999.9999.",
        ),
        ("lines[3].end_date", "END_BEFORE_START", "The end 2025-01-01 is before the start 2025-08-10."),
    ]


def test_of_very_many_faults_a_hundred_are_told() -> None:
    found = faults(product(**{f"x{number}": 1 for number in range(150)}))

    assert len(found) == 101
    assert faults(product(**{f"x{number}": 1 for number in range(400_000)})) == found
    assert found[-1] == (None, "MORE_PROBLEMS", "There are more problems; only the first 100 are shown.")
