"""A securitization as an arranger describes it: the form and the file of claims read, the waterfall run. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from onewindow.desks.finance.numbers_given import Reader, cents
from onewindow.engines.finance import returns
from onewindow.engines.finance.deal import PRO_RATA, SEQUENTIAL, Deal, Tranche, faults, remainder
from onewindow.engines.finance.loans import FORMS, LONGEST, Claim, pool
from onewindow.engines.finance.waterfall import Result, run
from onewindow.kernel.errors import Problem
from onewindow.law.money import CURRENCIES
from onewindow.texts import Text

COLUMNS = ("id", "form", "amount", "rate", "months", "currency")
FORM_LABELS = {
    "level": Text("level payments", "等额本息"),
    "bullet": Text("interest, principal at the end", "到期还本"),
    "licence": Text("licence fees", "许可费"),
}
assert set(FORM_LABELS) == set(FORMS)
MOST_CLAIMS = 20_000
A_LINE = Text("a line such as: A, 73000000, 2.8", "如下格式的一行：A, 73000000, 2.8")
SCENARIOS = 1000
SEED = 20_260
FIELDS = (
    "name", "currency", "tranches", "principal", "fee_rate", "fee_fixed", "reserve", "default_trigger", "default",
    "spread", "prepaid", "recovery", "lag",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Structure:
    """What the arranger wants to see run."""

    name: str
    currency: str
    deal: Deal
    default: float
    spread: float
    prepaid: float
    recovery: float
    lag: int


def read_claims(content: bytes, currency: str) -> tuple[list[Claim], list[Problem]]:
    """The claims of a CSV file; rows that cannot be taken are left out and named. Columns are ``COLUMNS``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem("file", Text("a CSV file in UTF-8", "UTF-8 编码的 CSV 文件"))]
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        expected = Text(f"the columns {', '.join(COLUMNS)}", f"包含 {'、'.join(COLUMNS)} 各列")
        return [], [Problem("file", expected, got=", ".join(rows.fieldnames or ())[:80])]
    claims, problems, seen = list[Claim](), list[Problem](), set[str]()
    for number, row in enumerate(rows, 2):
        if len(claims) >= MOST_CLAIMS:
            problems.append(
                Problem("file", Text("at most {n} claims", "不超过 {n} 笔").fill(n=MOST_CLAIMS), row=number)
            )
            break
        claim, wrong = _claim(Reader(row, number), currency, seen)
        problems += wrong
        if not wrong:
            claims.append(claim)
            seen.add(claim.id)
    return claims, problems


def _claim(row: Reader, currency: str, seen: set[str]) -> tuple[Claim, list[Problem]]:
    name, form = row.text("id"), row.text("form")
    if not name or name in seen:
        row.wrong("id", Text("an id of its own", "不重复的编号"), name)
    if form not in FORMS:
        row.wrong("form", Text(f"one of {', '.join(FORMS)}", f"以下之一：{'、'.join(FORMS)}"), form)
    if row.text("currency") != currency:
        row.wrong("currency", Text("the currency of the deal, {c}", "与交易一致的币种 {c}").fill(c=currency),
                  row.text("currency"))  # fmt: skip
    amount = row.money("amount")
    return Claim(name, form, cents(amount), row.percent("rate", 0, 99), row.whole("months", 1, LONGEST)), row.problems


def read_structure(given: Mapping[str, Any]) -> tuple[Structure, list[Problem]]:
    """The form, and what is wrong with it by field, tranches by row."""
    form = Reader(given)
    name, currency = form.text("name"), form.text("currency")
    if not 1 <= len(name) <= 200:
        form.wrong("name", Text("a name of 1 to 200 characters", "1 至 200 个字符的名称"))
    if currency not in CURRENCIES:
        form.wrong("currency", Text(f"one of {', '.join(CURRENCIES)}", f"以下之一：{'、'.join(CURRENCIES)}"), currency)
    principal = form.text("principal") or SEQUENTIAL
    if principal not in (SEQUENTIAL, PRO_RATA):
        form.wrong("principal", Text("one of the two ways", "两种方式之一"), principal)
    tranches = []
    for number, parts in form.lines("tranches", 12):
        line = Reader(dict(zip(("name", "size", "coupon"), parts, strict=False)), number)
        size = line.money("size")
        tranches.append(Tranche(line.text("name")[:40], cents(size), line.percent("coupon", 0, 99)))
        if len(parts) < 3:
            form.problems.append(Problem("tranches", A_LINE, row=number, got=", ".join(parts)[:40]))
        else:
            form.problems += [Problem("tranches", p.expected, row=number, got=p.got) for p in line.problems]
    if not tranches:
        form.wrong("tranches", A_LINE)
    deal = Deal(
        tuple(tranches), principal, form.percent("fee_rate", 0, 20, 0.0), cents(form.money("fee_fixed", optional=True)),
        cents(form.money("reserve", optional=True)), form.percent("default_trigger", 0, 100, 100.0),
    )  # fmt: skip
    structure = Structure(
        name, currency, deal, form.percent("default", 0, 99), form.number("spread", 0, 3, 0.5),
        form.percent("prepaid", 0, 99, 0.0), form.percent("recovery", 0, 100, 0.0), form.whole("lag", 0, 60, 0),
    )  # fmt: skip
    return structure, form.problems


