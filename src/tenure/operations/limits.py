"""Every limit of what Tenure takes in, said once.

A limit is there so that no input, by mistake or on purpose, can exhaust memory, overflow a column or hold an
account for too long. Lengths of keys, names and texts, and the lines of an order, belong to the shapes of
the input (`tenure.kernel.orders`) and are repeated here so that this page is complete.
"""

from decimal import Decimal
from typing import Final

from tenure.kernel.orders import (
    KEY_LENGTH,
    LINES_PER_ORDER,
    NAME_LENGTH,
    SEGMENTS_PER_LINE,
    WORDS_LENGTH,
)

__all__ = [
    "ATTACHMENTS",
    "BODY_SECONDS",
    "BODY_STEP",
    "CELL_CHARACTERS",
    "COLUMNS",
    "CUSTOM_FIELDS",
    "DAYS_AHEAD",
    "DEPTH",
    "CURSOR_CHARACTERS",
    "FILE_BYTES",
    "FILTER_CHARACTERS",
    "FILTER_VALUES",
    "FIRST_YEAR",
    "HEADER_SECONDS",
    "HELD_BYTES",
    "KEY_LENGTH",
    "LAST_YEAR",
    "LINES_PER_ORDER",
    "LINE_BYTES",
    "NAME_LENGTH",
    "NUMBERS_REMEMBERED",
    "PAGE",
    "PAGE_MOST",
    "PARAMETERS",
    "PERCENT_PLACES",
    "PICKLIST_VALUES",
    "PRICE_DIGITS",
    "PRICE_PLACES",
    "PROBLEMS_PER_RECORD",
    "QUANTITY_DIGITS",
    "QUANTITY_PLACES",
    "SEGMENTS_PER_LINE",
    "SEGMENTS_WITHOUT_TRIAL",
    "SENT_BYTES",
    "TERM_YEARS",
    "THREADS",
    "THREADS_MOST",
    "UPLIFT_HIGHEST",
    "UPLIFT_LOWEST",
    "UPLOADS",
    "UPLOADS_AT_ONCE",
    "UPLOAD_BYTES",
    "UPLOAD_PROBLEMS",
    "UPLOAD_STARTS",
    "UPLOAD_UNPACKED",
    "VALUES_PER_RECORD",
    "WAITING_BYTES",
    "WORDS_LENGTH",
    "WORKERS",
]

LINE_BYTES: Final = 16 * 1024 * 1024
"""The most bytes in one line of a file, and in one order of a table; more is skipped unread."""

VALUES_PER_RECORD: Final = 500_000
"""The most values in one JSON object; an order of 2,000 lines with every key and attribute has fewer."""

DEPTH: Final = 64
"""How deep a JSON object may be nested before it is not looked at; records are four levels deep."""

PROBLEMS_PER_RECORD: Final = 100
"""The most problems told of one record; one more says how many were left out."""

COLUMNS: Final = 500
"""The most columns of a table."""

CUSTOM_FIELDS: Final = 100
"""The most custom fields of an object, retired ones included."""

PICKLIST_VALUES: Final = 200
"""The most values of a picklist that is a custom field."""

CELL_CHARACTERS: Final = 131_072
"""The most characters in one cell of a table, which is the limit of the `csv` module."""

NUMBERS_REMEMBERED: Final = 200_000
"""How many order numbers of a table are remembered, to notice an order whose rows lie apart."""

FIRST_YEAR: Final = 1900
"""The year of the earliest date; an instant counts by the year in its own offset."""

LAST_YEAR: Final = 2999
"""The year of the latest date."""

WORKERS: Final = 2
"""Processes that answer requests."""

THREADS: Final = 2
"""Requests that one of them answers at a time, each on a connection of its own, besides those that take long."""

THREADS_MOST: Final = 8
"""Requests that one of them answers at a time, with those that take long."""

PAGE: Final = 200
"""Results of a page of a list where nothing is asked."""

PAGE_MOST: Final = 1_000
"""The most results of a page of a list."""

CURSOR_CHARACTERS: Final = 6_000
"""The most characters of a cursor; it has what the last result of a page was sorted by."""

PARAMETERS: Final = 200
"""The most values that a list is asked for in one question."""

FILTER_VALUES: Final = 20
"""The most values of one field of which any will do, or none."""

FILTER_CHARACTERS: Final = 300
"""The most characters of a text that a list is asked for; an address has room for 64 KB in all."""

DAYS_AHEAD: Final = 3_660
"""The most days ahead of which it is told what ends."""

FILE_BYTES: Final = 10 * 1024 * 1024
"""The most bytes of a file that is added to an asset."""

ATTACHMENTS: Final = 100
"""The most files of an asset, and the most references to cases."""

UPLOAD_BYTES: Final = 100 * 1024 * 1024
"""The most bytes of a file that is uploaded to be taken in."""

UPLOAD_UNPACKED: Final = 1024 * 1024 * 1024
"""The most bytes that are read of a file that is uploaded compressed, once it is unpacked."""

UPLOADS_AT_ONCE: Final = 10
"""The most files of one user that wait to be taken in."""

UPLOAD_PROBLEMS: Final = 1_000
"""How many problems of a file that is uploaded are kept, the first ones; all are counted."""

UPLOAD_STARTS: Final = 5
"""How often a file that is uploaded is begun anew at the same place, where whoever takes it in is ended there."""

UPLOADS: Final = 100
"""Uploads of a page of their list."""

HEADER_SECONDS: Final = 15
"""For how long the head of a request may take to arrive; then nobody listens any more."""

BODY_SECONDS: Final = 15
"""For how long a step of a body may take to arrive, or to be taken; then it is given up."""

BODY_STEP: Final = 16 * 1024
"""Bytes that are such a step; the last one may have less."""

HELD_BYTES: Final = 64 * 1024
"""The most bytes of a body or an answer that are held in memory; more is kept in a file. Of a body more is taken only
where somebody wants it."""

SENT_BYTES: Final = 1024 * 1024 * 1024
"""The most bytes of a body: many records, a line each."""

WAITING_BYTES: Final = 4 * SENT_BYTES
"""The most bytes that one process keeps in files."""

TERM_YEARS: Final = 100
"""The longest term, pricing term or renewal term, in years."""

QUANTITY_PLACES: Final = 2
"""The most decimals of a quantity."""

QUANTITY_DIGITS: Final = 12
"""The most digits of a quantity, decimals included: quantities stay below 10,000,000,000."""

PRICE_PLACES: Final = 4
"""The most decimals of any currency's minor unit; how many a price may have depends on its currency."""

PRICE_DIGITS: Final = 16
"""The most digits of a price, counted with four decimals: prices stay below 1,000,000,000,000."""

PERCENT_PLACES: Final = 4
"""The most decimals of a percentage."""

UPLIFT_LOWEST: Final = Decimal(-100)
"""The lowest uplift, margin or rate, in percent."""

UPLIFT_HIGHEST: Final = Decimal(1000)
"""The highest uplift, margin or rate, in percent."""

SEGMENTS_WITHOUT_TRIAL: Final = SEGMENTS_PER_LINE - 1
"""The most segments of a ramp, a free trial not counted."""
