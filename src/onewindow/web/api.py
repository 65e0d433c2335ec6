"""The API: one router a desk, one shape of error, described at ``/api/openapi.json``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from onewindow import __version__
from onewindow.desks.bulletin.api import router as bulletin
from onewindow.desks.examination.api import router as applications
from onewindow.desks.examination.api_desk import router as examination
from onewindow.desks.finance.api import router as finance
from onewindow.desks.network.api import router as network
from onewindow.desks.protection.api import router as protection
from onewindow.desks.register.api import router as register
from onewindow.desks.trusteeship.api import router as trusteeship
from onewindow.kernel.api import ANYBODY
from onewindow.web import api_errors
from onewindow.web.api_cases import router as cases
from onewindow.web.api_jobs import router as jobs

DESCRIPTION = """\
The window's register, search, filing, examination, bulletin and ledger for programs.

Reading the register, searching and the bulletin need no sign-in. For the rest, make a key on your account page and
send it as `Authorization: Bearer ow_...`. Every error is problem details (RFC 9457) in English and Chinese. Lists come
in pages: ask again with `after` set to the `next` of the page before, until it is null.
"""


class StrictParser(Parser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body of a request. Raises ``ValueError``."""
        parsed: dict[str, Any] = orjson.loads(request.body)
        return parsed


class WindowAPI(NinjaAPI):
    """The API with the errors of the house in its description."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, made once a process."""
        if self._described is None:
            described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            api_errors.document(described)
            self._described = described
        return self._described


api = WindowAPI(
    title="onewindow",
    version=__version__,
    description=DESCRIPTION,
    # Swagger's page needs inline styles, which the window's content security policy forbids.
    docs_url=None,
    urls_namespace="api",
    auth=ANYBODY,
    parser=StrictParser(),
)
api_errors.handle(api)
api.add_router("", register)
api.add_router("", examination)
api.add_router("/applications", applications, tags=["Applications"])
api.add_router("/cases", cases)
api.add_router("", bulletin)
for desk in (protection, finance, trusteeship, network):
    api.add_router("", desk)
api.add_router("/jobs", jobs)


def _shaping(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view, assigned=())  # keeps the mark that the view checks CSRF by itself
    def shaping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return api_errors.shaped(view(request, *args, **kwargs))
        except Http404:
            return api_errors.not_here(request)

    return shaping


def _patterns() -> list[URLPattern]:
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        view = require_safe(pattern.callback) if pattern.name == "openapi-json" else pattern.callback
        pattern.callback = _shaping(view)
    return [*patterns, re_path("", api_errors.not_here)]


urls = (_patterns(), "ninja", "api")
"""For ``path("api/", urls)``."""