def misfits(structure: Structure, claims: Sequence[Claim]) -> list[Problem]:
    """What keeps the tranches from being carved out of the pool."""
    if not claims:
        return [Problem("file", Text("at least one claim that can be taken", "至少一笔可入池的资产"))]
    opening = int(pool(claims).balance[0])
    return [Problem(f.field if f.field in FIELDS else "tranches", f.expected, row=f.row, got=f.got)
            for f in faults(structure.deal, opening)]  # fmt: skip


def outcome(structure: Structure, claims: Sequence[Claim]) -> dict[str, Any]:
    """The base case month by month, the figures of each tranche, and their spread over seeded scenarios."""
    assets = pool(claims)
    deal, months = structure.deal, assets.principal.size + structure.lag
    base = run(deal, assets, returns.constant([structure.default], structure.prepaid, months, structure.recovery,
                                              structure.lag))  # fmt: skip
    figures = returns.figures(deal, base)
    many = returns.random(SCENARIOS, months, structure.default, structure.spread, structure.prepaid,
                          structure.recovery, structure.lag, SEED)  # fmt: skip
    spread = returns.figures(deal, run(deal, assets, many))
    rates = returns.break_even(deal, assets, structure.prepaid, months, structure.recovery, structure.lag)
    return {
        "pool": int(assets.balance[0]), "claims": len(claims), "months": months,
        "remainder": remainder(deal, int(assets.balance[0])), "coupon": round(deal.coupon, 6),
        "defaulted": int(base.defaulted.sum()), "released": int(base.released.sum()), "fees": int(base.fees.sum()),
        "tranches": [
            {
                "name": tranche.name, "size": tranche.size, "coupon": tranche.coupon,
                "life": _or_none(figures.life[0, place]), "rate": float(figures.rate[0, place]),
                "loss": float(figures.loss[0, place]), "break_even": rates[place],
                "rates": [float(q) for q in np.quantile(spread.rate[:, place], (0.05, 0.5, 0.95))],
                "whole": float(np.mean((spread.loss[:, place] == 0) & (spread.unpaid[:, place] == 0))),
                "last": _last_month(base, place),
            }
            for place, tranche in enumerate(deal.tranches)
        ],
        "by_month": _by_month(base),
    }  # fmt: skip


def _by_month(base: Result) -> list[dict[str, Any]]:
    """Up to 25 months of the base case, evenly apart: balances at their end, payments since the one before."""
    months = base.pool.shape[1]
    step = max(1, -(-months // 24))
    ends = [*range(step - 1, months, step)]
    if not ends or ends[-1] != months - 1:
        ends.append(months - 1)
    rows, start = [], 0
    for end in ends:
        part = slice(start, end + 1)
        rows.append({
            "month": end + 1, "pool": int(base.pool[0, end]), "notes": base.balance[0, end].tolist(),
            "interest": base.interest[0, part].sum(axis=0).tolist(),
            "principal": base.principal[0, part].sum(axis=0).tolist(), "fees": int(base.fees[0, part].sum()),
            "reserve": int(base.reserve[0, end]), "released": int(base.released[0, part].sum()),
        })  # fmt: skip
        start = end + 1
    return rows


def _last_month(base: Result, place: int) -> int | None:
    """The month in which the notes are repaid; None when they never are."""
    paid = np.flatnonzero(base.balance[0, :, place] == 0)
    return int(paid[0]) + 1 if paid.size else None


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
