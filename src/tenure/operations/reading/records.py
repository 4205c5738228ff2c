"""One record from its JSON text and back.

A good record costs one decoding, one encoding and the checks of its kind; the encoding tells at once whether
a key stood twice or a text holds something unusual. Only what fails or looks unusual is taken apart.
"""

from decimal import Decimal
from typing import Any, Final

import msgspec

from tenure.kernel.orders import CancelOrder, Line, Order, Record
from tenure.operations.reading.checks import faults_of
from tenure.operations.reading.diagnosis import diagnose, order_number
from tenure.operations.reading.everyday import is_everyday
from tenure.operations.reading.problems import Code, Fault, Malformed, capped, not_utf8
from tenure.operations.reading.tree import Tree, parse, repeats_a_key, tree_of

_RECORD: Final = msgspec.json.Decoder(Record, float_hook=Decimal)
"""Numbers of custom fields, which have no type here, are decimals, too."""

_LINE: Final = msgspec.json.Decoder(Line)
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")

_COMMA, _BACKSLASH, _BLANK, _DELETE = b",\\ \x7f"


def read_record(raw: bytes) -> Record:
    """Give the record that one JSON object says; raise `Malformed` with everything that is wrong with it."""
    try:
        record: Record = _RECORD.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(raw, error) from None
    encoded = _ENCODER.encode(record)
    commas = encoded.count(_COMMA)
    if is_unusual(encoded) or (_may_repeat_a_key(raw, commas) and repeats_a_key(raw)):
        _raise_if_faulty(_tree(raw))
    if isinstance(record, Order) and is_everyday(record, commas):
        return record
    if found := faults_of(record):
        raise Malformed(capped(found), _number(record))
    return record


def convert_record(values: dict[str, Any]) -> Record:
    """Give the record that plain values say, keyed as in JSON; raise `Malformed` as `read_record` does."""
    try:
        record: Record = msgspec.convert(values, Record)
    except msgspec.ValidationError as error:
        tree = tree_of(values)
        raise Malformed(_faults(tree, error), order_number(tree)) from None
    if is_unusual(_ENCODER.encode(record)):
        _raise_if_faulty(tree_of(values))
    if found := faults_of(record):
        raise Malformed(capped(found), _number(record))
    return record


def encode_record(record: Record) -> bytes:
    """Give a record as one JSON object on one line: `read_record` gives an equal record again.

    Decimals are texts, keys that were not given are left out, keys of maps are sorted. Equal texts are equal
    records; equal records may differ in text (5 and 5.00), so compare records, not texts.
    """
    return _ENCODER.encode(record)


def encode_line(line: Line) -> bytes:
    """Give an order line as one JSON object, as `encode_record` does."""
    return _ENCODER.encode(line)


def decode_record(encoded: bytes) -> Record:
    """Give the record of a text that `encode_record` made; nothing is checked but types."""
    record: Record = _RECORD.decode(encoded)
    return record


def decode_line(encoded: bytes) -> Line:
    """Give the line of a text that `encode_line` made; nothing is checked but types."""
    return _LINE.decode(encoded)


def is_unusual(encoded: bytes) -> bool:
    r"""Tell whether a text in an encoded record may hold what it must not, and should be looked at.

    The encoder puts no blank beside a quote, and writes control characters with a backslash. So where all is
    printable, without backslash (but for quotes) and without a blank at the edge of a text, every text is
    sound. Never wrong when it says no.
    """
    if _BACKSLASH in encoded and _BACKSLASH in encoded.replace(b"\\\\", b"").replace(b'\\"', b""):
        return True
    if _DELETE in encoded or not (encoded.isascii() or encoded.decode().isprintable()):
        return True
    return _BLANK in encoded and (b'" ' in encoded or b' "' in encoded)


def _may_repeat_a_key(raw: bytes, commas: int) -> bool:
    """Tell whether an object may have a key twice, by the commas in its encoded record.

    The decoder keeps the last value only, so a repeated key leaves a comma out of the encoded record; so does
    a null, which is no harm. Commas in texts are kept, unless they are written as an escape. Never wrong when
    it says no.
    """
    return raw.count(_COMMA) != commas or (_BACKSLASH in raw and b"\\u002" in raw)


def _tree(raw: bytes) -> Tree:
    return parse(raw.decode())


def _raise_if_faulty(tree: Tree) -> None:
    if found := diagnose(tree):
        raise Malformed(capped(found), order_number(tree))


def _number(record: Record) -> str | None:
    return record.number if isinstance(record, Order | CancelOrder) else None


def _malformed(raw: bytes, error: Exception) -> Malformed:
    """Give all that is wrong with a text that could not be decoded."""
    try:
        tree = _tree(raw)
    except UnicodeDecodeError as mistake:
        return Malformed([not_utf8(raw, mistake)])
    except Malformed as malformed:
        return malformed
    return Malformed(_faults(tree, error), order_number(tree))


def _faults(tree: Tree, error: Exception) -> list[Fault]:
    """Give the faults of a tree that the decoder did not take; its own words where the tree shows none."""
    sentence = f"The object cannot be understood: {error}."
    return capped(diagnose(tree)) or [Fault(None, Code.NOT_UNDERSTOOD, sentence)]
