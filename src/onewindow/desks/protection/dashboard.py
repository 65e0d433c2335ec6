"""What the dashboard tells the office: what is due, what is late, the share within 24 hours, who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from onewindow.desks.protection import deciding, procedures
from onewindow.desks.protection.complaint_models import Complaint, Decision
from onewindow.kernel import ledger
from onewindow.kernel.case import Case, Due
from onewindow.kernel.people import Person

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases wait in a state, and since when the oldest does."""

    procedure: str
    state: str
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Handled:
    """Complaints answered in a span: how many, how many of them within 24 hours, and how long they took."""

    count: int
    within: int
    median_seconds: int
    most_seconds: int

    @property
    def share(self) -> float | None:
        """The share within 24 hours; None where nothing was answered."""
        return self.within / self.count if self.count else None


def handled_actions() -> list[str]:
    """The ledger's actions of the steps that answer a complaint."""
    return [
        f"{procedures.procedure_name(pack)}.{step.name}"
        for pack in procedures.known().values()
        for step in pack.steps
        if step.handled
    ]


def handled(since: datetime, until: datetime) -> Handled:
    """What was answered in a span, from the ledger."""
    entries = ledger.Entry.objects.filter(action__in=handled_actions(), at__gte=since, at__lt=until)
    return measured(sorted(data["waited_seconds"] for data in entries.values_list("data", flat=True).iterator()))


def measured(waited: Sequence[int]) -> Handled:
    """The figures of sorted waiting times in seconds."""
    if not waited:
        return Handled(0, 0, 0, 0)
    within = sum(1 for seconds in waited if seconds <= DAY_SECONDS)
    return Handled(len(waited), within, waited[len(waited) // 2], waited[-1])


def handling_rules() -> list[str]:
    """The rule ids of the clocks in which complaints are to be handled."""
    return [pack.rule_id(pack.handling) for pack in procedures.known().values()]


def due_counts(now: datetime) -> dict[str, int]:
    """How many complaints are late, due within four hours, due within a day, by their clock of handling."""
    open_ = Due.objects.filter(ended_at=None, rule_id__in=handling_rules())
    return open_.aggregate(
        late=Count("pk", filter=Q(due_at__lt=now)),
        soon=Count("pk", filter=Q(due_at__gte=now, due_at__lt=now + timedelta(hours=4))),
        today=Count("pk", filter=Q(due_at__gte=now + timedelta(hours=4))),
    )


def next_to_answer(limit: int) -> list[UUID]:
    """The cases that wait for their first answer, the one whose clock ends first before the others."""
    dues = [
        Due.objects.filter(ended_at=None, rule_id=rule).order_by("due_at").values_list("due_at", "case_id")[:limit]
        for rule in handling_rules()
    ]
    return [case for _due, case in sorted(row for rows in dues for row in rows)[:limit]]


def most_urgent(limit: int = 20) -> list[tuple[Complaint, Due]]:
    """The complaints whose clock of handling ends first."""
    dues = Due.objects.filter(ended_at=None, rule_id__in=handling_rules()).order_by("due_at")[:limit]
    related = ("case", "notice__account__party", "listing__catalogue", "seller")
    found = Complaint.objects.select_related(*related).in_bulk([due.case_id for due in dues])
    return [(found[due.case_id], due) for due in dues if due.case_id in found]


def waiting() -> list[Load]:
    """What waits for an officer, by procedure and state."""
    from django.db.models import Min

    wanted = Q(pk__in=[])
    for procedure, states in deciding.waiting_states().items():
        wanted |= Q(procedure=procedure, state__in=states)
    rows = Case.objects.filter(wanted).values("procedure", "state").annotate(n=Count("pk"), oldest=Min("moved_at"))
    return [
        Load(row["procedure"], row["state"], row["n"], row["oldest"]) for row in rows.order_by("procedure", "state")
    ]


def hands() -> list[tuple[str, int]]:
    """(officer, cases in hand), most first."""
    held = (
        Complaint.objects.filter(officer_id__isnull=False).values("officer_id").annotate(n=Count("pk")).order_by("-n")
    )
    return _named([(row["officer_id"], row["n"]) for row in held])


def decided(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """(officer, decisions in a span), most first."""
    found = Decision.objects.filter(at__gte=since, at__lt=until).values("decided_by").annotate(n=Count("pk"))
    return _named([(row["decided_by"], row["n"]) for row in found.order_by("-n")[:50]])


def _named(rows: list[tuple[int | None, int]]) -> list[tuple[str, int]]:
    names = dict(Person.objects.filter(pk__in=[pk for pk, _n in rows if pk]).values_list("pk", "full_name"))
    return [(names.get(pk or 0, "–"), n) for pk, n in rows]
