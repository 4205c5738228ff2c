"""A hundred send the same at once, to a real server: it is done once, and all get the same answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx

from tests.api.cases import SALE, VERBS
from tests.contract.serving import Server

HUNDRED: Final = 100
AT_ONCE: Final = 25
"""Threads that send."""


def a_hundred_times(serving: Server, method: str, path: str, **said: Any) -> list[httpx.Response]:
    """Send the same request a hundred times, many at once, each thread on a connection of its own."""
    with serving.client() as client, ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda _: client.request(method, path, **said), range(HUNDRED)))


def actions(serving: Server, asset: str) -> list[dict[str, Any]]:
    with serving.client() as client:
        found: list[dict[str, Any]] = client.get(f"/assets/{asset}/actions").json()["actions"]
        return found


def test_an_order_that_is_sent_by_a_hundred_is_activated_once(serving: Server) -> None:
    order = {"number": "H-1", "account": "acme", "lines": [{**SALE, "asset": "at-once"}]}

    answers = a_hundred_times(serving, "POST", "/orders?activate=true", json=order)

    told = [answer.json() for answer in answers]
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert [one["outcome"] for one in told].count("activated") == 1
    assert [one["outcome"] for one in told].count("unchanged") == HUNDRED - 1
    assert len({one["recorded_at"] for one in told}) == 1
    assert [one["assets"][0]["version"] for one in told if one["outcome"] == "activated"] == [1]
    assert [(one["number"], one["quantity_change"]) for one in actions(serving, "at-once")] == [(1, "3")]


def test_a_draft_that_is_activated_by_a_hundred_is_activated_once(serving: Server) -> None:
    draft = {"number": "H-2", "account": "acme", "lines": [{**SALE, "asset": "from-draft"}]}
    with serving.client() as client:
        assert client.post("/orders", json=draft).status_code == 201

    answers = a_hundred_times(serving, "POST", "/orders/H-2/activate")

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["recorded_at"] for answer in answers}) == 1
    assert [one["number"] for one in actions(serving, "from-draft")] == [1]


def test_a_change_with_a_key_of_its_own_is_done_once(serving: Server) -> None:
    order = {"number": "H-3", "account": "acme", "lines": [{**SALE, "asset": "keyed"}]}
    with serving.client() as client:
        assert client.post("/orders?activate=true", json=order).status_code == 201

    answers = a_hundred_times(
        serving, "POST", "/assets/keyed/amend", json=VERBS["amend"], headers={"Idempotency-Key": "hundred"}
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert [(one["number"], one["quantity_change"]) for one in actions(serving, "keyed")] == [
        (1, "3"),
        (2, "5"),
    ]
