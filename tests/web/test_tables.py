"""Cells of tables: what is written in them is escaped once, whoever writes it."""

from typing import Final
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from django.utils.html import format_html
from markupsafe import Markup

from tenure.catalogue.vocabulary import Kind
from tenure.web.reader import Reader
from tenure.web.tables import Column, cells

READER: Final = Reader(Locale.parse("en_US"), ZoneInfo("UTC"))
NAME: Final = Column("name", "Name", None, Kind.TEXT)
QUANTITY: Final = Column("quantity", "Quantity", None, Kind.QUANTITY)


def test_texts_are_escaped_and_figures_stand_to_the_right() -> None:
    row = {"name": '<b> & "Söhne"', "quantity": "1200.25"}

    assert cells([NAME, QUANTITY], row, READER) == (
        '<td>&lt;b&gt; &amp; &quot;Söhne&quot;</td><td class="number">1,200.25</td>'
    )


def test_what_is_not_there_is_a_dash() -> None:
    assert cells([NAME], {}, READER) == '<td><span class="none">\N{EN DASH}</span></td>'


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("<i>", "&lt;i&gt;"),
        (Markup("<i>%s</i>") % "<", "<i>&lt;</i>"),
        (format_html("<i>{}</i>", "<"), "<i>&lt;</i>"),
    ],
)
def test_who_writes_a_cell_says_what_is_escaped_already(told: str, written: str) -> None:
    assert cells([NAME], {}, READER, written=lambda column, row: told) == f"<td>{written}</td>"
