"""A second factor: switched on by who knows the password, asked after it, used once, and not to be guessed."""

import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connections

from tenure.clock import now
from tenure.identity.factors import forget, used
from tenure.identity.models import User
from tests.identity.people import asked
from tests.site.browsing import PASSWORD, Browser, app_code

ON = "/account/second-factor/on"


def here() -> int:
    """The number of this half-minute."""
    return int(now().timestamp()) // 30


def switched_on(browser: Browser) -> tuple[str, list[str]]:
    """Switch the second factor of ann on; give the app's key, and the recovery codes."""
    browser.log_in("ann")
    assert browser.get(ON).headers["Location"].startswith("/account/confirm?")
    browser.send(f"/account/confirm?next={ON}", password=PASSWORD)
    page = browser.get(ON)
    [secret] = re.findall(r"Key: <code>(\w+)</code>", page.text)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken)" value="(\w+)"', page.text))
    answer = browser.client.post(ON, data={**fields, "code": app_code(secret, here())})
    assert answer.headers["Location"] == "/account/recovery-codes"
    return secret, re.findall(r"<code>(\d{8})</code>", browser.get("/account/recovery-codes").text)


def enter(browser: Browser, code: str) -> str:
    """Enter a code after the password; give what is said."""
    return browser.send("/login/code", code=code).text


def test_the_code_comes_after_the_password(ann: User, browser: Browser, other: Browser) -> None:
    secret, recovery_codes = switched_on(browser)
    assert len(recovery_codes) == 10

    answer = other.log_in("ann")

    assert answer.headers["Location"] == "/login/code"
    assert other.who() is None
    assert other.get("/api/v1/failures").status_code == 401
    assert "The code is wrong" in enter(other, "000000")
    assert other.who() is None
    enter(other, app_code(secret, here()))
    assert other.who() == "ann"


def test_a_code_is_good_once_and_so_are_those_before_it(ann: User, browser: Browser, other: Browser) -> None:
    secret, _ = switched_on(browser)
    number = here()
    other.log_in("ann")
    enter(other, app_code(secret, number + 1))
    assert other.who() == "ann"

    other.send("/logout")
    other.log_in("ann")

    for counter in (number, number + 1):
        assert "The code is wrong, or was used already." in enter(other, app_code(secret, counter))
    assert other.who() is None


@pytest.mark.usefixtures("application")
def test_of_several_who_enter_a_code_at_once_one_comes_in(ann: User) -> None:
    secret = "A" * 32
    TOTP.activate(ann, secret)
    code, together, let_in = app_code(secret, here() + 1), threading.Barrier(4), list[bool]()

    def come_in(number: int) -> None:
        together.wait()
        let_in.append(used(ann, code, f"192.0.2.{number}", now()) is not None)
        connections["default"].close()

    threads = [threading.Thread(target=come_in, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(let_in) == [False, False, False, True]


def test_a_recovery_code_is_good_once(ann: User, browser: Browser, other: Browser) -> None:
    _, (first, second, *_) = switched_on(browser)
    for code, who in ((first, "ann"), (first, None), (second, "ann")):
        other.log_in("ann")
        enter(other, code)
        assert other.who() == who
        other.send("/logout")
        other.client.cookies.clear()

    assert "You have 8 of 10 left." in browser.get("/account/recovery-codes").text


def test_guesses_are_counted_although_the_password_is_known(
    ann: User, browser: Browser, other: Browser
) -> None:
    """Who knows the password cannot take the guesses away by logging in with it in between."""
    secret, _ = switched_on(browser)
    for _ in range(2):
        other.log_in("ann")
        for guess in range(5):
            assert "The code is wrong" in enter(other, f"00000{guess}")
        other.client.cookies.clear()

    other.log_in("ann")

    assert "Too many logins have failed." in enter(other, app_code(secret, here()))
    assert other.who() is None


def test_neither_key_nor_codes_can_be_read_in_the_database(ann: User, browser: Browser) -> None:
    secret, recovery_codes = switched_on(browser)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert [text for text in (secret, *recovery_codes) if text in kept] == []
    assert "They are not shown again." in browser.get("/account/recovery-codes").text


def test_it_is_switched_off_by_who_confirms_and_taken_away_by_who_manages_users(
    ann: User, browser: Browser, other: Browser
) -> None:
    switched_on(browser)
    browser.send("/account/second-factor/off")
    assert not Authenticator.objects.exists()

    switched_on(other)
    forget(*asked(), "ann")
    assert not Authenticator.objects.exists()
    browser.client.cookies.clear()
    browser.log_in("ann")
    assert browser.who() == "ann"


@pytest.mark.parametrize("path", ["/login/code", ON, "/account/second-factor/off", "/account/recovery-codes"])
def test_without_a_login_there_is_nothing(ann: User, browser: Browser, path: str) -> None:
    answer = browser.get(path)

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login")
