"""What a page or an API call knows of its request."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Page
from django.http import HttpRequest

from onewindow.kernel.access import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request, as the window's middleware set it."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def is_partial(request: HttpRequest) -> bool:
    """True when htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def pages(page: Page[Any]) -> dict[str, Any]:
    """The pages of a list as the ``pagination`` macro takes them."""
    return {
        "number": page.number,
        "total": page.paginator.num_pages,
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else None,
        "next_url": f"?page={page.number + 1}" if page.has_next() else None,
    }
