"""Tokens: of who asks, and for who manages users of everybody."""

from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.repeating import once_told
from tenure.api.shapes import SentToken
from tenure.identity import tokens as operation
from tenure.identity.documents import token_document
from tenure.identity.giving import give_token, whose
from tenure.operations.finding import LARGEST_ID

router = Router(tags=["Administration"])


@router.get("/tokens", operation_id="tokens", openapi_extra=described("Tokens"))
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of who asks, for who manages users everybody's; without their secrets."""
    question = asked(request)
    found = operation.tokens(question.actor)
    return answer({"tokens": [token_document(token, question.now) for token in found]})


@router.post(
    "/tokens",
    operation_id="createToken",
    openapi_extra=administered("NewToken", 404, body="SentToken", status=201),
)
@administrative
def create(request: HttpRequest, message: MESSAGE = None) -> HttpResponse:
    """Make a token, of who asks unless it is said whose. Its secret is told this once."""
    sent = sent_as(request, SentToken)
    question = asked(request, message)
    expires = operation.expiry(sent.days, question.now)
    user, role_limit = whose(*question, sent.user, sent.role)
    limit = role_limit if sent.permissions is None else sent.permissions
    token, secret = give_token(*question, user, sent.label, limit, expires)
    document = token_document(token, question.now)
    again = msgspec.json.encode({**document, "secret": None})
    return once_told(answer({**document, "secret": secret}, 201), again)


@router.delete("/tokens/{token_id}", operation_id="revokeToken", openapi_extra=administered(None, 404))
@administrative
def revoke(
    request: HttpRequest,
    token_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    message: MESSAGE = None,
) -> HttpResponse:
    """Make an end of a token."""
    operation.revoke(*asked(request, message), token_id)
    return done()
