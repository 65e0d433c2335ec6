"""The pledgor's and the lender's steps until a pledge is filed, and the office's decision on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from onewindow.desks.finance import grounds
from onewindow.desks.finance.models import CoOwnerConsent, Pledge, PledgedRight, next_number
from onewindow.desks.finance.pledge_form import read
from onewindow.desks.finance.pledge_reading import held_against, kind_of, rights_of, today
from onewindow.desks.finance.policy import DECISION
from onewindow.desks.register.models import Party, Right
from onewindow.desks.register.recording import record_event
from onewindow.kernel import clock, flow, ledger
from onewindow.kernel.access import Role
from onewindow.kernel.errors import Problem
from onewindow.kernel.people import Person
from onewindow.law import periods, pledges
from onewindow.law.calendars import UnknownYear, calendar
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

A_LENDER = Text("one of the lenders of this window", "本窗口的贷款机构")
OWN_RIGHTS = Text("rights of the pledgor in the register", "登记簿中出质人的权利")
ONE_KIND = Text("patents only, or trademarks only", "仅专利，或仅商标")
A_REASON = Text("a reason of 1 to 2000 characters", "1 至 2000 个字符的理由")
NO_GROUND = Text(
    "no ground of refusal stands: name another ground with its reason, or register",
    "各项不予登记情形均不存在：请说明其他情形及理由，或予以登记",
)
HOME = "CN"
BY_AN_AGENCY = Text(
    "a pledgor of China; one from abroad files through an agency (No. 461)",
    "中国出质人；境外出质人应当委托依法设立的代理机构办理（第 461 号公告）",
)
CALENDAR = Text(
    "a day of decision in a year whose holidays are known; those of {year} are not known to the calendar {name} yet. "
    "The house adds the year's notice; what is signed until then would have no day of decision",
    "审查期限须落在节假日安排已知的年份；{name} 日历尚无 {year} 年安排，待本窗口补录当年放假通知后即可签署提交",
)
SERIES = "PL"


def can_send(firing: Firing) -> list[Problem]:
    """The form can be read, is complete, and names a lender and rights of the pledgor of one kind."""
    pledge = pledge_of(firing)
    terms, problems = read(pledge.form)
    if terms.lender is not None and _lender(terms.lender) is None:
        problems.append(Problem("lender", A_LENDER))
    rights = rights_of(terms.rights)
    own = {right.pk for right in rights if pledge.case.party_id in holders(right)}
    if set(terms.rights) - own:
        problems.append(Problem("rights", OWN_RIGHTS))
    elif rights and not kind_of(rights):
        problems.append(Problem("rights", ONE_KIND))
    pledgor = Party.objects.get(pk=pledge.case.party_id or 0)
    abroad = pledgor.country not in ("", HOME)
    if abroad and kind_of(rights) == pledges.PATENT and not firing.actor.has(Role.AGENT):
        problems.append(Problem("pledgor", BY_AN_AGENCY, got=pledgor.country))
    return problems


def send(firing: Firing) -> ledger.Data:
    """The pledgor signs: the terms are fixed, and the lender sees the form."""
    pledge = pledge_of(firing)
    terms, _problems = read(pledge.form)
    lender = _lender(terms.lender or 0)
    assert lender is not None
    pledge.kind = kind_of(rights_of(terms.rights))
    pledge.lender_id, pledge.lender_name = lender.pk, lender.full_name
    pledge.contract, pledge.amount, pledge.currency = terms.contract, terms.amount, terms.currency
    pledge.debt_from, pledge.debt_until, pledge.sme = terms.debt_from, terms.debt_until, terms.sme
    pledge.save()
    pledge.consents.all().delete()  # what was consented to may have changed with the form
    pledge.rights.all().delete()
    PledgedRight.objects.bulk_create(PledgedRight(pledge=pledge, right_id=right) for right in terms.rights)
    return {"rights": list(terms.rights), "contract": terms.contract}


def can_sign(firing: Firing) -> list[Problem]:
    """The day by which the office decides can be told: its calendar reaches so far."""
    day = today(firing.now)
    try:
        periods.ending(periods.rule(DECISION, day), day)
    except UnknownYear as unknown:
        return [Problem("period", CALENDAR.fill(name=unknown.name, year=unknown.year))]
    return []


def sign(firing: Firing) -> ledger.Data:
    """The lender signs: the joint application is filed and has a number; the office's period begins."""
    pledge = pledge_of(firing)
    day = today(firing.now)
    pledge.number, pledge.filed_at = next_number(SERIES, day.year), firing.now
    pledge.save(update_fields=["number", "filed_at"])
    flow.start_period(firing.case, DECISION, firing.now)
    return {"number": pledge.number, "rights": right_ids(pledge), "day": day.isoformat()}


def with_reason(firing: Firing) -> list[Problem]:
    """A step that must say why."""
    reason = firing.data.get("reason", "")
    return [] if isinstance(reason, str) and 1 <= len(reason) <= 2000 else [Problem("reason", A_REASON)]


