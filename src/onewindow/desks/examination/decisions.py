"""Decisions: accept, refuse wholly or in part, and what a review makes of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from onewindow.desks.examination import citing, given, reports
from onewindow.desks.examination.assigning import decided_first, let_go, only_mine
from onewindow.desks.examination.models import Application, Citation, Decision, DecisionKind
from onewindow.desks.examination.policy import OPPOSITION_PERIOD
from onewindow.desks.register.models import Status, mask, unmask
from onewindow.desks.register.recording import record_event, set_status
from onewindow.kernel import clock, ledger
from onewindow.kernel.errors import NotAllowed, Problem
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

REVIEW = "cn.trademark.review"
NO_REPORT = Problem("search_report", Text("the search report; it is being made", "查询报告；报告正在生成"))
COLLEAGUE = Text("A review is made by an examiner who did not make the decision.", "复审须由未参与原决定的审查员办理。")


def can_accept(firing: Firing) -> list[Problem]:
    """Nobody decides without a search report."""
    only_mine(firing)
    return [NO_REPORT] if reports.latest(firing.case.pk) is None else []


def can_refuse(firing: Firing) -> list[Problem]:
    """A refusal rests on an earlier right under a rule, or on a ground of the law, and says why."""
    return can_accept(firing) + citing.problems(firing) + given.needs_reason(firing)


def can_refuse_in_part(firing: Firing) -> list[Problem]:
    """A refusal of some of the classes applied for, not of all."""
    return can_refuse(firing) + _part(firing)


def accept(firing: Firing) -> ledger.Data:
    """Approved for every class and published."""
    keep(firing, DecisionKind.FIRST, "accept", ())
    return {**publish(firing, firing.case.application.classes), **_waited(firing)}


def refuse(firing: Firing) -> ledger.Data:
    """Refused for every class applied for."""
    return _refuse(firing, "refuse", firing.case.application.classes)


def refuse_in_part(firing: Firing) -> ledger.Data:
    """Refused for the classes named."""
    return _refuse(firing, "refuse_in_part", given.classes(firing))


def publish(firing: Firing, classes: tuple[int, ...]) -> ledger.Data:
    """The register shows the mark as published for these classes; the file is nobody's any more."""
    application: Application = firing.case.application
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    right = given.right_of(application)
    record_event(firing.actor, firing.now, right.pk, "published", on, nice_mask=mask(classes))
    let_go(application)
    return given.facts(firing, classes=list(classes), until=given.end_of(OPPOSITION_PERIOD, firing.now))


def can_ask_review(firing: Firing) -> list[Problem]:
    """A request within fifteen days that says why."""
    return given.must_run(firing, REVIEW) + given.needs_reason(firing)


def ask_review(firing: Firing) -> ledger.Data:
    """The file goes back into the queue, for another examiner."""
    let_go(firing.case.application)
    return given.facts(firing)


def can_review(firing: Firing) -> list[Problem]:
    """A review is a colleague's."""
    application = only_mine(firing)
    if decided_first(application, firing.actor.id):
        raise NotAllowed(COLLEAGUE)
    return given.needs_reason(firing)


def can_uphold(firing: Firing) -> list[Problem]:
    """What was refused in part cannot be upheld as a whole."""
    problems = can_review(firing)
    if refused(firing) != firing.case.application.classes:
        expected = Text("a refusal of every class; uphold it in part", "对全部类别的驳回；请选择部分维持")
        problems.append(Problem("classes", expected))
    return problems


def can_uphold_in_part(firing: Firing) -> list[Problem]:
    """Upheld for some of the classes that were refused, so that others can be published."""
    problems = can_review(firing) + _part(firing)
    if set(given.classes(firing)) - set(refused(firing)):
        expected = Text("classes that were refused", "原已驳回的类别")
        problems.append(Problem("classes", expected, got=", ".join(map(str, given.classes(firing)))))
    return problems


def reverse(firing: Firing) -> ledger.Data:
    """The refusal falls; the mark is published for every class."""
    keep(firing, DecisionKind.REVIEW, "reverse", ())
    return publish(firing, firing.case.application.classes)


def uphold(firing: Firing) -> ledger.Data:
    """The refusal stands, the mark is not registered."""
    classes = firing.case.application.classes
    keep(firing, DecisionKind.REVIEW, "uphold", classes)
    return {**end_refused(firing), "refused": list(classes)}


def uphold_in_part(firing: Firing) -> ledger.Data:
    """The refusal stands for the classes named; the mark is published for the others."""
    classes = given.classes(firing)
    keep(firing, DecisionKind.REVIEW, "uphold_in_part", classes)
    rest = tuple(n for n in firing.case.application.classes if n not in classes)
    return {**publish(firing, rest), "refused": list(classes)}


def is_final(firing: Firing) -> list[Problem]:
    """No review can be asked for any more."""
    return given.must_be_over(firing, REVIEW)


def let_stand(firing: Firing) -> ledger.Data:
    """Nobody asked for a review: the refusal is final."""
    given.ran_out(firing.case, REVIEW)
    return end_refused(firing)


def publish_rest(firing: Firing) -> ledger.Data:
    """Nobody asked for a review of a refusal in part: the mark is published for the other classes."""
    given.ran_out(firing.case, REVIEW)
    gone = refused(firing)
    return publish(firing, tuple(n for n in firing.case.application.classes if n not in gone))


def end_refused(firing: Firing) -> ledger.Data:
    """The register shows the application as refused."""
    application: Application = firing.case.application
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    set_status(firing.actor, firing.now, given.right_of(application).pk, Status.REFUSED, on)
    let_go(application)
    return given.facts(firing)


def refused(firing: Firing) -> tuple[int, ...]:
    """The classes that the last decision refused."""
    last = firing.case.decisions.order_by("-pk").first()
    return unmask(last.refused_mask) if last else ()


def keep(firing: Firing, kind: DecisionKind, outcome: str, classes: tuple[int, ...]) -> Decision:
    """Keep a decision with its reason, and how long the application had waited for it."""
    on = clock.local_day(firing.now, settings.TIME_ZONE)
    return Decision.objects.create(
        case=firing.case, kind=kind, outcome=outcome, refused_mask=mask(classes), reason=given.reason(firing),
        decided_by=firing.actor.id, at=firing.now,
        waited_days=max(0, (on - given.right_of(firing.case.application).filing_date).days),
    )  # fmt: skip


def _refuse(firing: Firing, outcome: str, classes: tuple[int, ...]) -> ledger.Data:
    decision = keep(firing, DecisionKind.FIRST, outcome, classes)
    Citation.objects.bulk_create(
        [Citation(decision=decision, right_id=right, rule=rule) for right, rule in given.citations(firing)]
        + [Citation(decision=decision, ground=ground) for ground in given.grounds(firing)]
    )
    let_go(firing.case.application)
    more: dict[str, Any] = {
        "refused": list(classes),
        "until": given.end_of(REVIEW, firing.now),
        "citations": given.both(citing.words(firing)),
    }
    return {**given.facts(firing, **more), **_waited(firing)}


def _waited(firing: Firing) -> ledger.Data:
    last = firing.case.decisions.latest("pk")
    return {"waited_days": last.waited_days, "route": firing.case.application.route}


def _part(firing: Firing) -> list[Problem]:
    named, applied = set(given.classes(firing)), set(firing.case.application.classes)
    if named and named < applied:
        return []
    expected = Text("some, not all, of the classes applied for: {all}", "所申请类别（{all}）中的一部分")
    all_, got = (", ".join(map(str, sorted(numbers))) for numbers in (applied, named))
    return [Problem("classes", expected.fill(all=all_), got=got)]
