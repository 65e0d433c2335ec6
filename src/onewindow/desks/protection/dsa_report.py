"""The yearly transparency report of the Digital Services Act: eleven CSV parts with the columns of the templates.

Times are in hours. What the templates ask and this window does not record stands as 0, and the context says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import QuerySet

from onewindow.desks.protection import dsa_template as t
from onewindow.desks.protection import procedures, yearly
from onewindow.desks.protection.complaint_models import Answer, Complaint, Decision, Notice
from onewindow.desks.protection.dsa import KEYWORDS, PACK
from onewindow.kernel.people import Person, PersonRole

Row = tuple[object, ...]
SERVICE = "onewindow"
BY_PEOPLE = "Every restriction is decided by a person; on sensitive grounds by two."
NONE_KEPT = "Not recorded by this service."


@dataclass(frozen=True, slots=True)
class Period:
    """A year at the office: its first moment, the first after it."""

    begun: datetime
    ended: datetime

    @property
    def said(self) -> str:
        """``2025-01-01/2025-12-31``."""
        return f"{self.begun.date()}/{self.last}"

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.ended - timedelta(days=1)).date()


def part(number: int, year: int, today: date) -> tuple[Sequence[str], Iterator[Row]]:
    """(columns, rows) of one part of a year's report. Raises ``KeyError`` for an unknown part."""
    where = yearly.zone()
    period = Period(datetime(year, 1, 1, tzinfo=where), datetime(year + 1, 1, 1, tzinfo=where))
    make: dict[int, Callable[[], Iterator[Row]]] = {
        1: lambda: _summary(period, today), 2: _names, 3: lambda: _orders(period), 4: lambda: _notices(period),
        5: lambda: _own(period, t.ILLEGAL), 6: lambda: _own(period, tuple(t.CATEGORIES)), 7: lambda: _appeals(period),
        8: lambda: _automated(period), 9: lambda: _staff(period), 10: lambda: _recipients(period),
        11: lambda: _qualitative(period),
    }  # fmt: skip
    return t.COLUMNS[number], make[number]()


def _summary(period: Period, today: date) -> Iterator[Row]:
    told = {
        "Name of the service provider": SERVICE,
        "Date of the publication of the report": today.isoformat(),
        "Date of the publication of the latest previous report": "",
        "Starting date of reporting period": period.begun.date().isoformat(),
        "Ending date of reporting period": period.last.isoformat(),
    }
    yield from ((t.ALL, SERVICE, name, value) for name, value in told.items())


def _names() -> Iterator[Row]:
    for reason in procedures.known()[PACK].reasons:
        yield reason.label.en, f"Ground {reason.code} of the notices", KEYWORDS[reason.category], ""


