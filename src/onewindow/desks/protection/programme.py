"""The good-faith programme: who is in it, measured from decisions; and strikes for abuse and for infringing again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum

from onewindow.desks.protection import accounts, procedures
from onewindow.desks.protection.complaint_models import Complaint
from onewindow.desks.protection.holder_models import Account, Strike, StrikeKind
from onewindow.desks.protection.policy import OFFICERS
from onewindow.kernel import clock, ledger
from onewindow.kernel.access import Actor, house
from onewindow.kernel.errors import BadInput, NotAllowed, NotFound, Problem
from onewindow.law.packs import Programme, Strikes
from onewindow.law.periods import add_months
from onewindow.texts import Text

BARRED = Text("an account that is not barred; this one is until {day}", "未被限制的账户；该账户受限至 {day}")
UPHELD = Text("at least {n}% of complaints upheld over {months} months", "{months} 个月内投诉成立率不低于 {n}%")
COUNTERED = Text("at most {n}% of complaints undone by counter-notices", "被反通知推翻的投诉不超过 {n}%")
FEW = Text("at least {n} decided complaints in {months} months", "{months} 个月内至少 {n} 件已决定的投诉")
OF_GROUND = Text("{what} (ground: {ground})", "{what}（事由：{ground}）")


@dataclass(frozen=True, slots=True)
class Record:
    """How complaints of an account ended over the programme's months, overall (empty ground) or on one ground."""

    ground: str
    decided: int
    upheld: int
    countered: int

    @property
    def upheld_share(self) -> float:
        """Per cent of decided complaints that were upheld at first."""
        return 100 * self.upheld / self.decided if self.decided else 0.0

    @property
    def countered_share(self) -> float:
        """Per cent of decided complaints that a counter-notice or an appeal undid."""
        return 100 * self.countered / self.decided if self.decided else 0.0


def terms() -> Programme:
    """The terms of the programme, from the marketplace's pack."""
    found = procedures.known()["marketplace"].programme
    assert found is not None
    return found


def strike_terms() -> Strikes:
    """How strikes count, from the marketplace's pack."""
    found = procedures.known()["marketplace"].strikes
    assert found is not None
    return found


def records(account: Account, now: datetime) -> list[Record]:
    """The account's record over the programme's months: overall first, then ground by ground."""
    rules = terms()
    since = clock.end_of_day(add_months(clock.local_day(now, settings.TIME_ZONE), -rules.months), settings.TIME_ZONE)
    decided = Complaint.objects.filter(notice__account=account, handled_at__gt=since, handled_at__lte=now)
    rows = decided.values("notice__reason").annotate(
        n=Count("pk"), no=Count("pk", filter=Q(outcome="rejected")), undone=Count("pk", filter=Q(outcome="restored"))
    )
    each = [Record(r["notice__reason"], r["n"], r["n"] - r["no"], r["undone"]) for r in rows.order_by("notice__reason")]
    whole = Record("", sum(r.decided for r in each), sum(r.upheld for r in each), sum(r.countered for r in each))
    return [whole, *each]


def _of_ground(what: Text, code: str) -> Text:
    named = (pack.reason(code) for pack in procedures.known().values())
    ground = next((reason.label for reason in named if reason is not None), Text(code, code))
    en, zh = (OF_GROUND.say(lang, what=what.say(lang), ground=ground.say(lang)) for lang in ("en", "zh"))
    return Text(en, zh)


def shortfalls(found: list[Record]) -> list[Text]:
    """Where a record falls short of the terms. A ground with few complaints says nothing by itself."""
    rules, short = terms(), []
    whole = found[0]
    if whole.decided < rules.fewest:
        short.append(FEW.fill(n=rules.fewest, months=rules.months))
    for record in found:
        if record.decided < rules.fewest:
            continue
        wrong = []
        if record.upheld_share < rules.upheld_at_least:
            wrong.append(UPHELD.fill(n=rules.upheld_at_least, months=rules.months))
        if record.countered_share > rules.countered_at_most:
            wrong.append(COUNTERED.fill(n=rules.countered_at_most))
        for what in wrong:
            short.append(_of_ground(what, record.ground) if record.ground else what)
    return short


def join(actor: Actor, now: datetime) -> None:
    """Let the actor's account into the programme. Raises ``BadInput`` saying what falls short."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=accounts.own_account(actor).pk)
        if account.in_good_faith:
            return
        if account.barred_until is not None and now < account.barred_until:
            day = clock.local_day(account.barred_until, settings.TIME_ZONE).isoformat()
            raise BadInput([Problem("programme", BARRED.fill(day=day))])
        short = shortfalls(records(account, now))
        if short:
            raise BadInput([Problem("programme", text) for text in short])
        Account.objects.filter(pk=account.pk).update(in_good_faith=True)
        _tell(actor, "protection.good_faith_joined", account, now, {})


def leave(actor: Actor, now: datetime) -> None:
    """Take the actor's account out of the programme; it may not come back for the months of the terms."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=accounts.own_account(actor).pk)
        if account.in_good_faith:
            _out(actor, account, now, {"withdrawn": True})


