"""Addresses of pages: one that is remembered is that of the same page below the same place, and of no other."""

from django.urls import set_script_prefix

from tenure.web.addresses import address


def test_an_address_that_is_remembered_stands_below_where_the_pages_are() -> None:
    first = address("contract", account="a/b", contract="..")
    set_script_prefix("/below/")
    try:
        below = address("contract", account="a/b", contract="..")
    finally:
        set_script_prefix("/")

    assert first == address("contract", account="a/b", contract="..") == "/accounts/a~1b/contracts/~2.."
    assert below == "/below/accounts/a~1b/contracts/~2.."
    assert address("contract", account="..", contract="a/b") == "/accounts/~2../contracts/a~1b"
