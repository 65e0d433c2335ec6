"""The examination desk over the API: queue, search report, decisions, oppositions, watches, comparison."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from onewindow.desks.examination import assigning, queue, reports, selectors, watches
from onewindow.desks.examination.api_shapes import (
    ApplicationOut,
    ComparisonGiven,
    ComparisonOut,
    DecisionGiven,
    NewsOut,
    OppositionGiven,
    OppositionOut,
    QueueOut,
    ReportOut,
    SideGiven,
    StepGiven,
    TakenOut,
    WatchGiven,
    WatchOut,
    WhatIfGiven,
    WhatIfOut,
    application_out,
    news_out,
    opposition_out,
    report_out,
    watch_out,
    what_if_out,
)
from onewindow.desks.examination.models import Opposition
from onewindow.desks.examination.opposition_pages import of_right
from onewindow.desks.examination.policy import OFFICE
from onewindow.desks.register import search_form
from onewindow.desks.register.api_shapes import picture_of, reason_out
from onewindow.desks.register.comparing import Side, compare
from onewindow.kernel import clock, flow
from onewindow.kernel.access import Role
from onewindow.kernel.api import SIGNED_IN, Line, RecordId, StepName, answer, only, words
from onewindow.kernel.errors import NotFound
from onewindow.kernel.requests import actor_of

router = Router()
CaseId = Annotated[UUID, Path()]
RightId = Annotated[RecordId, Path()]
WatchId = Annotated[RecordId, Path()]
DESK = only(*sorted(OFFICE))
Mark = Annotated[Line, Query(min_length=1, max_length=400)]
Classes = Annotated[list[Annotated[int, Field(ge=1, le=45)]], Query(max_length=45)]


@router.get("/queue", response=QueueOut, auth=DESK, tags=["Queue"], summary="The queue", operation_id="get_queue")
def get_queue(request: HttpRequest) -> HttpResponse:
    """What waits by route and state, who has what, and how long first decisions took."""
    now = clock.now()
    return answer(
        {
            "waiting": [
                {"route": w.route, "state": w.state, "count": w.count, "free": w.free, "oldest_days": w.oldest}
                for w in queue.waiting_table(now)
            ],
            "hands": [{"examiner": name, "count": count} for name, count in queue.in_hands()],
            "pendency": [
                {"route": p.route, "decided": p.decided, "median": round(p.median, 2), "ninety": round(p.ninety, 2)}
                for p in queue.pendency(now)
            ],
        }
    )


@router.post(
    "/queue/next", response=TakenOut, auth=only(Role.EXAMINER), tags=["Queue"], summary="Take the next file",
    operation_id="take_next",
)  # fmt: skip
def take_next(request: HttpRequest) -> HttpResponse:
    """The next file nobody has, by route and age; a file of a batch comes with the others of it."""
    taken = assigning.take_next(actor_of(request), clock.now())
    return answer({"application": application_out(taken) if taken else None})


@router.post(
    "/queue/what-if", response=WhatIfOut, auth=DESK, tags=["Queue"], summary="Forecast the queue",
    operation_id="forecast_queue",
)  # fmt: skip
def forecast_queue(request: HttpRequest, given: WhatIfGiven) -> HttpResponse:
    """The queue over five years with other numbers, from the files that wait today; seeded, so it can be repeated."""
    numbers = queue.Numbers(given.examiners, given.rate, given.arrivals, rate_measured=False)
    return answer(what_if_out(queue.what_if(clock.now(), numbers)))


@router.get(
    "/applications/{case_id}/search-report", response=ReportOut, auth=DESK, tags=["Applications"],
    summary="Its search report", operation_id="get_search_report",
)  # fmt: skip
def get_search_report(request: HttpRequest, case_id: CaseId) -> HttpResponse:
    """The last search report made for an application."""
    report = reports.latest(selectors.application(actor_of(request), case_id).pk)
    if report is None:
        raise NotFound()
    return answer(report_out(report))


@router.post(
    "/applications/{case_id}/decision", response=ApplicationOut, auth=only(Role.EXAMINER), tags=["Applications"],
    summary="Decide", operation_id="decide_application",
)  # fmt: skip
def decide(request: HttpRequest, case_id: CaseId, given: DecisionGiven) -> HttpResponse:
    """Accept, refuse, or refuse in part; a refusal cites earlier rights with their rules, or grounds of the law."""
    return _fire(request, case_id, given.outcome, given)


@router.post(
    "/applications/{case_id}/steps/{name}", response=ApplicationOut, auth=SIGNED_IN, tags=["Applications"],
    summary="Take a step that needs words", operation_id="take_step",
)  # fmt: skip
def take_step(
    request: HttpRequest,
    case_id: CaseId,
    name: StepName,
    given: StepGiven,
) -> HttpResponse:
    """Any step of the procedure, such as ask_review or renew, with what it asks for."""
    return _fire(request, case_id, name, given)


def _fire(request: HttpRequest, case_id: UUID, name: str, given: StepGiven) -> HttpResponse:
    actor = actor_of(request)
    selectors.application(actor, case_id)
    flow.fire(case_id, name, actor, clock.now(), given.model_dump(exclude={"outcome"}))
    return answer(application_out(selectors.application(actor, case_id)))


@router.get(
    "/rights/{right_id}/oppositions", response=list[OppositionOut], auth=SIGNED_IN, tags=["Oppositions"],
    summary="My oppositions", operation_id="list_oppositions",
)  # fmt: skip
def list_oppositions(request: HttpRequest, right_id: RightId) -> HttpResponse:
    """The caller's oppositions to a mark."""
    actor = actor_of(request)
    own = Opposition.objects.filter(case=of_right(actor, right_id).case, opponent_id=actor.id or 0).order_by("pk")
    return answer([opposition_out(one) for one in own])


