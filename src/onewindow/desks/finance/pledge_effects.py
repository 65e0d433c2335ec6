"""What follows from a registered pledge: change, consent to acts, cancellation, realisation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onewindow.desks.finance import grounds
from onewindow.desks.finance.models import Pledge, PledgedRight
from onewindow.desks.finance.pledge_filing import pledge_of, right_ids, with_reason
from onewindow.desks.finance.pledge_form import read
from onewindow.desks.finance.pledge_reading import rights_of, seen, today
from onewindow.desks.register.encumbrances import ACTS
from onewindow.desks.register.recording import record_event, record_party
from onewindow.kernel import ledger
from onewindow.kernel.errors import Problem
from onewindow.law.money import Money
from onewindow.texts import Text

if TYPE_CHECKING:
    from onewindow.kernel.flow import Firing

ENDINGS = {
    "performance": Text("the debt was performed", "债务已履行"),
    "waiver": Text("the pledgee gave the pledge up", "质权人放弃质权"),
    "void": Text("the contract is void or was revoked", "主合同或质押合同无效、被撤销"),
    "other": Text("another ground under the law", "法律规定的其他情形"),
}
REALISED = Text("the pledge was realised", "质权已实现")
AGREED, DECLINED = Text("agreed", "同意"), Text("declined", "不同意")
ONE_ACT = Text("one of the acts listed", "所列行为之一")
ONE_ENDING = Text("one of the grounds listed", "所列原因之一")
A_BUYER = Text("the buyer's name, of 1 to 300 characters", "1 至 300 个字符的受让人名称")
NOTHING_NEW = Text("an amount or a term that differs from the present one", "与现登记不同的数额或期限")


def _changed(pledge: Pledge, data: Mapping[str, object]) -> tuple[Any, list[Problem]]:
    form = {**pledge.form, **{n: str(data.get(n) or pledge.form.get(n, "")) for n in ("amount", "debt_until")}}
    terms, problems = read(form)
    problems = [problem for problem in problems if problem.field in ("amount", "debt_until")]
    return terms, problems


def can_ask_change(firing: Firing) -> list[Problem]:
    """The new terms can be read, are new, and end before every right does."""
    pledge = pledge_of(firing)
    terms, problems = _changed(pledge, firing.data)
    if problems:
        return problems
    if terms.amount == pledge.amount and terms.debt_until == pledge.debt_until:
        return [Problem("amount", NOTHING_NEW)]
    return _beyond(pledge, terms.debt_until)


def _beyond(pledge: Pledge, until: date) -> list[Problem]:
    problems = []
    for right in seen(rights_of(right_ids(pledge))):
        end = grounds.term_end(right)
        if end is not None and until > end:
            expected = Text("a day not after {right} ends, {end}", "不晚于 {right} 届满日 {end} 的日期")
            wanted = expected.fill(right=right.reference, end=end.isoformat())
            problems.append(Problem("debt_until", wanted, got=until.isoformat()))
    return problems


def ask_change(firing: Firing) -> ledger.Data:
    """The pledgor asks; the terms wait for the pledgee."""
    pledge = pledge_of(firing)
    terms, _problems = _changed(pledge, firing.data)
    pledge.asked = {"amount": str(terms.amount), "debt_until": terms.debt_until.isoformat()}
    pledge.save(update_fields=["asked"])
    money = Money(terms.amount, pledge.currency)
    return {**_facts(pledge), "until": terms.debt_until.isoformat(),
            "new_amount": {"en": money.say("en"), "zh": money.say("zh")}}  # fmt: skip


def can_agree_change(firing: Firing) -> list[Problem]:
    """The register may have moved on since the change was asked for."""
    pledge = pledge_of(firing)
    return _beyond(pledge, date.fromisoformat(pledge.asked["debt_until"]))


def agree_change(firing: Firing) -> ledger.Data:
    """The change is registered on every right; what is secured by then is counted anew."""
    pledge = pledge_of(firing)
    day = today(firing.now)
    pledge.amount, pledge.debt_until = Decimal(pledge.asked["amount"]), date.fromisoformat(pledge.asked["debt_until"])
    pledge.form = {**pledge.form, **pledge.asked}
    pledge.asked = {}
    pledge.save()
    for right_id in right_ids(pledge):
        told = {"pledge": pledge.number, "until": pledge.debt_until.isoformat()}
        record_event(firing.actor, firing.now, right_id, "pledge_changed", day, told)
    return {**_facts(pledge), "until": pledge.debt_until.isoformat(), "day": day.isoformat()}


def decline(firing: Firing) -> ledger.Data:
    """The pledgee declines what was asked: nothing changes."""
    pledge = pledge_of(firing)
    pledge.asked = {}
    pledge.save(update_fields=["asked"])
    return {**_facts(pledge), "answer": {"en": DECLINED.en, "zh": DECLINED.zh}}


def can_ask_act(firing: Firing) -> list[Problem]:
    """The act is one that needs the pledgee's consent."""
    known = firing.data.get("act") in ACTS
    return [*([] if known else [Problem("act", ONE_ACT)]), *with_reason(firing)]


