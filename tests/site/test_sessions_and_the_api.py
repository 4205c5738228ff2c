"""A page asks the API with the session of who has opened it, and writes only with the token of its own forms."""

import re

import httpx
import pytest

from tenure.identity.models import User
from tenure.operations.ledger import Ledger
from tests.api.company import put_company
from tests.operations.orders_told import everything
from tests.site.browsing import Browser

AMEND = "/api/v1/assets/seats/amend"
CHANGE = {"quantity": "5", "effective_date": "2025-07-01"}

pytestmark = [pytest.mark.usefixtures("ann"), pytest.mark.begins_with(book=put_company)]


def csrf_token(browser: Browser) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/logout").text)
    assert found is not None
    return found[1]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_reading_takes_the_session(browser: Browser) -> None:
    assert code(browser.get("/api/v1/accounts/acme/assets")) == (401, "NOT_AUTHENTICATED")

    browser.log_in("ann")

    answer = browser.get("/api/v1/accounts/acme/assets?on=2025-06-01")
    assert [one["asset"] for one in answer.json()["assets"]] == ["seats", "paused"]


def test_writing_takes_the_token_of_a_form_too(browser: Browser, ledger: Ledger) -> None:
    browser.log_in("ann")
    good = csrf_token(browser)
    before = everything(ledger)
    for headers in ({}, {"X-CSRFToken": "x" * 64}, {"X-CSRFToken": good, "Origin": "http://evil.example"}):
        assert code(browser.client.post(AMEND, json=CHANGE, headers=headers)) == (403, "CSRF_FAILED")
    assert everything(ledger) == before

    done = browser.client.post(AMEND, json=CHANGE, headers={"X-CSRFToken": good})

    assert done.status_code == 201
    actions = browser.get("/api/v1/assets/seats/actions").json()["actions"]
    assert (actions[-1]["quantity_change"], actions[-1]["actor"]) == ("5", "ann")


@pytest.mark.parametrize("way", ["data", "files"])
def test_what_a_form_of_another_site_could_send_is_not_read(
    browser: Browser, ledger: Ledger, way: str
) -> None:
    browser.log_in("ann")
    before = everything(ledger)
    fields = {"csrfmiddlewaretoken": csrf_token(browser), **CHANGE}
    sent = {"data": fields} if way == "data" else {"files": {"a": b"b"}}

    assert code(browser.client.post(AMEND, **sent)) == (403, "CSRF_FAILED")
    assert everything(ledger) == before


def test_a_wrong_token_is_not_mended_by_a_session(browser: Browser) -> None:
    browser.log_in("ann")

    for shown in ("Bearer tenure_wrong", "Bearer wrong", "Basic YTpi"):
        answer = browser.client.get("/api/v1/failures", headers={"Authorization": shown})
        assert code(answer) == (401, "NOT_AUTHENTICATED")


def test_a_session_may_no_more_than_its_user(browser: Browser, ledger: Ledger, ann: User) -> None:
    browser.log_in("ann")
    ann.roles.clear()
    before = everything(ledger)

    assert code(browser.get("/api/v1/accounts/acme/assets")) == (404, "UNKNOWN_ACCOUNT")
    token = {"X-CSRFToken": csrf_token(browser)}
    assert browser.client.post(AMEND, json=CHANGE, headers=token).status_code in {403, 404}
    assert everything(ledger) == before
