"""The routes of an application: preferential on request, intensive in a batch of related files, roving at a sitting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from onewindow.desks.examination import letters
from onewindow.desks.examination.assigning import assign
from onewindow.desks.examination.flow import PROCEDURE
from onewindow.desks.examination.models import Application, Batch, Preference, Route, Sitting
from onewindow.desks.examination.policy import APPLICANTS, OFFICE
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.kernel.people import Person
from onewindow.texts import Text

if TYPE_CHECKING:
    from django.db.models import QuerySet

UNDECIDED = ("filed", "correcting", "examination")
SMALLEST, LARGEST = 2, 200
OFFICE_ONLY = Text("Only the office does this.", "只有审查机关可以办理。")
GONE_ON = Text("The application is decided already.", "该申请已作出决定。")
ASKED_ALREADY = Text("Preferential examination was asked for already.", "已提出过优先审查请求。")
OUTCOMES = {
    True: Text("it is examined before others.", "同意优先审查。"),
    False: Text("it is examined in its turn.", "按顺序审查。"),
}

ledger.declare("trademark.preference_asked", Text("Preferential examination asked for", "请求优先审查"))
ledger.declare("trademark.preference_answered", Text("Request for preference answered", "优先审查请求已答复"))
ledger.declare("trademark.batch_formed", Text("Batch of related files formed", "组成集中审查批次"))
ledger.declare("trademark.sitting_opened", Text("Sitting arranged", "安排巡回审查"))
ledger.declare("trademark.collected", Text("File collected for a sitting", "案件列入巡回审查"))


def ask_preference(actor: Actor, now: datetime, case_id: UUID, ground: str) -> Application:
    """The applicant asks to be examined first and says why. Raises ``BadInput``, ``Conflict``."""
    words = ground.replace("\0", "").strip()
    with transaction.atomic():
        application = _undecided(case_id, actor)
        own = actor.id == application.case.opened_by or actor.party_id == application.case.party_id
        if not actor.has(*APPLICANTS) or not own:
            raise NotAllowed(Text("Only the applicant asks for this.", "只有申请人可以提出。"))
        if not 1 <= len(words) <= 2000:
            raise BadInput([Problem("ground", Text("a ground of 1 to 2000 characters", "1 至 2000 个字符的理由"))])
        if application.preference != Preference.NONE:
            raise Conflict(ASKED_ALREADY)
        application.preference, application.preference_ground = Preference.ASKED, words
        application.save(update_fields=["preference", "preference_ground"])
        ledger.append(actor, "trademark.preference_asked", f"case/{case_id}", now, case_id=case_id)
    return application


def answer_preference(actor: Actor, now: datetime, case_id: UUID, granted: bool) -> Application:
    """An examiner or administrator grants or declines it; the applicant is told by letter."""
    _office(actor)
    with transaction.atomic():
        application = _undecided(case_id, actor)
        if application.preference != Preference.ASKED:
            raise Conflict(Text("No request is open.", "没有待答复的请求。"))
        application.preference = Preference.GRANTED if granted else Preference.DECLINED
        if granted:
            application.route = Route.PREFERENTIAL
        application.save(update_fields=["preference", "route"])
        facts: ledger.Data = {
            "number": application.number, "mark": application.text.strip() or "▣",
            "applicant": application.applicant_name, "granted": granted,
            "outcome": {"en": OUTCOMES[granted].en, "zh": OUTCOMES[granted].zh},
        }  # fmt: skip
        entry = ledger.append(
            actor, "trademark.preference_answered", f"case/{case_id}", now, case_id=case_id, data=facts
        )
        flow.send(letters.PREFERENCE_ANSWER, application.case, entry, facts)
    return application


def free_files() -> QuerySet[Application]:
    """Files that wait for their first examiner and are on no special route."""
    free = Application.objects.filter(
        case__state__in=("filed", "examination"), examiner_id=None, sitting=None, batch=None
    )
    return free.select_related("case", "right").order_by("number")


def related() -> list[tuple[str, list[Application]]]:
    """(relation, files) that could be a batch: of one applicant, else for exactly the same classes; largest first."""
    groups: dict[tuple[str, object], list[Application]] = defaultdict(list)
    files = list(free_files().exclude(route=Route.PREFERENTIAL)[:2000])
    for application in files:
        groups["applicant", application.case.party_id].append(application)
    single = [files[0] for files in groups.values() if len(files) < SMALLEST]
    for application in single:
        groups["classes", application.nice_mask].append(application)
    found = [(relation, files[:LARGEST]) for (relation, _key), files in groups.items() if len(files) >= SMALLEST]
    return sorted(found, key=lambda pair: -len(pair[1]))


def form_batch(actor: Actor, now: datetime, case_ids: Sequence[UUID]) -> Batch:
    """Make a batch of related files; whoever takes one of them is given all. Raises ``BadInput``."""
    _office(actor)
    with transaction.atomic():
        files = list(free_files().filter(pk__in=case_ids).select_for_update(of=("self",)))
        if len(files) != len(set(case_ids)) or not SMALLEST <= len(files) <= LARGEST:
            expected = Text("2 to 200 files that wait and that nobody has", "2 至 200 件待办且无人承办的案件")
            raise BadInput([Problem("files", expected, got=str(len(files)))])
        relation = _relation(files)
        if not relation:
            expected = Text("files of one applicant, or with a class in common", "同一申请人或有共同类别的案件")
            raise BadInput([Problem("files", expected)])
        numbers = [a.number for a in files]
        data: ledger.Data = {"numbers": numbers}
        entry = ledger.append(actor, "trademark.batch_formed", "batch", now, quantity=len(files), data=data)
        title = files[0].applicant_name if relation == "applicant" else f"{numbers[0]} – {numbers[-1]}"
        batch = Batch.objects.create(relation=relation, title=title[:300], formed_at=now, entry_seq=entry.seq)
        Application.objects.filter(pk__in=case_ids).update(batch=batch, route=Route.INTENSIVE)
    return batch


def open_sitting(actor: Actor, now: datetime, place: str, day: date, examiner_id: int) -> Sitting:
    """Arrange that an examiner sits at a place on a day. Raises ``BadInput``."""
    _office(actor)
    problems = []
    place = place.replace("\0", "").strip()
    if not 1 <= len(place) <= 200:
        problems.append(Problem("place", Text("a place of 1 to 200 characters", "1 至 200 个字符的地点")))
    if day < clock.local_day(now, settings.TIME_ZONE):
        problems.append(Problem("day", Text("today or a later day", "今天或以后的日期"), got=day.isoformat()))
    if examiner_id not in examiners():
        problems.append(Problem("examiner", Text("an examiner", "审查员"), got=str(examiner_id)))
    if problems:
        raise BadInput(problems)
    with transaction.atomic():
        data: ledger.Data = {"place": place, "day": day.isoformat(), "examiner": examiner_id}
        entry = ledger.append(actor, "trademark.sitting_opened", "sitting", now, data=data)
        return Sitting.objects.create(place=place, day=day, examiner_id=examiner_id, entry_seq=entry.seq)


def collect(actor: Actor, now: datetime, sitting_id: int, case_ids: Sequence[UUID]) -> list[Application]:
    """Collect files for a sitting: its examiner has them from now on. Raises ``NotFound``, ``BadInput``."""
    _office(actor)
    with transaction.atomic():
        sitting = Sitting.objects.filter(pk=sitting_id).first()
        if sitting is None:
            raise NotFound()
        files = list(free_files().filter(pk__in=case_ids).select_for_update(of=("self",)))
        if len(files) != len(set(case_ids)) or not files:
            expected = Text("files that wait and that nobody has", "待办且无人承办的案件")
            raise BadInput([Problem("files", expected, got=str(len(files)))])
        for application in files:
            application.sitting, application.route = sitting, Route.ROVING
            application.save(update_fields=["sitting", "route"])
        data: ledger.Data = {"place": sitting.place, "numbers": [a.number for a in files]}
        ledger.append(actor, "trademark.collected", f"sitting/{sitting.pk}", now, quantity=len(files), data=data)
        assign(actor, now, files, sitting.examiner_id)
    return files


def examiners() -> dict[int, str]:
    """Who examines here: names by person, in order of name."""
    active = Person.objects.filter(is_active=True, roles__role=Role.EXAMINER).order_by("full_name", "pk")
    return dict(active.values_list("pk", "full_name"))


def _relation(files: list[Application]) -> str:
    if len({a.case.party_id for a in files}) == 1:
        return "applicant"
    common = files[0].nice_mask
    for application in files:
        common &= application.nice_mask
    return "classes" if common else ""


def _office(actor: Actor) -> None:
    if not actor.has(*OFFICE):
        raise NotAllowed(OFFICE_ONLY)


def _undecided(case_id: UUID, actor: Actor) -> Application:
    found = Application.objects.select_for_update(of=("self",)).select_related("case").filter(pk=case_id).first()
    if found is None or not PROCEDURE.concerns(found.case, actor):
        raise NotFound()
    if found.case.state not in UNDECIDED:
        raise Conflict(GONE_ON)
    return found
