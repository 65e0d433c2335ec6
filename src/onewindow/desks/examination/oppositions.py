"""Oppositions: filed by anybody entitled within three months of publication, decided together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from onewindow.desks.examination import given, registration
from onewindow.desks.examination.assigning import only_mine
from onewindow.desks.examination.decisions import end_refused, keep
from onewindow.desks.examination.models import Application, DecisionKind, Opposition
from onewindow.desks.examination.policy import OPPOSITION_PERIOD
from onewindow.desks.register.models import ALIVE, Right
from onewindow.desks.register.recording import record_event
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import Role
from onewindow.kernel.errors import Problem
from onewindow.law import refusals
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

DECISION = "cn.trademark.opposition.decision"
EARLIER_MARK = "cn.30"
STRANGER = Text("somebody else than the applicant", "申请人以外的人")
ONCE = Text("one opposition; yours is open already", "一项异议；您的异议正在处理中")
GROUND = Text("a ground of the table", "理由表中的理由")
EARLIER = Text("the earlier right that the ground rests on", "该理由所依据的在先权利")
NOT_EARLIER = Text("a right of your own that is in force and was filed earlier", "您本人申请在先且有效的权利")
FAILED = Text("the opposition fails; the mark is registered.", "异议不成立，商标予以核准注册。")
SUCCEEDED = Text("the opposition succeeds; the mark is not registered.", "异议成立，商标不予注册。")


def can_oppose(firing: Firing) -> list[Problem]:
    """In time, by somebody else than the applicant, on a ground, with the earlier right where the ground needs one."""
    actor, application = firing.actor, firing.case.application
    ground = str(firing.data.get("ground") or "")
    problems = given.must_run(firing, OPPOSITION_PERIOD)
    if firing.case.opened_by == actor.id or firing.case.party_id == actor.party_id is not None:
        problems.append(Problem("opponent", STRANGER))
    if Opposition.objects.filter(case=firing.case, opponent_id=actor.id or 0, outcome="").exists():
        problems.append(Problem("opponent", ONCE))
    if ground not in refusals.grounds():
        problems.append(Problem("ground", GROUND, got=ground[:20]))
    earlier_id = _earlier_id(firing)
    if earlier_id:
        problems += _not_earlier(firing, application, earlier_id)
    elif ground == EARLIER_MARK:
        problems.append(Problem("earlier", EARLIER))
    return problems + given.needs_reason(firing)


def oppose(firing: Firing) -> ledger.Data:
    """Keep the opposition; the register shows it, and the office's own period begins when this one ends."""
    case, application = firing.case, firing.case.application
    ground = refusals.grounds()[str(firing.data["ground"])]
    opposition = Opposition.objects.create(
        case=case, opponent_id=firing.actor.id or 0, opponent_name=firing.actor.name,
        earlier_id=_earlier_id(firing) or None,
        ground=ground.code, reason=given.reason(firing), at=firing.now,
    )  # fmt: skip
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    record_event(firing.actor, firing.now, given.right_of(application).pk, "opposed", on)
    running = given.running(case, OPPOSITION_PERIOD)
    if running is not None and given.running(case, DECISION) is None:
        flow.start_period(case, DECISION, running.due_at)
    words = Text(f"{ground.meaning.en} ({ground.article.en}).", f"{ground.meaning.zh}（{ground.article.zh}）。")
    return given.facts(firing, opposition=opposition.pk, ground=given.both(words))


def can_decide(firing: Firing) -> list[Problem]:
    """Decided by the examiner who has the file, when nobody can oppose any more, for a reason."""
    only_mine(firing)
    return given.must_be_over(firing, OPPOSITION_PERIOD) + given.needs_reason(firing)


def reject(firing: Firing) -> ledger.Data:
    """The oppositions fail and the mark is registered."""
    _decide(firing, "reject_opposition")
    return {**registration.register(firing), "outcome": given.both(FAILED)}


def uphold(firing: Firing) -> ledger.Data:
    """An opposition succeeds and the mark is not registered."""
    _decide(firing, "uphold_opposition")
    given.ran_out(firing.case, OPPOSITION_PERIOD)
    return {**end_refused(firing), "outcome": given.both(SUCCEEDED)}


def _decide(firing: Firing, outcome: str) -> None:
    application: Application = firing.case.application
    refused = application.classes if outcome == "uphold_opposition" else ()
    keep(firing, DecisionKind.OPPOSITION, outcome, refused)
    Opposition.objects.filter(case=firing.case, outcome="").update(outcome=outcome)


def _earlier_id(firing: Firing) -> int:
    named = str(firing.data.get("earlier") or "")
    return int(named) if named.isdecimal() and len(named) < 19 else 0


def _not_earlier(firing: Firing, application: Application, earlier_id: int) -> list[Problem]:
    own, earlier = given.right_of(application), Right.objects.filter(pk=earlier_id).first()
    holds = earlier is not None and earlier.status in ALIVE and earlier.filing_date <= own.filing_date
    # An agent acts for any owner, a holder for its own party alone.
    if earlier is not None and not firing.actor.has(Role.AGENT):
        holds = holds and earlier.owner_id == firing.actor.party_id
    return [] if holds and earlier_id != own.pk else [Problem("earlier", NOT_EARLIER, got=str(earlier_id))]
