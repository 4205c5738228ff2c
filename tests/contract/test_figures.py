"""`/metrics`: what all processes that answer counted, for who may read it; it names no customer."""

import re
from typing import Final

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api.cases import SALE
from tests.contract.serving import PATIENCE, Server

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]

ASSETS: Final = "/api/v1/accounts/{key}/assets"


def figures(serving: Server) -> Figures:
    """Give all figures by name and labels."""
    text = httpx.get(f"{serving.url}/metrics", timeout=PATIENCE).text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def gained(before: Figures, after: Figures, name: str, **labels: str) -> float:
    """Give by how much a figure has grown."""
    key = (name, tuple(sorted(labels.items())))
    return after.get(key, 0.0) - before.get(key, 0.0)


def test_what_all_processes_answered_is_counted(serving: Server) -> None:
    order = {"number": "F-1", "account": "acme", "lines": [{**SALE, "asset": "figures"}]}
    less = {"quantity": "-99", "effective_date": "2025-07-01"}
    before = figures(serving)
    for _ in range(20):
        with serving.client() as client:  # a connection of its own, to whichever process
            client.get("/accounts/acme/assets")
    with serving.client() as client:
        client.get("/accounts/nobody/assets")
        client.post("/orders?activate=true", json=order)
        client.post("/assets/figures/amend", json=less)
        client.request("BREW", "/failures")
        client.get("/secret-of-acme/%s" % ("x" * 50))

    after = figures(serving)

    assert gained(before, after, "tenure_requests_total", method="GET", route=ASSETS, status="200") == 20
    assert gained(before, after, "tenure_requests_total", method="GET", route=ASSETS, status="404") == 1
    assert gained(before, after, "tenure_request_seconds_count", method="GET", route=ASSETS) == 21
    assert (
        gained(before, after, "tenure_requests_total", method="other", route="/api/v1/failures", status="405")
        == 1
    )
    assert gained(before, after, "tenure_requests_total", method="GET", route="other", status="404") == 1
    assert gained(before, after, "tenure_orders_total", outcome="activated") == 1
    assert gained(before, after, "tenure_orders_total", outcome="failed") == 1
    assert gained(before, after, "tenure_actions_total", category="Initial Sale") == 1
    assert gained(before, after, "tenure_refusals_total", code="UNKNOWN_ACCOUNT") == 1
    assert gained(before, after, "tenure_refusals_total", code="QUANTITY_BELOW_ZERO") == 1
    assert gained(before, after, "tenure_database_statements_total") > 50
    assert 0 < gained(before, after, "tenure_database_seconds_total") < PATIENCE


def test_processes_and_connections_are_told(serving: Server) -> None:
    found = figures(serving)

    memory = {dict(labels)["pid"] for name, labels in found if name == "tenure_process_resident_memory_bytes"}
    assert memory == {str(pid) for pid in serving.workers()}
    assert found["tenure_database_up", ()] == 1
    assert found["tenure_database_connections", (("state", "active"),)] >= 1


def test_no_customer_is_named(serving: Server) -> None:
    with serving.client() as client:
        client.get("/accounts/acme/assets")
        client.get("/assets/seats")
        client.get("/orders/O-1")
        client.get("/acme/seats")

    text = httpx.get(f"{serving.url}/metrics", timeout=PATIENCE).text

    assert re.search(r"acme|seats|bolt|O-1|program|tenure_[A-Za-z0-9_-]{43}", text) is None


@pytest.mark.parametrize("header", ["Forwarded", "Via", "X-Forwarded-For", "X-Real-IP"])
def test_who_asks_through_a_proxy_is_told_nothing(serving: Server, header: str) -> None:
    answer = httpx.get(f"{serving.url}/metrics", headers={header: "203.0.113.7"}, timeout=PATIENCE)

    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")
    assert "tenure_requests" not in answer.text


def test_figures_are_only_read(serving: Server) -> None:
    answer = httpx.post(f"{serving.url}/metrics", timeout=PATIENCE)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
