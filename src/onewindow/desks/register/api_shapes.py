"""The shapes of the register's API: what is sent, what comes back."""

from __future__ import annotations

import base64
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from onewindow.desks.register.goods import Suggested
from onewindow.desks.register.models import Kind, LegalEvent, Party, Right, Source, Status
from onewindow.desks.register.searching import LIMIT, Found, SearchAnswer, SearchRequest
from onewindow.kernel.api import Given, Line, NiceNumber, Office, RecordId, Words, words
from onewindow.kernel.errors import BadInput, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.engines import marks


def _day(value: object) -> object:
    # pydantic would take a number for a date as well (seconds since 1970).
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("not_a_day", "expected a date such as 2024-05-31")


Day = Annotated[date, BeforeValidator(_day)]


PICTURE_CHARACTERS = 4 * 1024 * 1024
"""Of a picture in base64: 3 MB as a file."""
NOT_BASE64 = Text("a picture in base64 (RFC 4648)", "base64 编码（RFC 4648）的图片")
Picture = Annotated[
    str | None,
    Field(
        max_length=PICTURE_CHARACTERS,
        description="the mark's picture: an SVG, PNG, JPEG or WebP file of at most 3 MB in base64",
        json_schema_extra={"contentEncoding": "base64"},
    ),
]
Ids = Annotated[list[RecordId], Field(max_length=50, default_factory=list)]


class SearchGiven(Given):
    """A mark to search for: its words, its picture, or both. Goods in words give classes when none are named."""

    text: Annotated[Line, Field(max_length=400, description="the mark's words", examples=["酷奇"])] = ""
    image: Picture = None
    classes: Annotated[
        list[NiceNumber], Field(max_length=45, description="Nice classes", examples=[[25]], default_factory=list)
    ]
    goods: Annotated[Line, Field(max_length=4000, description="goods or services in words", examples=["服装"])] = ""
    statuses: Annotated[
        list[Status],
        Field(max_length=len(Status), description="none: those in force or pending", default_factory=list),
    ]
    only_shared_classes: Annotated[
        bool, Field(strict=True, description="leave out marks that share no class with the one searched for")
    ] = False
    jurisdiction: Annotated[Office | None, Field(description="only marks of this office", examples=["CN"])] = None
    filed_before: Annotated[Day | None, Field(description="only marks filed before", examples=["2026-01-01"])] = None
    without_owners: Annotated[Ids, Field(description="leave out marks of these parties")]
    without_marks: Annotated[Ids, Field(description="leave out these rights")]
    without_words: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=100)]],
        Field(max_length=50, description="leave out marks that contain one of these", default_factory=list),
    ]
    limit: Annotated[int, Field(strict=True, ge=1, le=LIMIT, description="how many at most")] = 20

    def request(self) -> SearchRequest:
        """As the register understands it. Raises ``BadInput`` for a picture that is no base64."""
        return SearchRequest(
            self.text, tuple(sorted(set(self.classes))), self.goods, tuple(s.value for s in self.statuses),
            self.only_shared_classes, self.jurisdiction or "", self.filed_before, limit=self.limit,
            picture=picture_of(self.image), without_owners=tuple(self.without_owners),
            without_marks=tuple(self.without_marks), without_words=tuple(self.without_words),
        )  # fmt: skip


def picture_of(given: str | None) -> bytes | None:
    """The bytes of a picture sent in base64. Raises ``BadInput`` for what is none."""
    try:
        return base64.b64decode(given, validate=True) if given else None
    except ValueError:
        raise BadInput([Problem("image", NOT_BASE64)]) from None


class BatchGiven(Given):
    """Marks to search for, each as in a single search."""

    queries: Annotated[
        list[dict[str, Any]],
        Field(min_length=1, max_length=100, examples=[[{"text": "酷奇", "classes": [25]}, {"text": "STARBOKS"}]]),
    ]


class OwnerOut(Schema):
    """The owner of a right."""

    id: int
    name: str
    country: Annotated[str, Field(description="two-letter code, empty if unknown")]


class PartyOut(OwnerOut):
    """Somebody who can own rights."""

    source: Source
    sample: bool


class RightOut(Schema):
    """A right or an application for one, as it stands."""

    id: int
    kind: Kind
    jurisdiction: str
    number: str
    title: Annotated[str, Field(description="the words of the mark or the title; empty for a mark without words")]
    classes: Annotated[list[int], Field(description="Nice classes")]
    status: Status
    owner: OwnerOut
    filing_date: date
    registration_date: date | None
    expiry_date: date | None
    source: Source
    sample: Annotated[bool, Field(description="true: of the sample, not of an official register")]


class RightFullOut(RightOut):
    """A right with all its particulars."""

    goods: str
    has_picture: bool


class RightsPage(Schema):
    """Rights by id; ask again with ``after`` set to ``next``."""

    items: list[RightOut]
    next: int | None


class EventOut(Schema):
    """A legal-status event (WIPO ST.27)."""

    date: date
    category: Annotated[str, Field(description="category of WIPO ST.27, such as A filing or F grant")]
    code: str
    ledger_entry: Annotated[int, Field(description="number of the ledger entry that recorded it")]


