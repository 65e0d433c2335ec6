"""What every step of a pack checks and does, read from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet

from onewindow.desks.protection.catalogue_models import Seller
from onewindow.desks.protection.complaint_models import Answer, Complaint, Decision
from onewindow.desks.protection.holder_models import Account
from onewindow.desks.register.models import Right
from onewindow.kernel import bulk, clock, ledger
from onewindow.kernel.case import Case, Due
from onewindow.kernel.errors import NotAllowed, Problem
from onewindow.kernel.flow import Firing
from onewindow.law.packs import Pack, Step
from onewindow.texts import Text

LONGEST = 4000
BY_TIME = Text("Time alone takes this step.", "此步骤仅由期限届满触发。")
SECOND = Text("the agreement of a second officer: propose it first", "第二名平台人员的同意：请先提出拟议决定")
OTHER = Text("another officer than the one who decided before", "未参与原决定的平台人员")
NO_POLICY = Text("one of the policies: {codes}", "规则之一：{codes}")
WORDS = {
    "reason": Text("the reason in words", "用文字写明理由"),
    "statement": Text("a statement in words", "用文字写明的陈述"),
    "consent": Text("consent to the jurisdiction of the courts, as the law asks", "依法同意法院管辖"),
    "evidence": Text("at least one file of evidence", "至少一份证据文件"),
}
OVER = Text("an act in time; the period is over", "期限内的行为；期限已届满")
NO_CHANCE = Text("at most {n} counter-notices", "不超过 {n} 次反通知")


def loader(pack: Pack) -> Callable[[Sequence[Case], str], None]:
    """What guards, effects and letters of many cases need for a step, in a few questions to the database."""
    by_time = {step.name for step in pack.steps if step.within or step.who == "clock"}

    def load(cases: Sequence[Case], name: str) -> None:
        by_id = {case.pk: case for case in cases}
        complaints = Complaint.objects.filter(pk__in=by_id).select_related("notice")
        for complaint in complaints:
            complaint.case = by_id[complaint.pk]  # sets the way back, too
        _join(complaints, "seller", Seller.objects.all())
        notices = [complaint.notice for complaint in complaints]
        _join(notices, "account", Account.objects.select_related("party"))
        _join(notices, "right", Right.objects.all())
        if name in by_time:
            running: dict[UUID, list[Due]] = {case.pk: [] for case in cases}
            for due in Due.objects.filter(case__in=by_id, ended_at=None):
                running[due.case_id].append(due)
            for case in cases:
                case.running = running[case.pk]  # type: ignore[attr-defined]

    return load


def _join(rows: Iterable[Model], name: str, those: QuerySet[Any]) -> None:
    """Give rows the objects that their foreign key names, each read once, however many rows share it."""
    wanted = {key for row in rows if (key := getattr(row, f"{name}_id")) is not None}
    found = those.in_bulk(wanted) if wanted else {}
    for row in rows:
        setattr(row, name, found.get(getattr(row, f"{name}_id")))


def guard(pack: Pack, step: Step) -> Callable[[Firing], list[Problem]]:
    """The guard of a step: what must come with it, in which time, by whom."""

    def check(firing: Firing) -> list[Problem]:
        complaint: Complaint = firing.case.complaint
        if step.who == "clock" and not firing.data.get("by_time"):
            raise NotAllowed(BY_TIME)
        problems = [problem for need in step.needs if (problem := _missing(pack, need, step, firing))]
        if step.within and not _runs(pack, step, firing):
            problems.append(Problem("period", OVER))
        if step.chance and complaint.chances >= pack.chances:
            problems.append(Problem("statement", NO_CHANCE.fill(n=pack.chances)))
        if step.another_officer and _decided(complaint, firing.actor.id):
            problems.append(Problem("officer", OTHER))
        if step.sensitive and complaint.sensitive and not _agreed(complaint, step, firing):
            problems.append(Problem("officer", SECOND))
        return problems

    return check


def effects(pack: Pack, step: Step) -> Callable[[Sequence[Firing]], list[ledger.Data]]:
    """The effect of a step on the complaints that take it, and the facts each tells the ledger."""

    def apply(firings: Sequence[Firing]) -> list[ledger.Data]:
        first = firings[0]
        ids = [firing.case.pk for firing in firings]
        changed: dict[str, Any] = {}
        if step.outcome:
            changed["outcome"] = step.outcome
        if step.listing:
            changed["down"] = step.listing == "down"
        if step.handled:
            changed["handled_at"] = first.now
        if step.who == "officer":
            changed |= {"officer_id": None, "proposal": {}, "proposed_by": None}
        if step.chance:
            changed["chances"] = F("chances") + 1
        if step.who == "officer" and step.outcome:
            bulk.insert_all([_decision(step, firing) for firing in firings])
        if "statement" in step.needs:
            bulk.insert_all([_answer(step, firing) for firing in firings])
        facts = [_facts(step, firing) for firing in firings]
        if changed:
            Complaint.objects.filter(pk__in=ids).update(**changed)
        return facts

    return apply


def words(pack: Pack, firing: Firing) -> Mapping[str, object]:
    """What a letter can name of a complaint."""
    named = firing.data.get("policy")
    chosen = pack.policy(named) if isinstance(named, str) else None
    said = {name: firing.data.get(name, "") for name in ("reason", "statement")}
    return {
        **said,
        **letter_words(pack, firing.case.complaint),
        "day": clock.local_day(firing.now, settings.TIME_ZONE).isoformat(),
        "policy": _article(chosen.label, chosen.article.text) if chosen else "–",
    }


def letter_words(pack: Pack, complaint: Complaint) -> dict[str, object]:
    """The particulars of a complaint in a letter."""
    notice = complaint.notice
    reason = pack.reason(notice.reason)
    unnamed, own = {"en": "a buyer", "zh": "一名消费者"}, {"en": "its own right", "zh": "其权利"}
    return {
        "number": complaint.number,
        "listing": complaint.title,
        "seller": complaint.seller.name if complaint.seller else "–",
        "notifier": notice.account.party.name if notice.account else unnamed,
        "right": f"{notice.right.title or '▣'} ({notice.right.reference})" if notice.right else own,
        "ground": {"en": reason.label.en, "zh": reason.label.zh} if reason else notice.reason,
    }  # fmt: skip


def _article(label: Text, article: Text) -> dict[str, str]:
    return {"en": f"{label.en} ({article.en})", "zh": f"{label.zh}（{article.zh}）"}


def _missing(pack: Pack, need: str, step: Step, firing: Firing) -> Problem | None:
    given = firing.data.get(need)
    if need == "policy":
        codes = [each.code for each in pack.policies]
        known = isinstance(given, str) and given in codes
        return None if known else Problem("policy", NO_POLICY.fill(codes=", ".join(codes)), got=str(given or "")[:40])
    if need == "consent":
        return None if given in (True, "1", "yes") else Problem("consent", WORDS["consent"])
    if need == "evidence":
        there = firing.case.complaint.evidence.filter(side=step.who).exists()
        return None if there else Problem("evidence", WORDS["evidence"])
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        return Problem(need, WORDS[need])
    if len(given) > LONGEST:
        return Problem(need, Text("at most {n} characters", "不超过 {n} 个字符").fill(n=LONGEST), got=str(len(given)))
    return None


def _runs(pack: Pack, step: Step, firing: Firing) -> bool:
    rules = {pack.rule_id(name) for name in step.within}
    running: list[Due] = firing.case.running  # type: ignore[attr-defined]  # read by ``load``
    return any(due.rule_id in rules and firing.now <= due.due_at for due in running)


def _agreed(complaint: Complaint, step: Step, firing: Firing) -> bool:
    """Whether another officer proposed the same."""
    proposal = complaint.proposal
    return bool(proposal) and proposal.get("step") == step.name and complaint.proposed_by != firing.actor.id


def _decided(complaint: Complaint, person: int | None) -> bool:
    """Whether a person took part in a decision of the case."""
    return complaint.decisions.filter(Q(decided_by=person) | Q(agreed_by=person)).exists()


def _decision(step: Step, firing: Firing) -> Decision:
    complaint: Complaint = firing.case.complaint
    first = complaint.proposed_by if step.sensitive and complaint.sensitive else None
    return Decision(
        complaint=complaint, step=step.name, outcome=step.outcome, policy=str(firing.data["policy"]),
        reason=str(firing.data["reason"]).strip(), decided_by=first or firing.actor.id,
        agreed_by=firing.actor.id if first else None, at=firing.now,
    )  # fmt: skip


def _answer(step: Step, firing: Firing) -> Answer:
    return Answer(
        complaint=firing.case.complaint, side=step.who, step=step.name,
        statement=str(firing.data["statement"]).strip(), said_by=firing.actor.id, at=firing.now,
    )  # fmt: skip


def _facts(step: Step, firing: Firing) -> ledger.Data:
    """What the ledger is told: enough to make every figure of the yearly report from it."""
    complaint: Complaint = firing.case.complaint
    notice = complaint.notice
    facts: ledger.Data = {"sender": notice.sender, "ground": notice.reason}
    if notice.account_id:
        facts["account"] = str(notice.account_id)
    if complaint.found:
        facts["found"] = True
    if step.outcome:
        facts["outcome"] = step.outcome
    if step.handled:
        facts["waited_seconds"] = int((firing.now - firing.case.opened_at).total_seconds())
    if step.who == "officer" and "policy" in firing.data:
        facts["policy"] = str(firing.data["policy"])
    if step.who == "clock":
        due = [due.due_at for due in firing.case.running if due.fires == step.name]  # type: ignore[attr-defined]
        if due:
            facts["late_seconds"] = int((firing.now - max(due)).total_seconds())
    if step.chance:
        facts["chance"] = complaint.chances + 1
    return facts
