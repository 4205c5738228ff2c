"""Somebody who logs in for the first time in a real browser, and sees every page that there is about it."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from tenure.clock import now
from tests.identity.people import PASSWORD
from tests.site.browsing import app_code

Look = Callable[[str, Page], None]
"""Takes the name of an address, and what is shown there."""

WITHOUT_A_PAGE: Final = frozenset({"provider_callback", "oauth_token", "oauth_revoke"})
"""Addresses that are for programs, or send on."""

WRONG_CODE: Final = "000000"


def walk(page: Page, name: str, look: Look) -> None:
    """See every page of `tenure.login.urls`, also with something wrong in its form, as a user with a password."""
    come_in(page, name, look)
    look_after_the_password(page, look)
    secret = switch_on(page, look)
    look_after_the_second_factor(page, look)
    leave(page, look)
    come_in_again(page, name, secret, look)


def come_in(page: Page, name: str, look: Look) -> None:
    page.goto("/login/link/nobody/nothing")
    look("login_link", page)
    page.goto("/login/provider/cancelled")
    look("socialaccount_login_cancelled", page)
    page.goto("/login")
    look("account_login", page)
    page.get_by_role("button", name="Log in with Elsewhere").click()
    look("provider_login", page)
    log_in(page, name, "wrong")
    look("account_login", page)
    log_in(page, name, PASSWORD)
    page.wait_for_url("/")


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def look_after_the_password(page: Page, look: Look) -> None:
    page.goto("/account")
    look("account", page)
    page.get_by_role("link", name="Change password").click()
    look("account_change_password", page)
    for field in page.locator("input[type=password]").all():
        field.fill("short")
    page.get_by_role("button", name="Change password").click()
    look("account_change_password", page)


def switch_on(page: Page, look: Look) -> str:
    """Switch the second factor on; give the key of the app."""
    page.goto("/account/second-factor")
    look("mfa_index", page)
    page.get_by_role("link", name="Switch it on").click()
    look("account_reauthenticate", page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    look("mfa_activate_totp", page)
    enter(page, WRONG_CODE, "Switch on")
    look("mfa_activate_totp", page)
    secret = page.locator("main code").inner_text()
    enter(page, code(secret), "Switch on")
    look("mfa_view_recovery_codes", page)
    return secret


def enter(page: Page, typed: str, button: str) -> None:
    page.locator("input[name=code]").fill(typed)
    page.get_by_role("button", name=button, exact=True).click()


def code(secret: str, later: int = 0) -> str:
    """Give what the app shows, some half-minutes later."""
    return app_code(secret, int(now().timestamp()) // 30 + later)


def look_after_the_second_factor(page: Page, look: Look) -> None:
    for path, name in (
        ("/account/recovery-codes", "mfa_view_recovery_codes"),
        ("/account/second-factor", "mfa_index"),
        ("/account/recovery-codes/new", "mfa_generate_recovery_codes"),
        ("/account/second-factor/off", "mfa_deactivate_totp"),
        ("/account/confirm", "account_reauthenticate"),
        ("/account/confirm/code", "mfa_reauthenticate"),
    ):
        page.goto(path)
        look(name, page)


def leave(page: Page, look: Look) -> None:
    page.goto("/logout")
    look("account_logout", page)
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("/login")


def come_in_again(page: Page, name: str, secret: str, look: Look) -> None:
    log_in(page, name, PASSWORD)
    look("mfa_authenticate", page)
    enter(page, WRONG_CODE, "Log in")
    look("mfa_authenticate", page)
    enter(page, code(secret, later=1), "Log in")
    page.wait_for_url("/")
