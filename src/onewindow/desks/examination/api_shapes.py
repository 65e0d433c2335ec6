"""The shapes of the examination's API: what is sent, what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from onewindow.desks.examination.models import Application, Opposition, SearchReport, Watch
from onewindow.desks.examination.queue import WhatIf
from onewindow.desks.examination.reports import found_in
from onewindow.desks.examination.watches import News
from onewindow.desks.register.api_shapes import HitOut, Picture, ReasonOut, search_out
from onewindow.desks.register.searching import SearchAnswer
from onewindow.kernel.api import Given, Line, NiceNumber, RecordId, Words

Reason = Annotated[Line, Field(max_length=4000, description="why; a refusal needs it", examples=["与在先商标近似。"])]
Classes = Annotated[list[NiceNumber], Field(max_length=45, examples=[[30]], default_factory=list)]


class ApplicationOut(Schema):
    """An application: what the applicant wrote, its number once it is filed, its route, and its case."""

    case_id: UUID
    state: str
    text: str
    classes: list[int]
    goods: str
    applicant_name: str
    applicant_country: str
    picture: Annotated[str, Field(description="SHA-256 of the picture; empty without one")]
    number: Annotated[str, Field(description="empty until filed")]
    right_id: int | None
    route: Annotated[str, Field(description="ordinary, preferential, intensive or roving")]
    saved_at: datetime


class CitationGiven(Given):
    """An earlier right, and the rule under which the search shows it."""

    right: RecordId
    rule: Annotated[Line, Field(max_length=60, examples=["cn.one-differs"])]


class StepGiven(Given):
    """What a step of the procedure is given: only what it asks for is read."""

    reason: Reason = ""
    goods: Annotated[Line, Field(max_length=20_000, description="the goods as corrected")] = ""
    classes: Classes
    citations: Annotated[list[CitationGiven], Field(max_length=50, default_factory=list)]
    grounds: Annotated[list[Line], Field(max_length=20, examples=[["cn.11.1.3"]], default_factory=list)]


class DecisionGiven(StepGiven):
    """A decision: accept, refuse, or refuse in part (naming the refused classes)."""

    outcome: Annotated[str, Field(pattern="^(accept|refuse|refuse_in_part)$")]


class OppositionGiven(Given):
    """An opposition: its ground, the earlier right where the ground needs one, and the reason."""

    ground: Annotated[Line, Field(max_length=20, examples=["cn.30"])]
    earlier: RecordId | None = None
    reason: Reason


class OppositionOut(Schema):
    """An opposition of the caller's; ``outcome`` is empty until it is decided."""

    id: int
    ground: str
    earlier: int | None
    reason: str
    at: datetime
    outcome: str


class WatchGiven(Given):
    """A mark to keep an eye on: its words, its picture, or both."""

    text: Annotated[Line, Field(max_length=400, examples=["鹿鸣"])] = ""
    image: Picture = None
    classes: Classes


class WatchOut(Schema):
    """A watch."""

    id: int
    text: str
    has_picture: bool
    classes: Annotated[list[int], Field(description="none: all")]
    made_at: datetime
    seen_seq: Annotated[int, Field(description="marks recorded after this ledger entry are news")]


class NewsOut(WatchOut):
    """A watch, and the marks recorded since that an examiner would be likely to cite."""

    hits: list[HitOut]


class ReportOut(Schema):
    """A search report as it was made."""

    made_at: datetime
    ledger_entry: int
    register_seq: Annotated[int, Field(description="ledger entry up to which the register was searched")]
    text: str
    classes: list[int]
    hits: list[HitOut]


class WaitingOut(Schema):
    """Files of a route in a state."""

    route: str
    state: str
    count: int
    free: Annotated[int, Field(description="files nobody has")]
    oldest_days: int


class PendencyOut(Schema):
    """Months from filing to first decision over the last year; without a route: of all."""

    route: str | None
    decided: int
    median: float
    ninety: Annotated[float, Field(description="nine in ten came within")]


class HandsOut(Schema):
    """How many files an examiner has."""

    examiner: str
    count: int


class QueueOut(Schema):
    """The queue as it stands."""

    waiting: list[WaitingOut]
    hands: list[HandsOut]
    pendency: list[PendencyOut]


class TakenOut(Schema):
    """The file that was taken; null when nothing waits that nobody has."""

    application: ApplicationOut | None


class WhatIfGiven(Given):
    """Numbers for a forecast of the queue."""

    examiners: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    rate: Annotated[float, Field(strict=True, ge=0.1, le=10_000, description="files one examiner decides in a month")]
    arrivals: Annotated[float, Field(strict=True, ge=0, le=10_000_000, description="files that come in a month")]


class WhatIfOut(Schema):
    """Months waited at decision, by month from now: simulated (null: nothing decided) and as a fluid."""

    backlog: int
    median: list[float | None]
    ninety: list[float | None]
    fluid: list[float]
    down_to_target_in: Annotated[int | None, Field(description="month (from 1) from which the median is at most 4")]
    scale: Annotated[int, Field(description="files that one simulated file stands for")]


class SideGiven(Given):
    """One of two marks to compare: its words, its picture, or both."""

    text: Annotated[Line, Field(max_length=400, examples=["酷奇"])] = ""
    image: Picture = None
    classes: Classes


class ComparisonGiven(Given):
    """Two marks to compare."""

    a: SideGiven
    b: SideGiven


class ComparisonOut(Schema):
    """Two marks compared by themselves."""

    score: float
    verdict: Words
    shared_classes: list[int]
    reasons: list[ReasonOut]


def application_out(application: Application) -> dict[str, Any]:
    """An application as ``ApplicationOut``."""
    names = (
        "text", "classes", "goods", "applicant_name", "applicant_country", "number", "right_id", "route", "saved_at",
    )  # fmt: skip
    return {
        "case_id": application.pk,
        "state": application.case.state,
        "picture": application.image,
        **{name: getattr(application, name) for name in names},
    }


def report_out(report: SearchReport) -> dict[str, Any]:
    """A report as ``ReportOut``."""
    asked, found = found_in(report)
    answer = SearchAnswer(asked.request, asked.classes, (), tuple(found))
    return {
        "made_at": report.made_at, "ledger_entry": report.entry_seq, "register_seq": report.register_seq,
        "text": report.text, "classes": report.classes, "hits": search_out(answer)["hits"],
    }  # fmt: skip


def watch_out(watch: Watch) -> dict[str, Any]:
    """A watch as ``WatchOut``."""
    names = ("text", "classes", "made_at", "seen_seq")
    return {"id": watch.pk, "has_picture": bool(watch.image), **{name: getattr(watch, name) for name in names}}


def news_out(news: News) -> dict[str, Any]:
    """What a watch found as ``NewsOut``."""
    answer = SearchAnswer(news.answer.request, news.answer.classes, (), news.found)
    return {**watch_out(news.watch), "hits": search_out(answer)["hits"]}


def opposition_out(opposition: Opposition) -> dict[str, Any]:
    """An opposition as ``OppositionOut``."""
    names = ("ground", "reason", "at", "outcome")
    return {"id": opposition.pk, "earlier": opposition.earlier_id, **{n: getattr(opposition, n) for n in names}}


def what_if_out(found: WhatIf) -> dict[str, Any]:
    """A forecast as ``WhatIfOut``."""
    names = ("backlog", "median", "ninety", "fluid", "scale")
    return {"down_to_target_in": found.month, **{name: getattr(found, name) for name in names}}
