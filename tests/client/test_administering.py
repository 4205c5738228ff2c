"""Administration through the client: why is kept, secrets are told once, files come back byte for byte."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tenure.client import Problem, Tenure
from tests.client.conftest import Served
from tests.client.test_interface import SALE

CONTENT = bytes(range(256)) * 3


def test_why_something_was_done_is_in_the_audit(tenure: Tenure) -> None:
    tenure.change_setting("time_zone", tenure.settings()["time_zone"])
    user = tenure.add_user(name="cleo", roles=["sales"], full_name="Cleo C", message="New here")
    tenure.change_user("cleo", active=False, message="Left")

    entries = list(tenure.each_audited(object="user", key="cleo", since="2020-01-01", limit=1))

    assert (user.full_name, user.active) == ("Cleo C", True)
    assert [entry.message for entry in entries] == ["Left", "New here"]
    assert not tenure.user("cleo").active


class Losing(httpx.HTTPTransport):
    """Loses the first answer to what is posted."""

    def __init__(self) -> None:
        super().__init__()
        self._lost = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        if request.method == "POST" and not self._lost:
            self._lost = True
            response.read()
            raise httpx.RemoteProtocolError("the connection was closed", request=request)
        return response


def made_token(client: Tenure) -> tuple[str, str | None]:
    token = client.create_token(label="told once")
    return token.id, token.secret


def added_webhook(client: Tenure) -> tuple[str, str | None]:
    webhook = client.add_webhook(url="https://example.com/told-once")
    return webhook.id, webhook.secret


@pytest.mark.parametrize(
    ("make", "all_of"),
    [
        (made_token, lambda client: [one.id for one in client.tokens()]),
        (added_webhook, lambda client: [one.id for one in client.webhooks()]),
    ],
)
def test_a_secret_is_told_once_and_what_it_is_of_is_made_once(
    served: Served,
    tenure: Tenure,
    make: Callable[[Tenure], tuple[str, str | None]],
    all_of: Callable[[Tenure], list[str]],
) -> None:
    before = all_of(tenure)

    with Tenure(served.url, served.token, transport=Losing(), pause=lambda _: None) as client:
        lost, not_told = make(client)
    made, told = make(tenure)

    assert not_told is None
    assert told
    assert sorted(all_of(tenure)) == sorted([*before, lost, made])


@pytest.fixture
def kept(tenure: Tenure) -> str:
    """An asset with nothing beside it."""
    tenure.put_account("beside", name="Beside", currency="USD")
    order: Any = {"number": "BESIDE-1", "account": "beside", "lines": [{**SALE, "asset": "beside-1"}]}
    tenure.send_order(order, activate=True)
    return "beside-1"


def test_a_file_comes_back_byte_for_byte(tenure: Tenure, kept: str) -> None:
    added = tenure.add_file(kept, "a & b.bin", CONTENT, media_type="application/x-b", account="beside")
    empty = tenure.add_file(kept, "empty", b"")

    assert tenure.file(kept, str(added.id)) == CONTENT
    assert tenure.file(kept, str(empty.id)) == b""
    assert (added.name, added.media_type, added.size) == ("a & b.bin", "application/x-b", 768)
    tenure.remove_file(kept, str(added.id), account="beside")
    assert [file.id for file in tenure.each_file(kept, limit=1)] == [empty.id]
    assert {file.id for file in tenure.each_file(kept, everything=True, limit=1)} == {added.id, empty.id}
    with pytest.raises(Problem) as gone:
        tenure.file(kept, str(added.id))
    assert gone.value.status == 404


def test_a_case_is_kept_beside_an_asset(tenure: Tenure, kept: str) -> None:
    case = tenure.add_case(kept, reference="00123", state="open", account="beside", idempotency_key="c")
    again = tenure.add_case(kept, reference="00123", state="open", account="beside", idempotency_key="c")

    assert again == case
    assert [(one.reference, one.state, one.url) for one in tenure.each_case(kept)] == [
        ("00123", "open", None)
    ]
    tenure.remove_case(kept, str(case.id))
    assert tenure.cases(kept).cases == ()


def test_a_sound_book_is_said_to_be_sound(tenure: Tenure) -> None:
    verdict = tenure.verify(timeout=120)

    assert verdict.sound, verdict.findings
    assert verdict.findings == ()


def test_a_role_says_what_is_hidden_from_it(tenure: Tenure) -> None:
    tenure.add_role(name="blind", label="Blind", permissions=["view_audit"], fields={"asset.key": "hidden"})
    role = tenure.change_role("blind", fields={"asset.key": "readable"})
    password = tenure.give_password(tenure.add_user(name="bo", roles=["blind"]).name)

    assert (role.fields, [one.permission for one in role.permissions]) == (
        {"asset.key": "readable"},
        ["view_audit"],
    )
    assert password.name == "bo"
    assert password.password
    with pytest.raises(Problem, match="blind"):
        tenure.delete_role("blind")
