"""The organisation's settings."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from django.urls import path

from tenure.kernel.refusals import Refusal
from tenure.operations.settings import UnknownSetting, WrongValue, change_setting, settings
from tenure.store.shell import together
from tenure.web.forms import SHOWN_AGAIN, Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page

FIELDS: Final = (
    Field("time_zone", "Time zone", help="In which dates begin and end; fixed once anything is activated."),
    Field(
        "backdating",
        "Back-dating",
        "choice",
        "Whether changes may be effective before today.",
        (("allow", "Allowed"), ("refuse", "Refused")),
        required=True,
    ),
    Field(
        "rollback_scope",
        "Undo",
        "choice",
        "Which last change of an asset may be rolled back.",
        (("any_last", "Any last change"), ("future_only", "Only one that is not yet effective")),
        required=True,
    ),
    Field(
        "books_closed_through", "Books closed through", "date", "Nothing is recorded on or before this date."
    ),
)


@page
def administration(visit: Visit) -> HttpResponse:
    """The settings, each with what it does."""
    now = {name: "" if value == "none" else value for name, value in settings(*visit.asked).items()}
    if visit.request.method != "POST":
        return _shown(visit, now, {})
    typed = typed_in(visit.request.POST)
    wrong, status = _changed(visit.because(typed.get("message")), now, typed)
    return to("administration") if not wrong else _shown(visit, {**now, **typed}, wrong, status)


def _changed(
    visit: Visit, now: Mapping[str, str], typed: Mapping[str, str]
) -> tuple[dict[str, list[str]], int]:
    """Change the settings that are typed anew, all or none of them.

    Gives what is wrong, by the name of the setting, and with which status that is answered.
    """
    changes = {name: value for name, value in typed.items() if name in now and now[name] != value}
    name = ""
    try:
        with together():
            for name, value in changes.items():
                change_setting(*visit.asked, name, value=value or "none")
    except (UnknownSetting, WrongValue) as mistake:
        return {name: [str(mistake)]}, SHOWN_AGAIN
    except Refusal as refusal:
        return {name: [str(refusal)]}, status_of(refusal)
    return {}, 200


def _shown(
    visit: Visit, typed: Mapping[str, str], wrong: Mapping[str, list[str]], status: int = 200
) -> HttpResponse:
    form = Form(FIELDS, typed, wrong)
    may = visit.may("change_settings") or visit.may("close_books")
    return show(visit, "administration", "settings.html", status, form=form, may=may)


addresses = [path("administration", administration, name="administration")]
