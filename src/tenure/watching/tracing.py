"""Traces, as OpenTelemetry has them: a span for each request, the operation that it asks for, and each statement.

They are made where the environment says to whom they go (OTEL_EXPORTER_OTLP_ENDPOINT, and all else that OpenTelemetry
reads there), by the packages of `tenure[tracing]`. Otherwise nothing of it is loaded, and nothing is asked.

A span names what was done, never whom it concerns: the template of an address, a status, a statement.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from time import perf_counter
from typing import Any, Final, Protocol

from tenure.clock import now

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
NEEDED: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
BILLION: Final = 1_000_000_000


class NotInstalled(Exception):
    """Traces are asked for, and what makes them is not installed; `str()` says what to do."""


class Span(Protocol):
    """As much of a span as is said here."""

    def set_attribute(self, key: str, value: Any) -> None:
        """Say something of what is traced."""

    def update_name(self, name: str) -> None:
        """Name it."""


def is_asked_for() -> bool:
    """Tell whether the environment says to whom traces go."""
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    none = os.environ.get("OTEL_TRACES_EXPORTER", "otlp") == "none"
    return not off and not none and any(os.environ.get(name) for name in ENDPOINTS)


def must_be_installed() -> None:
    """Raise `NotInstalled` where traces are asked for and cannot be made."""
    if is_asked_for() and not all(map(_is_installed, NEEDED)):
        named = next(name for name in ENDPOINTS if os.environ.get(name))
        raise NotInstalled(
            f"{named} asks for traces, and what makes them is not installed: pip install 'tenure[tracing]'."
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:
        return False


def begin() -> None:
    """Make traces from now on, as long as the process lives; what is not sent yet is tried at its end.

    Raises `NotInstalled`.
    """
    must_be_installed()
    from multiprocessing.util import Finalize

    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if "OTEL_SERVICE_NAME" in os.environ else {"service.name": "tenure"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    # A process that answers ends without what `atexit` knows of.
    Finalize(None, provider.shutdown, exitpriority=1)


@contextmanager
def span(name: str, carrier: Mapping[str, str] | None = None) -> Iterator[Span]:
    """Trace what is done inside; with a `carrier`, the headers of a request, as a part of the caller's trace."""
    from opentelemetry import trace
    from opentelemetry.propagate import extract

    tracer = trace.get_tracer("tenure")
    kind = trace.SpanKind.INTERNAL if carrier is None else trace.SpanKind.SERVER
    context = None if carrier is None else extract(carrier)
    with tracer.start_as_current_span(name, context, kind) as made:
        yield made


def trace_statement(name: str, start: float, end: float) -> None:
    """Trace a statement, or a batch of some, that has ended; only within a request."""
    from opentelemetry import trace

    if not trace.get_current_span().is_recording():
        return
    ended = int(now().timestamp() * BILLION) - int((perf_counter() - end) * BILLION)
    made = trace.get_tracer("tenure").start_span(
        name.partition(" ")[0] if " " in name else name,
        kind=trace.SpanKind.CLIENT,
        attributes={"db.system.name": "postgresql", "db.query.summary": name},
        start_time=ended - int((end - start) * BILLION),
    )
    made.end(ended)
