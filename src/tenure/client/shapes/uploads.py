"""Files of records that were given to be taken in."""

from datetime import datetime

from msgspec import Struct

from tenure.client.shapes.hidden import HIDDEN, Hidden


class Upload(Struct, frozen=True, kw_only=True):
    """A file of records, how it stands (`waiting`, `working`, `done`, `stopped`), and what became of its records."""

    id: str | Hidden = HIDDEN
    name: str | Hidden = HIDDEN
    size: int | Hidden = HIDDEN
    activates: bool | Hidden = HIDDEN
    given_by: str | Hidden = HIDDEN
    given_at: datetime | Hidden = HIDDEN
    source: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN
    state: str | Hidden = HIDDEN
    why: str | Hidden | None = HIDDEN
    started_at: datetime | Hidden | None = HIDDEN
    finished_at: datetime | Hidden | None = HIDDEN
    bytes_read: int | Hidden = HIDDEN
    records: int | Hidden = HIDDEN
    refused: int | Hidden = HIDDEN
    activated: int | Hidden = HIDDEN
    unchanged: int | Hidden = HIDDEN
    stored: int | Hidden = HIDDEN
    failed: int | Hidden = HIDDEN
    rejected: int | Hidden = HIDDEN
    skipped: int | Hidden = HIDDEN
    problem_count: int | Hidden = HIDDEN


class UploadProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with a record of a file: it is `unreadable`, was `rejected`, or is an order that `failed`."""

    outcome: str
    line: int
    key: str | None
    number: str | Hidden | None = HIDDEN
    order_line: str | Hidden | None = HIDDEN
    code: str | Hidden = HIDDEN
    sentence: str | Hidden = HIDDEN


class UploadTold(Upload, frozen=True, kw_only=True):
    """A file of records with what is wrong with them, as far as that is kept."""

    problems: tuple[UploadProblem, ...]


class Uploads(Struct, frozen=True, kw_only=True):
    """A page of uploads."""

    uploads: tuple[Upload, ...]
    next_cursor: str | None
