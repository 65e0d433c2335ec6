"""The joint form of a pledge: what is written in it, read field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from onewindow.kernel.errors import Problem
from onewindow.law import pledges
from onewindow.law.money import CURRENCIES
from onewindow.texts import Text

DEBTS = {
    "loan": Text("Loan", "借款"),
    "ceiling": Text("Line of credit up to a ceiling", "最高额授信"),
    "trade": Text("Trade debt", "买卖合同债务"),
    "other": Text("Other debt", "其他债务"),
}
LINES = (
    "lender", "contract", "signed_on", "debt", "amount", "currency", "debt_from", "debt_until", "scope", "value",
    "value_currency", "agreed_otherwise", "sme",
)  # fmt: skip
LISTS = ("rights", "waived")
LONGEST = 2000
LARGEST = Decimal("999999999999.99")
MINIMUM = {
    "lender": Text("the pledgee", "质权人"),
    "debt": Text("the kind of the secured debt", "被担保债权的种类"),
    "amount": Text("the amount of the secured debt", "被担保债权的数额"),
    "debt_until": Text("the term of the debt", "债务人履行债务的期限"),
    "scope": Text("the scope of the security", "质押担保的范围"),
    "contract": Text("the number of the contract", "合同编号"),
    "signed_on": Text("the day the contract was signed", "合同签订日期"),
}
"""What a pledge contract must say (No. 461, contract minimum), by the field of the form where it stands."""
A_DAY = Text("a date such as 2026-05-31", "日期，如 2026-05-31")
AN_AMOUNT = Text("an amount above 0 with at most two decimals", "大于 0、至多两位小数的金额")


@dataclass(frozen=True, slots=True)
class Terms:
    """A form that could be read; what it lacks is in ``gaps``."""

    rights: tuple[int, ...]
    lender: int | None
    contract: str
    signed_on: date | None
    debt: str
    amount: Decimal | None
    currency: str
    debt_from: date | None
    debt_until: date | None
    scope: str
    value: Decimal | None
    sme: bool
    agreed_otherwise: str
    waived: frozenset[int]

    @property
    def gaps(self) -> tuple[Text, ...]:
        """What the contract lacks of what it must say."""
        return tuple(words for name, words in MINIMUM.items() if not getattr(self, name))


def cleaned(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a form as they are kept in a draft, whatever they say; too long a text is a problem."""
    kept: dict[str, Any] = {}
    problems = []
    for name in LINES:
        if name in given:
            value = "".join(c for c in str(given[name]) if c != "\0" and not "\ud800" <= c <= "\udfff").strip()
            if len(value) > LONGEST:
                expected = Text("at most {n} characters", "不超过 {n} 个字符").fill(n=LONGEST)
                problems.append(Problem(name, expected, got=str(len(value))))
            else:
                kept[name] = value
    for name in LISTS:
        if name in given:
            kept[name] = sorted({int(v) for v in given[name] if str(v).isdecimal() and len(str(v)) < 19})[:500]
    return kept, problems


def read(form: Mapping[str, Any]) -> tuple[Terms, list[Problem]]:
    """The terms of a form, and what is wrong with it, field by field."""
    problems: list[Problem] = []

    def day(name: str) -> date | None:
        try:
            return date.fromisoformat(form[name]) if form.get(name) else None
        except ValueError:
            problems.append(Problem(name, A_DAY, got=form[name][:40]))
            return None

    def money(name: str) -> Decimal | None:
        text = str(form.get(name, "")).replace(",", "").replace("，", "")
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal("nan")
        if not amount.is_finite() or not 0 < amount <= LARGEST or amount != round(amount, 2):
            problems.append(Problem(name, AN_AMOUNT, got=text[:40]))
            return None
        return amount.quantize(Decimal("0.01"))

    currency, valued_in = form.get("currency", ""), form.get("value_currency", "")
    lender = form.get("lender", "")
    terms = Terms(
        rights=tuple(form.get("rights", ())), lender=int(lender) if lender.isdecimal() else None,
        contract=form.get("contract", ""), signed_on=day("signed_on"), debt=form.get("debt", ""),
        amount=money("amount"), currency=currency, debt_from=day("debt_from"), debt_until=day("debt_until"),
        scope=form.get("scope", ""), value=money("value"), sme=form.get("sme") == "yes",
        agreed_otherwise=form.get("agreed_otherwise", ""), waived=frozenset(form.get("waived", ())),
    )  # fmt: skip
    if not terms.rights:
        problems.append(Problem("rights", Text("at least one right", "至少一项权利")))
    told = {problem.field for problem in problems}
    problems += [
        Problem(name, words) for name, words in MINIMUM.items() if not getattr(terms, name) and name not in told
    ]
    if terms.debt and terms.debt not in DEBTS:
        problems.append(
            Problem("debt", Text("one of the kinds of debt listed", "所列债权种类之一"), got=terms.debt[:40])
        )
    if currency not in CURRENCIES:
        problems.append(Problem("currency", _one_of(CURRENCIES), got=currency[:10]))
    if terms.value is not None and valued_in != currency:
        expected = Text("the currency of the debt, {currency}", "与债权相同的币种 {currency}")
        problems.append(Problem("value_currency", expected.fill(currency=currency or "–"), got=valued_in[:10]))
    if terms.debt_from and terms.debt_until and terms.debt_from > terms.debt_until:
        expected = Text("a day not before the debt begins", "不早于债务起始日的日期")
        problems.append(Problem("debt_until", expected, got=terms.debt_until.isoformat()))
    if unknown := terms.waived - {pledges.SAME_DAY, pledges.INVALIDATION}:
        expected = Text("grounds that can be waived: 10 or 11", "可声明承担的情形：（十）或（十一）")
        problems.append(Problem("waived", expected, got=", ".join(map(str, sorted(unknown)))))
    return terms, problems


def _one_of(names: Sequence[str] | Mapping[str, object]) -> Text:
    return Text(f"one of {', '.join(names)}", f"以下之一：{'、'.join(names)}")
