"""Tokens of programs: of the visitor, and for who manages users everybody's."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse, QueryDict
from django.urls import path

from tenure.identity import tokens as operation
from tenure.identity.documents import token_document
from tenure.identity.giving import give_token, whose
from tenure.identity.limits import TOKEN_DAYS, TOKEN_DAYS_MOST
from tenure.identity.refusals import UnknownToken
from tenure.identity.roles import roles
from tenure.kernel.refusals import Refusal
from tenure.operations.actor import PERMISSIONS
from tenure.operations.finding import LARGEST_ID
from tenure.store.shell import together
from tenure.web.forms import SHOWN_AGAIN, Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page

LABEL: Final = Field("label", "What it is for", help="So that it is known again.", required=True)
DAYS: Final = Field("days", "Good for how many days", "number", f"At most {TOKEN_DAYS_MOST}.", required=True)


@page
def tokens(visit: Visit) -> HttpResponse:
    """All tokens that the visitor may see, without their secrets; a new one, with its secret, once."""
    sent = visit.request.POST
    if visit.request.method != "POST":
        return _shown(visit)
    wrong: dict[str, list[str]] = {}
    refusal = None
    try:
        with together():
            if "revoke" in sent:
                operation.revoke(*visit.asked, _id(sent["revoke"]))
                return to("tokens")
            days = sent.get("days", "").strip()
            if not (days.isdecimal() and len(days) < 10 and 1 <= int(days) <= TOKEN_DAYS_MOST):
                wrong = {"days": [f"A whole number from 1 to {TOKEN_DAYS_MOST}."]}
            elif not sent.get("label", "").strip():
                wrong = {"label": ["Say what it is for."]}
            else:
                return _shown(visit, secret=_made(visit, sent, int(days)))
    except Refusal as caught:
        refusal = caught
    return _shown(visit, sent, wrong, refusal)


def _id(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)) or int(text) > LARGEST_ID:
        raise UnknownToken(token=text)
    return int(text)


def _made(visit: Visit, sent: QueryDict, days: int) -> str:
    user, limit = whose(*visit.asked, None, sent.get("role") or None)
    chosen = sent.getlist("permissions")
    expires = operation.expiry(days, visit.now)
    label = sent["label"].strip()
    return give_token(*visit.asked, user, label, chosen or limit, expires)[1]


def _shown(
    visit: Visit,
    sent: QueryDict | None = None,
    wrong: Mapping[str, list[str]] = {},
    refusal: Refusal | None = None,
    secret: str | None = None,
) -> HttpResponse:
    said = wrong if refusal is None else {"": [str(refusal)]}
    fields = [LABEL, DAYS]
    if visit.may("manage_users"):
        choices = [(role.name, role.label) for role in roles(visit.actor)]
        words = "Your own, where none is chosen; else of the program that has the role."
        fields.append(Field("role", "Of the program with the role", "choice", words, choices))
    return show(
        visit,
        "tokens",
        "tokens.html",
        status_of(refusal) if not wrong else SHOWN_AGAIN,
        rows=[token_document(token, visit.now) for token in operation.tokens(visit.actor)],
        form=Form(fields, {"days": str(TOKEN_DAYS)} if sent is None else typed_in(sent), said),
        permissions=[(name, words) for name, words in PERMISSIONS.items() if visit.may(name)],
        chosen=[] if sent is None else sent.getlist("permissions"),
        secret=secret,
    )


addresses = [path("administration/tokens", tokens, name="tokens")]
