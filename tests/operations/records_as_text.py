"""Records written as JSON for the tests of reading, and the faults found in them."""

import json
from pathlib import Path
from typing import Any

from tenure.operations.reading import Located, Malformed, Problem, read, read_record

Keys = dict[str, Any]


def account(**keys: Any) -> Keys:
    return {"kind": "account", "key": "capricorn", "name": "Capricorn Coffee", "currency": "USD", **keys}


def product(**keys: Any) -> Keys:
    sold = {"selling_model": "term", "pricing_term": 1, "pricing_term_unit": "annual"}
    return {"kind": "product", "code": "QBO", "name": "QuickBooks Online", **sold, **keys}


def contract(**keys: Any) -> Keys:
    span = {"start_date": "2025-08-10", "end_date": "2026-08-09"}
    return without_none({"kind": "contract", "account": "capricorn", "key": "C-1", **span, **keys})


def sale(**keys: Any) -> Keys:
    """A line that adds 5 QBO for a year; a key given as None is left out."""
    line = {"line": "1", "action": "add", "product": "QBO", "quantity": "5"}
    return without_none({**line, "start_date": "2025-08-10", "end_date": "2026-08-09", **keys})


def change(action: str, **keys: Any) -> Keys:
    """A line that acts on asset A-1 from 2025-11-01 on; a key given as None is left out."""
    line = {"line": "1", "action": action, "asset": "A-1", "effective_date": "2025-11-01"}
    return without_none({**line, **keys})


def order(*lines: Keys, **keys: Any) -> Keys:
    return without_none(
        {"kind": "order", "number": "O-1", "account": "capricorn", "lines": list(lines) or [sale()], **keys}
    )


def without_none(keys: Keys) -> Keys:
    return {key: value for key, value in keys.items() if value is not None}


def faults(record: Keys | str | bytes) -> list[tuple[str | None, str, str]]:
    """The faults of a record: key, code and sentence; nothing where it is sound."""
    text = json.dumps(record, ensure_ascii=False) if isinstance(record, dict) else record
    try:
        read_record(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    except Malformed as malformed:
        return [(key, str(code), sentence) for key, code, sentence in malformed.problems]
    return []


def told(path: Path) -> list[str]:
    """What a file gives: line, key, code and sentence of each problem, line and kind of each record."""
    return [
        f"{each.line} {each.key or '-'} {each.code} {each.sentence}"
        if isinstance(each, Problem)
        else f"{each.line} {type(each.record).__name__}"
        for each in read(path)
    ]


def good(path: Path) -> list[Located]:
    """The records of a file in which nothing is wrong."""
    given = list(read(path))
    assert [each for each in given if isinstance(each, Problem)] == []
    return [each for each in given if isinstance(each, Located)]
