"""The queue as it stands: what waits, who has what, how long it took so far, and how it would go with other numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from onewindow.desks.examination.assigning import WAITING
from onewindow.desks.examination.models import ROUTE_LABELS, Application, Decision, DecisionKind, Route
from onewindow.desks.examination.policy import OFFICE
from onewindow.desks.examination.routes import UNDECIDED, examiners
from onewindow.engines import queueing
from onewindow.kernel import clock
from onewindow.kernel.access import Actor
from onewindow.kernel.errors import BadInput, NotFound, Problem
from onewindow.texts import Text

DAYS_IN_MONTH = 30.4375
TARGET = 4.0
"""Months from filing to first decision that the what-if aims at."""
HORIZON = 60
SEEDS = (1, 2, 3)
MEASURED_OVER = timedelta(days=91)
ASSUMED_RATE = 60.0
"""Files one examiner decides in a month while the ledger has no decision to measure it by."""
LIMITS = {"examiners": (1, 10_000), "rate": (0.1, 10_000), "arrivals": (0, 10_000_000)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Files of a route in a state: how many, how many nobody has, and the age of the oldest in days."""

    route: Route
    state: str
    count: int
    free: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Pendency:
    """Months from filing to first decision of one route (None: all) over a year."""

    route: Route | None
    decided: int
    median: float
    ninety: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a forecast starts from: examiners, files one decides in a month, files that come in a month."""

    examiners: int
    rate: float
    arrivals: float
    rate_measured: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How the queue would go: waited months at decision by month, simulated and as a fluid, and when it is down."""

    numbers: Numbers
    backlog: int
    median: tuple[float | None, ...]
    ninety: tuple[float | None, ...]
    fluid: tuple[float, ...]
    month: int | None
    drained: float
    scale: int


def must_see(actor: Actor) -> None:
    """The queue is the office's business. Raises ``NotFound``."""
    if not actor.has(*OFFICE):
        raise NotFound()


def waiting_table(now: datetime) -> list[Waiting]:
    """What waits, by route and state, the routes in the order in which they are taken."""
    today = clock.local_day(now, settings.TIME_ZONE)
    groups: dict[tuple[str, str], list[tuple[int, bool]]] = {}
    files = Application.objects.filter(case__state__in=WAITING)
    for route, state, filed, holder in files.values_list("route", "case__state", "right__filing_date", "examiner_id"):
        groups.setdefault((route, state), []).append(((today - filed).days, holder is None))
    return [
        Waiting(route, state, len(ages), sum(free for _age, free in ages), max(age for age, _free in ages))
        for route in ROUTE_LABELS
        for state in WAITING
        if (ages := groups.get((route, state)))
    ]


def in_hands() -> list[tuple[str, int]]:
    """(examiner, files they have that wait), most first."""
    names = examiners()
    held = Application.objects.filter(case__state__in=WAITING).exclude(examiner_id=None)
    counted = Counter(held.values_list("examiner_id", flat=True))
    return [(names.get(person or 0, f"{person}"), count) for person, count in counted.most_common()]


def pendency(now: datetime) -> list[Pendency]:
    """Months to the first decision over the last year: of all routes together, then of each that decided any."""
    recent = Decision.objects.filter(kind=DecisionKind.FIRST, at__gt=now - timedelta(days=365))
    rows = list(recent.values_list("case__application__route", "waited_days"))
    found = []
    for route in (None, *ROUTE_LABELS):
        waited = [days / DAYS_IN_MONTH for of, days in rows if route is None or of == route]
        if waited:
            median, ninety = np.quantile(waited, (0.5, 0.9))
            found.append(Pendency(route, len(waited), float(median), float(ninety)))
    return found


def measured(now: datetime) -> Numbers:
    """The numbers of the last three months; where nothing was decided, an assumed rate."""
    since = now - MEASURED_OVER
    months = MEASURED_OVER.days / DAYS_IN_MONTH
    decided = Decision.objects.filter(kind=DecisionKind.FIRST, at__gt=since)
    deciders = decided.values("decided_by").distinct().count()
    first = clock.local_day(since, settings.TIME_ZONE)
    arrivals = Application.objects.filter(right__filing_date__gt=first).count() / months
    rate = decided.count() / months / deciders if deciders else ASSUMED_RATE
    return Numbers(max(1, len(examiners())), round(rate, 1), round(arrivals, 1), deciders > 0)


def what_if(now: datetime, numbers: Numbers) -> WhatIf:
    """The queue with these numbers over five years, from the files that wait today. Raises ``BadInput``."""
    problems = [
        Problem(name, Text("a number from {low} to {high}", "{low} 至 {high} 的数").fill(low=low, high=high))
        for name, (low, high) in LIMITS.items()
        if not low <= getattr(numbers, name) <= high
    ]
    if problems:
        raise BadInput(problems)
    office = _office(now, numbers)
    forecast = queueing.forecast(office, HORIZON, SEEDS)
    ages = np.array([age for kind in office.kinds for age in kind.ages], np.float64)
    fluid = queueing.fluid_age(np.arange(HORIZON, dtype=np.float64) + 0.5, ages, office.capacity, office.arrivals)
    return WhatIf(
        numbers, office.backlog, _known(forecast.median), _known(forecast.ninety),
        tuple(round(float(value), 2) for value in fluid), forecast.month_down_to(TARGET),
        queueing.drain_months(office.backlog, office.capacity, office.arrivals), forecast.scale,
    )  # fmt: skip


def _office(now: datetime, numbers: Numbers) -> queueing.Office:
    """The files that wait for a first decision, and those to come in the routes of last year's."""
    today = clock.local_day(now, settings.TIME_ZONE)
    undecided = Application.objects.filter(case__state__in=UNDECIDED).values_list("route", "right__filing_date")
    ages: dict[str, list[float]] = {}
    for route, filed in undecided:
        ages.setdefault(route, []).append(max(0, (today - filed).days) / DAYS_IN_MONTH)
    recent = Application.objects.filter(right__filing_date__gt=today - timedelta(days=365))
    shares = Counter(recent.values_list("route", flat=True)) or Counter({Route.ORDINARY: 1})
    kinds = tuple(
        queueing.Kind(rank, tuple(ages.get(route, ())), numbers.arrivals * shares[route] / shares.total())
        for rank, route in enumerate(ROUTE_LABELS)
    )
    return queueing.Office(kinds, numbers.examiners, numbers.rate)


def _known(values: queueing.Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else round(float(value), 2) for value in values)
