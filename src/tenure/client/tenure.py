"""`Tenure`: a method for every address of the interface, named as the interface names it."""

from typing import Any

from tenure.client.administering import Administering
from tenure.client.attaching import Attaching
from tenure.client.changes import Changes
from tenure.client.feed import Feed
from tenure.client.holding import Holding
from tenure.client.ordering import Ordering
from tenure.client.recording import Recording
from tenure.client.session import Session
from tenure.client.uploading import Uploading


class Tenure(Holding, Changes, Ordering, Recording, Attaching, Uploading, Feed, Administering):
    """A server, asked under a token. Use it with `with`, or close it.

    `options` are those of `Session`: `timeout` in seconds, `tries`, and a `transport` of httpx. Every method raises
    `Problem` where the server refuses, and `Unreachable` where there is no answer.
    """

    def __init__(self, url: str, token: str, **options: Any) -> None:
        self.session = Session(url, token, **options)

    def __enter__(self) -> "Tenure":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.session.close()