def _categories(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(category or keyword, the category it belongs to), in the order of the templates."""
    yield "TOTAL", "TOTAL"
    for name in names:
        yield name, name
        yield from ((keyword, name) for keyword in t.CATEGORIES[name])


def _orders(period: Period) -> Iterator[Row]:
    rows = [name for name, _of in _categories(t.ILLEGAL)] + ["STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"]
    for name in rows:
        yield (t.ALL, SERVICE, period.said, name, "", "TOTAL", 0, 0, "", "", 0, "", "", *[NONE_KEPT] * 7)


def _notices(period: Period) -> Iterator[Row]:
    sent = Notice.objects.filter(pack=PACK, at__gte=period.begun, at__lt=period.ended)
    reasons = procedures.known()[PACK].reasons
    every = [reason.code for reason in reasons]
    codes = {("TOTAL", "TOTAL"): every, (t.IP, t.IP): every}
    for reason in reasons:
        codes.setdefault((KEYWORDS[reason.category], t.IP), []).append(reason.code)
    for row in [*_categories(t.ILLEGAL), ("STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE", "")]:
        mine = sent.filter(reason__in=codes.get(row, []))
        cases = Complaint.objects.filter(notice__in=mine)
        acted = cases.filter(decisions__outcome="upheld").distinct().count()
        told = (mine.count(), 0, cases.count(), 0, _hours_to_answer(cases), "", acted, 0, 0, 0)
        yield (t.HOSTS, SERVICE, period.said, row[0], "", *told, *[""] * 10)


def _hours_to_answer(cases: QuerySet[Complaint]) -> str:
    moments = cases.filter(handled_at__isnull=False).values_list("case__opened_at", "handled_at")
    return _hours([done - begun for begun, done in moments if done is not None])


def _hours(spans: Sequence[timedelta]) -> str:
    return f"{median(span.total_seconds() for span in spans) / 3600:.1f}" if spans else ""


def _own(period: Period, categories: Sequence[str]) -> Iterator[Row]:
    context = "This service acts on notices; what its scan finds reaches it through the rights holders' notices."
    for name, _of in _categories(categories):
        yield (t.ALL, SERVICE, period.said, name, "", *[0] * len(t.MEASURES), context, *[""] * (len(t.MEASURES) - 1))


def _appeals(period: Period) -> Iterator[Row]:
    said = Answer.objects.filter(complaint__notice__pack=PACK, at__gte=period.begun, at__lt=period.ended)
    removal, inaction = _of(said, "complain"), _of(said, "complain_of_inaction")
    whole = [*removal, *inaction]
    nothing: list[_Appeal] = []

    def rows(section: str, name: str, appeals: Sequence[_Appeal], who: str = t.PLATFORMS) -> Iterator[Row]:
        told = (
            len(appeals), sum(a.kept for a in appeals), 0, sum(a.reversed for a in appeals),
            _hours([a.took for a in appeals if a.took is not None]),
        )  # fmt: skip
        asked_of = (who, *[t.PLATFORMS] * (len(told) - 1))
        for asked, scope, value in zip(asked_of, t.DECIDED, told, strict=True):
            yield asked, SERVICE, period.said, section, name, scope, value, ""

    yield from rows(t.INTERNAL, t.SUBMITTED, whole, t.ALL)
    omitted = sum(appeal.took is None for appeal in whole)
    yield t.PLATFORMS, SERVICE, period.said, t.INTERNAL, t.SUBMITTED, "Decision omitted", omitted, "Not decided yet."
    imposed = sum(appeal.reversed for appeal in inaction)
    yield t.PLATFORMS, SERVICE, period.said, t.INTERNAL, t.IMPOSED, "Total number", imposed, ""
    for name, regarding in t.REGARDING.items():
        yield from rows(t.INTERNAL, regarding, {"removal": removal, "inaction": inaction}.get(name, nothing))
    yield from rows(t.BODIES, t.DISPUTES, nothing)
    for scope, value in (("Decision omitted", 0), ("Percentage of outcomes implemented", "")):
        yield t.PLATFORMS, SERVICE, period.said, t.BODIES, t.DISPUTES, scope, value, NONE_KEPT
    for suspended in t.SUSPENDED:
        yield t.PLATFORMS, SERVICE, period.said, t.SUSPENSIONS, suspended, "Total number", 0, NONE_KEPT


@dataclass(frozen=True, slots=True)
class _Appeal:
    """An internal complaint: whether the decision was kept or reversed, and how long that took; None while open."""

    kept: bool
    reversed: bool
    took: timedelta | None


def _of(said: QuerySet[Answer], step: str) -> list[_Appeal]:
    """The internal complaints that a step brought, each with the first decision after it."""
    told = list(said.filter(step=step).order_by("pk"))
    decisions = Decision.objects.filter(complaint__in=[one.complaint_id for one in told]).order_by("pk")
    later: dict[object, list[Decision]] = {}
    for each in decisions:
        later.setdefault(each.complaint_id, []).append(each)
    keeps = "decide_to_restrict" if step == "complain" else "decide_to_lift"
    found = []
    for one in told:
        decision = next((d for d in later.get(one.complaint_id, []) if d.at >= one.at), None)
        kept = decision is not None and decision.step == keeps
        found.append(_Appeal(kept, decision is not None and not kept, decision.at - one.at if decision else None))
    return found


def _automated(period: Period) -> Iterator[Row]:
    decided = Decision.objects.filter(complaint__notice__pack=PACK, at__gte=period.begun, at__lt=period.ended)
    measures = decided.filter(outcome="upheld").count()
    answered = Complaint.objects.filter(
        notice__pack=PACK, handled_at__gte=period.begun, handled_at__lt=period.ended
    ).count()  # fmt: skip
    for scope, who, what, count in (
        ("Total number", t.ALL, "measures", measures), ("Own-initiative ", t.ALL, "measures", 0),
        ("NAM Total", t.HOSTS, "notices", answered), ("NAM Trusted Flagger", t.PLATFORMS, "notices", 0),
    ):  # fmt: skip
        verb = "taken" if what == "measures" else "processed"
        told = {f"Number of {what} solely {verb} by automated means ": 0}
        told[f"Number of {what} not {verb} by automated means"] = count
        for name, value in told.items():
            yield who, SERVICE, period.said, t.AUTOMATED, name, scope, value, BY_PEOPLE
        for name in t.ACCURACY:
            yield who, SERVICE, period.said, t.AUTOMATED, name, scope, "", "No decision is taken by automated means."


def _staff(period: Period) -> Iterator[Row]:
    officers = PersonRole.objects.filter(role="enforcement", person__in=Person.objects.filter(is_active=True)).count()
    for name, value in (
        ("Number of internal moderators employed by the provider", officers),
        ("Number of external moderators contracted by the provider", 0),
        ("Number of total moderators with sufficient linguistic expertise ", officers),
    ):
        yield t.VLOPS, SERVICE, period.said, t.STAFF, name, "Total number", value, "People with the officer's role."


def _recipients(period: Period) -> Iterator[Row]:
    yield "Only for VLOPs and VLOSEs", SERVICE, period.said, "AMAR", t.RECIPIENTS, "TOTAL", ""


def _qualitative(period: Period) -> Iterator[Row]:
    scan = "A scan of listings' titles and pictures tells rights holders which may infringe; it decides nothing."
    told = {
        "Summary of the content moderation engaged in at the providers’ own initiative": scan,
        "Meaningful and comprehensible information regarding content moderation engaged in at the providers' own"
        " initiative": f"{scan} {BY_PEOPLE}",
        "Qualitative description of the automated means": scan,
        "Qualitative description of indicators of accuracy and possible rate of error of automated means": scan,
        "Specification of the precise purposes to apply automated means": scan,
        "Safeguards applied to the use of automated means": "Counter-statement, internal complaint decided by another"
        f" person, a ledger of every step. {BY_PEOPLE} Time zone of the figures: {settings.TIME_ZONE}.",
    }
    yield from ((t.ALL, SERVICE, period.said, name, value) for name, value in told.items())
