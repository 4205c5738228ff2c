"""Where traces are made: around each request, around the operation that it asks for, and of each statement."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenure.api.interface import interface
from tenure.site.middleware import Handler, route
from tenure.store.timing import watch
from tenure.watching.tracing import Span, begin, span, trace_statement


def trace() -> None:
    """Make traces of all that is asked from now on."""
    begin()
    watch(trace_statement)
    for _, router in interface._routers:  # ninja has no other way to all operations
        for view in router.path_operations.values():
            for operation in view.operations:
                operation.view_func = _traced(
                    operation.operation_id or operation.view_func.__name__, operation.view_func
                )


def traced(handle: Handler) -> Handler:
    """Trace each request, until the last of its answer is given."""

    def handled(request: HttpRequest) -> HttpResponse:
        with span(
            str(request.method), {key.lower(): value for key, value in request.headers.items()}
        ) as made:
            response = handle(request)
            _tell(made, request, response)
            if response.streaming:
                response.streaming_content = _within(response.streaming_content, request)
            return response

    return handled


def _tell(made: Span, request: HttpRequest, response: HttpResponse) -> None:
    place = route(request)
    made.update_name(f"{request.method} {place or ''}".strip())
    made.set_attribute("http.request.method", str(request.method))
    made.set_attribute("http.response.status_code", response.status_code)
    made.set_attribute("tenure.request_id", request.request_id)
    if place is not None:
        made.set_attribute("http.route", place)


def _within(pieces: Iterable[bytes], request: HttpRequest) -> Iterator[bytes]:
    """Trace what is done while an answer is given piece by piece."""
    iterator = iter(pieces)
    while True:
        with span(f"stream {route(request)}"):
            piece = next(iterator, None)
        if piece is None:
            return
        yield piece


def _traced(name: str, view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def handled(*arguments: Any, **named: Any) -> Any:
        with span(name):
            return view(*arguments, **named)

    return handled
