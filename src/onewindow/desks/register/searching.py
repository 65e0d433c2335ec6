"""Searching the register for earlier marks: the engine ranks, the register filters and tells who and what."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onewindow.desks.register import asked_picture, goods, lettering
from onewindow.desks.register.marks_index import follower
from onewindow.desks.register.models import ALIVE, Right, Status
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from onewindow.engines import marks

LIMIT = 100
MORE = 20
LIKELY = 0.6
"""From here an examiner would be likely to cite a mark (``marks.Hit``)."""
QUERY_PROBLEMS = {
    "empty": Text("a mark: at least one letter, sign or digit", "商标文字：至少一个字母、汉字或数字"),
    "only-punctuation": Text("letters, signs or digits, not only punctuation", "字母、汉字或数字，而不仅是标点"),
    "too-long": Text("a mark of at most 400 characters", "不超过 400 个字符的商标"),
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for, and which earlier marks are of interest."""

    text: str = ""
    classes: tuple[int, ...] = ()
    goods: str = ""
    statuses: tuple[str, ...] = ()
    """Empty: those in force or pending."""
    only_shared_classes: bool = False
    jurisdiction: str = ""
    filed_before: date | None = None
    owner_id: int | None = None
    recorded_after: int = 0
    """Only what came into the register after this entry of the ledger."""
    limit: int = 20
    picture: bytes | None = None
    """Searched by instead of words, or with them."""
    without_owners: tuple[int, ...] = ()
    without_marks: tuple[int, ...] = ()
    without_words: tuple[str, ...] = ()
    """Marks that contain one of these are left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """An earlier mark, why it was found, and what the register says of it."""

    hit: marks.Hit
    right: Right
    shared_classes: tuple[int, ...]
    goods: Text | None = None
    """How its goods are related to those asked about, by the imported table of similar goods."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The earlier marks, best first, and how the question was understood."""

    request: SearchRequest
    classes: tuple[int, ...]
    suggested: tuple[goods.Suggested, ...]
    found: tuple[Found, ...]
    lettering: lettering.Lettering | None = None
    """The words read in the picture, when it was searched by without words."""


def search(request: SearchRequest) -> SearchAnswer:
    """Earlier marks like the one asked for. Goods in words give classes when none are named.

    Raises ``BadInput`` for a mark that cannot be searched, ``Unavailable`` while there is no index.
    """
    from onewindow.engines import marks

    _check(request)
    suggested = goods.suggest(request.goods)
    classes = request.classes or tuple(sorted(s.number for s in suggested))
    read = None
    # Some more, where the similar groups may change the order.
    wanted = request.limit + (MORE if request.goods.strip() else 0)
    try:
        if request.picture is not None and not request.text.strip():
            read = lettering.read(request.picture)
        text = read.text if read else request.text
        query = marks.Query(text=text, classes=classes, image=request.picture)
        hits: list[marks.Hit] = follower.use(lambda index: index.search(query, wanted, _keeper(request, classes)))
    except marks.QueryError as error:
        raise BadInput([query_problem(error, "text", request.text)]) from error
    except marks.ImageError as error:
        raise asked_picture.unfit(error) from error
    rights = Right.objects.select_related("owner").in_bulk([int(hit.id) for hit in hits])
    relate = goods.related(request.goods, classes)
    found = [_found(hit, rights[int(hit.id)], classes, relate) for hit in hits if int(hit.id) in rights]
    found.sort(key=lambda one: (-one.hit.score, one.hit.id))
    return SearchAnswer(request, classes, suggested, tuple(found[: request.limit]), read)


def _found(
    hit: marks.Hit, right: Right, classes: tuple[int, ...], relate: Callable[[Right], goods.Related | None]
) -> Found:
    """A hit with its right, scored by the similar groups of both where the table in force has them."""
    from onewindow.engines import marks

    shared = tuple(number for number in right.classes if number in classes)
    if (relation := relate(right)) is None:
        return Found(hit, right, shared)
    return Found(marks.by_relation(hit, classes, relation.closeness), right, shared, relation.text)


def check_text(text: str, field: str = "text") -> None:
    """Raise ``BadInput`` for a mark that cannot be searched or compared."""
    from onewindow.engines import marks

    if problems := _unassigned(text, field):
        raise BadInput(problems)
    try:
        marks.check_query(marks.Query(text))
    except marks.QueryError as error:
        raise BadInput([query_problem(error, field, text)]) from error


def query_problem(error: marks.QueryError, field: str, text: str) -> Problem:
    """What is wrong with a mark that cannot be searched or compared."""
    expected = QUERY_PROBLEMS.get(error.code, Text("a mark that can be searched", "可查询的商标"))
    return Problem(field, expected, got=text[:40])


def _unassigned(text: str, field: str) -> list[Problem]:
    """A code point that no script has yet is a slip of the sender: nothing could ever be like it."""
    odd = next((c for c in text if unicodedata.category(c) == "Cn"), None)
    expected = Text("only characters that Unicode assigns", "仅由 Unicode 已分配的字符组成的文字")
    return [Problem(field, expected, got=f"U+{ord(odd):04X}")] if odd else []


def _check(request: SearchRequest) -> None:
    problems = _unassigned(request.text, "text")
    if not 1 <= request.limit <= LIMIT:
        expected = Text("a number from 1 to {n}", "1 至 {n} 的数").fill(n=LIMIT)
        problems.append(Problem("limit", expected, got=str(request.limit)))
    unknown = [s for s in request.statuses if s not in Status.values]
    if unknown:
        expected = Text(f"some of {', '.join(Status.values)}", f"以下状态之一：{'、'.join(Status.values)}")
        problems.append(Problem("statuses", expected, got=", ".join(unknown)[:60]))
    wrong = [n for n in request.classes if not 1 <= n <= 45]
    if wrong:
        expected = Text("Nice classes from 1 to 45", "1 至 45 的尼斯类别")
        problems.append(Problem("classes", expected, got=str(wrong[0])))
    if problems:
        raise BadInput(problems)


def _keeper(request: SearchRequest, classes: tuple[int, ...]) -> marks.Keep:
    """Which of the ids the engine ranks are of interest; asked in blocks, so a filter costs no recall."""
    rights: QuerySet[Right] = Right.objects.filter(status__in=request.statuses or ALIVE)
    if request.jurisdiction:
        rights = rights.filter(jurisdiction=request.jurisdiction)
    if request.filed_before:
        rights = rights.filter(filing_date__lt=request.filed_before)
    if request.recorded_after:
        rights = rights.filter(recorded_seq__gt=request.recorded_after)
    if request.owner_id is not None:
        rights = rights.filter(owner_id=request.owner_id)
    if request.without_owners:
        rights = rights.exclude(owner_id__in=request.without_owners)
    if request.without_marks:
        rights = rights.exclude(pk__in=request.without_marks)
    unwanted = [word.casefold() for word in request.without_words]
    wanted = sum(1 << (n - 1) for n in classes) if request.only_shared_classes else 0

    def keep(ids: Sequence[str]) -> Collection[str]:
        rows = rights.filter(pk__in=[int(i) for i in ids]).values_list("pk", "nice_mask", "title")
        return {
            str(pk)
            for pk, nice_mask, title in rows
            if (not wanted or nice_mask & wanted) and not any(word in title.casefold() for word in unwanted)
        }

    return keep
