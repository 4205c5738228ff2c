"""Many records at once, through the client: portion by portion, in order, and never waiting for each other."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tenure.client import Problem, Tenure, Unreachable
from tenure.client.portions import BYTES, LINES, portions
from tests.client.conftest import Served
from tests.client.test_interface import SALE


def order(number: int, account: str, **more: Any) -> dict[str, Any]:
    lines = [{**SALE, "asset": f"{account}-{number}", **more}]
    return {"kind": "order", "number": f"{account}-{number}", "account": account, "lines": lines}


def test_portions_are_full_and_have_every_line_once() -> None:
    small = [b"{}"] * (2 * LINES + 1)
    large = ["x" * (BYTES - 10), "y" * 20, "z" * (3 * BYTES)]

    assert [one.content.count(b"\n") for one in portions(small)] == [LINES, LINES, 1]
    assert [(one.before, len(one.content)) for one in portions(large)] == [
        (0, BYTES - 9),
        (1, 21),
        (2, 3 * BYTES + 1),
    ]
    assert b"".join(one.content for one in portions(["a\r\n", b"b\n", {"c": 1}])) == b'a\nb\n{"c":1}\n'
    assert list(portions([])) == []
    with pytest.raises(ValueError, match="one line"):
        list(portions(["a\nb"]))


def test_orders_are_taken_as_they_come(tenure: Tenure) -> None:
    tenure.put_account("stream", name="Stream", currency="USD")
    drawn: list[int] = []

    def orders() -> Iterator[dict[str, Any]]:
        for number in range(1_200):
            drawn.append(number)
            yield order(number, "stream")

    results = tenure.activate(orders())
    first = next(results)
    drawn_by_then = len(drawn)
    rest = list(results)

    assert (first.line, first.number, first.outcome) == (1, "stream-0", "activated")
    assert drawn_by_then <= LINES + 1
    assert [one.line for one in rest] == list(range(2, 1_201))
    assert {one.outcome for one in rest} == {"activated"}
    assert len(list(tenure.each_held("stream", on="2025-06-01", limit=1_000))) == 1_200


def test_records_of_every_kind_are_loaded_and_counted(tenure: Tenure) -> None:
    account = {"kind": "account", "key": "loaded", "name": "Loaded", "currency": "USD"}
    orders = [order(number, "loaded") for number in range(LINES + 20)]
    wrong = order(9, "loaded", quantity="x")

    loading = tenure.load([account, *orders, "", json.dumps(wrong)], activate=True)
    results = sorted(loading, key=lambda result: result.line)

    assert [one.line for one in results[:2]] == [2, 3]
    assert (results[-1].line, results[-1].outcome) == (LINES + 23, "unreadable")
    assert [refusal.code for refusal in results[-1].refusals] == ["NUMBER_UNREADABLE"]
    assert loading.tally.orders["activated"] == LINES + 20
    assert (loading.tally.records, loading.tally.problems) == (1, 1)


def test_an_answer_much_longer_than_what_is_sent_stops_nothing(served: Served) -> None:
    bad = json.dumps({"kind": "account", **{f"k{key}": 1 for key in range(120)}})

    with Tenure(served.url, served.token, timeout=20, tries=1) as tenure:
        results = list(tenure.load([bad] * 250))

    assert len(results) == 250
    assert {len(one.refusals) for one in results} == {101}


def test_nothing_is_loaded_from_nothing(tenure: Tenure) -> None:
    loading = tenure.load([])

    assert (list(loading), loading.finish().records) == ([], 0)


def test_who_may_not_is_refused_before_anything_is_read(served: Served, hiding: str) -> None:
    with Tenure(served.url, hiding) as rep:
        with pytest.raises(Problem) as refused:
            list(rep.activate([order(1, "acme")]))
        with pytest.raises(Problem) as refused_too:
            rep.load([order(1, "acme")]).finish()

    assert (refused.value.status, refused.value.code) == (403, "NOT_PERMITTED")
    assert (refused_too.value.status, refused_too.value.code) == (403, "NOT_PERMITTED")


def test_a_portion_that_was_lost_on_the_way_back_is_sent_again(served: Served) -> None:
    lost = iter([True, False])

    class Losing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            if "records" in request.url.path and next(lost, False):
                response.read()
                raise httpx.RemoteProtocolError("the connection was closed", request=request)
            return response

    account = {"kind": "account", "key": "lost", "name": "Lost", "currency": "USD"}
    with Tenure(served.url, served.token, transport=Losing(), pause=lambda _: None) as tenure:
        loading = tenure.load([account, order(1, "lost")], activate=True)
        [result] = loading

        assert (result.line, result.outcome) == (2, "unchanged")
        assert (loading.tally.orders["unchanged"], loading.tally.records) == (1, 1)
        assert [held.asset for held in tenure.have("lost", on="2025-06-01").assets] == ["lost-1"]


@pytest.mark.parametrize("answer", [b"", b'{"line":1}\n', b"<html>"])
def test_an_answer_without_its_count_is_none(answer: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=answer))

    with Tenure("http://tenure", "tenure_x", transport=transport) as tenure, pytest.raises(Unreachable):
        tenure.load([order(1, "acme")]).finish()
