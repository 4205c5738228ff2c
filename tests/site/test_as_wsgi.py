"""What an ASGI server says of a request, as Django is told of it."""

from typing import Any

from tenure.site.as_wsgi import environ_of, length_of


def told(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """Give what Django is told of a request with headers."""
    return environ_of(
        {
            "type": "http",
            "method": "PUT",
            "scheme": "https",
            "http_version": "1.1",
            "raw_path": b"/api/v1/accounts/a%20b%ff",
            "query_string": b"on=2025-01-01",
            "server": ("127.0.0.1", "8000"),
            "client": ("203.0.113.7", "4711"),
            "headers": headers,
        }
    )


def test_django_is_told_who_asks_what() -> None:
    found = told((b"host", b"tenure.example.com"), (b"content-type", b"application/json"))

    assert {key: found[key] for key in found if not key.startswith("wsgi.")} == {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/api/v1/accounts/a b\xff",
        "QUERY_STRING": "on=2025-01-01",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_HOST": "tenure.example.com",
        "CONTENT_TYPE": "application/json",
    }
    assert found["wsgi.url_scheme"] == "https"


def test_a_header_that_only_looks_like_a_proxys_is_left_out() -> None:
    found = told((b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"203.0.113.9"))

    assert found["HTTP_X_FORWARDED_FOR"] == "203.0.113.9"
    assert "HTTP_X_FORWARDED_FOR" not in told((b"x_forwarded_for", b"10.0.0.1"))


def test_headers_that_come_several_times_are_put_together() -> None:
    found = told((b"cookie", b"a=1"), (b"accept", b"x/y"), (b"cookie", b"b=2"), (b"accept", b"z/*"))

    assert (found["HTTP_COOKIE"], found["HTTP_ACCEPT"]) == ("a=1;b=2", "x/y,z/*")


def test_what_comes_in_chunks_has_no_length() -> None:
    assert length_of(told((b"content-length", b"12"))) == 12
    assert length_of(told()) == 0
    assert length_of(told((b"content-length", b"12,12"))) == 0
    assert length_of(told((b"content-length", b"12"), (b"transfer-encoding", b"chunked"))) is None
    assert "CONTENT_LENGTH" not in told((b"content-length", b"12"), (b"transfer-encoding", b"chunked"))
