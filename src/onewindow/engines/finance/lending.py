"""A loan on pledged rights as its lender watches it: loan-to-value, covenants, stress.

Source: Basel Committee, "Calculation of RWA for credit risk", CRE20 (loan-to-value); Standard & Poor's and lenders'
practice for the covenant ratios (debt service cover, interest cover).
"""

from __future__ import annotations

from dataclasses import dataclass

from onewindow.texts import Text


@dataclass(frozen=True, slots=True)
class Position:
    """A loan and what stands behind it, a year's figures in one currency."""

    debt: float
    value: float
    income: float
    """Operating income a year before interest."""
    interest: float
    repayment: float


@dataclass(frozen=True, slots=True)
class Covenants:
    """What the contract demands; a ratio that is None is not demanded."""

    loan_to_value: float | None = None
    """At most."""
    debt_service: float | None = None
    """Income over interest and repayment, at least."""
    interest_cover: float | None = None
    """Income over interest, at least."""


@dataclass(frozen=True, slots=True)
class Test:
    """One covenant held against a position. ``ratio`` is None when there is nothing to divide by."""

    name: str
    label: Text
    ratio: float | None
    limit: float
    held: bool


LABELS = {
    "loan_to_value": Text("Loan to value", "贷款价值比"),
    "debt_service": Text("Debt service cover", "偿债备付率"),
    "interest_cover": Text("Interest cover", "利息保障倍数"),
}


def loan_to_value(debt: float, value: float) -> float | None:
    """Debt over value; None when the security is worth nothing."""
    return debt / value if value > 0 else None


def tested(position: Position, covenants: Covenants) -> list[Test]:
    """Every covenant that is demanded, held against the position. Without debt service a cover always holds."""
    found = []
    if covenants.loan_to_value is not None:
        ratio = loan_to_value(position.debt, position.value)
        held = position.debt <= 0 if ratio is None else ratio <= covenants.loan_to_value
        found.append(Test("loan_to_value", LABELS["loan_to_value"], ratio, covenants.loan_to_value, held))
    service = position.interest + position.repayment
    for name, due, limit in (
        ("debt_service", service, covenants.debt_service),
        ("interest_cover", position.interest, covenants.interest_cover),
    ):
        if limit is not None:
            ratio = position.income / due if due > 0 else None
            found.append(Test(name, LABELS[name], ratio, limit, ratio is None or ratio >= limit))
    return found


def stressed(
    position: Position, value_falls: float = 0.0, income_falls: float = 0.0, rate_rises: float = 0.0
) -> Position:
    """The position after the value and the income fell by shares and the interest rate rose by ``rate_rises``."""
    return Position(
        debt=position.debt,
        value=position.value * (1 - value_falls),
        income=position.income * (1 - income_falls),
        interest=position.interest + position.debt * rate_rises,
        repayment=position.repayment,
    )


def value_headroom(position: Position, limit: float) -> float:
    """The share by which the value may fall before the loan-to-value limit is reached; negative when it is past."""
    return 1 - position.debt / (limit * position.value) if position.value > 0 else -1.0
