"""What a right costs: annuities, surcharges, reductions; read from the tables by day, kind and year."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from onewindow.law import periods, rules
from onewindow.law.money import Money, total
from onewindow.law.rules import NoRule, Rule
from onewindow.texts import Text

ZERO = Money(Decimal(0), "CNY")
GRACE_MONTHS = 6


def annuity_due(filing: date, year: int) -> date:
    """The day the annuity of ``year`` is due, as counted: the end of the year before, from the filing date."""
    return periods.add_months(filing, 12 * (year - 1))


def year_of(filing: date, day: date) -> int:
    """The year of the right that ``day`` falls in: the first begins on the filing date."""
    year = 1
    while annuity_due(filing, year + 1) <= day:
        year += 1
    return year


def annuity(kind: str, year: int, due: date) -> Rule:
    """The annuity of a year of a Chinese patent by the table in force on the day it is due. Raises ``NoRule``."""
    return rules.find("cn.fee.annuity", due, kind, year=year)


def surcharge(full: Money, due: date, paid_on: date) -> Money:
    """The surcharge on the FULL annuity, reduced or not, when it is paid on ``paid_on`` in the months of grace.

    Source: Guidelines for Patent Examination (CN), part V ch. 9, 2.2.1.3: nothing in the first month, then 5 % more
    with each month begun. Raises ``NoRule`` after the six months: then only restoration is left.
    """
    if paid_on <= due:
        return ZERO
    month = 1
    while paid_on > periods.add_months(due, month):
        month += 1
    return full.percent(rules.find("cn.fee.annuity.surcharge", due, month=month).value)


def restoration(kind: str, full: Money, reduced: Money, on: date) -> Money:
    """What it costs to bring back a right that lapsed: request, annuity, and the full surcharge of 25 %."""
    share = rules.find("cn.fee.restoration.surcharge", on, kind).value
    return rules.find("cn.fee.restoration", on, kind).money + reduced + full.percent(share)


def excess(claims: int, pages: int, on: date) -> Money:
    """The extra fees of a filing for claims over ten and pages over thirty."""
    free = rules.find("cn.fee.claim.free", on).count
    cost = rules.find("cn.fee.claim", on).money * max(claims - free, 0)
    for row in rules.rows("cn.fee.page"):
        if row.in_force(on):
            span = row.condition[0]
            cost += row.money * max(min(pages, span.high) - span.low + 1, 0)
    return cost


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks for a fee reduction: ``kind`` as in the table, and the income of the year before in yuan."""

    kind: str
    income: Decimal | None = None


APPLICANTS = {
    "individual": Text("Individual", "个人"),
    "enterprise": Text("Enterprise", "企业"),
    "institution": Text("Public institution", "事业单位"),
    "organisation": Text("Social organisation", "社会团体"),
    "research": Text("Non-profit research body", "非营利性科研机构"),
}


@dataclass(frozen=True, slots=True)
class Reduction:
    """Whether a reduction is open to applicants, by how many per cent, and the sentence that says why."""

    percent: int
    said: Text


def reduction(applicants: list[Applicant], on: date, kind: str = "invention") -> Reduction:
    """The reduction that one or joint applicants may ask for on a day: all of them must qualify.

    Source: Cai Shui [2016] 78 and what changed it, by the rows of ``reductions.csv``.
    """
    for place, one in enumerate(applicants, 1):
        why = _not_eligible(one, on)
        if why is not None:
            return Reduction(0, Text(f"Applicant {place}: {why.en}", f"第 {place} 申请人：{why.zh}"))
    try:
        share = rules.find("cn.reduction.share", on, kind, holders=len(applicants))
    except NoRule:
        return Reduction(0, Text("No reduction was in force on this day.", "该日无有效的减缴规定。"))
    return Reduction(
        int(share.value),
        Text(
            f"{share.name.en}: {int(share.value)}%, {share.citation.en}.",
            f"{share.name.zh}为 {int(share.value)}%，依据{share.citation.zh}。",
        ),
    )


def _not_eligible(one: Applicant, on: date) -> Text | None:
    try:
        rules.find("cn.reduction.without_income", on, applicant=one.kind)
    except NoRule:
        pass
    else:
        return None
    try:
        limit = rules.find("cn.reduction.income", on, applicant=one.kind)
    except NoRule:
        return Text("no rule lets this kind of applicant have a reduction.", "该类申请人不在减缴范围内。")
    if one.income is None:
        return Text("the income of the year before is not said.", "未填写上年度收入。")
    if one.income >= limit.value:
        has, most = Money(one.income, "CNY"), limit.money
        return Text(
            f"an income of {has.say('en')} is not below {most.say('en')} ({limit.citation.en}).",
            f"上年度收入 {has.say('zh')}，不低于 {most.say('zh')}（{limit.citation.zh}）。",
        )
    return None


def share_off(kind: str, year: int, grant_year: int, due: date, percent: int, open_licence: bool) -> int:
    """Per cent off the annuity of a year: the better of the reduction and the open licence, never both.

    The reduction holds for the first years from that of the grant; how many, the table says by the due day.
    """
    best = 0
    with suppress(NoRule):
        years = rules.find("cn.reduction.annuity_years", due).count
        best = percent if grant_year <= year < grant_year + years else 0
    if open_licence:
        with suppress(NoRule):
            best = max(best, int(rules.find("cn.reduction.open_licence", due, kind).value))
    return best


@dataclass(frozen=True, slots=True)
class YearCost:
    """One year of a right: when it is due, what it costs in full, and after the better reduction."""

    year: int
    due: date
    full: Money
    paid: Money
    percent: int


def life(
    kind: str, filing: date, grant: date, percent: int, open_licence_from: date | None = None, since: date | None = None
) -> list[YearCost]:
    """Every annuity of a Chinese patent from the year of its grant (or those due after ``since``) to its term."""
    first = year_of(filing, grant)
    last = rules.find("cn.patent.term", filing, kind).count
    years = []
    for year in range(first, last + 1):
        due = annuity_due(filing, year) if year > first else grant
        if since is not None and due < since:
            continue
        full = annuity(kind, year, due).money
        off = share_off(kind, year, first, due, percent, open_licence_from is not None and open_licence_from <= due)
        years.append(YearCost(year, due, full, full.percent(100 - off), off))
    return years


def saved(years: list[YearCost]) -> Money:
    """What the reductions save over these years."""
    return total((year.full for year in years), "CNY") - total((year.paid for year in years), "CNY")


def compensation(days: int) -> Money:
    """The annuities of a compensated term of ``days``: 8,000 yuan a full year, a part of a year is free."""
    on = rules.rows("cn.fee.annuity.compensated")[0].valid_from
    return rules.find("cn.fee.annuity.compensated", on, "invention").money * (timedelta(days=days).days // 365)
