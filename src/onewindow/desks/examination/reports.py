"""The search report of an application: made by a job once the formalities are in order, kept as it was then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from onewindow.desks.examination.models import Application, SearchReport
from onewindow.desks.register.models import Party, Right, mask
from onewindow.desks.register.picture import comparable
from onewindow.desks.register.searching import LIMIT, Found, SearchAnswer, SearchRequest, search
from onewindow.kernel import jobs, ledger
from onewindow.kernel.access import Actor
from onewindow.texts import Text

KIND = "examination.search_report"
SHOWN = 30

ledger.declare("trademark.search_report_made", Text("Search report made", "查询报告已生成"))


def ask(actor: Actor, now: datetime, case_id: UUID) -> jobs.Job:
    """Ask for a search report, inside the caller's transaction; while one is being made no other is asked for."""
    made = SearchReport.objects.filter(case=case_id).count()
    return jobs.enqueue(KIND, f"{KIND}:{case_id}:{made}", now, {"case": str(case_id)}, actor.id)


def job_of(case_id: UUID) -> jobs.Job | None:
    """The job that makes, or made, the last report of a case."""
    return jobs.Job.objects.filter(kind=KIND, key__startswith=f"{KIND}:{case_id}:").order_by("-pk").first()


def latest(case_id: UUID) -> SearchReport | None:
    """The last report made for a case."""
    return SearchReport.objects.filter(case=case_id).order_by("-pk").first()


def find(application: Application) -> tuple[int, list[dict[str, Any]]]:
    """(ledger entry the register was at, the earlier marks of others), best first, by words, picture, or both.

    Earlier is what was filed up to the same day; the applicant's own rights are no obstacle and are left out.
    """
    right = application.right
    assert right is not None
    seq = ledger.last_seq()
    words = application.text if any(c.isalnum() for c in application.text) else ""
    picture = comparable(application.image)
    if not words and picture is None:
        return seq, []
    before = right.filing_date + timedelta(days=1)
    asked = (words, application.classes, application.goods)
    answer = search(SearchRequest(*asked, filed_before=before, limit=LIMIT, picture=picture))
    others = [found for found in answer.found if found.right.pk != right.pk and found.right.owner_id != right.owner_id]
    return seq, [_kept(found) for found in others[:SHOWN]]


def keep(actor: Actor, now: datetime, application: Application, seq: int, hits: list[dict[str, Any]]) -> SearchReport:
    """Keep a report as it was found, inside the caller's transaction."""
    assert transaction.get_connection().in_atomic_block
    data: ledger.Data = {"number": application.number, "hits": len(hits)}
    entry = ledger.append(
        actor, "trademark.search_report_made", f"case/{application.pk}", now, case_id=application.pk, data=data
    )
    return SearchReport.objects.create(
        case=application.case, made_at=now, register_seq=seq, entry_seq=entry.seq, text=application.text,
        classes=list(application.classes), hits=hits,
    )  # fmt: skip


def found_in(report: SearchReport) -> tuple[SearchAnswer, list[Found]]:
    """The report as the search had answered: the rights are as they were then, not as they are now."""
    classes = tuple(report.classes)
    answer = SearchAnswer(SearchRequest(report.text, classes), classes, (), ())
    return answer, [_found(kept) for kept in report.hits]


def rules_shown(report: SearchReport | None) -> dict[int, list[str]]:
    """The rules under which the report shows each earlier right."""
    hits = report.hits if report else []
    return {hit["right"]: [reason["rule"] for reason in hit["reasons"]] for hit in hits}


def _kept(found: Found) -> dict[str, Any]:
    right = found.right
    return {
        "right": right.pk, "jurisdiction": right.jurisdiction, "number": right.number, "title": right.title,
        "image": right.image, "classes": list(right.classes), "status": right.status, "source": right.source,
        "owner": [right.owner_id, right.owner.name], "filing_date": right.filing_date.isoformat(),
        "expiry_date": right.expiry_date.isoformat() if right.expiry_date else None,
        "goods": {"en": found.goods.en, "zh": found.goods.zh} if found.goods else None,
        "score": round(found.hit.score, 4), "shared_classes": list(found.shared_classes),
        "reasons": [
            {"view": r.view, "strength": r.strength, "query_span": list(r.query_span), "mark_span": list(r.mark_span),
             "rule": r.rule, "data": dict(r.data)}
            for r in found.hit.reasons
        ],
    }  # fmt: skip


def _found(kept: dict[str, Any]) -> Found:
    from onewindow.engines import marks

    right = Right(
        pk=kept["right"], jurisdiction=kept["jurisdiction"], number=kept["number"], title=kept["title"],
        image=kept["image"], nice_mask=mask(tuple(kept["classes"])), status=kept["status"], source=kept["source"],
        owner=Party(pk=kept["owner"][0], name=kept["owner"][1]), filing_date=date.fromisoformat(kept["filing_date"]),
        expiry_date=date.fromisoformat(kept["expiry_date"]) if kept["expiry_date"] else None,
    )  # fmt: skip
    reasons = tuple(
        marks.Reason(r["view"], r["strength"], tuple(r["query_span"]), tuple(r["mark_span"]), r["rule"], r["data"])
        for r in kept["reasons"]
    )
    shared = tuple(kept["shared_classes"])
    hit = marks.Hit(
        id=str(kept["right"]), score=kept["score"], text=kept["title"], classes=tuple(kept["classes"]),
        shared_classes=shared, explained=lambda: reasons,
    )  # fmt: skip
    return Found(hit, right, shared, Text(**kept["goods"]) if kept["goods"] else None)
