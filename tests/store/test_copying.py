"""Rows as text: few go to PostgreSQL as an array, many by COPY, and they are the same rows."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.store.connection import Connection
from tenure.store.copying import array, fields_of, plain, text

NASTY = st.text(st.sampled_from("\t\n\r\\\"'(),{} Nnul%\u00e9\u2028x"), max_size=8) | st.just("NULL")
VALUES = (
    st.none()
    | NASTY
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=5))
def test_an_array_has_the_values_that_a_copy_has(
    connection: Connection, rows: list[tuple[str | None, ...]]
) -> None:
    written = ["\t".join(map(text, row)) for row in rows]

    with connection.transaction(force_rollback=True):
        connection.execute("create temp table shown (one text, two text, three text)")
        with connection.cursor().copy("copy shown from stdin") as stream:
            stream.write("\n".join(written) + "\n")
        copied = connection.execute("select * from shown").fetchall()
        found = connection.execute("select r.* from unnest(%s::shown[]) r", [array(written)]).fetchall()

    assert copied == found == rows


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_plain_gives_back_what_was_escaped(values: list[str]) -> None:
    assert plain("\t".join(map(text, values))) == "\t".join(values)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.tuples(VALUES, VALUES, VALUES))
def test_a_row_shown_as_text_has_its_values(connection: Connection, row: tuple[str | None, ...]) -> None:
    [(shown,)] = connection.execute("select row(%s::text, %s::text, %s::text)::text", row).fetchall()

    assert tuple(fields_of(shown)) == row
