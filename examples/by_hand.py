"""Orders that are written by hand, so that every figure can be checked on paper."""

from datetime import UTC, datetime

from examples.holdings import Record
from examples.relationship import Written, numbered


def order(account: str, recorded: str, *lines: Record, **keys: object) -> Written:
    """Give an order, recorded at an instant in UTC."""
    at = datetime.fromisoformat(recorded).replace(tzinfo=UTC)
    record: Record = {"kind": "order", "number": "", "account": account, "recorded_at": at, **keys}
    return Written(at, record | {"lines": numbered(lines)})