def ask_act(firing: Firing) -> ledger.Data:
    """The pledgor asks for the pledgee's consent to an act."""
    pledge = pledge_of(firing)
    pledge.asked = {"act": str(firing.data["act"]), "reason": str(firing.data["reason"])}
    pledge.save(update_fields=["asked"])
    words = ACTS[pledge.asked["act"]]
    return {**_facts(pledge), "act": {"en": words.en, "zh": words.zh}, "reason": pledge.asked["reason"]}


def agree_act(firing: Firing) -> ledger.Data:
    """The consent is recorded on every right: the act can be done once."""
    pledge = pledge_of(firing)
    act = pledge.asked["act"]
    pledge.asked = {}
    pledge.save(update_fields=["asked"])
    for right_id in right_ids(pledge):
        told = {"pledge": pledge.number, "act": act}
        record_event(firing.actor, firing.now, right_id, "pledgee_consented", today(firing.now), told)
    words = ACTS[act]
    return {**_facts(pledge), "answer": {"en": f"{AGREED.en}: {words.en}", "zh": f"{AGREED.zh}：{words.zh}"}}


def can_cancel(firing: Firing) -> list[Problem]:
    """The ground is one for which a pledge is cancelled (No. 461)."""
    return [] if firing.data.get("ending") in ENDINGS else [Problem("ending", ONE_ENDING)]


def cancel(firing: Firing) -> ledger.Data:
    """The pledge ends on the day of its cancellation."""
    return _end(firing, ENDINGS[str(firing.data["ending"])])


def can_realise(firing: Firing) -> list[Problem]:
    """The rights go to somebody who is named."""
    name = firing.data.get("buyer", "")
    return [] if isinstance(name, str) and 1 <= len(name.strip()) <= 300 else [Problem("buyer", A_BUYER)]


def realise(firing: Firing) -> ledger.Data:
    """The pledge ends and the rights go to the buyer; the debtor's rights were its security."""
    facts = _end(firing, REALISED)
    buyer = record_party(firing.actor, firing.now, str(firing.data["buyer"]).strip(), "", "")
    for right_id in facts["rights"]:
        told = {"pledge": facts["number"]}
        record_event(firing.actor, firing.now, right_id, "transferred", today(firing.now), told, owner_id=buyer.pk)
    return {**facts, "party": buyer.pk}


def _end(firing: Firing, ground: Text) -> ledger.Data:
    pledge = pledge_of(firing)
    day = today(firing.now)
    PledgedRight.objects.filter(pledge=pledge).update(active=False)
    for right_id in right_ids(pledge):
        record_event(firing.actor, firing.now, right_id, "pledge_cancelled", day, {"pledge": pledge.number})
    return {**_facts(pledge), "day": day.isoformat(), "ground": {"en": ground.en, "zh": ground.zh}}


def _facts(pledge: Pledge) -> dict[str, Any]:
    return {"number": pledge.number, "rights": right_ids(pledge)}
