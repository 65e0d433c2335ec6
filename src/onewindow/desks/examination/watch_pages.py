"""The page of watches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onewindow.desks.examination import watches
from onewindow.desks.examination.models import Watch
from onewindow.desks.register import asked_picture, hits
from onewindow.desks.register.search_pages import shown
from onewindow.kernel import clock, files
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound
from onewindow.kernel.requests import actor_of
from onewindow.kernel.wording import moment
from onewindow.law import nice


@require_safe
def watches_page(request: HttpRequest) -> HttpResponse:
    """What is watched, and what is new under each."""
    rows = [_row(watch) for watch in watches.of(_signed_in(request))]
    return render(request, "examination/watches.html", {"watches": rows})


def _row(watch: Watch) -> dict[str, Any]:
    news = watches.news(watch)
    return {
        "pk": watch.pk,
        "text": watch.text,
        "image": watch.image,
        "tongue": hits.tongue(watch.text),
        "classes": hits.class_words(watch.classes),
        "made": moment(watch.made_at),
        "hits": [shown(found, news.answer) for found in news.found],
    }


@require_POST
def new_watch(request: HttpRequest) -> HttpResponse:
    """Keep an eye on a mark that was searched for; goods are words or classes, as on the search page."""
    actor = _signed_in(request)
    text, goods, key = (request.POST.get(name, "").replace("\0", "") for name in ("q", "goods", "picture"))
    try:
        classes = nice.parse_classes(goods) if goods.strip() else ()
    except ValueError:
        classes = ()
    try:
        now = clock.now()
        picture = asked_picture.content_of(key, now) if key else None
        watches.save(actor, now, text, classes, "" if classes else goods[:2000], picture)
        messages.success(request, _("It is watched. New marks like it are listed here."))
    except BadInput as error:
        messages.error(request, error.say())
    return redirect("watches")


@require_POST
def watch_looked_at(request: HttpRequest, watch_id: int) -> HttpResponse:
    """What is new has been seen."""
    watches.looked_at(_signed_in(request), watch_id)
    return redirect("watches")


@require_POST
def watch_end(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Watch it no longer."""
    watches.end(_signed_in(request), clock.now(), watch_id)
    return redirect("watches")


@require_safe
def watch_picture(request: HttpRequest, watch_id: int) -> HttpResponse:
    """The picture that is watched, for who watches it."""
    watch = watches.one(_signed_in(request), watch_id)
    kept = files.StoredFile.objects.filter(pk=watch.image).first()
    if kept is None:
        raise NotFound()
    return files.as_picture(kept.path.read_bytes(), kept.kind)


def _signed_in(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.id is None:
        raise NotFound()
    return actor


urls = [
    path("watches", watches_page, name="watches"),
    path("watches/new", new_watch, name="watch-new"),
    path("watches/<int:watch_id>/picture", watch_picture, name="watch-picture"),
    path("watches/<int:watch_id>/seen", watch_looked_at, name="watch-seen"),
    path("watches/<int:watch_id>/end", watch_end, name="watch-end"),
]
