"""Who has which file: the next file for an examiner, a file given back, and the rule that one works only one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case as SqlCase
from django.db.models import IntegerField, Q, QuerySet, Value, When

from onewindow.desks.examination.models import ROUTE_LABELS, Application, DecisionKind, Route
from onewindow.kernel import clock, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import NotAllowed, NotFound
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

WAITING = ("filed", "examination", "review", "opposed")
"""The states in which the next word is the office's."""
NOT_YOURS = Text(
    "Take the file first: only the examiner who has it works on it.", "请先领取该案：只有承办审查员可以办理。"
)
NOT_YET = Text("The file is worked on at {place}, not before {day}.", "该案在{place}办理，不早于 {day}。")
EXAMINERS_ONLY = Text("Only examiners take files.", "只有审查员可以领取案件。")

ledger.declare("trademark.taken", Text("File taken by an examiner", "审查员领取案件"))
ledger.declare("trademark.given_back", Text("File given back", "退回案件"))


def waiting() -> QuerySet[Application]:
    """The files that wait for the office, in the order in which they are taken: by route, then by age."""
    ranks = [When(route=route, then=Value(rank)) for rank, route in enumerate(ROUTE_LABELS)]
    rank = SqlCase(*ranks, default=Value(len(ranks)), output_field=IntegerField())
    found = Application.objects.filter(case__state__in=WAITING).annotate(rank=rank)
    return found.order_by("rank", "right__filing_date", "number")


def take_next(actor: Actor, now: datetime, route: str = "") -> Application | None:
    """Give the examiner the next file nobody has, with the batch it belongs to; None when nothing waits.

    The row is locked while it is chosen, so two examiners never get the same file. Who made the first decision is not
    given its review. Raises ``NotAllowed`` for anybody but an examiner.
    """
    if not actor.has(Role.EXAMINER):
        raise NotAllowed(EXAMINERS_ONLY)
    with transaction.atomic():
        free = waiting().filter(examiner_id=None, sitting=None)
        free = free.exclude(Q(case__state="review") & Q(case__decisions__decided_by=actor.id))
        if route:
            free = free.filter(route=route)
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(of=("self",), skip_locked=True)
        chosen = free.first()
        if chosen is None:
            return None
        files = [chosen]
        if chosen.batch_id is not None:
            its = Application.objects.filter(batch=chosen.batch_id, examiner_id=None, case__state__in=WAITING)
            files = list(its.select_for_update(of=("self",)).order_by("number"))
        assign(actor, now, files, actor.id)
    return chosen


def assign(actor: Actor, now: datetime, files: list[Application], examiner_id: int | None) -> None:
    """Put files into an examiner's hands, inside the caller's transaction."""
    for application in files:
        application.examiner_id, application.taken_at = examiner_id, now
        application.save(update_fields=["examiner_id", "taken_at"])
    ledger.append_many(
        actor,
        [
            ledger.Draft(
                "trademark.taken",
                f"case/{a.pk}",
                case_id=a.pk,
                data={"number": a.number, "examiner": examiner_id, "route": a.route},
            )
            for a in files
        ],
        now,
    )


def give_back(actor: Actor, now: datetime, case_id: UUID) -> Application:
    """Put a file back into the queue: its examiner's or an administrator's to do. Raises ``NotFound``."""
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
        if application is None or application.examiner_id is None:
            raise NotFound()
        if application.examiner_id != actor.id and not actor.has(Role.ADMINISTRATOR):
            raise NotFound()
        data: ledger.Data = {"number": application.number, "examiner": application.examiner_id}
        if application.sitting_id is not None:
            application.route = Route.ORDINARY
        application.examiner_id = application.taken_at = application.sitting = None
        application.save(update_fields=["examiner_id", "taken_at", "sitting", "route"])
        ledger.append(actor, "trademark.given_back", f"case/{case_id}", now, case_id=case_id, data=data)
    return application


def let_go(application: Application) -> None:
    """The file is nobody's any more, in the transaction of the step that ended the examiner's part in it."""
    application.examiner_id = application.taken_at = None
    application.save(update_fields=["examiner_id", "taken_at"])


def only_mine(firing: Firing) -> Application:
    """The application of a step that only the examiner who has the file may take. Raises ``NotAllowed``."""
    application: Application = firing.case.application
    if firing.actor.id is None or application.examiner_id != firing.actor.id:
        raise NotAllowed(NOT_YOURS)
    sitting = application.sitting
    if sitting is not None and clock.local_day(firing.now, settings.TIME_ZONE) < sitting.day:
        raise NotAllowed(NOT_YET, place=sitting.place, day=sitting.day.isoformat())
    return application


def decided_first(application: Application, person_id: int | None) -> bool:
    """Whether this person made the first decision in the case."""
    first = application.case.decisions.filter(kind=DecisionKind.FIRST, decided_by=person_id)
    return person_id is not None and first.exists()
