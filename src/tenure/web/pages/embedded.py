"""The dashboard of an asset, and each of its charts, as pages of their own that other sites may show within theirs.

Which sites, a setting says (docs/serving.md). Nothing is changed on such a page, and its links open a window of their
own, since no other page may be shown within another site.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from tenure.kernel.refusals import Malformed, Refusal
from tenure.operations.moments import NoMoment
from tenure.web.asset_charts import MEASURES, life_of
from tenure.web.assets import FIGURES, Shown, shown_of
from tenure.web.visits import View, Visit, page

WITHIN: Final = frozenset({"iframe", "frame", "embed", "object"})
"""What browsers say of whom a page is for, where that is a page of somebody else (`Sec-Fetch-Dest`)."""

TO_LOG_IN: Final = 302
"""The status with which somebody is sent to log in, or to choose a password."""


class NoSuchChart(Malformed):
    """The asset has no chart of the name, or none for whoever asks."""

    code = "UNKNOWN_CHART"
    status = 404
    template = "There is no chart {chart}."


def embedded(view: Callable[..., HttpResponse]) -> View:
    """Make a function of a visit a view that other sites may show, also what it says where it is refused."""

    @page
    def opened(visit: Visit, **parts: Any) -> HttpResponse:
        try:
            return view(visit, **parts)
        except Refusal as refusal:
            return visit.show("embedded_refused.html", refusal.status, sentence=str(refusal))
        except NoMoment as error:
            return visit.show("embedded_refused.html", 422, sentence=str(error))

    @wraps(view)
    def framed(request: HttpRequest, **parts: Any) -> HttpResponse:
        response = opened(request, **parts)
        if response.status_code == TO_LOG_IN and request.headers.get("Sec-Fetch-Dest") in WITHIN:
            response = _not_logged_in(request)
        response.may_be_embedded = True
        return response

    return framed


def _not_logged_in(request: HttpRequest) -> HttpResponse:
    """Say within another site that somebody has to log in; no page to log in is shown there."""
    text = engines["jinja2"].get_template("web/embedded_stranger.html").render({}, request)
    return HttpResponse(text, status=401, headers={"Cache-Control": "private, no-store"})


@embedded
def dashboard(visit: Visit, asset: str) -> HttpResponse:
    """How much an asset is, and how that went and will go."""
    shown = shown_of(visit, asset)
    return _show(shown, list(shown.course.measures()), with_figures=True)


@embedded
def chart(visit: Visit, asset: str, measure: str) -> HttpResponse:
    """One chart of an asset."""
    shown = shown_of(visit, asset)
    if measure not in MEASURES or not shown.course.sees(measure):
        raise NoSuchChart(chart=measure)
    return _show(shown, [measure], with_figures=False)


def _show(shown: Shown, measures: list[str], *, with_figures: bool) -> HttpResponse:
    span = life_of(shown.told, shown.looking, shown.visit.reader)
    return shown.show(
        "embedded_asset.html",
        drawn=[shown.course.drawn(name, span) for name in measures],
        figures=shown.figures(FIGURES) if with_figures else [],
    )


addresses = [
    path("embed/assets/<key:asset>/dashboard", dashboard, name="embedded_dashboard"),
    path("embed/assets/<key:asset>/charts/<str:measure>", chart, name="embedded_chart"),
]
