"""A securitization as it is declared: tranches, fees, reserve, triggers; and what must hold of it."""

from __future__ import annotations

from dataclasses import dataclass

from onewindow.engines.finance.timevalue import weighted_rate
from onewindow.texts import Text

SEQUENTIAL, PRO_RATA = "sequential", "pro_rata"


@dataclass(frozen=True, slots=True)
class Tranche:
    """Notes of one class, in order of seniority: ``size`` in cents, ``coupon`` a year."""

    name: str
    size: int
    coupon: float


@dataclass(frozen=True, slots=True)
class Deal:
    """The rules by which the pool's cash is given out, month by month."""

    tranches: tuple[Tranche, ...]
    principal: str = SEQUENTIAL
    """How principal is shared: to the most senior first, or in proportion until a trigger is breached."""
    fee_rate: float = 0.0
    """Fees of trustee and servicer a year, of the pool's balance; paid before anybody."""
    fee_fixed: int = 0
    """Cents a month, paid with them."""
    reserve: int = 0
    """Cents in the reserve at the start; it is filled up to that amount as cash allows."""
    default_trigger: float = 1.0
    """Share of the opening pool: when defaults exceed it, principal goes to the most senior first and nothing is
    released to the originator until all notes are paid."""

    @property
    def notes(self) -> int:
        """All notes, in cents."""
        return sum(tranche.size for tranche in self.tranches)

    @property
    def coupon(self) -> float:
        """The coupon of all notes, weighted by size."""
        return weighted_rate([t.size for t in self.tranches], [t.coupon for t in self.tranches])


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a deal: the field, the tranche it stands in (from 1), and what was expected."""

    field: str
    expected: Text
    row: int | None = None
    got: str = ""


def faults(deal: Deal, pool: int) -> list[Fault]:
    """Everything that keeps the deal from being run on a pool of that many cents."""
    found = []
    names = [tranche.name for tranche in deal.tranches]
    if not 1 <= len(names) <= 12:
        found.append(Fault("tranches", Text("1 to 12 tranches", "1 至 12 个分档"), got=str(len(names))))
    for row, tranche in enumerate(deal.tranches, 1):
        if not tranche.name or names.count(tranche.name) > 1:
            wanted = Text("a name of its own for each tranche", "各分档名称不得为空或重复")
            found.append(Fault("name", wanted, row, tranche.name))
        if tranche.size <= 0:
            found.append(Fault("size", Text("an amount above 0", "大于 0 的金额"), row, _money(tranche.size)))
        if not 0 <= tranche.coupon < 1:
            wanted = Text("a coupon from 0% to below 100%", "0% 至 100%（不含）的票面利率")
            found.append(Fault("coupon", wanted, row, f"{tranche.coupon:.2%}"))
    if deal.notes > pool:
        wanted = Text("tranches of at most the pool's {pool}", "分档总额不超过资产池的 {pool}").fill(pool=_money(pool))
        found.append(Fault("tranches", wanted, got=_money(deal.notes)))
    for field, value in (("fee_fixed", deal.fee_fixed), ("reserve", deal.reserve)):
        if value < 0:
            found.append(Fault(field, Text("an amount of 0 or more", "不小于 0 的金额"), got=_money(value)))
    for field, share in (("fee_rate", deal.fee_rate), ("default_trigger", deal.default_trigger)):
        if not 0 <= share <= 1:
            found.append(Fault(field, Text("a share from 0% to 100%", "0% 至 100% 的比例"), got=f"{share:.2%}"))
    if deal.principal not in (SEQUENTIAL, PRO_RATA):
        wanted = Text("sequential or pro_rata", "sequential 或 pro_rata")
        found.append(Fault("principal", wanted, got=deal.principal))
    return found


def remainder(deal: Deal, pool: int) -> int:
    """What the originator keeps: the pool less all notes, in cents."""
    return pool - deal.notes


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"
