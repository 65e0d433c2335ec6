"""What every page is given."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from onewindow import __version__
from onewindow.kernel import front
from onewindow.kernel.access import Actor, public
from onewindow.kernel.language import current_language
from onewindow.kernel.requests import actor_of


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Language, navigation for the actor's roles, and who is signed in."""
    language = current_language()
    other = "en" if language == "zh" else "zh"
    query = request.GET.copy()
    query["lang"] = other
    actor = actor_of(request) if hasattr(request, "actor") else public()  # an error page may come before the actor
    return {
        "lang": "zh-Hans" if language == "zh" else "en",
        "lang_switch_url": f"{request.path}?{query.urlencode()}",
        "actor": actor,
        "person": request.user if actor.id is not None else None,
        "home_url": reverse("home"),
        "account_url": reverse("account"),
        "sign_in_url": f"{reverse('sign-in')}?{urlencode({'next': request.path})}",
        "sign_out_url": reverse("sign-out"),
        "footer_links": [{"href": reverse(n), "label": label} for n, label in _foot()],
        "nav": _nav(request, actor),
        "messages": [{"level": m.level_tag, "text": str(m)} for m in get_messages(request)],
        "version": __version__,
    }


def _nav(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    language = current_language()
    seen: dict[str, str] = {}  # one link a page, by the first entrance to it
    for entrance in front.entrances(actor):
        if entrance.nav:
            seen.setdefault(reverse(entrance.route), entrance.nav.say(language))
    return [{"href": href, "label": label, "current": request.path == href} for href, label in seen.items()]


def _foot() -> list[tuple[str, str]]:
    return [("about", _("About, data sources and licence")), ("ledger", _("Ledger")), ("bulletin", _("Bulletin"))]
