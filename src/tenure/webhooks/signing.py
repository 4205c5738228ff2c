"""Signatures, as the Standard Webhooks specification (standardwebhooks.com, version 1.0.0) has them.

A secret is `whsec_` and 32 random bytes in base64. Signed by HMAC-SHA256 are the id, the second of sending and the
body.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
BYTES: Final = 32


def new_secret() -> str:
    """Make a secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signed(secret: str, event: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Give the headers by which who has the secret can tell that an event comes from here, and when it was sent."""
    second = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{event}.{second}.".encode() + body, "sha256")
    return {
        "webhook-id": event,
        "webhook-timestamp": second,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