def reason_of(firing: Firing) -> ledger.Data:
    """The reason given."""
    return {"reason": str(firing.data["reason"])}


def consent(firing: Firing) -> ledger.Data:
    """A co-owner consents to the pledge."""
    party, person = firing.actor.party_id, firing.actor.id
    assert party is not None and person is not None
    CoOwnerConsent.objects.get_or_create(
        pledge=pledge_of(firing), party_id=party, defaults={"person_id": person, "at": firing.now}
    )
    return {"party": party}


def can_register(firing: Firing) -> list[Problem]:
    """No ground stands against any right, as the register is now: the rights are locked until the step ends."""
    standing = grounds.standing(held_against(pledge_of(firing), firing.now, lock=True))
    return [Problem("grounds", _told(finding), got=finding.reference) for finding in standing]


def _told(finding: grounds.Finding) -> Text:
    why = finding.why
    assert why is not None
    meaning, number = finding.ground.meaning, finding.ground.number
    return Text(f"no ground {number} ({meaning.en}: {why.en})", f"不存在情形（{number}）“{meaning.zh}”：{why.zh}")


def register(firing: Firing) -> ledger.Data:
    """The pledge is registered and has effect: the register shows it on every right."""
    pledge = pledge_of(firing)
    day = today(firing.now)
    PledgedRight.objects.filter(pledge=pledge).update(active=True)
    until = pledge.debt_until.isoformat() if pledge.debt_until else ""
    for right_id in right_ids(pledge):
        told = {"pledge": pledge.number, "until": until}
        record_event(firing.actor, firing.now, right_id, "pledged", day, told)
    pledge.registered_on = day
    pledge.save(update_fields=["registered_on"])
    _count_secured(firing, pledge)
    facts: ledger.Data = {"number": pledge.number, "rights": right_ids(pledge), "day": day.isoformat()}
    waited = working_days(pledge, day)
    return facts if waited is None else {**facts, "working_days": waited}


def _count_secured(firing: Firing, pledge: Pledge) -> None:
    """What the bulletin sums: amounts are entries of their own, as a sum is over quantities, and not public."""
    assert pledge.amount is not None
    drafts = [ledger.Draft(f"pledge.secured_{pledge.currency.lower()}", f"case/{pledge.pk}", pledge.amount, pledge.pk)]
    if pledge.sme:
        drafts.append(ledger.Draft("pledge.registered_for_sme", f"case/{pledge.pk}", 1, pledge.pk))
        if pledge.currency == "CNY":
            drafts.append(ledger.Draft("pledge.secured_cny_sme", f"case/{pledge.pk}", pledge.amount, pledge.pk))
    ledger.append_many(firing.actor, drafts, firing.now)


def can_refuse(firing: Firing) -> list[Problem]:
    """A ground stands, or the officer names another with its reason."""
    if grounds.standing(held_against(pledge_of(firing), firing.now)):
        return []
    return [Problem("reason", NO_GROUND)] if with_reason(firing) else []


def refuse(firing: Firing) -> ledger.Data:
    """The grounds that stand are cited; with none, the reason is another ground (12)."""
    pledge = pledge_of(firing)
    standing = grounds.standing(held_against(pledge, firing.now))
    cited = list(dict.fromkeys(finding.ground for finding in standing))
    if not cited:
        cited = [pledges.in_force(pledge.kind, today(firing.now))[pledges.OTHER]]
    return {
        "number": pledge.number, "rights": right_ids(pledge), "grounds_cited": [ground.code for ground in cited],
        "grounds": {"en": "; ".join(f"{g.meaning.en} ({g.citation.en})" for g in cited),
                    "zh": "；".join(f"{g.meaning.zh}（{g.citation.zh}）" for g in cited)},
        "reason": str(firing.data.get("reason", "")),
    }  # fmt: skip


def numbered(firing: Firing) -> ledger.Data:
    """The facts of a step that has no effect of its own on the pledge."""
    pledge = pledge_of(firing)
    return {"number": pledge.number, "rights": right_ids(pledge)}


def working_days(pledge: Pledge, until: date) -> int | None:
    """Working days from the filing to a day; none where the calendar does not reach."""
    assert pledge.filed_at is not None
    day, count = clock.local_day(pledge.filed_at, settings.TIME_ZONE), 0
    try:
        while day < until:
            day += timedelta(days=1)
            count += calendar("CN").is_working(day)
    except UnknownYear:
        return None
    return count


def pledge_of(firing: Firing) -> Pledge:
    """The pledge of a step's case; read once for all parts of the step."""
    pledge: Pledge = firing.case.pledge
    return pledge


def right_ids(pledge: Pledge) -> list[int]:
    """The rights of a pledge, in order."""
    return list(pledge.rights.order_by("right_id").values_list("right_id", flat=True))


def holders(right: Right) -> set[int]:
    """The parties that own a right."""
    return {right.owner_id, *(party.pk for party in right.co_owners.all())}


def _lender(person_id: int) -> Person | None:
    return Person.objects.filter(pk=person_id, is_active=True, roles__role=Role.LENDER).first()
