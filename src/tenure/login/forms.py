"""What people fill in: allauth's forms, with our checks and words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByFactorForm
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError

from tenure.clock import now
from tenure.identity.factors import used
from tenure.identity.models import User
from tenure.identity.passwords import change
from tenure.identity.refusals import LockedOut
from tenure.login.adapters import Accounts
from tenure.login.backend import address_of


class _Plain(forms.Form):
    """Fields with labels beside them, not in them."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class Login(_Plain, LoginForm):
    """Name and password."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["login"].label = "Name"

    def clean(self) -> dict[str, Any] | None:
        """Look who it is."""
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except LockedOut as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned


def _is_own(user: User, password: str) -> bool:
    """Tell whether a password is a user's own, as a guess that counts."""
    try:
        return Accounts(context.request).reauthenticate(user, password)
    except LockedOut as refusal:
        raise ValidationError(str(refusal)) from refusal


class Confirm(_Plain, ReauthenticateForm):
    """The password once more."""

    def clean_password(self) -> str:
        """Look whether it is the user's."""
        password: str = self.cleaned_data["password"]
        if not _is_own(self.user, password):
            raise ValidationError("This is not your password.")
        return password


class ChangePassword(_Plain, ChangePasswordForm):
    """The password so far, and a new one twice."""

    def clean_oldpassword(self) -> str:
        """Look whether it is the user's."""
        password: str = self.cleaned_data["oldpassword"]
        if not _is_own(self.user, password):
            raise ValidationError("This is not your password.")
        return password

    def save(self) -> None:
        """Let the user have the new password."""
        change(self.user, self.cleaned_data["password1"])


class _Code(_Plain):
    """A code of a second factor."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Look of which factor it is, as a guess that counts."""
        code: str = self.cleaned_data["code"]
        try:
            found = used(self.user, code, address_of(context.request), now())
        except LockedOut as refusal:
            raise ValidationError(str(refusal)) from refusal
        if found is None:
            raise ValidationError("The code is wrong, or was used already.")
        found.user = self.user
        self.authenticator = found
        return code


class SecondFactor(_Code, AuthenticateForm):
    """The code after the password."""


class ConfirmBySecondFactor(_Code, ReauthenticateByFactorForm):
    """A code once more."""
