"""Records one by one: accounts, products and contracts."""

from collections.abc import Iterator
from typing import Unpack

from tenure.client import sending
from tenure.client.asking import Asking, OnPage, Wanted, Why, pages
from tenure.client.session import path_of
from tenure.client.shapes import Account, Accounts, Contract, Contracts, Product, Products


class PutAccount(sending.Account, Why, total=False):
    """An account, and why it is put."""


class PutContract(sending.Contract, Why, total=False):
    """A contract, and why it is put."""


class PutProduct(sending.Product, Why, total=False):
    """A product, and why it is put."""


class Recording(Asking):
    """Puts records into the book, and lists them."""

    def accounts(self, **asked: Unpack[OnPage]) -> Accounts:
        """Give a page of accounts."""
        return self._list(Accounts, "/accounts", asked)

    def each_account(self, **asked: Unpack[Wanted]) -> Iterator[Account]:
        """Give all accounts, page by page."""
        for page in pages(self.accounts, **asked):
            yield from page.accounts

    def put_account(self, key: str, **said: Unpack[PutAccount]) -> None:
        """Put an account into the book: a new one, or all of what one now is."""
        self._put(path_of("accounts", key), said)

    def contracts(self, account: str, **asked: Unpack[OnPage]) -> Contracts:
        """Give a page of the contracts of an account."""
        return self._list(Contracts, path_of("accounts", account, "contracts"), asked)

    def each_contract(self, account: str, **asked: Unpack[Wanted]) -> Iterator[Contract]:
        """Give all contracts of an account, page by page."""
        for page in pages(self.contracts, account, **asked):
            yield from page.contracts

    def put_contract(self, account: str, key: str, **said: Unpack[PutContract]) -> None:
        """Put a contract of an account into the book: a new one, or all of what one now is."""
        self._put(path_of("accounts", account, "contracts", key), said)

    def products(self, **asked: Unpack[OnPage]) -> Products:
        """Give a page of products."""
        return self._list(Products, "/products", asked)

    def each_product(self, **asked: Unpack[Wanted]) -> Iterator[Product]:
        """Give all products, page by page."""
        for page in pages(self.products, **asked):
            yield from page.products

    def put_product(self, code: str, **said: Unpack[PutProduct]) -> None:
        """Put a product into the book: a new one, or all of what one now is."""
        self._put(path_of("products", code), said)
