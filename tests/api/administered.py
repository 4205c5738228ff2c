"""What tests of administration share: what is kept, and what is told last."""

from typing import Any

import httpx

from tenure.operations.ledger import Ledger

SENT = {"Idempotency-Key": "once"}


def kept(ledger: Ledger) -> list[str]:
    """Give all that is kept of users, settings and changes, as text; but not when tokens were used."""
    tables = (
        "identity_user",
        "identity_user_roles",
        "identity_role",
        "identity_token",
        "setting",
        "recorded_change",
    )
    return [
        text
        for table in tables
        for (text,) in ledger.connection.execute(
            f"select (to_jsonb(t) - 'last_used_at')::text from {table} t order by 1"
        ).fetchall()
    ]


def last(client: httpx.Client, **asked: str) -> dict[str, Any]:
    """Give the newest entry of the audit."""
    entry: dict[str, Any] = client.get("/audit", params={"limit": "1", **asked}).json()["entries"][0]
    return entry


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
