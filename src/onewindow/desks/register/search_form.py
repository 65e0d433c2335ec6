"""The question of the search page, read from its address: every answer of it (page, CSV, PDF) has the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

from onewindow.desks.register import asked_picture
from onewindow.desks.register.models import ALIVE, Party, Right, Status
from onewindow.desks.register.searching import LIMIT, SearchRequest
from onewindow.kernel import clock, rate
from onewindow.kernel.errors import BadInput, Problem
from onewindow.kernel.requests import actor_of
from onewindow.law import nice
from onewindow.texts import Text

SHORT = 20
ENDED = tuple(status for status in Status if status not in ALIVE)
GROUPS = {
    "registered": (Status.REGISTERED,),
    "pending": (Status.PENDING,),
    "ended": ENDED,
}
MOST_LEFT_OUT = 50
_ID = re.compile("[1-9][0-9]{0,17}")
_BETWEEN_WORDS = re.compile(r"[\s,;，；、]+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the earlier marks is of interest, as it stands in the address."""

    status: tuple[str, ...]
    scope: str
    office: str
    before: str
    without_owner: tuple[int, ...]
    without_mark: tuple[int, ...]
    without_word: str

    @property
    def without_words(self) -> tuple[str, ...]:
        """The words no mark found may contain."""
        return tuple(filter(None, _BETWEEN_WORDS.split(self.without_word)))[:MOST_LEFT_OUT]


def chosen(given: QueryDict) -> Chosen:
    """The filters of an address; what is no id is passed over."""
    return Chosen(
        tuple(given.getlist("status")) or ("registered", "pending"),
        given.get("scope", "all"),
        given.get("office", "").strip(),
        given.get("before", "").strip(),
        _ids(given.getlist("without_owner")),
        _ids(given.getlist("without_mark")),
        given.get("without_word", "").replace("\0", "").strip()[:200],
    )


def asked(given: QueryDict, now: datetime) -> SearchRequest:
    """The question of an address. ``goods`` takes classes (``9; 25``) as well as words.

    Raises ``BadInput`` for what cannot be read, ``NotFound`` for a picture that is no longer here.
    """
    goods = given.get("goods", "").strip()
    classes: tuple[int, ...] = ()
    try:
        classes = nice.parse_classes(goods) if goods else ()
    except ValueError:
        if goods.replace(",", " ").replace(";", " ").replace(" ", "").isdigit():
            expected = Text("Nice classes from 1 to 45, or goods in words", "1 至 45 的尼斯类别，或商品文字")
            raise BadInput([Problem("goods", expected, got=goods[:40])]) from None
    filters = chosen(given)
    key = given.get("picture", "")
    return SearchRequest(
        text=given.get("q", ""),
        classes=classes,
        goods="" if classes else goods,
        statuses=tuple(status for name in filters.status for status in GROUPS.get(name, ())),
        only_shared_classes=filters.scope == "shared",
        jurisdiction=filters.office.upper()[:2],
        filed_before=_day(filters.before),
        limit=LIMIT if given.get("all") else SHORT,
        picture=asked_picture.content_of(key, now) if key else None,
        without_owners=filters.without_owner,
        without_marks=filters.without_mark,
        without_words=filters.without_words,
    )


def count(request: HttpRequest, picture: bool) -> None:
    """Count a search of this visitor. Raises ``TooMany``."""
    visitor = str(actor_of(request).id or request.META.get("REMOTE_ADDR", ""))
    now = clock.now()
    rate.take(f"search:{visitor}", settings.SEARCH_RATE, now)
    if picture:
        rate.take(f"picture:{visitor}", min(asked_picture.RATE, settings.SEARCH_RATE), now)


def left_out(filters: Chosen) -> dict[str, list[dict[str, Any]]]:
    """The owners and marks left out, as the boxes of a form that take them in again."""
    owners = Party.objects.filter(pk__in=filters.without_owner).values_list("pk", "name")
    rights = Right.objects.filter(pk__in=filters.without_mark)
    return {
        "owners": [{"value": pk, "label": name} for pk, name in owners],
        "marks": [{"value": right.pk, "label": f"{right.title or '▣'} · {right.reference}"} for right in rights],
    }


def _ids(values: list[str]) -> tuple[int, ...]:
    return tuple(sorted({int(value) for value in values if _ID.fullmatch(value)}))[:MOST_LEFT_OUT]


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        expected = Text("a date such as 2024-05-31", "形如 2024-05-31 的日期")
        raise BadInput([Problem("before", expected, got=value[:40])]) from None
