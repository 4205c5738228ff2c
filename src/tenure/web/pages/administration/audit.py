"""The audit: who did what, when, from where, and why."""

from typing import Final, get_args
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse

from tenure.operations.audit import Asked, UnknownPlace, audit
from tenure.operations.audited_fields import About
from tenure.operations.documents.audit import audit_document
from tenure.web.forms import Field, Form
from tenure.web.lists import ROWS
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page, refused

OBJECTS: Final = get_args(About)
"""What an entry can be about."""

FIELDS: Final = (
    Field("from", "From", "date"),
    Field("to", "To", "date"),
    Field("actor", "By"),
    Field("object", "About", "choice", choices=[(one, one.replace("_", " ")) for one in OBJECTS]),
    Field("key", "Named"),
    Field("account", "Account"),
    Field("request_id", "Request"),
)


@page
def entries(visit: Visit) -> HttpResponse:
    """A page of the audit, newest first, and the way to all of it as a file."""
    said = {field.name: visit.said(field.name) or "" for field in FIELDS}
    wanted = Asked(
        visit.moment("from"),
        visit.moment("to"),
        *(said[name] or None for name in ("actor", "object", "key", "account", "request_id")),
    )
    try:
        found = audit(*visit.asked, wanted, cursor=visit.said("cursor"), limit=ROWS)
    except UnknownPlace as error:
        return refused(visit, 422, error.refusal.sentence)
    exported = {"format": "csv", **{name: value for name, value in said.items() if value}}
    return show(
        visit,
        "audit",
        "audit.html",
        form=Form(FIELDS, said),
        entries=[audit_document(entry) for entry in found.entries],
        next_cursor=found.next_cursor,
        export=f"{reverse('api:api-root')}audit?{urlencode(exported)}",
    )


addresses = [path("administration/audit", entries, name="audit")]
