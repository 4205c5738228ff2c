"""Files and references to cases on an asset. What is added or removed is so once, however often it is asked."""

import secrets
from collections.abc import Iterator
from typing import TypedDict, Unpack

from tenure.client import sending
from tenure.client.asking import Asking, OnPage, Wanted, keyed, pages
from tenure.client.session import Answer, path_of
from tenure.client.shapes import Case, Cases, File, Files


class AddedCase(sending.Case, total=False):
    """A case, of which asset of this key, and a key under which it is added once."""

    account: str
    idempotency_key: str


class Attached(TypedDict, total=False):
    """Of which account the asset is, where several have its key; with `everything` what was removed too."""

    account: str
    everything: bool


class AllAttached(Attached, Wanted, total=False):
    """All that is kept beside an asset."""


class PageAttached(Attached, OnPage, total=False):
    """A page of what is kept beside an asset."""


class Attaching(Asking):
    """Keeps files and references to cases beside assets."""

    def files(self, asset: str, **asked: Unpack[PageAttached]) -> Files:
        """Give a page of the files of an asset."""
        return self._list(Files, path_of("assets", asset, "files"), _asked(asked))

    def each_file(self, asset: str, **asked: Unpack[AllAttached]) -> Iterator[File]:
        """Give all files of an asset, page by page."""
        for page in pages(self.files, asset, **asked):
            yield from page.files

    def add_file(
        self,
        asset: str,
        name: str,
        content: bytes,
        *,
        media_type: str = "application/octet-stream",
        account: str | None = None,
        idempotency_key: str | None = None,
    ) -> File:
        """Add a file to an asset."""
        told = self.session.ask(
            "POST",
            path_of("assets", asset, "files"),
            params={"name": name, "account": account},
            content=content,
            headers={"Content-Type": media_type, **_key(idempotency_key)},
        )
        return self._read(File, told.content)

    def file(self, asset: str, file: str, *, account: str | None = None) -> bytes:
        """Give what is in a file, as it was added."""
        path = path_of("assets", asset, "files", file)
        return self.session.ask("GET", path, params={"account": account}).content

    def remove_file(
        self, asset: str, file: str, *, account: str | None = None, idempotency_key: str | None = None
    ) -> None:
        """Remove a file. What is in it is gone; what it was stays."""
        self._remove(path_of("assets", asset, "files", file), account, idempotency_key)

    def cases(self, asset: str, **asked: Unpack[PageAttached]) -> Cases:
        """Give a page of the references to cases of an asset."""
        return self._list(Cases, path_of("assets", asset, "cases"), _asked(asked))

    def each_case(self, asset: str, **asked: Unpack[AllAttached]) -> Iterator[Case]:
        """Give all references to cases of an asset, page by page."""
        for page in pages(self.cases, asset, **asked):
            yield from page.cases

    def add_case(self, asset: str, **case: Unpack[AddedCase]) -> Case:
        """Add a reference to a case in another system to an asset."""
        said = dict(case)
        account, key = case.get("account"), case.get("idempotency_key")
        body = {name: value for name, value in said.items() if name in sending.Case.__annotations__}
        path = path_of("assets", asset, "cases")
        told = self.session.ask("POST", path, params={"account": account}, body=body, headers=_key(key))
        return self._read(Case, told.content)

    def remove_case(
        self, asset: str, case: str, *, account: str | None = None, idempotency_key: str | None = None
    ) -> None:
        """Remove a reference to a case."""
        self._remove(path_of("assets", asset, "cases", case), account, idempotency_key)

    def _remove(self, path: str, account: str | None, key: str | None) -> Answer:
        return self.session.ask("DELETE", path, params={"account": account}, headers=_key(key))


def _asked(asked: PageAttached) -> dict[str, object]:
    """Give what is asked as the interface names it."""
    return {"all" if name == "everything" else name: value for name, value in asked.items()}


def _key(key: str | None) -> dict[str, str]:
    return keyed(key or secrets.token_hex(16))
