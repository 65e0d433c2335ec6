"""A lender's valuation of a portfolio: three approaches, their ranges, and the loan held against the value. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onewindow.desks.finance import grounds
from onewindow.desks.finance.grounds import Seen, annuity_year
from onewindow.desks.finance.numbers_given import Reader
from onewindow.engines.finance import lending, valuation
from onewindow.engines.finance.lending import Covenants, Position
from onewindow.engines.finance.options import renewal_value
from onewindow.engines.finance.ranges import range_of
from onewindow.kernel.errors import Problem
from onewindow.law import rules
from onewindow.law.money import CURRENCIES
from onewindow.texts import Text

SEED = 20_261
METHODS = ("income", "market", "cost")
FIELDS = (
    "name", "currency", "rights", "costs", "inflation", "life", "obsolescence", "comparables", "revenue", "growth",
    "years", "royalty", "margin", "share", "tax", "rate", "amortised", "volatility", "relied_on", "debt", "interest",
    "repayment", "earnings", "max_ltv", "min_debt_service", "min_interest_cover",
)  # fmt: skip
STRESSES: dict[str, tuple[Text, tuple[float, float, float]]] = {
    "none": (Text("As it is", "现状"), (0.0, 0.0, 0.0)),
    "value": (Text("Value falls by 30%", "价值下跌 30%"), (0.3, 0.0, 0.0)),
    "income": (Text("Earnings fall by 20%", "收益下降 20%"), (0.0, 0.2, 0.0)),
    "rate": (Text("Interest rises by 2 points", "利率上升 2 个百分点"), (0.0, 0.0, 0.02)),
    "all": (Text("All three together", "三者同时发生"), (0.3, 0.2, 0.02)),
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the lender gave. Spreads are (low, likely, high); lists may be empty: that approach is then not taken."""

    name: str
    currency: str
    costs: tuple[tuple[float, float], ...]
    """(amount, years ago)."""
    inflation: float
    life: float
    obsolescence: float
    comparables: tuple[valuation.Comparable, ...]
    revenue: tuple[float, float, float]
    growth: float
    years: int
    royalty: tuple[float, float, float]
    margin: float
    share: float
    tax: float
    rate: tuple[float, float, float]
    amortised: int
    volatility: float
    relied_on: str
    position: tuple[float, float, float, float]
    """Debt, interest rate, repayment a year, earnings a year."""
    covenants: Covenants

    @property
    def methods(self) -> list[str]:
        """The approaches for which there is something to go by."""
        given = {"income": self.revenue[1] > 0, "market": bool(self.comparables), "cost": bool(self.costs)}
        return [name for name in METHODS if given[name]]


def read(given: Mapping[str, Any]) -> tuple[Inputs, list[Problem]]:
    """The form, and what is wrong with it by field."""
    form = Reader(given)
    name, currency = form.text("name"), form.text("currency")
    if not 1 <= len(name) <= 200:
        form.wrong("name", Text("a name of 1 to 200 characters", "1 至 200 个字符的名称"))
    if currency not in CURRENCIES:
        form.wrong("currency", Text(f"one of {', '.join(CURRENCIES)}", f"以下之一：{'、'.join(CURRENCIES)}"), currency)
    costs, comparables = [], []
    for number, parts in form.lines("costs"):
        line = Reader(dict(zip(("amount", "age"), parts, strict=False)), number)
        costs.append((line.number("amount", 0, 1e11), line.number("age", 0, 60)))
        form.problems += [Problem("costs", p.expected, row=number, got=p.got) for p in line.problems]
    for number, parts in form.lines("comparables"):
        line = Reader(dict(zip(("price", *(f"a{n}" for n in range(8))), parts, strict=False)), number)
        price = line.number("price", 0, 1e11)
        adjustments = tuple(line.percent(f"a{n}", -95, 500) for n in range(min(8, len(parts) - 1)))
        comparables.append(valuation.Comparable(price, adjustments))
        form.problems += [Problem("comparables", p.expected, row=number, got=p.got) for p in line.problems]
    limits = [form.number(n, 0, 1000, 0.0) for n in ("max_ltv", "min_debt_service", "min_interest_cover")]
    inputs = Inputs(
        name, currency, tuple(costs), form.percent("inflation", -20, 100, 0.0), form.number("life", 1, 100, 20.0),
        form.percent("obsolescence", 0, 100, 0.0), tuple(comparables), _spread(form, "revenue", 0, 1e12, 0.0),
        form.percent("growth", -50, 100, 0.0), form.whole("years", 1, 30, 10),
        _shares(_spread(form, "royalty", 0, 100, 5.0)),
        form.percent("margin", 0, 100, 15.0), form.percent("share", 0, 100, 25.0), form.percent("tax", 0, 90, 25.0),
        _shares(_spread(form, "rate", 0.1, 100, 15.0)),
        form.whole("amortised", 0, 40, 10), form.percent("volatility", 1, 200, 30.0),
        form.text("relied_on") or "income",
        (form.number("debt", 0, 1e12, 0.0), form.percent("interest", 0, 100, 0.0),
         form.number("repayment", 0, 1e12, 0.0), form.number("earnings", -1e12, 1e12, 0.0)),
        Covenants(limits[0] / 100 or None, limits[1] or None, limits[2] or None),
    )  # fmt: skip
    if not inputs.methods:
        form.wrong("revenue", Text("revenue, costs or comparables to go by", "至少填写收入、成本或可比交易之一"))
    elif inputs.relied_on not in inputs.methods:
        expected = Text("an approach for which something is given", "已填写资料的评估方法")
        form.wrong("relied_on", expected, inputs.relied_on)
    return inputs, form.problems


