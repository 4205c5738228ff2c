"""Logging in and out, as somebody with a browser does it, and as somebody does who should not."""

from datetime import timedelta

import httpx
import pytest
from django.contrib.sessions.models import Session

from tenure.clock import now
from tenure.identity.models import LoginAttempt, User
from tenure.identity.users import deactivate, give_password
from tenure.operations.ledger import Ledger
from tests.identity.people import added, asked, with_password
from tests.site.browsing import CHOSEN, PASSWORD, Browser

WRONG = "The name or the password is wrong."


def sent_to(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Location")


def test_the_right_password_logs_in(ann: User, browser: Browser) -> None:
    assert sent_to(browser.get("/account")) == (302, "/login?next=/account")

    answer = browser.log_in("ANN")

    assert sent_to(answer) == (302, "/")
    assert browser.who() == "ann"
    [cookie] = [one for one in answer.headers.get_list("Set-Cookie") if "tenure_session" in one]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("client", "x")]
)
def test_all_else_is_told_the_same_and_not_logged_in(
    ann: User, ledger: Ledger, browser: Browser, name: str, password: str
) -> None:
    with_password(added(ledger, "gone", "sales"))
    deactivate(*asked(), "gone")

    answer = browser.log_in(name, password)

    assert answer.text.count(WRONG) == 1
    assert (answer.status_code, browser.who(), Session.objects.count()) == (200, None, 0)


def test_a_session_that_somebody_else_has_begun_is_not_the_one_that_is_logged_in(
    ann: User, browser: Browser, other: Browser
) -> None:
    """Session fixation: the session that a stranger has put into somebody's browser stays the stranger's."""
    other.log_in("ann")
    planted = str(other.session)
    other.send("/logout")
    browser.client.cookies.set("tenure_session", planted, domain="tenure.local")

    browser.log_in("ann")
    other.client.cookies.set("tenure_session", planted, domain="tenure.local")

    assert browser.who() == "ann"
    assert other.who() is None
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_form_of_another_site_does_nothing(ann: User, browser: Browser) -> None:
    browser.get("/login")
    forged = browser.client.post("/login", data={"login": "ann", "password": PASSWORD})
    assert (forged.status_code, browser.who()) == (403, None)
    assert "This was not sent from a page of Tenure" in forged.text

    browser.log_in("ann")
    assert browser.client.post("/logout").status_code == 403
    assert browser.client.post("/account/password", data={"oldpassword": PASSWORD}).status_code == 403
    assert browser.who() == "ann"


def test_logging_out_takes_a_post_and_ends_the_session(ann: User, browser: Browser, other: Browser) -> None:
    browser.log_in("ann")
    copied = str(browser.session)
    browser.get("/logout")
    assert browser.who() == "ann"

    assert sent_to(browser.send("/logout")) == (302, "/login")

    other.client.cookies.set("tenure_session", copied, domain="tenure.local")
    assert (browser.who(), other.who()) == (None, None)
    assert not Session.objects.exists()


def test_ten_guesses_lock_a_name_whether_or_not_there_is_one(
    ann: User, browser: Browser, other: Browser
) -> None:
    told = []
    for name in ("ann", "nobody"):
        for _ in range(10):
            assert WRONG in browser.log_in(name, "guess").text
        told.append(other.log_in(name).text.replace(name, "NAME"))
        assert other.who() is None

    assert all("Too many logins have failed. Try again in 15 minutes." in text for text in told)


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("/api/v1/openapi.json", "/api/v1/openapi.json"),
        ("/account/password?a=1&b=2", "/account/password?a=1&b=2"),
        ("http://tenure/account/password", "http://tenure/account/password"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("http:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://tenure@evil.example/", "/"),
        ("http://localhost/", "/"),
    ],
)
def test_nobody_is_sent_elsewhere(ann: User, browser: Browser, wanted: str, sent: str) -> None:
    path = str(httpx.URL("/login", params={"next": wanted}))

    assert sent_to(browser.log_in("ann", path=path)) == (302, sent)
    assert sent_to(browser.get(path)) == (302, sent)


def test_a_one_time_password_is_changed_before_anything_else(
    ann: User, ledger: Ledger, browser: Browser
) -> None:
    given = give_password(*asked(), "ann")

    browser.log_in("ann", given)

    for path in ("/account", "/account/second-factor", "/account/second-factor/on", "/login"):
        assert sent_to(browser.get(path)) == (302, "/account/password")
    told = browser.get("/api/v1/failures")
    assert (told.status_code, told.json()["code"]) == (403, "PASSWORD_TO_CHANGE")

    for chosen, why in (
        ("short", "at least 12 characters"),
        (given, "The new password is the one before."),
        ("ann@example.com", "too similar"),
    ):
        answer = browser.send("/account/password", oldpassword=given, password1=chosen, password2=chosen)
        assert why in answer.text
    guessed = browser.send("/account/password", oldpassword="guess", password1=CHOSEN, password2=CHOSEN)
    assert "This is not your password." in guessed.text
    assert User.objects.get(name="ann").must_change_password

    changed = browser.send("/account/password", oldpassword=given, password1=CHOSEN, password2=CHOSEN)

    assert sent_to(changed) == (302, "/account")
    assert browser.who() == "ann"
    assert browser.get("/api/v1/failures").status_code == 200
    assert not User.objects.get(name="ann").must_change_password
    assert not LoginAttempt.objects.exists()


def test_another_password_logs_out_everywhere_else(ann: User, browser: Browser, other: Browser) -> None:
    browser.log_in("ann")
    other.log_in("ann")

    browser.send("/account/password", oldpassword=PASSWORD, password1=CHOSEN, password2=CHOSEN)

    assert (browser.who(), other.who()) == ("ann", None)
    assert WRONG in other.log_in("ann").text
    other.log_in("ann", CHOSEN)
    assert other.who() == "ann"


def test_the_password_is_not_guessed_where_it_is_changed_either(ann: User, browser: Browser) -> None:
    browser.log_in("ann")
    for _ in range(10):
        browser.send("/account/password", oldpassword="guess", password1=CHOSEN, password2=CHOSEN)

    answer = browser.send("/account/password", oldpassword=PASSWORD, password1=CHOSEN, password2=CHOSEN)

    assert "Too many logins have failed." in answer.text
    assert User.objects.get(name="ann").check_password(PASSWORD)


def test_who_is_deactivated_is_logged_in_no_more(ann: User, browser: Browser) -> None:
    browser.log_in("ann")
    assert browser.get("/api/v1/failures").status_code == 200

    deactivate(*asked(), "ann")

    assert browser.who() is None
    told = browser.get("/api/v1/failures")
    assert (told.status_code, told.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_a_session_ends_after_twelve_hours_and_is_forgotten(
    ann: User, browser: Browser, other: Browser
) -> None:
    browser.log_in("ann")
    ends = Session.objects.get().expire_date
    assert timedelta(hours=11, minutes=59) < ends - now() <= timedelta(hours=12)

    Session.objects.update(expire_date=now())
    assert browser.who() is None
    other.log_in("ann")

    assert Session.objects.count() == 1


def test_nobody_signs_up(browser: Browser) -> None:
    for path in ("/signup", "/login/signup", "/accounts/signup/", "/account/email", "/password/reset"):
        assert browser.get(path).status_code == 404
