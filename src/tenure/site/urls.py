"""The addresses of the site."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from tenure.api.interface import interface
from tenure.site.health import live, ready
from tenure.site.metrics import metrics
from tenure.site.mistakes import mistake

urlpatterns = [
    path("healthz", live),
    path("readyz", ready),
    path("metrics", csrf_exempt(metrics)),
    path("api/v1/", interface.urls),
    path("", include("tenure.login.urls")),
    path("", include("tenure.web.urls")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such address."""
    del exception
    return mistake(request, 404, "NO_SUCH_ADDRESS", "There is nothing at this address.")


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from a page of ours, or too late."""
    del reason
    sentence = "This was not sent from a page of Tenure, or the page is too old. Go back, load it again, and try again."
    return mistake(request, 403, "CSRF_FAILED", sentence)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request itself is wrong."""
    del exception
    return mistake(request, 400, "BAD_REQUEST", "The request cannot be understood.")


def handler500(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, and by what it is found in the log."""
    sentence = f"Something went wrong here. It is in the log under {request.request_id}."
    return mistake(request, 500, "INTERNAL_ERROR", sentence)
