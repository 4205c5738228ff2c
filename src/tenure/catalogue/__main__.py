"""Prints the reference page of the catalogue: `python -m tenure.catalogue > docs/reference/catalogue.md`."""

from tenure.catalogue.page import page

print(page(), end="")
