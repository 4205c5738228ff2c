"""Files of records over HTTP: given, followed, taken in as who gave them, and stopped."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tenure.clock import now
from tenure.identity.actors import actor_named
from tenure.identity.models import Role, User
from tenure.identity.tokens import create
from tenure.operations.intake import one_round
from tenure.operations.ledger import Ledger
from tenure.operations.limits import UPLOAD_BYTES, UPLOADS_AT_ONCE
from tenure.operations.uploads import PIECE
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.database import TODAY
from tests.operations.orders_told import everything, periods
from tests.operations.uploading import reduced, sold

NAME = {"name": "orders.jsonl"}


def company(ledger: Ledger) -> None:
    """The company, with an upload that is over already."""
    put_company(ledger)
    ledger.connection.execute("delete from upload_piece")
    ledger.connection.execute("update upload set state = 'stopped', why = 'Old.', finished_at = given_at")


pytestmark = pytest.mark.begins_with(book=company)


def give(client: httpx.Client, *lines: str, **asked: Any) -> dict[str, Any]:
    """Give a file of these lines, and what is answered."""
    answer = client.post("/uploads", params={**NAME, **asked}, content="\n".join(lines).encode())
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def take_in(ledger: Ledger) -> None:
    while one_round(now, ledger, actor_named):
        pass


def test_a_file_is_given_followed_and_taken_in_as_who_gave_it(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    given = give(client, sold("N-1", "N"), reduced("N-2", "N", "-20"), "{")
    path = f"/uploads/{given['id']}"
    waiting = client.get(path).json()
    take_in(ledger)
    done = client.get(path).json()

    assert (given["state"], given["given_by"], given["activates"]) == ("waiting", "anna", True)
    assert waiting == {**given, "problems": []}
    assert (done["state"], done["activated"], done["failed"], done["skipped"], done["problem_count"]) == (
        "done",
        1,
        1,
        1,
        2,
    )
    assert done["problems"][0] == {
        "outcome": "failed",
        "line": 2,
        "number": "N-2",
        "order_line": "1",
        "key": None,
        "code": "QUANTITY_BELOW_ZERO",
        "sentence": "Asset N holds 10 from 2025-07-01 on; 20 cannot be taken from it.",
    }
    assert (done["problems"][1]["outcome"], done["problems"][1]["line"]) == ("unreadable", 3)
    assert [one["id"] for one in client.get("/uploads?state=done").json()["uploads"]] == [given["id"]]
    assert client.get("/orders/N-2").json()["state"] == "failed"
    history = client.get("/assets/N").json()
    assert (history["actions"][0]["actor"], history["actions"][0]["request_id"]) == (
        "anna",
        given["request_id"],
    )
    [entry] = client.get("/audit?object=asset&key=" + history["id"]).json()["entries"]
    assert entry["source"] == given["source"]
    assert "token" in entry["source"]


def test_a_file_sent_twice_with_a_key_is_kept_once(clients: Clients, ledger: Ledger) -> None:
    client, key = clients(), {"Idempotency-Key": "nightly-1"}
    larger = sold("N-1", "N").encode() + b"\n" * (2 * PIECE)
    first = client.post("/uploads", params=NAME, content=larger, headers=key)
    take_in(ledger)
    before = everything(ledger)

    again = client.post("/uploads", params=NAME, content=larger, headers=key)
    others = [
        client.post("/uploads", params=NAME, content=larger[:-1], headers=key),
        client.post("/uploads", params={**NAME, "activate": False}, content=larger, headers=key),
    ]

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert [(other.status_code, other.json()["code"]) for other in others] == [
        (409, "IDEMPOTENCY_KEY_REUSED")
    ] * 2
    assert "nightly-1" in others[0].json()["detail"]
    assert len(client.get("/uploads").json()["uploads"]) == 2
    assert everything(ledger) == before


def test_a_file_that_found_no_room_is_given_anew_with_its_key(clients: Clients) -> None:
    client, key = clients(), {"Idempotency-Key": "nightly-1"}
    ids = [give(client, sold("N-1", "N"))["id"] for _ in range(UPLOADS_AT_ONCE - 1)]
    last = client.post("/uploads", params=NAME, content=b"{}", headers={"Idempotency-Key": "last"})

    full = client.post("/uploads", params=NAME, content=b"{}", headers=key)
    last_again = client.post("/uploads", params=NAME, content=b"{}", headers={"Idempotency-Key": "last"})
    client.post(f"/uploads/{ids[0]}/stop")
    kept = client.post("/uploads", params=NAME, content=b"{}", headers=key)

    assert (full.status_code, full.json()["code"]) == (409, "TOO_MANY_UPLOADS")
    assert last_again.content == last.content
    assert (kept.status_code, "Idempotency-Replayed" in kept.headers) == (201, False)


def test_a_list_has_pages(clients: Clients) -> None:
    client = clients()
    ids = [give(client, sold("N-1", "N"))["id"] for _ in range(3)]

    first = client.get("/uploads?limit=2").json()
    second = client.get(f"/uploads?limit=2&cursor={first['next_cursor']}").json()

    assert [one["id"] for one in (*first["uploads"], *second["uploads"])] == [*ids[::-1], "3001"]
    assert second["next_cursor"] is None


def test_a_user_who_is_deactivated_meanwhile_has_nothing_taken_in(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)
    given = give(clients("rep"), sold("N-1", "N"))
    User.objects.filter(name="rep").update(is_active=False)
    take_in(ledger)
    told = clients("chief").get(f"/uploads/{given['id']}").json()

    assert (told["state"], told["activated"]) == ("stopped", 0)
    assert (
        told["why"] == "rep may not have records taken in: the permission manage_asset_lifecycle is missing."
    )
    assert everything(ledger) == before


def test_a_token_that_may_do_less_has_less_taken_in(clients: Clients, ledger: Ledger) -> None:
    clients("rep")
    scopes = ["manage_asset_lifecycle", "activate_orders", "view_financials"]
    _, secret = create(User.objects.get(name="rep"), "limited", scopes, None, TODAY)
    old = {**json.loads(sold("N-1", "N")), "recorded_at": (TODAY - timedelta(days=9)).isoformat()}

    limited = give(clients.showing(secret), json.dumps(old))
    take_in(ledger)
    told = clients("chief").get(f"/uploads/{limited['id']}").json()

    assert (told["activated"], told["failed"] + told["rejected"]) == (0, 1)
    assert "import_history" in told["problems"][0]["sentence"]
    assert periods(ledger, "N") == []


def test_others_uploads_are_not_there(clients: Clients) -> None:
    given = give(clients("rep", permissions=["manage_asset_lifecycle"]), sold("N-1", "N"), activate=False)
    path = f"/uploads/{given['id']}"
    for other in (
        clients("clerk-2", permissions=["manage_asset_lifecycle", "activate_orders"]),
        clients("some", roots=["acme"]),
    ):
        assert other.get("/uploads").json() == {"uploads": [], "next_cursor": None}
        for answer in (other.get(path), other.post(f"{path}/stop")):
            assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_UPLOAD")

    assert clients("chief").post(f"{path}/stop").status_code == 204
    assert clients("chief-2").get(path).json()["why"] == "Stopped by chief."


def test_hidden_fields_and_sentences_are_not_told(clients: Clients, ledger: Ledger) -> None:
    given = give(clients(), sold("N-1", "N"), reduced("N-2", "N", "-20"))
    take_in(ledger)
    rep = clients("rep", hidden=["upload.name", "upload.source", "refusal.sentence"])

    told = rep.get(f"/uploads/{given['id']}").json()

    assert told.keys() & {"name", "source"} == set()
    assert told["problems"][0].keys() == {"outcome", "line", "number", "order_line", "key", "code"}


@pytest.mark.parametrize(
    ("permissions", "asked", "missing"),
    [
        (["manage_asset_lifecycle"], {}, "activate_orders"),
        (["activate_orders"], {}, "manage_asset_lifecycle"),
        (["activate_orders"], {"activate": False}, "manage_asset_lifecycle"),
    ],
)
def test_giving_takes_the_permissions_of_loading_and_activating(
    clients: Clients, permissions: list[str], asked: dict[str, Any], missing: str
) -> None:
    rep = clients("rep", permissions=permissions)

    answer = rep.post("/uploads", params={**NAME, **asked}, content=sold("N-1", "N"))

    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")
    assert missing in answer.json()["detail"]
    assert rep.get("/uploads").json()["uploads"] == []


def test_what_is_no_file_of_records_is_refused_at_once(clients: Clients) -> None:
    client = clients()
    large = b" " * (UPLOAD_BYTES + 1)
    for params, content, status, code in (
        ({"name": "orders.xlsx"}, b"PK", 422, "UPLOAD_WRONG"),
        ({"name": "a/b.csv"}, b"PK", 422, "UPLOAD_WRONG"),
        (NAME, b"", 422, "UPLOAD_WRONG"),
        ({}, b"{}", 422, "PARAMETER_WRONG"),
        (NAME, large, 413, "UPLOAD_TOO_LARGE"),
    ):
        answer = client.post("/uploads", params=params, content=content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [one["id"] for one in client.get("/uploads").json()["uploads"]] == ["3001"]


def test_what_has_ended_is_not_stopped(clients: Clients) -> None:
    answer = clients().post("/uploads/3001/stop")

    assert (answer.status_code, answer.json()["detail"]) == (409, "Upload 3001 is stopped already.")


def test_who_loses_the_permission_sees_their_own_and_gives_no_more(clients: Clients) -> None:
    rep = clients("rep")
    given = give(rep, sold("N-1", "N"))
    User.objects.get(name="rep").roles.set(Role.objects.filter(name="service"))

    assert rep.get(f"/uploads/{given['id']}").json()["state"] == "waiting"
    assert rep.post("/uploads", params=NAME, content=b"{}").status_code == 403