@router.post(
    "/rights/{right_id}/oppositions", response={201: OppositionOut}, auth=SIGNED_IN, tags=["Oppositions"],
    summary="Oppose a registration", operation_id="oppose",
)  # fmt: skip
def oppose(request: HttpRequest, right_id: RightId, given: OppositionGiven) -> HttpResponse:
    """File an opposition to a published mark, within three months of its publication."""
    actor = actor_of(request)
    application = of_right(actor, right_id)
    flow.fire(application.pk, "oppose", actor, clock.now(), given.model_dump())
    filed = Opposition.objects.filter(case=application.case, opponent_id=actor.id or 0).latest("pk")
    return answer(opposition_out(filed), status=201)


@router.get(
    "/watches", response=list[WatchOut], auth=SIGNED_IN, tags=["Watches"], summary="My watches",
    operation_id="list_watches",
)  # fmt: skip
def list_watches(request: HttpRequest) -> HttpResponse:
    """The caller's watches, newest first."""
    return answer([watch_out(watch) for watch in watches.of(actor_of(request))])


@router.post(
    "/watches", response={201: WatchOut}, auth=SIGNED_IN, tags=["Watches"], summary="Watch a mark",
    operation_id="save_watch",
)  # fmt: skip
def save_watch(request: HttpRequest, given: WatchGiven) -> HttpResponse:
    """Keep an eye on a mark."""
    classes = tuple(sorted(set(given.classes)))
    picture = picture_of(given.image)
    saved = watches.save(actor_of(request), clock.now(), given.text, classes, picture=picture)
    return answer(watch_out(saved), status=201)


@router.get(
    "/watches/{watch_id}", response=NewsOut, auth=SIGNED_IN, tags=["Watches"], summary="What is new under a watch",
    operation_id="get_watch",
)  # fmt: skip
def get_watch(request: HttpRequest, watch_id: WatchId) -> HttpResponse:
    """The marks recorded since the watch was last marked as seen."""
    return answer(news_out(watches.news(watches.one(actor_of(request), watch_id))))


@router.post(
    "/watches/{watch_id}/seen", response=WatchOut, auth=SIGNED_IN, tags=["Watches"], summary="Mark as seen",
    operation_id="mark_watch_seen",
)  # fmt: skip
def mark_watch_seen(request: HttpRequest, watch_id: WatchId) -> HttpResponse:
    """Only marks recorded from now on are news."""
    return answer(watch_out(watches.looked_at(actor_of(request), watch_id)))


@router.delete(
    "/watches/{watch_id}", response={204: None}, auth=SIGNED_IN, tags=["Watches"], summary="End a watch",
    operation_id="end_watch",
)  # fmt: skip
def end_watch(request: HttpRequest, watch_id: WatchId) -> HttpResponse:
    """Watch a mark no longer."""
    watches.end(actor_of(request), clock.now(), watch_id)
    return HttpResponse(status=204)


@router.get(
    "/compare", response=ComparisonOut, tags=["Marks"], summary="Compare two marks", operation_id="compare_marks"
)
def compare_marks(
    request: HttpRequest,
    a: Mark,
    b: Mark,
    a_classes: Classes = [],  # noqa: B006
    b_classes: Classes = [],  # noqa: B006
) -> HttpResponse:
    """How alike two marks are, view by view, whatever else is in the register."""
    search_form.count(request, picture=False)
    return _compared(Side("a", a, tuple(sorted(set(a_classes)))), Side("b", b, tuple(sorted(set(b_classes)))))


@router.post(
    "/compare", response=ComparisonOut, tags=["Marks"], summary="Compare two marks, pictures too",
    operation_id="compare_pictures",
)  # fmt: skip
def compare_pictures(request: HttpRequest, given: ComparisonGiven) -> HttpResponse:
    """How alike two marks are by their words, their pictures, or both."""
    search_form.count(request, picture=bool(given.a.image or given.b.image))
    return _compared(_side("a", given.a), _side("b", given.b))


def _side(name: str, given: SideGiven) -> Side:
    return Side(name, given.text, tuple(sorted(set(given.classes))), picture_of(given.image))


def _compared(a: Side, b: Side) -> HttpResponse:
    found = compare(a, b)
    return answer(
        {
            "score": round(found.score, 4),
            "verdict": words(found.verdict),
            "shared_classes": found.shared_classes,
            "reasons": [reason_out(reason) for reason in found.reasons],
        }
    )
