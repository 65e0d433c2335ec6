"""What every request passes: the language, the actor, and errors turned into pages or problem details."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from onewindow.kernel.access import Actor, public
from onewindow.kernel.errors import OnewindowError
from onewindow.kernel.people import person_of_key
from onewindow.kernel.problems import problem_answer

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGES = {"zh": "zh-hans", "en": "en"}
COOKIE = "language"


class LanguageMiddleware:
    """The language asked for with ``?lang=``, else the cookie's, else the browser's; the path stays the same."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its language."""
        asked = LANGUAGES.get(request.GET.get("lang", ""))
        chosen = asked or LANGUAGES.get(request.COOKIES.get(COOKIE, "")) or _of_browser(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", "zh-Hans" if chosen == "zh-hans" else "en")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if asked:
            response.set_cookie(COOKIE, chosen[:2], max_age=31_536_000, samesite="Lax", secure=request.is_secure())
        return response


def _of_browser(request: HttpRequest) -> str:
    for part in request.headers.get("Accept-Language", "").split(","):
        short = part.strip()[:2].lower()
        if short in LANGUAGES:
            return LANGUAGES[short]
    return "en"


class ActorMiddleware:
    """Who acts: the holder of the API key, or of the session, or the public. Set as ``request.actor``."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as its actor."""
        request_id = str(uuid.uuid4())
        request.actor = _actor(request, request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        return response


def _actor(request: HttpRequest, request_id: str) -> Actor:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and request.path.startswith("/api/"):
        person = person_of_key(key.strip())
        # A request that proves itself by key carries no cookie's authority, so it needs no CSRF token.
        request._dont_enforce_csrf_checks = person is not None  # type: ignore[attr-defined]
        return person.actor(request_id) if person else public(request_id)
    if request.user.is_authenticated:
        return request.user.actor(request_id)
    return public(request_id)


class ErrorMiddleware:
    """Errors of the house as a page, or as problem details (RFC 9457) under ``/api/``."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an error of the house; others go on to Django."""
        if not isinstance(error, OnewindowError):
            return None
        if request.path.startswith("/api/"):
            return problem_answer(error)
        from django.shortcuts import render

        return render(request, "error.html", {"error": error}, status=error.status)
