"""Which server is asked instead of the book of this machine, and under which token.

The token is never an argument: others on the machine can read these.
"""

import os
from pathlib import Path
from typing import NamedTuple

from tenure.cli.endings import WrongCall

TOKEN, TOKEN_FILE, SERVER = "TENURE_TOKEN", "TENURE_TOKEN_FILE", "TENURE_SERVER"  # these name it


class Server(NamedTuple):
    """A server, and the file that has the token, where one is named."""

    url: str
    token_file: Path | None


_chosen: Server | None = None


def choose(url: str | None, token_file: Path | None) -> None:
    """Ask this server in what follows of a command; None asks the book of this machine."""
    global _chosen  # noqa: PLW0603  # one command runs in a process, and all of it asks the same
    _chosen = None if url is None else Server(url, token_file)


def chosen() -> Server | None:
    """Give the server that is asked, None where it is the book of this machine."""
    return _chosen


def only_here() -> None:
    """Refuse what is done on the machine of the book alone, where a server is to be asked."""
    if _chosen is not None:
        raise WrongCall(
            "This is done on the machine that has the book, and not through a server:"
            f" leave out --server and {SERVER} there."
        )


def token_for(server: Server) -> str:
    """Give the token: that of the file that is named, else of the environment."""
    if server.token_file is None:
        token = os.environ.get(TOKEN, "")
        if not token:
            raise WrongCall(
                f"Say who asks: put a token into {TOKEN}, or name a file that has one with --token-file."
            )
        return token
    try:
        return server.token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WrongCall(f"The token cannot be read from {server.token_file}: {why}.") from None
