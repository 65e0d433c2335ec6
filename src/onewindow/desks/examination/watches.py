"""Watches: a mark somebody keeps an eye on, and the marks recorded since that are like it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from onewindow.desks.examination.models import Watch
from onewindow.desks.register import asked_picture
from onewindow.desks.register.models import mask
from onewindow.desks.register.picture import comparable
from onewindow.desks.register.searching import LIKELY, Found, SearchAnswer, SearchRequest, check_text, search
from onewindow.kernel import files, ledger
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem, SignInNeeded
from onewindow.law import nice
from onewindow.texts import Text

MOST = 200

ledger.declare("watch.saved", Text("Watch saved", "监测已保存"))
ledger.declare("watch.ended", Text("Watch ended", "监测已取消"))


@dataclass(frozen=True, slots=True)
class News:
    """What a watch found: marks recorded after it was last looked at, of a likeness that an examiner would cite."""

    watch: Watch
    answer: SearchAnswer
    found: tuple[Found, ...]


def save(
    actor: Actor, now: datetime, text: str, classes: tuple[int, ...] = (), goods: str = "",
    picture: bytes | None = None,
) -> Watch:  # fmt: skip
    """Keep an eye on a mark in words, by its picture, or both; goods in words give classes when none are named.

    Raises ``BadInput``, ``SignInNeeded``.
    """
    person_id = _person(actor)
    if text.strip() or picture is None:
        check_text(text)
    if picture is not None:
        asked_picture.check(picture)
    if Watch.objects.filter(person_id=person_id).count() >= MOST:
        raise BadInput([Problem("watch", Text("at most {n} watches", "不超过 {n} 项监测").fill(n=MOST))])
    named = classes or tuple(sorted(s.number for s in nice.classes_for(goods, limit=3))) if goods.strip() else classes
    with transaction.atomic():
        image = files.keep_picture(actor, now, io.BytesIO(picture), "watch").sha256 if picture else ""
        entry = ledger.append(actor, "watch.saved", f"person/{person_id}", now)
        return Watch.objects.create(
            person_id=person_id, text=text.strip(), image=image, nice_mask=mask(named), made_at=now, seen_seq=entry.seq
        )


def of(actor: Actor) -> list[Watch]:
    """The actor's watches, newest first."""
    return list(Watch.objects.filter(person_id=_person(actor)).order_by("-pk"))


def one(actor: Actor, watch_id: int) -> Watch:
    """A watch of the actor's. Raises ``NotFound``."""
    found = Watch.objects.filter(pk=watch_id, person_id=_person(actor)).first()
    if found is None:
        raise NotFound()
    return found


def news(watch: Watch) -> News:
    """The marks recorded since the watch was last looked at that are like it, best first."""
    asked = SearchRequest(watch.text, watch.classes, recorded_after=watch.seen_seq, limit=100)
    answer = search(replace(asked, picture=comparable(watch.image)))
    return News(watch, answer, tuple(found for found in answer.found if found.hit.score >= LIKELY))


def looked_at(actor: Actor, watch_id: int) -> Watch:
    """What is there now has been seen: only later marks are news from here on."""
    watch = one(actor, watch_id)
    watch.seen_seq = ledger.last_seq()
    watch.save(update_fields=["seen_seq"])
    return watch


def end(actor: Actor, now: datetime, watch_id: int) -> None:
    """Keep an eye on it no longer."""
    watch = one(actor, watch_id)
    with transaction.atomic():
        watch.delete()
        ledger.append(actor, "watch.ended", f"person/{actor.id}", now)


def _person(actor: Actor) -> int:
    if actor.id is None:
        raise SignInNeeded()
    return actor.id
