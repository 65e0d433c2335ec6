"""Registration, renewal and the end of the term."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from onewindow.desks.examination import given
from onewindow.desks.examination.assigning import let_go
from onewindow.desks.examination.policy import OPPOSITION_PERIOD
from onewindow.desks.register.models import Right, Status
from onewindow.desks.register.recording import record_event, set_status
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.case import Case, Due
from onewindow.kernel.errors import Problem
from onewindow.law import periods
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

TERM, RENEWAL, GRACE = "cn.trademark.term", "cn.trademark.renewal", "cn.trademark.grace"


def can_register(firing: Firing) -> list[Problem]:
    """Nobody can oppose any more; a file with an open opposition does not stand here."""
    return given.must_be_over(firing, OPPOSITION_PERIOD)


def register(firing: Firing) -> ledger.Data:
    """The mark is registered as of the day after the opposition period, however long the office took after it."""
    application = firing.case.application
    running = given.running(firing.case, OPPOSITION_PERIOD)
    assert running is not None
    # The right begins by the calendar: a last day that rolled over a holiday kept the opposition open, not the right.
    published = timezone.localtime(running.base_at).date()
    day = periods.ending(periods.rule(OPPOSITION_PERIOD, published), published).counted + timedelta(days=1)
    given.ran_out(firing.case, OPPOSITION_PERIOD)
    until = periods.end(periods.rule(TERM, day), day)
    right = given.right_of(application)
    set_status(firing.actor, firing.now, right.pk, Status.REGISTERED, day, registration_date=day, expiry_date=until)
    let_go(application)
    _begin_term(firing.case, day, until)
    return {**given.facts(firing, classes=list(right.classes)), "day": day.isoformat(), "until": until.isoformat()}


def renewal_window(right: Right) -> tuple[date, date]:
    """First and last day on which a registration can be renewed, the months of grace included (art. 40)."""
    assert right.expiry_date is not None
    before, grace = (periods.rule(rule_id, right.expiry_date) for rule_id in (RENEWAL, GRACE))
    return periods.add_months(right.expiry_date, -before.count), periods.end(grace, right.expiry_date)


def can_renew(firing: Firing) -> list[Problem]:
    """In the last twelve months of the term or the six after it."""
    first, last = renewal_window(given.right_of(firing.case.application))
    if first <= clock.local_day(firing.now, settings.TIME_ZONE) <= last:
        return []
    expected = Text("a renewal from {first} to {last}", "{first} 至 {last} 之间的续展")
    return [Problem("period", expected.fill(first=first.isoformat(), last=last.isoformat()))]


def renew(firing: Firing) -> ledger.Data:
    """The term goes on for ten years from the day after it ended or ends."""
    right = given.right_of(firing.case.application)
    assert right.expiry_date is not None
    begins = right.expiry_date + timedelta(days=1)
    until = periods.end(periods.rule(TERM, begins), begins)
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    record_event(firing.actor, firing.now, right.pk, "renewed", on, expiry_date=until)
    Due.objects.filter(case=firing.case, rule_id__in=(TERM, GRACE), ended_at=None).update(ended_at=firing.now)
    _begin_term(firing.case, begins, until)
    return given.facts(firing, until=until.isoformat())


def can_expire(firing: Firing) -> list[Problem]:
    """The months of grace are over too."""
    return given.must_be_over(firing, GRACE)


def expire(firing: Firing) -> ledger.Data:
    """The register shows the end of the term."""
    right = given.right_of(firing.case.application)
    assert right.expiry_date is not None
    for rule_id in (TERM, GRACE):
        given.ran_out(firing.case, rule_id)
    set_status(firing.actor, firing.now, right.pk, Status.EXPIRED, right.expiry_date)
    return given.facts(firing, until=right.expiry_date.isoformat())


def _begin_term(case: Case, first: date, last: date) -> None:
    flow.start_period(case, TERM, _midnight(first))
    flow.start_period(case, GRACE, _midnight(last))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
