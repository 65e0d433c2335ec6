"""One deadline of a docket in a sentence, in both languages: base date, rule, article, rolling, grace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from onewindow.law import fees, periods, rules
from onewindow.law.docket import Docket, State, counted_rule
from onewindow.law.money import Money
from onewindow.law.periods import day_en, day_zh
from onewindow.law.rules import Rule, rows
from onewindow.law.schedule import LINES
from onewindow.texts import Text

STATES = {
    State.DONE: Text("done", "已办理"),
    State.OPEN: Text("to do", "待办理"),
    State.LATE: Text("late, in grace", "已逾期，宽限期内"),
    State.MISSED: Text("missed", "已错过"),
    State.EXPECTED: Text("expected", "预计"),
    State.PASSED: Text("passed", "已过"),
}
GRACE = Text(" With surcharge until {day}{cite}.", "可缴纳附加费至{day}{cite}。")


LAPSED = Text(
    " Not paid in time: the right lapsed from {day}. It may be restored within {months} months of the office's notice "
    "for {cost}, {cite}.",
    "逾期未缴：专利权自{day}起终止；自收到通知之日起 {months} 个月内可请求恢复权利，费用共 {cost}，依据{cite}。",
)


def name(found: Docket, i: int) -> Text:
    """What the deadline is called: ``Annuity, year 6``."""
    line, year = LINES[int(found.line[i])], int(found.year[i])
    if line.years:
        return Text(f"{line.name.en}, year {year}", f"第{year}年{line.name.zh}")
    return Text(f"{line.name.en} {year}", f"第 {year} 次{line.name.zh}") if line.stages else line.name


def explain(found: Docket, i: int) -> Text:
    """Why the deadline ``i`` is due on its day. The day is counted again by ``periods``, slowly, for its words."""
    line, rule = LINES[int(found.line[i])], counted_rule(found, i)
    base, due, counted = (date.fromordinal(int(c[i])) for c in (found.base, found.due, found.counted))
    if line.code == "renewal":
        return _renewal(found, i, rule)
    ended = periods.rolled(counted, rule.rolls)
    said = periods.explain(rule, base, due, ended)
    if line.notice:  # nothing is due on such a day
        said = Text(said.en.replace("Due ", "On ", 1), said.zh.replace("期限为", "日期为", 1))
    if line.code == "renewal_ep":
        said = Text(
            said.en.removesuffix(".") + " (last day of the month).", said.zh.removesuffix("。") + "（当月末日）。"
        )
    said = _with_grace(found, i, said)
    return _lapsed(found, i, said, rule) if line.code == "annuity" and found.state[i] == State.MISSED else said


def _lapsed(found: Docket, i: int, said: Text, rule: Rule) -> Text:
    """An annuity that was never paid: since when the right is gone, and what it costs to bring it back."""
    due = date.fromordinal(int(found.counted[i]))
    full, fee = (Money(Decimal(int(cents[i])) / 100, "CNY") for cents in (found.full, found.fee))
    cost, back = fees.restoration(rule.right, full, fee, due), rules.find("cn.patent.restoration", due)
    return Text(
        said.en + LAPSED.en.format(day=day_en(due), months=back.count, cost=cost.say("en"), cite=back.citation.en),
        said.zh + LAPSED.zh.format(day=day_zh(due), months=back.count, cost=cost.say("zh"), cite=back.citation.zh),
    )


def _renewal(found: Docket, i: int, rule: Rule) -> Text:
    end = date.fromordinal(int(found.base[i]))
    opens = periods.add_months(end, -rule.count)
    return _with_grace(
        found, i,
        Text(
            f"Due {day_en(end)}, the end of the term; it may be renewed from {day_en(opens)}, {rule.citation.en}.",
            f"期限为{day_zh(end)}，即有效期满之日；自{day_zh(opens)}起可办理续展，依据{rule.citation.zh}。",
        ),
    )  # fmt: skip


def _with_grace(found: Docket, i: int, said: Text) -> Text:
    line, last = LINES[int(found.line[i])], date.fromordinal(int(found.last[i]))
    if not line.grace or found.state[i] == State.DONE:
        return said
    article, said_already = rows(line.grace)[0].citation, rows(line.rule)[0].citation
    en, zh = ("", "") if article == said_already else (f", {article.en}", f"，依据{article.zh}")
    return Text(
        said.en + GRACE.en.format(day=day_en(last), cite=en), said.zh + GRACE.zh.format(day=day_zh(last), cite=zh)
    )
