"""The book of this machine, asked by the commands."""

from collections.abc import Iterator, Sequence

from tenure.cli.book import Book
from tenure.kernel.orders import CancelOrder
from tenure.operations import activation
from tenure.operations import have as holdings
from tenure.operations import history as histories
from tenure.operations.custom import declaring
from tenure.operations.custom.declared import CustomField
from tenure.operations.documents import (
    Document,
    custom_field_document,
    failure_document,
    inventory_document,
    named_have_document,
    named_history_document,
    outcome_document,
    preview_document,
    refusal_document,
)
from tenure.operations.failures import failures
from tenure.operations.inventory import inventory
from tenure.operations.moments import Moment
from tenure.operations.outcomes import LineRefusal
from tenure.operations.previews import preview_assets
from tenure.operations.states import accept_quote, cancel_order, decline_quote


class Near:
    """Asks the operations, as the user of the operating system."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def have(self, account: str, on: Moment | None, known_at: Moment | None, *, everything: bool) -> Document:
        """Give what a customer has, with names beside keys and codes."""
        asked = self._book.asked
        return named_have_document(
            holdings.have(*asked, account, on=on, known_at=known_at, everything=everything)
        )

    def history(self, asset: str, known_at: Moment | None) -> Document:
        """Give the history of an asset, with the name of its product and its status today."""
        return named_history_document(histories.history(*self._book.asked, asset, known_at=known_at))

    def inventory(
        self, on: Moment | None, known_at: Moment | None, account: str | None
    ) -> Iterator[Document]:
        """Give what is in force, some customers at a time."""
        with inventory(*self._book.asked, on=on, known_at=known_at, account=account) as pages:
            yield from map(inventory_document, pages)

    def failures(self, account: str | None) -> Sequence[Document]:
        """Give why orders could not be activated."""
        hidden = self._book.actor.hidden
        return [failure_document(one, hidden) for one in failures(*self._book.asked, account=account)]

    def preview(self, number: str) -> Document:
        """Give what activating an order would do, or why it would be refused."""
        return preview_document(preview_assets(*self._book.asked, number))

    def activate(self, numbers: Sequence[str] | None) -> Iterator[Document]:
        """Activate the orders of these numbers, or all that wait; give what became of each."""
        hidden = self._book.actor.hidden
        for outcome in activation.activate(*self._book.asked, numbers):
            yield outcome_document(outcome, hidden)

    def cancel(self, number: str) -> Sequence[Document]:
        """Cancel an order; give why it cannot be."""
        return self._told(cancel_order(*self._book.asked, CancelOrder(number=number)))

    def accept(self, number: str) -> Document | None:
        """Make a quote a draft order; give why it cannot be."""
        return self._told_one(accept_quote(*self._book.asked, number))

    def decline(self, number: str) -> Document | None:
        """Decline a quote; give why it cannot be."""
        return self._told_one(decline_quote(*self._book.asked, number))

    def custom_fields(self) -> Sequence[Document]:
        """Give the fields that the organisation has declared."""
        hidden = self._book.actor.hidden
        return [custom_field_document(field, hidden) for field in declaring.custom_fields(*self._book.asked)]

    def put_custom_field(self, field: CustomField) -> None:
        """Declare a field, or change what is said of one."""
        declaring.put_custom_field(*self._book.asked, field)

    def retire_custom_field(self, of_object: str, name: str) -> None:
        """Let a field take no new values any more."""
        declaring.retire_custom_field(*self._book.asked, of_object, name)

    def _told(self, refusals: Sequence[LineRefusal]) -> list[Document]:
        return [refusal_document(refusal, self._book.actor.hidden) for refusal in refusals]

    def _told_one(self, refusal: LineRefusal | None) -> Document | None:
        return None if refusal is None else refusal_document(refusal, self._book.actor.hidden)