class ReasonOut(Schema):
    """Why two marks are alike. Spans are [start, end) in characters of the marks as given, empty for pictures."""

    view: str
    strength: float
    query_span: Annotated[list[int], Field(min_length=2, max_length=2)]
    mark_span: Annotated[list[int], Field(min_length=2, max_length=2)]
    rule: str
    citation: str
    en: str
    zh: str


class HitOut(Schema):
    """An earlier mark; a score of 1 is identical, from about 0.6 an examiner would be likely to cite it."""

    rank: int
    right: RightOut
    score: float
    shared_classes: list[int]
    goods: Annotated[Words | None, Field(description="how the goods are related, by the imported table")]
    reasons: list[ReasonOut]


class GroupOut(Schema):
    """A similar group of the imported table for goods in words."""

    code: str
    title: str
    score: Annotated[float, Field(description="its share of the evidence, 0 to 1")]
    item: Annotated[str, Field(description="the item of the group that is nearest")]


class SuggestedOut(Schema):
    """A Nice class for goods in words."""

    number: int
    en: str
    zh: str
    score: Annotated[float, Field(description="its share of the evidence, 0 to 1")]
    words: Annotated[list[str], Field(description="the words it was found by")]
    groups: Annotated[list[GroupOut], Field(description="empty while no table of similar goods is imported")]


class LetteringOut(Schema):
    """The words read in a picture."""

    installed: Annotated[bool, Field(description="whether this installation can read them (extra `ocr`)")]
    lines: list[str]


class SearchOut(Schema):
    """Earlier marks, best first, and how the question was understood."""

    classes: list[int]
    suggested: list[SuggestedOut]
    lettering: Annotated[
        LetteringOut | None, Field(description="the words read in the picture, when it was searched by without words")
    ]
    hits: list[HitOut]


class BatchRowOut(Schema):
    """The answer to one query of a batch, or its problem (RFC 9457)."""

    answer: SearchOut | None
    problem: dict[str, Any] | None


class BatchOut(Schema):
    """One row for each query, in their order."""

    answers: list[BatchRowOut]


def right_out(right: Right) -> dict[str, Any]:
    """A right as ``RightOut``."""
    return {
        "id": right.pk,
        "kind": right.kind,
        "jurisdiction": right.jurisdiction,
        "number": right.number,
        "title": right.title,
        "classes": right.classes,
        "status": right.status,
        "owner": {"id": right.owner.pk, "name": right.owner.name, "country": right.owner.country},
        "filing_date": right.filing_date,
        "registration_date": right.registration_date,
        "expiry_date": right.expiry_date,
        "source": right.source,
        "sample": right.source == Source.SAMPLE,
    }


def right_full_out(right: Right) -> dict[str, Any]:
    """A right as ``RightFullOut``."""
    return {**right_out(right), "goods": right.goods, "has_picture": bool(right.image)}


def party_out(party: Party) -> dict[str, Any]:
    """A party as ``PartyOut``."""
    sample = party.source == Source.SAMPLE
    return {"id": party.pk, "name": party.name, "country": party.country, "source": party.source, "sample": sample}


def event_out(event: LegalEvent) -> dict[str, Any]:
    """An event as ``EventOut``."""
    return {"date": event.date, "category": event.category, "code": event.code, "ledger_entry": event.entry_seq}


def suggested_out(one: Suggested) -> dict[str, Any]:
    """A suggestion as ``SuggestedOut``."""
    from onewindow.law import nice

    heading = words(Text(nice.heading(one.number, "en"), nice.heading(one.number, "zh")))
    groups = [asdict(group) for group in one.groups]
    return {"number": one.number, **heading, "score": one.score, "words": one.words, "groups": groups}


def search_out(answered: SearchAnswer) -> dict[str, Any]:
    """An answer as ``SearchOut``."""
    return {
        "classes": answered.classes,
        "suggested": [suggested_out(one) for one in answered.suggested],
        "lettering": asdict(answered.lettering) if answered.lettering else None,
        "hits": [_hit_out(rank, found) for rank, found in enumerate(answered.found, 1)],
    }


def _hit_out(rank: int, found: Found) -> dict[str, Any]:
    return {
        "rank": rank,
        "right": right_out(found.right),
        "score": round(found.hit.score, 4),
        "shared_classes": found.shared_classes,
        "goods": words(found.goods) if found.goods else None,
        "reasons": [reason_out(reason) for reason in found.hit.reasons],
    }


def reason_out(reason: marks.Reason) -> dict[str, Any]:
    """A reason as ``ReasonOut``."""
    from onewindow.engines import marks

    return {
        "view": reason.view,
        "strength": round(reason.strength, 4),
        "query_span": reason.query_span,
        "mark_span": reason.mark_span,
        "rule": reason.rule,
        "citation": marks.citation(reason),
        "en": marks.explain(reason, "en"),
        "zh": marks.explain(reason, "zh"),
    }
