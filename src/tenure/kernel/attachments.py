"""What is kept beside an asset, as it is given: files, and references to cases in other systems.

Neither changes what a customer has.
"""

from typing import Annotated

from msgspec import Meta

from tenure.kernel.orders import Input, Name

URL_LENGTH = 2000
"""The most characters of the address of a case."""

Url = Annotated[str, Meta(pattern=r"^https://[^\s]+$", max_length=URL_LENGTH)]


class FileRecord(Input, frozen=True, kw_only=True):
    """A file: what it is called, what it is, and what is in it."""

    name: Name
    media_type: Name
    content: bytes


class CaseRecord(Input, frozen=True, kw_only=True):
    """A case in another system: what it is called there, in which one, what it is about, where and how it stands."""

    reference: Name
    system: Name | None = None
    title: Name | None = None
    url: Url | None = None
    state: Name | None = None
