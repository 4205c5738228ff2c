"""Traces: a span for each request, its operation and its statements; where nobody asks, nothing is loaded."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.api.cases import SALE
from tests.contract.serving import PATIENCE, TENURE, free_port, served

CALLER = "0af7651916cd43dd8448eb211c80319c"
"""The trace of who asks, as a program elsewhere would name it."""


@contextmanager
def collector() -> Iterator[tuple[int, list[Any]]]:
    """Receive spans as a collector of OpenTelemetry does."""
    received: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                received.extend(one for scope in resource.scope_spans for one in scope.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_request(self, *arguments: Any) -> None:
            """Say nothing of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, received
        server.shutdown()


def roots(received: list[Any]) -> set[str]:
    """Give the traces whose request has ended, which is the last of it."""
    return {one.trace_id.hex() for one in received if one.name.startswith("POST ")}


def said(span: Any) -> dict[str, Any]:
    """Give what a span says, as plain values."""
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_request_its_operation_and_its_statements_are_traced(
    environment: dict[str, str], tmp_path: Path
) -> None:
    order = {"number": "T-1", "account": "acme", "lines": [{**SALE, "asset": "traced"}]}
    with collector() as (port, received):
        more = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}", "OTEL_BSP_SCHEDULE_DELAY": "100"}
        with served({**environment, **more}, tmp_path / "said") as serving, serving.client() as client:
            parent = {"traceparent": f"00-{CALLER}-b7ad6b7169203331-01", "X-Request-ID": "crm-7"}
            assert client.post("/orders?activate=true", json=order, headers=parent).status_code == 201
            until = time.monotonic() + PATIENCE
            while CALLER not in roots(received) and time.monotonic() < until:
                time.sleep(0.1)

    mine = [one for one in received if one.trace_id.hex() == CALLER]
    [request] = [one for one in mine if one.name == "POST /api/v1/orders"]
    [operation] = [one for one in mine if one.name == "sendOrder"]
    assert said(request) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/orders",
        "http.response.status_code": 201,
        "tenure.request_id": "crm-7",
    }
    assert request.parent_span_id.hex() == "b7ad6b7169203331"
    assert operation.parent_span_id == request.span_id
    bearer = next(one for one in mine if one.name == "find_bearer")
    assert bearer.parent_span_id == request.span_id
    statements = [one for one in mine if one.parent_span_id == operation.span_id]
    assert any("insert_action" in str(said(one)["db.query.summary"]) for one in statements)
    for one in statements:
        assert operation.start_time_unix_nano - 10_000_000 <= one.start_time_unix_nano
        assert one.start_time_unix_nano <= one.end_time_unix_nano
    assert "acme" not in str(mine)
    assert serving.token not in str(mine)


def test_who_asks_for_traces_and_cannot_make_them_is_told_so(
    environment: dict[str, str], tmp_path: Path
) -> None:
    missing = tmp_path / "opentelemetry"
    missing.mkdir()
    (missing / "__init__.py").write_text("raise ImportError('not installed')")
    more = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "PYTHONPATH": str(tmp_path)}

    told = subprocess.run(
        [TENURE, "serve", "--port", str(free_port())],
        env={**os.environ, **environment, **more},
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, and what makes them is not installed:"
        " pip install 'tenure[tracing]'.\n"
    )


def test_a_collector_that_is_not_there_harms_nobody(environment: dict[str, str], tmp_path: Path) -> None:
    more = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
    }
    with served({**environment, **more}, tmp_path / "said") as serving, serving.client() as client:
        assert [client.get("/accounts/acme/assets").status_code for _ in range(5)] == [200] * 5


def test_nothing_of_it_is_loaded_where_nobody_asks(environment: dict[str, str]) -> None:
    look = "import sys, tenure.site.wsgi; print([one for one in sys.modules if 'opentelemetry' in one])"

    told = subprocess.run(
        [sys.executable, "-c", look],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert told.stdout == "[]\n"
