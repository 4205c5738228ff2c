"""Asking a server: what is tried again and what is not, and how it is said what went wrong."""

import socket
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import httpx
import pytest

from tenure.client import Problem, Tenure, Unreachable
from tests.client.conftest import Served
from tests.client.test_interface import JULY, sent

Scripted = Callable[[], httpx.Response]
GOOD = {
    "account": "a",
    "on": "2025-07-01",
    "known_at": "2025-07-01T00:00:00Z",
    "known": 0,
    "assets": [],
    "totals": [],
    "next_cursor": None,
    "more": "than is known here",
}
DONE: dict[str, Any] = {
    "number": "O-1",
    "outcome": "activated",
    "recorded_at": None,
    "assets": [],
    "refusals": [],
}


class Script:
    """A server that answers as it is told, and what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = iter(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []

    def client(self) -> Tenure:
        transport = httpx.MockTransport(self._answer)
        return Tenure("http://tenure/", "tenure_x", transport=transport, pause=self.pauses.append)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def good() -> httpx.Response:
    return httpx.Response(200, json=GOOD)


def busy(status: int = 503, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"code": "DATABASE_LOST", "detail": "Gone."}, headers=headers)


def test_what_reads_is_asked_until_it_is_answered() -> None:
    script = Script(httpx.ConnectError("refused"), busy(503), httpx.ReadTimeout("slow"), good())

    with script.client() as tenure:
        page = tenure.have("a", on=JULY)

    assert (page.account, page.on, page.known_at) == ("a", JULY, datetime(2025, 7, 1, tzinfo=UTC))
    assert len(script.asked) == 4
    assert all(
        low <= pause <= high
        for pause, (low, high) in zip(script.pauses, [(0.125, 0.25), (0.25, 0.5), (0.5, 1.0)], strict=True)
    )


def test_the_pause_is_the_one_that_the_server_asks_for() -> None:
    script = Script(busy(429, **{"Retry-After": "7"}), good())

    with script.client() as tenure:
        tenure.have("a")

    assert script.pauses == [7]


@pytest.mark.parametrize("seconds", ["31", "3600"])
def test_a_pause_that_is_too_long_is_the_callers_to_make(seconds: str) -> None:
    script = Script(busy(429, **{"Retry-After": seconds}))

    with script.client() as tenure, pytest.raises(Problem) as refused:
        tenure.have("a")

    assert (refused.value.status, script.pauses) == (429, [])


def test_it_gives_up() -> None:
    unreachable, unready = Script(*[httpx.ConnectError("refused")] * 4), Script(*[busy()] * 4)

    with unreachable.client() as tenure, pytest.raises(Unreachable, match=r"^http://tenure/api/v1 cannot be"):
        tenure.have("a")
    with unready.client() as tenure, pytest.raises(Problem, match=r"^Gone\.$") as refused:
        tenure.have("a")

    assert (len(unreachable.asked), len(unready.asked)) == (4, 4)
    assert (refused.value.status, refused.value.code) == (503, "DATABASE_LOST")


def test_a_change_is_sent_again_under_the_same_key() -> None:
    script = Script(httpx.RemoteProtocolError("closed"), httpx.Response(201, json=DONE))

    with script.client() as tenure:
        outcome = tenure.amend("A", quantity=Decimal("2.5"), effective_date=JULY, version=3, account="a")

    first, second = script.asked
    assert outcome.outcome == "activated"
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert len(first.headers["Idempotency-Key"]) == 32
    assert first.headers["If-Match"] == 'W/"3"'
    assert str(first.url) == "http://tenure/api/v1/assets/A/amend?account=a"
    assert first.content == second.content == b'{"quantity":"2.5","effective_date":"2025-07-01"}'


def test_each_change_has_a_key_of_its_own() -> None:
    script = Script(*[httpx.Response(201, json=DONE)] * 3)

    with script.client() as tenure:
        tenure.rollback("A")
        tenure.rollback("A")
        tenure.rollback("A", idempotency_key="mine")

    keys = [request.headers["Idempotency-Key"] for request in script.asked]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_what_is_no_ones_to_repeat_is_sent_once() -> None:
    script = Script(httpx.ReadError("closed"))

    with script.client() as tenure, pytest.raises(Unreachable):
        tenure.session.ask("POST", "/something/new", body={})

    assert len(script.asked) == 1


def test_a_refusal_is_not_asked_again_and_says_all() -> None:
    document = {
        "status": 409,
        "code": "QUANTITY_BELOW_ZERO",
        "detail": "Asset A holds 8.",
        "number": "O-1",
        "outcome": "failed",
        "errors": [{"line": "1", "key": None, "code": "QUANTITY_BELOW_ZERO", "sentence": "Asset A holds 8."}],
    }
    script = Script(httpx.Response(409, json=document, headers={"X-Request-ID": "r-1"}))

    with script.client() as tenure, pytest.raises(Problem) as refused:
        tenure.amend("A", quantity=-9, effective_date=JULY)

    problem = refused.value
    assert (problem.status, problem.code, problem.sentence) == (
        409,
        "QUANTITY_BELOW_ZERO",
        "Asset A holds 8.",
    )
    assert (problem.number, problem.outcome, problem.request_id) == ("O-1", "failed", "r-1")
    assert [(one.line, one.key, one.sentence) for one in problem.errors] == [("1", None, "Asset A holds 8.")]
    assert str(problem) == "Asset A holds 8."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(502, text="<html>bad gateway"), "The server answers 502 Bad Gateway."),
        (httpx.Response(599), "The server answers 599."),
        (httpx.Response(400, json=[1]), "The server answers 400 Bad Request."),
    ],
)
def test_a_refusal_in_no_known_words_is_told_by_its_status(answer: httpx.Response, said: str) -> None:
    with Script(answer).client() as tenure, pytest.raises(Problem, match=said):
        tenure.have("a")


@pytest.mark.parametrize(
    "answers",
    [
        [httpx.Response(200, text="<html>")] * 4,
        [httpx.Response(200, json={"account": 1})] * 4,
        [httpx.Response(307, headers={"Location": "https://elsewhere/"})] * 4,
    ],
)
def test_what_does_not_answer_as_tenure_is_not_taken_for_it(answers: Sequence[httpx.Response]) -> None:
    script = Script(*answers)

    with script.client() as tenure, pytest.raises(Unreachable):
        tenure.have("a")

    assert {request.url.host for request in script.asked} == {"tenure"}


def test_it_says_who_asks_and_with_what() -> None:
    script = Script(good())

    with script.client() as tenure:
        tenure.have("a/b ü", on=datetime(2025, 7, 1, tzinfo=UTC), everything=True)

    [request] = script.asked
    assert request.headers["User-Agent"] == f"tenure-client/{version('tenure')}"
    assert request.headers["Authorization"] == "Bearer tenure_x"
    assert request.url.raw_path == (
        b"/api/v1/accounts/a%2Fb%20%C3%BC/assets?on=2025-07-01T00%3A00%3A00%2B00%3A00&all=true"
    )


@pytest.mark.parametrize(
    "url", ["", "tenure.example.com", "ftp://tenure", "http://", "http://u:p@tenure", "http://tenure?x=1"]
)
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Tenure(url, "tenure_x")


@pytest.mark.parametrize("token", ["", "two words", "tenure_\n", "tenure_ü"])
def test_what_is_no_token_is_refused_at_once(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        Tenure("http://tenure", token)


def test_an_instant_without_its_offset_is_refused_at_once() -> None:
    with Script().client() as tenure, pytest.raises(ValueError, match="offset"):
        tenure.have("a", on=datetime(2025, 7, 1))  # noqa: DTZ001


def test_nobody_listens() -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        with Tenure(f"http://127.0.0.1:{port}", "tenure_x", tries=2) as tenure, pytest.raises(Unreachable):
            tenure.failures()


def test_pages_are_of_one_state_of_the_book(served: Served, tenure: Tenure) -> None:
    tenure.put_account("pages", name="Pages", currency="USD")
    tenure.send_order(sent("P-1", *"abcde", account="pages"), activate=True)

    held = tenure.each_held("pages", on=JULY, limit=2)
    first = next(held)
    tenure.cancel_order("P-1")
    rest = list(held)

    assert [one.asset for one in (first, *rest)] == ["a", "b", "c", "d", "e"]
    assert first.end_date == date(2025, 12, 31)
    assert tenure.have("pages", on=JULY).assets == ()


def test_a_change_of_what_has_moved_on_is_refused(tenure: Tenure) -> None:
    tenure.put_account("moved", name="Moved", currency="USD")
    tenure.send_order(sent("M-1", "moving", account="moved"), activate=True)
    seen = tenure.asset("moving").version
    tenure.amend("moving", quantity=1, effective_date=JULY, version=seen)

    with pytest.raises(Problem) as refused:
        tenure.amend("moving", quantity=1, effective_date=JULY, version=seen)

    assert (refused.value.status, refused.value.code) == (412, "MOVED_ON")
    assert len(tenure.actions("moving").actions) == 2


def test_a_change_is_previewed_and_not_done(tenure: Tenure) -> None:
    preview = tenure.preview_change("amend", "seats", quantity=5, effective_date=JULY)

    [asset] = preview.assets
    assert [period.quantity for period in asset.after] == [10, 15]
    assert len(tenure.actions("seats").actions) == 1


def test_all_that_is_in_force_is_told_customer_by_customer(tenure: Tenure) -> None:
    rows: list[Any] = list(tenure.each_in_force(on=JULY, limit=1))

    assert [row.account for row in rows] == sorted(row.account for row in rows)
    assert {("acme", "seats"), ("bolt", "bolts")} <= {(row.account, row.asset) for row in rows}
