"""The interface as a whole: its addresses, who may ask, and how what goes wrong is answered."""

from importlib.metadata import version
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from msgspec import structs
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from tenure.api import (
    accounts,
    activations,
    assets,
    attachments,
    audit,
    changes,
    custom_fields,
    orders,
    records,
    reports,
    roles,
    tokens,
    uploads,
    users,
    verifying,
    webhooks,
)
from tenure.api import settings as organisation
from tenure.api.bodies import LengthMissing, Unreadable
from tenure.api.described import as_sent, components
from tenure.api.problems import problem, refused
from tenure.clock import now
from tenure.identity.sessions import session_actor
from tenure.identity.tokens import authenticate
from tenure.kernel.refusals import Forbidden, Refusal
from tenure.operations.actor import Actor
from tenure.operations.audit import UnknownPlace
from tenure.operations.hidden import NOTHING
from tenure.operations.lists.asking import CannotList
from tenure.operations.loading import AccountCycle
from tenure.operations.moments import NoMoment
from tenure.operations.outcomes import LineRefusal
from tenure.operations.settings import UnknownSetting, WrongValue
from tenure.store.reaching import lost
from tenure.store.shell import working_connection

ABOUT = (
    "What does a customer actually have? On any day, as known on any other day. Decimals are texts, dates are"
    " ISO 8601, instants RFC 3339; what is refused is a problem of RFC 9457 with a stable code."
)


class ByToken(HttpBearer):
    """Who asks shows a token: `Authorization: Bearer tenure_...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Give who a token is of."""
        return authenticate(working_connection(), token, now(), _address(request))


class BySession(APIKeyCookie):
    """Who asks is logged in: pages ask with the cookie of their session, and write only with its CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Give who is logged in; a token that is shown, however wrong, is all that counts."""
        if "Authorization" in request.headers or self.param_name not in request.COOKIES:
            return None
        found = session_actor(request)
        if found is not None and request.method not in SAFE and (_is_form(request) or check_csrf(request)):
            raise NotFromHere
        return found and structs.replace(found, source=f"{_address(request)}, session")

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Give who is logged in."""
        return self(request)


def _address(request: HttpRequest) -> str:
    """Give from where somebody asks."""
    return request.META.get("REMOTE_ADDR") or "unknown"


SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def _is_form(request: HttpRequest) -> bool:
    """Tell whether something is sent as a form is, which is what pages of others can do, and ours need not."""
    return request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}


class NotFromHere(Forbidden):
    """What is written by a session has to bring its CSRF token."""

    code = "CSRF_FAILED"
    status = 403
    template = "Who is logged in by a cookie has to send the CSRF token with what is written: X-CSRFToken."


class Interface(NinjaAPI):
    """The interface, which describes what is sent and answered by Tenure's own shapes."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """Describe the interface in OpenAPI 3.1."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"] = components()
        for methods in schema["paths"].values():
            for method in methods.values():
                _forget_unsaid(method["responses"])
                for parameter in method.get("parameters", ()):
                    parameter["schema"] = as_sent(parameter)
        return schema


def _forget_unsaid(responses: dict[int, Any]) -> None:
    """Leave out the answer that ninja supposes where none of its own kind is declared."""
    if "content" not in responses.get(200, {}):
        responses.pop(200, None)


interface = Interface(
    title="Tenure",
    version=version("tenure"),
    description=ABOUT,
    auth=[ByToken(), BySession(csrf=False)],
    docs_url=None,
    urls_namespace="api",
)
interface.add_router("", accounts.router)
interface.add_router("", assets.router)
interface.add_router("", attachments.router)
interface.add_router("", orders.router)
interface.add_router("", activations.router)
interface.add_router("", uploads.router)
interface.add_router("", changes.router)
interface.add_router("", audit.router)
interface.add_router("", organisation.router)
interface.add_router("", custom_fields.router)
interface.add_router("", users.router)
interface.add_router("", roles.router)
interface.add_router("", tokens.router)
interface.add_router("", verifying.router)
interface.add_router("", webhooks.router)
interface.add_router("", records.router)
interface.add_router("", reports.router)


@interface.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Say that it is not known who asks."""
    del request, error
    sentence = "Show a token that is good: Authorization: Bearer tenure_..."
    return problem(401, "NOT_AUTHENTICATED", sentence, headers={"WWW-Authenticate": "Bearer"})


@interface.exception_handler(Refusal)
def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Say what is refused."""
    del request
    return problem(error.status, error.code, str(error))


@interface.exception_handler(Unreadable)
def unreadable(request: HttpRequest, error: Unreadable) -> HttpResponse:
    """Say what is wrong with what is sent."""
    del request
    return refused(error.refusals, NOTHING)


@interface.exception_handler(NoMoment)
def no_moment(request: HttpRequest, error: NoMoment) -> HttpResponse:
    """Say that a parameter names no moment."""
    del request
    return problem(422, "NO_MOMENT", str(error))


@interface.exception_handler(CannotList)
def cannot_list(request: HttpRequest, error: CannotList) -> HttpResponse:
    """Say that a list cannot be asked that."""
    del request
    return refused([error.refusal], NOTHING)


@interface.exception_handler(UnknownPlace)
def unknown_place(request: HttpRequest, error: UnknownPlace) -> HttpResponse:
    """Say that no entry of the audit has the cursor."""
    del request
    return refused([error.refusal], NOTHING)


@interface.exception_handler(UnknownSetting)
def unknown_setting(request: HttpRequest, error: UnknownSetting) -> HttpResponse:
    """Say that there is no such setting."""
    del request
    return problem(404, "UNKNOWN_SETTING", str(error))


@interface.exception_handler(WrongValue)
def wrong_value(request: HttpRequest, error: WrongValue) -> HttpResponse:
    """Say which values a setting can have."""
    del request
    return refused([LineRefusal("VALUE_UNKNOWN", str(error), key="value")], NOTHING)


@interface.exception_handler(AccountCycle)
def account_cycle(request: HttpRequest, error: AccountCycle) -> HttpResponse:
    """Say that accounts would be their own ancestors."""
    del request
    return refused([LineRefusal("ACCOUNT_CYCLE", str(error), key="parent")], NOTHING)


@interface.exception_handler(ValidationError)
def wrong_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which parameters are wrong."""
    del request
    return refused(
        [LineRefusal("PARAMETER_WRONG", f"{one['msg']}.", key=str(one["loc"][-1])) for one in error.errors],
        NOTHING,
    )


@interface.exception_handler(RequestDataTooBig)
def too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Say that more is sent than is taken."""
    del request, error
    return problem(413, "TOO_MUCH_SENT", "More is sent than is taken at once; see the limits.")


@interface.exception_handler(Exception)
def out_of_order(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say that the database is not there; whatever else happens is our mistake, and for the log."""
    del request
    sentence = lost(error)
    if sentence is None:
        raise error
    return problem(503, "DATABASE_LOST", sentence, headers={"Retry-After": "1"})


@interface.exception_handler(LengthMissing)
def length_missing(request: HttpRequest, error: LengthMissing) -> HttpResponse:
    """Say that the length of what is sent has to be told."""
    del request, error
    return problem(411, "LENGTH_MISSING", "Say how long it is what is sent: Content-Length.")


@interface.exception_handler(Http404)
def nothing_here(request: HttpRequest, error: Http404) -> HttpResponse:
    """Say that there is no such address."""
    del request, error
    return problem(404, "NO_SUCH_ADDRESS", "There is nothing at this address.")
