"""Files and references to cases that are kept beside an asset."""

from datetime import datetime

from msgspec import Struct

from tenure.client.shapes.hidden import HIDDEN, Hidden


class File(Struct, frozen=True, kw_only=True):
    """A file: what it is, not what is in it. `size` is in bytes."""

    id: str | Hidden = HIDDEN
    name: str | Hidden = HIDDEN
    media_type: str | Hidden = HIDDEN
    size: int | Hidden = HIDDEN
    sha256: str | Hidden = HIDDEN
    added_at: datetime | Hidden = HIDDEN
    added_by: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN
    removed_at: datetime | Hidden | None = HIDDEN
    removed_by: str | Hidden | None = HIDDEN


class Files(Struct, frozen=True, kw_only=True):
    """A page of the files of an asset."""

    files: tuple[File, ...]
    next_cursor: str | None


class Case(Struct, frozen=True, kw_only=True):
    """A reference to a case in another system."""

    id: str | Hidden = HIDDEN
    reference: str | Hidden = HIDDEN
    system: str | Hidden | None = HIDDEN
    title: str | Hidden | None = HIDDEN
    url: str | Hidden | None = HIDDEN
    state: str | Hidden | None = HIDDEN
    added_at: datetime | Hidden = HIDDEN
    added_by: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN
    removed_at: datetime | Hidden | None = HIDDEN
    removed_by: str | Hidden | None = HIDDEN


class Cases(Struct, frozen=True, kw_only=True):
    """A page of the references to cases of an asset."""

    cases: tuple[Case, ...]
    next_cursor: str | None
