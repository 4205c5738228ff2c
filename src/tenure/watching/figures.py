"""The figures of `/metrics`: requests, orders, refusals, actions, and the time that the database took.

Several processes answer. Where PROMETHEUS_MULTIPROC_DIR names a folder before this is loaded, as in `tenure serve`,
each keeps its figures in files there, and whoever is asked adds all of them up; else a process tells only its own.
"""

import os
from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tenure.operations.outcomes import OrderOutcome

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""In the environment: where processes that answer together keep their figures."""

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
OTHER: Final = "other"
"""What is told of a method or an address that is none of ours: whoever asks may make up any number of them."""

_own = CollectorRegistry()
_requests = Counter("tenure_requests", "Requests answered.", ("method", "route", "status"), registry=_own)
_seconds = Histogram(
    "tenure_request_seconds",
    "Seconds from a request's head to the end of its answer.",
    ("method", "route"),
    buckets=SECONDS,
    registry=_own,
)
_orders = Counter("tenure_orders", "What became of orders that were sent.", ("outcome",), registry=_own)
_refusals = Counter("tenure_refusals", "What was refused, by its code.", ("code",), registry=_own)
_actions = Counter("tenure_actions", "Actions recorded, by category.", ("category",), registry=_own)
_statements = Counter(
    "tenure_database_statements", "Statements and batches sent to the database.", registry=_own
)
_waiting = Counter("tenure_database_seconds", "Seconds waited for the database.", registry=_own)


def count_request(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count a request that was answered; `route` is the template of its address, None where there is none."""
    known, place = method if method in METHODS else OTHER, route or OTHER
    _requests.labels(known, place, str(status)).inc()
    _seconds.labels(known, place).observe(seconds)


def count_outcome(outcome: OrderOutcome) -> None:
    """Count what became of an order, and the actions that it recorded."""
    _orders.labels(outcome.outcome.value).inc()
    for state in outcome.changed:
        for action, _ in state.recorded:
            _actions.labels(action.category.value).inc()


def count_refusal(code: str) -> None:
    """Count something that is refused."""
    _refusals.labels(code).inc()


def count_statement(name: str, start: float, end: float) -> None:
    """Count a statement, or a batch of some, and how long was waited for it."""
    del name
    _statements.inc()
    _waiting.inc(end - start)


def text(more: Iterable[Collector] = ()) -> bytes:
    """Give all figures in Prometheus' text format, those of `more` collectors too."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        told = generate_latest(registry)
    else:
        told = generate_latest(_own)
    others = CollectorRegistry()
    for collector in more:
        others.register(collector)
    return told + generate_latest(others)
