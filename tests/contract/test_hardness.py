"""Who sends too much, too deep, too slowly or nonsense is refused, and the server goes on: its memory is flat."""

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

import pytest

from tenure.operations.limits import HEADER_SECONDS
from tests.contract.serving import PATIENCE, Server
from tests.contract.wire import Heard, asked, head, memory, said, sent

HUNDRED_MIB: Final = 100 * 1024 * 1024
PIECE: Final = b"x" * 65_536
FLAT: Final = 128
"""MiB by which memory may grow: two processes, each with a line of the largest size, 16 MiB, at hand a few times."""

API: Final = "/api/v1"
ACCOUNT: Final = f"{API}/accounts/new"
SOUND: Final = b'{"name": "New", "currency": "USD"}'


@pytest.fixture(autouse=True)
def alive(serving: Server) -> Iterator[None]:
    """After each test the server answers a plain question, within a second or so."""
    before = serving.workers()
    yield
    with serving.client() as client:
        assert client.get("/accounts/acme/assets", timeout=PATIENCE).status_code == 200
    assert serving.workers() == before


def pieces() -> Iterator[bytes]:
    yield from (PIECE for _ in range(HUNDRED_MIB // len(PIECE)))


def chunks() -> Iterator[bytes]:
    yield from (b"10000\r\n" + piece + b"\r\n" for piece in pieces())
    yield b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PUT", ACCOUNT, 413), ("POST", f"{API}/orders", 413), ("POST", f"{API}/assets/seats/amend", 413)],
)
def test_a_hundred_megabytes_are_refused(serving: Server, method: str, path: str, status: int) -> None:
    before = memory(serving, "VmHWM")

    whole = sent(serving, head(serving, method, path, f"Content-Length: {HUNDRED_MIB}"), more=pieces())
    nobody = sent(
        serving, head(serving, method, path, f"Content-Length: {HUNDRED_MIB}", token=False), more=pieces()
    )
    cut = sent(serving, head(serving, method, path, "Transfer-Encoding: chunked"), more=chunks())

    assert (whole.status, cut.status, nobody.status) == (status, 411, 401)
    assert memory(serving, "VmHWM") - before < FLAT


def test_a_line_of_a_hundred_megabytes_is_skipped(serving: Server) -> None:
    before = memory(serving, "VmHWM")
    path = f"{API}/activations"

    whole = sent(serving, head(serving, "POST", path, f"Content-Length: {HUNDRED_MIB}"), more=pieces())
    cut = sent(serving, head(serving, "POST", path, "Transfer-Encoding: chunked"), more=chunks())

    assert (whole.status, cut.status) == (200, 200)
    assert whole.body == cut.body
    assert b'"outcome":"unreadable"' in whole.body
    assert memory(serving, "VmHWM") - before < FLAT


DEEP: Final = {
    "lists": b"[" * 10_000 + b"]" * 10_000,
    "objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "within a key": b'{"name":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "never closed": b'{"a":' * 10_000,
}


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_ten_thousand_levels_are_refused(serving: Server, deep: bytes) -> None:
    told = [
        asked(serving, method, path, body=deep)
        for method, path in (
            ("PUT", ACCOUNT),
            ("POST", f"{API}/orders"),
            ("POST", f"{API}/assets/seats/amend"),
        )
    ]

    assert {one.status for one in told} == {422}
    assert b"JSON_TOO_DEEP" in asked(serving, "POST", f"{API}/activations", body=deep).body


def number(text: bytes) -> bytes:
    return b'{"name": "New", "selling_model": "one_time", "list_price": ' + text + b"}"


BODIES: Final = {
    "UTF-16": SOUND.decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + SOUND,
    "no UTF-8": b'{"name": "\xff\xfe", "currency": "USD"}',
    "UTF-8 that is too long": b'{"name": "\xc0\xaf", "currency": "USD"}',
    "NUL": b'{"name": "a\0b", "currency": "USD"}',
    "NUL escaped": b'{"name": "a\\u0000b", "currency": "USD"}',
    "half a pair": b'{"name": "\\ud800", "currency": "USD"}',
    "half a pair as UTF-8": b'{"name": "\xed\xa0\x80", "currency": "USD"}',
    "a key twice": b'{"name": "A", "name": "B", "currency": "USD"}',
    "two objects": SOUND + SOUND,
    "a million problems": b"{" + b",".join(b'"k%d": 1' % one for one in range(200_000)) + b"}",
    "compressed": gzip.compress(SOUND),
    "a bomb": gzip.compress(b" " * 50_000_000),
    "nothing": b"",
}
NUMBERS: Final = (
    b"NaN",
    b"-Infinity",
    b"1e400",
    b'"1e999999999"',
    b"1" * 100_000,
    b'"' + b"9" * 1_000_000 + b'"',
)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_is_no_text_or_no_object_is_refused(serving: Server, body: bytes) -> None:
    told = asked(serving, "PUT", ACCOUNT, body=body)

    assert told.status == 422, told
    assert asked(serving, "GET", f"{ACCOUNT}/assets").status == 404


@pytest.mark.parametrize("text", NUMBERS, ids=lambda text: text[:8].decode())
def test_a_number_that_is_none_is_refused(serving: Server, text: bytes) -> None:
    told = asked(serving, "PUT", f"{API}/products/new", body=number(text))

    assert (told.status, len(told.body) < 2_000) == (422, True)


FAILURES: Final = f"{API}/failures"
HEADS: Final[dict[str, tuple[str, str, tuple[str | bytes, ...], int]]] = {
    "a length below zero": ("PUT", ACCOUNT, ("Content-Length: -1",), 400),
    "a length beyond all numbers": ("PUT", ACCOUNT, (f"Content-Length: {'9' * 30}",), 400),
    "an absurd length": ("PUT", ACCOUNT, (f"Content-Length: {2**63 - 1}",), 413),
    "a length that is none": ("PUT", ACCOUNT, ("Content-Length: many",), 400),
    "two lengths": ("PUT", ACCOUNT, ("Content-Length: 1", "Content-Length: 2"), 400),
    "another encoding": ("PUT", ACCOUNT, ("Transfer-Encoding: gzip", "Content-Length: 0"), 400),
    "two tokens": ("GET", FAILURES, ("Authorization: Bearer other",), 401),
    "a folded header": ("GET", FAILURES, ("X-Request-ID: a\r\n b",), 400),
    "too many headers": ("GET", FAILURES, tuple(f"X-{one}: y" for one in range(5_000)), 431),
    "too large a header": ("GET", FAILURES, (f"X-A: {'y' * 600_000}",), 431),
    "too long an address": ("GET", f"{API}/accounts/{'a' * 100_000}/assets", (), 414),
    "too many parameters": ("GET", f"{FAILURES}?{'&'.join(['a=1'] * 2_000)}", (), 400),
    "a broken address": ("GET", f"{API}/accounts/%/assets", (), 404),
    "no UTF-8 in an address": ("GET", f"{API}/accounts/%ff%fe/assets", (), 404),
    "NUL in an address": ("GET", f"{API}/accounts/a%00/assets", (), 400),
    "a way out": ("GET", f"{API}/../../etc/passwd", (), 404),
    "a method of no use": ("DELETE", ACCOUNT, (), 405),
    "no method": ("BREW", FAILURES, (), 405),
    "a key that is none": ("PUT", ACCOUNT, (b"Idempotency-Key: \xff",), 422),
    "a version that is none": ("POST", f"{API}/assets/seats/cancel", (b"If-Match: \xff\xfe",), 422),
}


@pytest.mark.parametrize(("method", "path", "headers", "status"), HEADS.values(), ids=HEADS)
def test_a_head_that_makes_no_sense_is_refused(
    serving: Server, method: str, path: str, headers: tuple[str | bytes, ...], status: int
) -> None:
    told = asked(serving, method, path, *headers)

    assert told.status == status, told


@pytest.mark.parametrize(
    "nonsense",
    [b"\x16\x03\x01\x02\x00\x01", b"GET /\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\0" * 1000],
)
def test_what_is_no_request_is_ended(serving: Server, nonsense: bytes) -> None:
    told = sent(serving, nonsense, b"\r\n\r\n")

    assert told.status in {None, 400}
    assert told.seconds < 5


SQL: Final = "'; drop table account; --"


def injections(serving: Server) -> Iterator[tuple[Heard, int]]:
    """Ask with SQL and with headers in whatever a request has."""
    quoted = "%27%3B%20drop%20table%20account%3B%20--"
    split = "%0d%0aX-Evil:%20yes"
    for text in (quoted, split):
        yield asked(serving, "GET", f"{API}/accounts/{text}/assets"), 404
        yield asked(serving, "GET", f"{API}/assets/{text}"), 404
        yield asked(serving, "GET", f"{API}/orders/{text}"), 404
        yield asked(serving, "GET", f"{FAILURES}?account={text}"), 404
        yield asked(serving, "GET", f"{API}/accounts/acme/assets?cursor={text}"), 422
        yield asked(serving, "GET", f"{API}/accounts/acme/assets?on={text}"), 422
        yield asked(serving, "GET", f"{API}/accounts/acme/assets?limit={text}"), 422
    yield asked(serving, "GET", FAILURES, f"X-Request-ID: {SQL}"), 200
    yield asked(serving, "GET", FAILURES, f"Authorization: Bearer {SQL}", token=False), 401
    yield asked(serving, "PUT", ACCOUNT, f"Idempotency-Key: {SQL}", body=b"{}"), 422


def test_sql_and_headers_are_only_texts(serving: Server) -> None:
    for told, status in injections(serving):
        assert told.status == status, told
        assert "x-evil" not in told.head.lower()
        assert SQL not in told.head


def slow(serving: Server, *pieces: bytes) -> socket.socket:
    """Begin a request, and say no more."""
    connection = socket.create_connection(("127.0.0.1", serving.port), timeout=HEADER_SECONDS + 10)
    for piece in pieces:
        connection.sendall(piece)
    return connection


def test_who_says_nothing_more_is_left(serving: Server) -> None:
    begun = time.monotonic()
    with ExitStack() as opened:
        silent = opened.enter_context(slow(serving))
        halfway = opened.enter_context(slow(serving, b"GET /healthz HTTP/1.1\r\nHost: tenure\r\n"))
        idle = opened.enter_context(slow(serving, b"GET /healthz HTTP/1.1\r\nHost: tenure\r\n\r\n"))
        crowd = [opened.enter_context(slow(serving, b"GET /healthz HTTP/1.1\r\nX-A: ")) for _ in range(200)]

        with serving.client() as client:
            assert client.get("/accounts/acme/assets").status_code == 200
        assert [said(one) for one in (silent, halfway, *crowd)] == [b""] * 202
        assert b"alive" in said(idle)

    assert HEADER_SECONDS - 1 < time.monotonic() - begun < HEADER_SECONDS + 8


def test_who_vanishes_in_the_middle_leaves_nothing_behind(serving: Server) -> None:
    before = memory(serving)
    for _ in range(30):
        for path in (f"{API}/orders", f"{API}/activations"):
            slow(serving, head(serving, "POST", path, "Content-Length: 1000000"), b'{"number": "V-1"').close()

    assert asked(serving, "GET", f"{API}/orders/V-1").status == 404
    assert memory(serving) - before < FLAT