def measured(account: Account, now: datetime) -> Account:
    """The account after its membership was measured: who no longer meets the terms is put out of the programme.

    Membership counts when a notice is sent, so it is measured then, inside the caller's transaction.
    """
    if not account.in_good_faith:
        return account
    short = shortfalls(records(account, now))
    if short:
        _out(house("good-faith programme"), account, now, {"reason": {"en": short[0].en, "zh": short[0].zh}})
        account.refresh_from_db()
    return account


def _out(actor: Actor, account: Account, now: datetime, why: ledger.Data) -> None:
    day = add_months(clock.local_day(now, settings.TIME_ZONE), terms().barred_months)
    until = clock.end_of_day(day, settings.TIME_ZONE)
    Account.objects.filter(pk=account.pk).update(in_good_faith=False, barred_until=until)
    _tell(actor, "protection.good_faith_left", account, now, {**why, "until": day.isoformat()})


def _tell(actor: Actor, action: str, account: Account, now: datetime, data: ledger.Data) -> None:
    ledger.append(actor, action, f"case/{account.pk}", now, case_id=account.pk, data=data)


def strike(actor: Actor, now: datetime, complaint_id: UUID, kind: str, reason: str) -> Strike:
    """A strike against who sent a complaint (``abuse``) or against its seller (``repeat``).

    Strikes within the merging days of an earlier one count as that one; a day's points are capped. Raises
    ``NotAllowed`` for anybody but an officer, ``NotFound``, ``BadInput``.
    """
    if not actor.has(*OFFICERS):
        raise NotAllowed(Text("Only enforcement officers give strikes.", "只有平台人员可以记违规。"))
    if not reason.strip() or len(reason) > 1000 or "\0" in reason:
        raise BadInput([Problem("reason", Text("the reason, in at most 1,000 characters", "不超过 1000 字符的理由"))])
    if kind not in StrikeKind.values:
        raise BadInput([Problem("kind", Text("abuse or repeat", "滥用投诉或重复侵权"), got=kind[:20])])
    rules = strike_terms()
    with transaction.atomic():
        complaint = (
            Complaint.objects.select_for_update(of=("self",)).select_related("notice").filter(pk=complaint_id).first()
        )
        if complaint is None:
            raise NotFound()
        whom = {"account": complaint.notice.account} if kind == StrikeKind.ABUSE else {"seller": complaint.seller}
        if not any(whom.values()):
            raise BadInput(
                [Problem("kind", Text("a complaint of an account, or with a seller", "有账户或有卖家的投诉"))]
            )
        counted = Strike.objects.filter(kind=kind, points__gt=0, **whom)
        merged = counted.filter(at__gt=now - timedelta(days=rules.merge_days)).exists()
        today = counted.filter(at__gt=now - timedelta(days=1)).aggregate(sum=Sum("points"))["sum"] or 0
        points = 0 if merged else min(rules.points, max(0, rules.daily_cap - today))
        data: ledger.Data = {"kind": kind, "points": points}
        entry = ledger.append(actor, "protection.strike", f"case/{complaint_id}", now, case_id=complaint_id, data=data)
        return Strike.objects.create(
            kind=kind, case_id=complaint_id, reason=reason.strip(), points=points, at=now, entry_seq=entry.seq,
            expires_at=now + timedelta(days=rules.expire_days), **whom,
        )  # fmt: skip


def points(now: datetime, kind: str, **whom: object) -> int:
    """The points that stand against an account or a seller now; what has expired does not count."""
    standing = Strike.objects.filter(kind=kind, at__lte=now, expires_at__gt=now, **whom)
    return int(standing.aggregate(sum=Sum("points"))["sum"] or 0)


def mute(actor: Actor, now: datetime, account_id: UUID, until: datetime | None, reason: str) -> None:
    """Take no notices of an account until a moment (none: take them again). Raises ``NotAllowed``, ``NotFound``."""
    if not actor.has(*OFFICERS):
        raise NotAllowed(Text("Only enforcement officers mute accounts.", "只有平台人员可以暂停受理。"))
    if not reason.strip() or len(reason) > 1000 or "\0" in reason:
        raise BadInput([Problem("reason", Text("the reason, in at most 1,000 characters", "不超过 1000 字符的理由"))])
    with transaction.atomic():
        if not Account.objects.filter(pk=account_id).update(muted_until=until):
            raise NotFound()
        data: ledger.Data = {"reason": reason.strip()}
        if until is not None:
            data["until"] = clock.local_day(until, settings.TIME_ZONE).isoformat()
        ledger.append(actor, "protection.muted", f"case/{account_id}", now, case_id=account_id, data=data)
