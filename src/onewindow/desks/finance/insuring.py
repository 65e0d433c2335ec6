"""What a cover costs and who can have it: eligibility from the register, the quote, the subsidy, the reserve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from onewindow.desks.finance import grounds
from onewindow.desks.finance.grounds import Seen
from onewindow.desks.finance.models import InsuredRight, Payment, Policy
from onewindow.engines.finance import premiums, reserving
from onewindow.kernel.errors import Problem
from onewindow.law import insurance
from onewindow.law.insurance import Product
from onewindow.law.periods import add_months
from onewindow.texts import Text

LIVE = ("in_force", "ended")
TRIANGLE_YEARS = 10


def misfits(product: Product, rights: Iterable[Seen], today: date, co_owners_agree: bool) -> list[Problem]:
    """Why a right cannot be covered, as the register has it: kind, force, time left, disputes, co-owners."""
    problems = []
    for right in rights:
        why = _why_not(product, right, today, co_owners_agree)
        if why is not None:
            words = Text("rights that can be covered; {right}: {why}", "可承保的权利；{right}：{why}")
            expected = Text(words.en.format(right=right.reference, why=why.en),
                            words.zh.format(right=right.reference, why=why.zh))  # fmt: skip
            problems.append(Problem("rights", expected))
    return problems


def _why_not(product: Product, right: Seen, today: date, co_owners_agree: bool) -> Text | None:
    if right.kind not in product.rights:
        return Text("not of a kind this product covers", "不属于该产品承保的权利种类")
    if (ended := grounds.not_in_force(right, today)) is not None:
        return ended
    end = grounds.term_end(right)
    if end is not None and end < add_months(today, 12 * product.years_left):
        words = Text("fewer than {n} years left", "剩余有效期不足 {n} 年")
        return words.fill(n=product.years_left)
    if grounds.running(right.events, "invalidation_requested") is not None:
        return Text("a request for invalidation is pending", "无效宣告程序尚未终结")
    if grounds.running(right.events, "preserved") is not None:
        return Text("preserved by a court", "已被法院保全")
    if right.co_owners and not co_owners_agree:
        return Text("its co-owners have not consented", "共有人尚未同意")
    return None


def seen_so_far(product: str, today: date) -> list[premiums.Experience]:
    """The desk's own experience of a product: right-years insured, claims with a payment, what was paid."""
    exposure = 0.0
    rows = InsuredRight.objects.filter(policy__product=product, policy__case__state__in=LIVE)
    for starts, ends in rows.values_list("policy__starts", "policy__ends"):
        if starts is not None and ends is not None:
            exposure += max(0, (min(ends, today) - starts).days) / 365
    paid = Payment.objects.filter(claim__policy__product=product).values_list("claim_id", "amount")
    claims: dict[Any, Decimal] = {}
    for claim, amount in paid:
        claims[claim] = claims.get(claim, Decimal(0)) + amount
    return [premiums.Experience(exposure, len(claims), float(sum(claims.values())))]


def quoted(policy: Policy, today: date) -> dict[str, Any]:
    """The premium of a year and how it comes about; amounts in CNY, as text, to the cent."""
    product = insurance.product(policy.product, today)
    basis = premiums.Basis(product.frequency, product.severity, product.variation, product.credibility)
    own = seen_so_far(policy.product, today)
    count = policy.rights.count()
    quote = premiums.quote(
        basis, own, float(policy.limit), float(policy.deductible), count,
        premiums.Loading(product.expenses, product.risk),
    )  # fmt: skip
    return {
        "frequency": f"{quote.frequency:.4f}", "severity": f"{quote.severity:.2f}", "weight": f"{quote.weight:.4f}",
        "expected": f"{quote.expected_loss:.2f}", "premium": f"{quote.premium:.2f}", "rights": count,
        "own_years": f"{own[0].exposure:.1f}", "own_claims": own[0].claims,
    }  # fmt: skip


def subsidy_of(policy: Policy, premium: Decimal, today: date) -> tuple[int, Decimal, insurance.Subsidy | None]:
    """(the holder's year in the scheme, what the purse pays of the premium, the row it follows from)."""
    if not policy.scheme:
        return 0, Decimal(0), None
    before = Policy.objects.filter(scheme=policy.scheme, case__party_id=policy.case.party_id, case__state__in=LIVE)
    year = before.exclude(pk=policy.pk).count() + 1
    row = insurance.subsidy(policy.scheme, year, today)
    share = Decimal(row.percent if row else 0) / 100
    return year, (premium * share).quantize(Decimal("0.01")), row


def triangle(product: str, today: date) -> tuple[list[int], list[list[float | None]], reserving.Reserve | None]:
    """(years of loss, cumulative payments by age, the chain ladder's reserve where there are enough years)."""
    rows = Payment.objects.filter(claim__policy__product=product).values_list("claim__lost_on", "on", "amount")
    paid = [(lost.year, on.year - lost.year, float(amount)) for lost, on, amount in rows]
    if not paid:
        return [], [], None
    first = max(min(year for year, _age, _amount in paid), today.year - TRIANGLE_YEARS + 1)
    size = today.year - first + 1
    kept = [(year - first, age, amount) for year, age, amount in paid if year >= first]
    made = reserving.triangle([o for o, _, _ in kept], [a for _, a, _ in kept], [m for _, _, m in kept], size)
    table = [[None if value != value else float(value) for value in row] for row in made]
    try:
        reserve = reserving.mack(made)
    except ValueError:  # too few years, or a year without payments: the triangle is shown without a reserve
        reserve = None
    return [first + n for n in range(size)], table, reserve
