"""What ASGI says of a request, as WSGI says it: what Django, which answers as under WSGI, is told."""

import sys
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

Environ = dict[str, Any]

COOKIE: Final = "HTTP_COOKIE"
LENGTH: Final = "CONTENT_LENGTH"
TRANSFER: Final = "HTTP_TRANSFER_ENCODING"
UNPREFIXED: Final = frozenset({LENGTH, "CONTENT_TYPE"})


def environ_of(scope: Mapping[str, Any]) -> Environ:
    """Give what WSGI knows of a request but what is sent with it.

    Headers with a low line in their names are left out: under WSGI they would pass for those with hyphens, which only
    a proxy may set.
    """
    address, port = scope.get("server") or ("", "")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": address,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key, text = _key(name), value.decode("latin-1")
        environ[key] = text if key not in environ else f"{environ[key]}{';' if key == COOKIE else ','}{text}"
    if TRANSFER in environ:
        environ.pop(LENGTH, None)
    return environ


def _key(name: bytes) -> str:
    """Give the name that WSGI has for a header."""
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in UNPREFIXED else f"HTTP_{key}"


def length_of(environ: Environ) -> int | None:
    """Give how long it says it is what is sent, None where it comes in chunks."""
    if TRANSFER in environ:
        return None
    text = environ.get(LENGTH, "")
    return int(text) if text.isdecimal() else 0