def _spread(form: Reader, name: str, low: float, high: float, default: float) -> tuple[float, float, float]:
    """One number, or low, likely and high with commas between."""
    text = form.text(name)
    parts = [part.strip() for part in text.replace("，", ",").split(",")] if text else [str(default)]
    reader = Reader({str(place): part for place, part in enumerate(parts)})
    values = [reader.number(str(place), low, high) for place in range(len(parts))]
    if reader.problems or len(values) not in (1, 3) or values != sorted(values):
        expected = Text("one number from {low} to {high}, or low, likely, high with commas between",
                        "{low} 至 {high} 之间的一个数值，或以逗号分隔的低、中、高三个数值")  # fmt: skip
        form.wrong(name, expected.fill(low=f"{low:,g}", high=f"{high:,g}"), text)
        return default, default, default
    return (values[0], values[0], values[0]) if len(values) == 1 else (values[0], values[1], values[2])


def _shares(percents: tuple[float, float, float]) -> tuple[float, float, float]:
    low, likely, high = percents
    return low / 100, likely / 100, high / 100


def outcome(inputs: Inputs, rights: Sequence[Seen], today: date) -> dict[str, Any]:
    """Values by approach with their ranges, the options to renew, the loan under every stress."""
    values: dict[str, dict[str, float]] = {}
    if "income" in inputs.methods:
        values["income"] = _income(inputs)
        values["excess"] = _excess(inputs)
    if "market" in inputs.methods:
        low, middle, high = valuation.by_market(inputs.comparables)
        values["market"] = {"low": low, "value": middle, "high": high}
    if "cost" in inputs.methods:
        amounts, ages = zip(*inputs.costs, strict=True)
        cost = valuation.by_cost(amounts, ages, inputs.inflation, inputs.life, inputs.obsolescence)
        values["cost"] = {"low": cost, "value": cost, "high": cost}
    relied = values[inputs.relied_on]
    debt, rate, repayment, earnings = inputs.position
    position = Position(debt, relied["value"], earnings, debt * rate, repayment)
    return {
        "values": values,
        "relied_on": inputs.relied_on,
        "factor": _factor(inputs, inputs.rate[1]),
        "ltv": {name: lending.loan_to_value(debt, relied[name]) for name in ("low", "value", "high")},
        "headroom": lending.value_headroom(position, inputs.covenants.loan_to_value or 1.0) if debt else None,
        "stress": {
            name: [{"name": t.name, "ratio": t.ratio, "limit": t.limit, "held": t.held}
                   for t in lending.tested(lending.stressed(position, *how), inputs.covenants)]
            for name, (_words, how) in STRESSES.items()
        },
        "renewals": [_renewal(inputs, right, today, len(rights)) for right in rights],
    }  # fmt: skip


def _income(inputs: Inputs) -> dict[str, float]:
    """Relief from royalty with the tax amortisation benefit; its range over revenue, royalty and rate."""
    spreads = {"revenue": inputs.revenue, "royalty": inputs.royalty, "rate": inputs.rate}

    def value(x: Mapping[str, float]) -> float:
        revenues = valuation.growing(x["revenue"], inputs.growth, inputs.years)
        worth = valuation.relief_from_royalty(revenues, x["royalty"], inputs.tax, x["rate"])
        return worth * _factor(inputs, x["rate"])

    likely = value({name: spread[1] for name, spread in spreads.items()})
    ranged = range_of(value, spreads, SEED, runs=4000)
    return {"low": ranged.low, "value": likely, "high": ranged.high}


def _factor(inputs: Inputs, rate: float) -> float:
    """The tax amortisation benefit as a factor; 1 where the buyer may not amortise."""
    return valuation.tax_amortisation_factor(inputs.tax, inputs.amortised, rate) if inputs.amortised else 1.0


def _excess(inputs: Inputs) -> dict[str, float]:
    """The second method of the income approach: the right's share of the profit, discounted."""
    values = []
    for place in range(3):
        revenues = valuation.growing(inputs.revenue[place], inputs.growth, inputs.years)
        rate = inputs.rate[2 - place]
        values.append(valuation.cash_flow_value(revenues, inputs.margin, inputs.share, inputs.tax, rate))
    return {"low": values[0], "value": values[1], "high": values[2]}


def _renewal(inputs: Inputs, right: Seen, today: date, count: int) -> dict[str, Any]:
    """The option to keep one right: its share of a year's royalty saved, against the annuities of its coming years."""
    found: dict[str, Any] = {"right": right.id, "reference": right.reference, "value": None}
    end = grounds.term_end(right)
    if right.kind == "trademark" or end is None or end < today or inputs.revenue[1] <= 0:
        return found
    year, fees = annuity_year(right.filed, today), []
    last = annuity_year(right.filed, end)
    try:
        for number in range(year + 1, last + 1):
            fees.append(float(rules.find("cn.fee.annuity", today, right.kind, year=number).value))
    except rules.NoRule:
        return found
    if not fees:
        return found
    first = inputs.revenue[1] * inputs.royalty[1] * (1 - inputs.tax) / count
    growth = min(inputs.growth, 0.5 * inputs.volatility)  # a lattice cannot drift faster than it spreads
    try:
        renewal = renewal_value(first, fees, inputs.volatility, growth, inputs.rate[1])
    except ValueError:
        return found
    return {**found, "value": renewal.value, "option": renewal.option, "kept": renewal.kept[-1], "years": len(fees)}
