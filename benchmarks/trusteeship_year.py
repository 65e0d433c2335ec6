"""The trustees' part of ``finance_year``: clients taken on, portfolios taken in, reductions asked for, mandates ended.

The script's own count of what a reduction saves is a loop over the years of a right with the fees as they are printed
(announcement No. 594 and Cai Shui [2018] 37), not the tables of the law. Everything is synthetic and labelled so.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from benchmarks.finance_year import Year

HEADER = (
    "jurisdiction,kind,number,title,filing_date,filing_fee_date,examination_date,grant_date,expiry_date,classes,paid_to"
)
ANNUITIES = {
    "invention": [900] * 3 + [1200] * 3 + [2000] * 3 + [4000] * 3 + [6000] * 3 + [8000] * 5,
    "utility_model": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2,
    "design": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2 + [3000] * 5,
}
EXAMINATION, REDUCED_YEARS = 2500, 10
TYPES = {"invention": 1, "utility_model": 2, "design": 3}
INCOMES = ((1, 500_000, 85), (2, 700_000, 70), (1, 3_000_000, 0))
"""(applicants, taxable income in yuan, per cent off): alone, together, too rich."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A right as the script wrote it into the portfolio."""

    number: str
    kind: str
    filed: date
    granted: date | None


class Trustees:
    """Three agents and their clients."""

    def __init__(self, year: Year) -> None:
        from onewindow.kernel.access import Role

        self.year, self.draw, self.count = year, year.draw, Counter[str]()
        self.agents = [year.person(f"合成代理机构 {n}", Role.AGENT) for n in range(3)]
        self.mandates: dict[int, tuple[Any, UUID]] = {}

    def client(self, place: int, number: int) -> None:
        """An agent takes a client on, gives its portfolio, and most often asks for a reduction."""
        from onewindow.desks.trusteeship import services

        agent, at = self.agents[number % len(self.agents)], self.year.at(place)
        name = f"合成中小企业 {number:03d} (synthetic)"
        client = services.take_on(agent, at, name, "CN", "small", f"SYN-{number:03d}")
        self.mandates[number] = agent, client.pk
        self.count["trusteeship-clients"] += 1
        rows, owned = self.portfolio(number, self.year.days[place])
        with set_to(at):
            services.give_portfolio(agent, at, client.pk, io.BytesIO("\n".join(rows).encode()), f"{number}.csv")
            work(at)
        self.count["rights-looked-after"] += len(owned)
        self.reduction(agent, at, owned)

    def portfolio(self, number: int, day: date) -> tuple[list[str], list[Owned]]:
        """The rows of a portfolio, one in twenty with a wrong check digit, and the rights of the good ones."""
        from onewindow.law.numbers import check_digit

        rows, owned = [HEADER], []
        for n in range(int(self.draw.integers(4, 25))):
            kind = str(self.draw.choice(list(TYPES), p=[0.5, 0.3, 0.2]))
            filed = date(day.year - int(self.draw.integers(1, 7)), int(self.draw.integers(1, 13)), 12)
            digits = f"{filed.year}{TYPES[kind]}{number:04d}{n:03d}"
            right, wrong = check_digit(digits), self.draw.random() < 0.05
            granted = filed.replace(year=filed.year + 1, day=20) if self.draw.random() < 0.7 else None
            if granted is not None and granted >= day:
                granted = None
            paid = day.year - filed.year + 1 if granted else ""
            shown = f"{digits}.{'0' if wrong and right != '0' else '1' if wrong else right}"
            rows.append(
                f"CN,{kind},{shown},合成创新 {number}-{n} (synthetic),{filed},{filed},,{granted or ''},,,{paid}"
            )
            if not wrong:
                owned.append(Owned(shown, kind, filed, granted))
        return rows, owned

    def reduction(self, agent: Any, at: datetime, owned: list[Owned]) -> None:
        """Two in three clients ask; one whose income is too high is refused, and nothing is recorded."""
        from onewindow.desks.register.models import Right
        from onewindow.desks.trusteeship import services
        from onewindow.kernel.errors import BadInput
        from onewindow.law.fees import Applicant

        if self.draw.random() > 2 / 3 or not owned:
            return
        applicants, income, percent = INCOMES[int(self.draw.choice(3, p=[0.7, 0.2, 0.1]))]
        rights = Right.objects.filter(number__in=[one.number for one in owned])
        asked = [Applicant("enterprise", Decimal(income))] * applicants
        try:
            services.ask_reduction(agent, at, [right.pk for right in rights], asked)
        except BadInput:
            assert percent == 0, "the rich are refused, and nobody else"
            return
        self.count["fees-cut"] += sum(saving(one, at.date(), percent) for one in owned)

    def close(self, place: int, number: int) -> None:
        """A mandate ends."""
        from onewindow.kernel import flow

        agent, case = self.mandates[number]
        flow.fire(case, "end", agent, self.year.at(place))
        self.count["trusteeship-clients"] -= 1


def saving(one: Owned, day: date, percent: int) -> Decimal:
    """What a reduction from ``day`` on saves over the rest of a right's life, counted year by year."""

    def due(year: int) -> date:
        return one.filed.replace(year=one.filed.year + year - 1)

    begins = one.granted or day
    first = max(year for year in range(1, 21) if due(year) <= begins)
    fees = ANNUITIES[one.kind]
    if one.kind == "design" and one.filed < date(2021, 6, 1):  # fifteen years since then
        fees = fees[:10]
    years = range(first, min(first + REDUCED_YEARS, len(fees) + 1))
    full = sum(fees[year - 1] for year in years if (begins if year == first else due(year)) >= day)
    if one.granted is None and one.kind == "invention":
        full += EXAMINATION
    return Decimal(full * percent) / 100


def work(at: datetime) -> None:
    """Do every job that waits."""
    from onewindow.kernel import jobs

    while run := jobs.claim(at, "year"):
        jobs.perform(run)


@contextmanager
def set_to(at: datetime) -> Iterator[None]:
    """A job asks for the time itself: inside, it is that day of the synthetic year."""
    from onewindow.kernel import clock

    by_the_machine, clock.now = clock.now, lambda: at
    try:
        yield
    finally:
        clock.now = by_the_machine
