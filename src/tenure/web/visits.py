"""A visit: somebody opens a page. Here is what every page needs, and what every page answers when it is refused.

`page` makes a view of a function of a visit. Who is not logged in is sent to log in and comes back; what is refused is
told in words, with the status that the refusal has everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template import engines
from django.utils.cache import patch_cache_control
from msgspec import Struct, structs

from tenure.clock import now
from tenure.identity.refusals import PasswordToChange
from tenure.identity.sessions import session_actor
from tenure.kernel.refusals import Refusal
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import NONE, CustomField, Declared, ObjectName, declared_in
from tenure.operations.custom.declaring import custom_fields
from tenure.operations.ledger import Ledger, setting_values, settings_for
from tenure.operations.lists.asking import CannotList
from tenure.operations.moments import Moment, NoMoment, moment
from tenure.store.ids import Ids
from tenure.store.reaching import lost
from tenure.store.shell import working_connection
from tenure.web.custom import shown, writable
from tenure.web.reader import Reader, locale_of

View = Callable[..., HttpResponse]


class Visit(Struct, frozen=True):
    """Somebody opens a page: who, when, in which request, the open book, how they read, which custom fields are."""

    request: HttpRequest
    actor: Actor
    now: datetime
    ledger: Ledger
    reader: Reader
    declared: Declared = NONE

    @property
    def asked(self) -> tuple[Actor, datetime, str, Ledger]:
        """What every operation is asked with."""
        return self.actor, self.now, self.request.request_id, self.ledger

    def custom(self, *objects: ObjectName) -> Sequence[CustomField]:
        """Give the custom fields of objects that the visitor sees."""
        return shown(self.declared, self.actor.hidden, *objects)

    def custom_to_write(self, *objects: ObjectName) -> Sequence[CustomField]:
        """Give the custom fields of objects that the visitor may write, and what each means."""
        closed = self.actor.hidden | self.actor.fixed
        names = {field.full_name for field in writable(self.declared, closed, *objects)}
        return [field for field in custom_fields(*self.asked) if field.full_name in names] if names else []

    def because(self, message: str | None) -> "Visit":
        """Give the visit with a reason that is kept with what it changes."""
        return structs.replace(self, actor=structs.replace(self.actor, message=message or None))

    def said(self, name: str) -> str | None:
        """Give what the address says under a name, None where that is nothing."""
        return (self.request.GET.get(name) or "").strip() or None

    def moment(self, name: str) -> Moment | None:
        """Give the moment that the address says under a name; raise `NoMoment`."""
        text = self.said(name)
        return None if text is None else moment(text)

    def link(self, path: str | None = None, /, **changes: str | Sequence[str] | None) -> str:
        """Give the address of this page with some of what it says changed; None says it no more.

        With a path, it is the address of another page that is asked the same.
        """
        return _link(path or self.request.path, self.request.GET, changes)

    def may(self, permission: str) -> bool:
        """Tell whether the visitor has a permission."""
        return permission in self.actor.permissions

    def show(self, template: str, status: int = 200, **shown: Any) -> HttpResponse:
        """Answer with a page."""
        text = (
            engines["jinja2"]
            .get_template(f"web/{template}")
            .render({"visit": self, "reader": self.reader, **shown}, self.request)
        )
        return HttpResponse(text, status=status)


def _link(path: str, said: QueryDict, changes: Mapping[str, str | Sequence[str] | None]) -> str:
    query = said.copy()
    for name, value in changes.items():
        query.setlist(name, [] if value is None else [value] if isinstance(value, str) else list(value))
    text = query.urlencode()
    return f"{path}?{text}" if text else path


def page(view: View) -> View:
    """Make a function of a visit a view; what it answers is for this visitor alone, and kept by nobody."""

    @wraps(view)
    def opened(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            response = _opened(view, request, **parts)
        except Exception as error:
            sentence = lost(error)
            if sentence is None:
                raise
            response = render(request, "login/refused.html", {"sentence": sentence}, status=503)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return opened


def _opened(view: View, request: HttpRequest, **parts: Any) -> HttpResponse:
    try:
        actor = session_actor(request)
    except PasswordToChange:
        return redirect("account_change_password")
    if actor is None:
        return _to_log_in(request)
    visit = visit_of(request, structs.replace(actor, source=f"{request.META.get('REMOTE_ADDR')}, page"))
    try:
        return view(visit, **parts)
    except Refusal as refusal:
        return refused(visit, refusal.status, str(refusal))
    except CannotList as error:
        return refused(visit, 422, error.refusal.sentence)
    except NoMoment as error:
        return refused(visit, 422, str(error))


def visit_of(request: HttpRequest, actor: Actor) -> Visit:
    """Give the visit that a request of an actor is."""
    ledger = Ledger(working_connection(), Ids())
    locale = locale_of(request.headers.get("Accept-Language", ""))
    values = setting_values(ledger)
    reader = Reader(locale, ZoneInfo(settings_for(values, actor).zone.name))
    return Visit(request, actor, now(), ledger, reader, declared_in(values))


def refused(visit: Visit, status: int, sentence: str) -> HttpResponse:
    """Say what is refused, on a page."""
    asked_wrongly = status == 422 and visit.request.method == "GET" and bool(visit.request.GET)
    return visit.show("refused.html", status, sentence=sentence, asked_wrongly=asked_wrongly)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to log in; a part of a page is asked for by a script, which has to be told to leave the page."""
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    here = request.headers.get("HX-Current-URL", "/")
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = redirect_to_login(here).url
    return response
