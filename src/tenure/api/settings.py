"""The organisation's settings."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.shapes import SentSetting
from tenure.operations.settings import change_setting
from tenure.operations.settings import settings as all_settings

router = Router(tags=["Administration"])


@router.get("/settings", operation_id="settings", openapi_extra=described("Settings"))
def settings(request: HttpRequest) -> HttpResponse:
    """The organisation's settings, by name."""
    return answer(dict(all_settings(*asked(request))))


@router.put(
    "/settings/{name}",
    operation_id="changeSetting",
    openapi_extra=administered(None, 404, body="SentSetting"),
)
@administrative
def change(request: HttpRequest, name: str, message: MESSAGE = None) -> HttpResponse:
    """Give a setting a value."""
    change_setting(*asked(request, message), name, value=sent_as(request, SentSetting).value)
    return done()
