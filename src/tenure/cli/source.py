"""Whom a command asks: the book itself, or a server that has it. Either answers with the same documents."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from tenure.cli.server import chosen
from tenure.operations.custom.declared import CustomField
from tenure.operations.documents import Document
from tenure.operations.moments import Moment


class Source(Protocol):
    """Answers what commands ask. Raises what ends a command (`tenure.cli.endings`)."""

    def have(self, account: str, on: Moment | None, known_at: Moment | None, *, everything: bool) -> Document:
        """Give what a customer has, with names beside keys and codes."""

    def history(self, asset: str, known_at: Moment | None) -> Document:
        """Give the history of an asset, with the name of its product and its status today."""

    def inventory(
        self, on: Moment | None, known_at: Moment | None, account: str | None
    ) -> Iterator[Document]:
        """Give what is in force, some customers at a time; at least one page."""

    def failures(self, account: str | None) -> Sequence[Document]:
        """Give why orders could not be activated."""

    def preview(self, number: str) -> Document:
        """Give what activating an order would do, or why it would be refused."""

    def activate(self, numbers: Sequence[str] | None) -> Iterator[Document]:
        """Activate the orders of these numbers, or all that wait; give what became of each."""

    def cancel(self, number: str) -> Sequence[Document]:
        """Cancel an order; give why it cannot be."""

    def accept(self, number: str) -> Document | None:
        """Make a quote a draft order; give why it cannot be."""

    def decline(self, number: str) -> Document | None:
        """Decline a quote; give why it cannot be."""

    def custom_fields(self) -> Sequence[Document]:
        """Give the fields that the organisation has declared."""

    def put_custom_field(self, field: CustomField) -> None:
        """Declare a field, or change what is said of one."""

    def retire_custom_field(self, of_object: str, name: str) -> None:
        """Let a field take no new values any more."""


@contextmanager
def source(message: str | None = None) -> Iterator[Source]:
    """Open what is asked: the server that was chosen, else the book of this machine; `message` says why."""
    server = chosen()
    if server is not None:
        from tenure.cli.far import Far, reached

        with reached(server) as session:
            yield Far(session, message)
        return
    from tenure.cli.book import opened
    from tenure.cli.near import Near

    with opened(message) as book:
        yield Near(book)
