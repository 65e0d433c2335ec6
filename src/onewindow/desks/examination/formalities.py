"""The formalities: a correction asked for and answered, the application accepted for examination, or not accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from onewindow.desks.examination import given, reports
from onewindow.desks.examination.assigning import let_go, only_mine
from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import Status
from onewindow.desks.register.recording import record_event, set_status
from onewindow.kernel import clock, ledger
from onewindow.kernel.errors import Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

CORRECTION = "cn.trademark.correction"
LONGEST_GOODS = 20_000


def can_check(firing: Firing) -> list[Problem]:
    """Formalities are checked by the examiner who has the file."""
    only_mine(firing)
    return []


def can_ask(firing: Firing) -> list[Problem]:
    """A notice to correct says what."""
    only_mine(firing)
    return given.needs_reason(firing)


def ask(firing: Firing) -> ledger.Data:
    """The applicant is told what to correct, and until when."""
    return given.facts(firing, until=given.end_of(CORRECTION, firing.now))


def can_correct(firing: Firing) -> list[Problem]:
    """An answer comes in time and says something: in words, or by goods written anew."""
    goods = firing.data.get("goods")
    problems = given.must_run(firing, CORRECTION)
    if isinstance(goods, str) and len(goods) > LONGEST_GOODS:
        expected = Text("at most {n} characters", "不超过 {n} 个字符").fill(n=LONGEST_GOODS)
        problems.append(Problem("goods", expected, got=str(len(goods))))
    if not (isinstance(goods, str) and goods.strip()):
        problems += given.needs_reason(firing)
    return problems


def correct(firing: Firing) -> ledger.Data:
    """The goods as they are written now go into the application and the register; the examiner keeps the file."""
    application: Application = firing.case.application
    goods = str(firing.data.get("goods") or "").replace("\0", "").strip()
    if goods and goods != application.goods.strip():
        application.goods = goods
        application.save(update_fields=["goods"])
        on = clock.local_day(firing.now, settings.TIME_ZONE)
        record_event(firing.actor, firing.now, given.right_of(application).pk, "changed", on, goods=goods)
    return given.facts(firing)


def accept(firing: Firing) -> ledger.Data:
    """The application goes to examination; its search report is made at once."""
    reports.ask(firing.actor, firing.now, firing.case.pk)
    return given.facts(firing)


def can_turn_away(firing: Firing) -> list[Problem]:
    """Not accepted for a reason; while a correction is awaited, only when its period is over (art. 18)."""
    only_mine(firing)
    over = given.must_be_over(firing, CORRECTION) if firing.case.state == "correcting" else []
    return over + given.needs_reason(firing)


def turn_away(firing: Firing) -> ledger.Data:
    """The register shows that the application was not accepted."""
    application: Application = firing.case.application
    given.ran_out(firing.case, CORRECTION)
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    set_status(firing.actor, firing.now, given.right_of(application).pk, Status.REFUSED, on)
    let_go(application)
    return given.facts(firing)
