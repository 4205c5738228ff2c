"""Texts, choices and lists, good and bad."""

import json

import pytest

from tests.operations.records_as_text import Keys, account, change, contract, faults, order, product, sale


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (account(name=5), ("name", "TYPE_WRONG", "A text is expected, not the number 5.")),
        (account(name=["a"]), ("name", "TYPE_WRONG", "A text is expected, not a list.")),
        (account(key=""), ("key", "TEXT_EMPTY", "The text is empty.")),
        (
            account(key="k" * 101),
            ("key", "TEXT_TOO_LONG", f'The text "{"k" * 40}…" has 101 characters; it may have 100.'),
        ),
        (
            account(name="n" * 1_000_000),
            ("name", "TEXT_TOO_LONG", f'The text "{"n" * 40}…" has 1,000,000 characters; it may have 255.'),
        ),
        (
            order(message="m" * 4001),
            ("message", "TEXT_TOO_LONG", f'The text "{"m" * 40}…" has 4,001 characters; it may have 4,000.'),
        ),
        (
            account(name="a\0b"),
            ("name", "CHARACTER_NOT_ALLOWED", 'The text "a\\u0000b" has the character NUL.'),
        ),
        (
            order(message="a\0b"),
            ("message", "CHARACTER_NOT_ALLOWED", 'The text "a\\u0000b" has the character NUL.'),
        ),
        (
            order(sale(attributes={"note": "a\0b"})),
            (
                "lines[0].attributes.note",
                "CHARACTER_NOT_ALLOWED",
                'The text "a\\u0000b" has the character NUL.',
            ),
        ),
        (
            order(sale(attributes={"no\0te": "a"})),
            (
                'lines[0].attributes["no\\u0000te"]',
                "CHARACTER_NOT_ALLOWED",
                'The text "no\\u0000te" has the character NUL.',
            ),
        ),
        (
            account(key="a\x07b"),
            ("key", "CHARACTER_NOT_ALLOWED", 'The text "a\\u0007b" has the control character U+0007.'),
        ),
        (
            account(name="line\nbreak"),
            (
                "name",
                "CHARACTER_NOT_ALLOWED",
                'The text "line\\u000abreak" has the control character U+000A.',
            ),
        ),
        (
            account(name="a\x7fb"),
            ("name", "CHARACTER_NOT_ALLOWED", 'The text "a\\u007fb" has the control character U+007F.'),
        ),
        (
            account(name="a\x85b"),
            ("name", "CHARACTER_NOT_ALLOWED", 'The text "a\\u0085b" has the control character U+0085.'),
        ),
        (
            account(key=" capricorn"),
            ("key", "BLANK_AT_THE_EDGE", '" capricorn" begins or ends with a blank.'),
        ),
        (
            account(key="capricorn\u00a0"),
            ("key", "BLANK_AT_THE_EDGE", '"capricorn\\u00a0" begins or ends with a blank.'),
        ),
        (
            order(sale(asset="A-1 ")),
            ("lines[0].asset", "BLANK_AT_THE_EDGE", '"A-1 " begins or ends with a blank.'),
        ),
        (
            account(key="a/b"),
            (
                "key",
                "SLASH_IN_ACCOUNT_KEY",
                '"a/b" has a slash, which divides an account from an asset (ACCOUNT/ASSET).',
            ),
        ),
        (
            order(change("transfer", to_account="a/b")),
            (
                "lines[0].to_account",
                "SLASH_IN_ACCOUNT_KEY",
                '"a/b" has a slash, which divides an account from an asset (ACCOUNT/ASSET).',
            ),
        ),
        (
            account(currency="usd"),
            (
                "currency",
                "CURRENCY_UNKNOWN",
                '"usd" is not a currency of ISO 4217 in which something can be sold. '
                "Codes are written in capitals.",
            ),
        ),
        (
            account(currency="XAU"),
            (
                "currency",
                "CURRENCY_UNKNOWN",
                '"XAU" is not a currency of ISO 4217 in which something can be sold.',
            ),
        ),
        (
            account(currency="DOLLAR"),
            ("currency", "CURRENCY_UNKNOWN", '"DOLLAR" is not a currency: a code has three capital letters.'),
        ),
        (
            product(selling_model="subscription"),
            (
                "selling_model",
                "VALUE_UNKNOWN",
                '"subscription" is not known here: it is evergreen, one_time or term.',
            ),
        ),
        (
            contract(coterminate=False, end_date=None, term=1, term_unit="month") | {"coterminate": None},
            ("coterminate", "TYPE_WRONG", "True or false is expected, not null."),
        ),
        (
            contract(coterminate="yes"),
            ("coterminate", "TYPE_WRONG", 'True or false is expected, not the text "yes".'),
        ),
        (
            product(components={}),
            ("components", "TYPE_WRONG", "A list in brackets is expected, not an object."),
        ),
        (
            account(external_ids="x"),
            ("external_ids", "TYPE_WRONG", 'An object in braces is expected, not the text "x".'),
        ),
        (
            account(external_ids={f"k{number}": "x" for number in range(51)}),
            ("external_ids", "LIST_TOO_LONG", "external_ids has 51 entries; it may have 50."),
        ),
        (
            product(components=[{"product": "P", "quantity": 1}] * 201),
            ("components", "LIST_TOO_LONG", "components has 201 entries; it may have 200."),
        ),
        (order(lines=[]), ("lines", "LIST_EMPTY", "lines is empty; it needs at least one entry.")),
        (order(lines=[5]), ("lines[0]", "TYPE_WRONG", "An object in braces is expected, not the number 5.")),
    ],
)
def test_texts_and_choices(record: Keys, expected: tuple[str, str, str]) -> None:
    assert faults(record) == [expected]


def test_a_lone_surrogate_cannot_be_stored() -> None:
    text = '{"kind": "account", "key": "a", "name": "x\\ud800y", "currency": "USD"}'

    sentence = 'The text "x\\ud800y" has half of a surrogate pair (U+D800), which is no character.'
    assert faults(text) == [("name", "CHARACTER_NOT_ALLOWED", sentence)]


@pytest.mark.parametrize(
    "record",
    [
        account(name="Müller & Söhne 🏔", key="müller"),
        account(name=" blanks around a name "),
        account(name='a "quoted" \\ name / with a slash'),
        account(key="k" * 100, name="🏔" * 255),
        order(message="two\nlines, a tab\tand\r\nmore"),
        order(sale(asset="A/1", attributes={"note": ""})),
        order(message=""),
    ],
)
def test_unusual_texts_are_good(record: Keys) -> None:
    assert faults(record) == []
    assert faults(json.dumps(record)) == []
