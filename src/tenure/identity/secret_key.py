"""The key that signs sessions and locks up second factors: made once, and kept in TENURE_HOME for its owner alone."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

KEY_LENGTH: Final = 50
"""The fewest characters of a key."""

SAID: Final = "TENURE_SECRET_KEY"
"""In the environment: a key that is kept elsewhere."""

FILE: Final = "secret-key"


def kept_key(home: Path) -> str | None:
    """Give the key that is kept in a folder, None where none is."""
    try:
        return (home / FILE).read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def keep_key(home: Path) -> None:
    """Make a key where none is said or kept yet. Of several processes that start at once one makes it."""
    if os.environ.get(SAID) or kept_key(home) is not None:
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = home / f".{FILE}-{secrets.token_hex(8)}"
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(KEY_LENGTH) + "\n")
    with suppress(FileExistsError):
        os.link(made, home / FILE)
    made.unlink()
