"""What can be done with applications: begin a draft, save it, and the desk's part of filing and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from onewindow.desks.examination.assigning import let_go
from onewindow.desks.examination.models import Application, NumberSeries
from onewindow.desks.register.models import Party, Right, Source, Status, mask
from onewindow.desks.register.recording import MarkRecord, record_block, record_party, set_status
from onewindow.kernel import clock, files, flow, ledger
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem
from onewindow.kernel.people import Person
from onewindow.law import nice
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

PROCEDURE = "trademark"
APPLICANT = ("applicant_name", "applicant_country")
LONGEST = {"text": 400, "goods": 20_000, "applicant_name": 300, "applicant_country": 2}


def begin_draft(actor: Actor, now: datetime, fields: Mapping[str, str] | None = None) -> Application:
    """A new draft, the applicant filled in from the register. Raises ``NotAllowed`` for who is no applicant."""
    if not actor.has(Role.HOLDER, Role.AGENT):
        raise NotAllowed(Text("Only rights holders and agents file applications.", "只有权利人和代理师可以提交申请。"))
    # A holder applies for the party it acts for; an agent names another applicant in every application.
    party = Party.objects.filter(pk=actor.party_id or 0).first() if actor.has(Role.HOLDER) else None
    with transaction.atomic():
        case = flow.open_case(flow.procedures()[PROCEDURE], actor, now, party.pk if party else None)
        application = Application.objects.create(
            case=case,
            applicant_name=party.name if party else "" if actor.has(Role.AGENT) else actor.name,
            applicant_country=party.country if party else "",
            saved_at=now,
        )
        if fields:
            _save(application, fields)
    return application


def save_draft(actor: Actor, now: datetime, case_id: UUID, fields: Mapping[str, str]) -> Application:
    """Save what was written so far; a field not given stays as it is. Raises ``BadInput`` for what cannot be kept."""
    with transaction.atomic():
        application = _own_draft(actor, case_id)
        before = {name: getattr(application, name) for name in ("text", "goods", "nice_mask", "applicant_name")}
        application.saved_at = now
        _save(application, fields)
        changed = sorted(name for name, value in before.items() if getattr(application, name) != value)
        if changed:
            data: ledger.Data = {"fields": changed}
            ledger.append(actor, "trademark.draft_saved", f"case/{case_id}", now, case_id=case_id, data=data)
    return application


def set_picture(actor: Actor, now: datetime, case_id: UUID, source: IO[bytes] | None, name: str = "") -> Application:
    """Put a picture of the mark into the draft, or take it out. Raises ``BadInput`` for a picture that is unfit."""
    kept = files.keep_picture(actor, now, source, name) if source else None
    with transaction.atomic():
        application = _own_draft(actor, case_id)
        application.image, application.saved_at = kept.sha256 if kept else "", now
        application.save(update_fields=["image", "saved_at"])
        data: ledger.Data = {"fields": ["image"]}
        ledger.append(actor, "trademark.draft_saved", f"case/{case_id}", now, case_id=case_id, data=data)
    return application


def record_filing(firing: Firing) -> ledger.Data:
    """Give the application its number and enter it in the register as pending."""
    application: Application = firing.case.application
    day = clock.local_day(firing.now, settings.TIME_ZONE)
    application.number = _next_number(day.year)
    party_id = firing.case.party_id or _own_party(firing, application).pk
    record = MarkRecord(
        jurisdiction=settings.OFFICE, number=application.number, title=application.text.strip(),
        classes=application.classes, status=Status.PENDING, filing_date=day, owner_name=application.applicant_name,
        owner_id=party_id, goods=application.goods.strip(), image=application.image,
    )  # fmt: skip
    record_block(firing.actor, firing.now, [record], Source.WINDOW, {"case": str(firing.case.pk)})
    application.right = Right.objects.get(kind="trademark", jurisdiction=settings.OFFICE, number=application.number)
    application.save(update_fields=["number", "right"])
    firing.case.party_id = party_id
    firing.case.save(update_fields=["party_id"])
    return {
        "number": application.number, "mark": application.text.strip() or "▣", "applicant": application.applicant_name,
        "day": day.isoformat(), "right": application.right.pk, "classes": list(application.classes),
    }  # fmt: skip


def record_withdrawal(firing: Firing) -> ledger.Data:
    """The register shows the application as withdrawn."""
    application: Application = firing.case.application
    assert application.right is not None
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    set_status(firing.actor, firing.now, application.right.pk, Status.WITHDRAWN, on)
    let_go(application)
    return {"number": application.number, "right": application.right.pk}


def _own_draft(actor: Actor, case_id: UUID) -> Application:
    case = Case.objects.select_for_update().filter(pk=case_id, procedure=PROCEDURE).first()
    if case is None or not flow.procedures()[PROCEDURE].concerns(case, actor):
        raise NotFound()
    if case.state != "draft":
        raise Conflict(Text("It is filed; it cannot be changed here any more.", "申请已提交，不能在此修改。"))
    return Application.objects.get(case=case)


def _save(application: Application, fields: Mapping[str, str]) -> None:
    problems = []
    for name, longest in LONGEST.items():
        if name not in fields or (name in APPLICANT and application.case.party_id is not None):
            continue  # the applicant of a party's own application is that party
        value = fields[name].replace("\0", "")
        if len(value) > longest:
            expected = Text("at most {n} characters", "不超过 {n} 个字符").fill(n=longest)
            problems.append(Problem(name, expected, got=f"{len(value)}"))
        elif any("\ud800" <= c <= "\udfff" for c in value):
            problems.append(Problem(name, Text("text in UTF-8", "UTF-8 编码的文本")))
        else:
            setattr(application, name, value.upper() if name == "applicant_country" else value)
    if "classes" in fields:
        try:
            application.nice_mask = mask(nice.parse_classes(fields["classes"])) if fields["classes"].strip() else 0
        except ValueError:
            expected = Text("Nice classes from 1 to 45, such as 9; 25", "1 至 45 的尼斯类别，如 9; 25")
            problems.append(Problem("classes", expected, got=fields["classes"][:40]))
    if problems:
        raise BadInput(problems)
    application.save()


def _next_number(year: int) -> str:
    series, _ = NumberSeries.objects.select_for_update().get_or_create(year=year, defaults={"last": 0})
    series.last += 1
    series.save(update_fields=["last"])
    return f"{settings.OFFICE}{year}{series.last:07d}"


def _own_party(firing: Firing, application: Application) -> Party:
    """The party of an applicant who is not in the register yet; a holder acts for its own from then on."""
    by_agent = firing.actor.has(Role.AGENT)
    name, country = application.applicant_name.strip(), application.applicant_country
    key = "" if by_agent else f"person:{firing.actor.id}"
    party = record_party(firing.actor, firing.now, name, country, key)
    if by_agent:
        return party
    Person.objects.filter(pk=firing.actor.id or 0, party_id=None).update(party_id=party.pk)
    return party
