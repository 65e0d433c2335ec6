"""A synthetic year of finance and trusteeship, and the bulletin's figures of it traced to the ledger.

    python benchmarks/finance_year.py [--home FOLDER] [--clients 60] [--pledges 120] [--policies 80] [--issues 4]

Clients, holders, rights, pledges, policies and issues come from seeded code and are labelled synthetic; three in four
pledges are of small firms (4,354 of 5,729 template enterprises were). With ``--home`` the year stays there, to be
looked at with ``ONEWINDOW_HOME=FOLDER onewindow up``. Every figure is compared with this script's own count of what it
did, with a count over the ledger entries that it leads to, and with the table that the bulletin gives to anybody.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: names in it hide the standard library's
YEAR = 2025
SEED = 20_250
SMALL = 4354 / 5729
FIGURES = (
    "trusteeship-clients", "rights-looked-after", "pledges", "pledges-amount", "pledges-small-firms",
    "pledges-small-firms-amount", "pledges-small-firms-share", "pledge-working-days", "securitizations",
    "securitizations-amount", "insured-firms", "insured-rights", "insured-sums", "premium-subsidies", "fees-cut",
)  # fmt: skip
"""Everything the bulletin shows of the two desks."""
CLAIMS = "id,form,amount,rate,months,currency\n" + "".join(
    f"许可{n},licence,{200_000 + 5_000 * n},{6 + n % 4},{24 + n % 37},CNY\n" for n in range(40)
)


def main() -> None:
    """Fill the year, then print and compare."""
    options = argparse.ArgumentParser()
    options.add_argument("--home", type=Path)
    options.add_argument("--clients", type=int, default=60)
    options.add_argument("--pledges", type=int, default=120)
    options.add_argument("--policies", type=int, default=80)
    options.add_argument("--issues", type=int, default=4)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ONEWINDOW_HOME"] = str(asked.home or folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onewindow.web.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        compare(Year().fill(asked.clients, asked.pledges, asked.policies, asked.issues))


class Year:
    """Who is there, the days of the year, and this script's own count of what it did."""

    def __init__(self) -> None:
        from onewindow.law.calendars import calendar

        self.draw = np.random.default_rng(SEED)
        working = calendar("CN")
        days = [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
        self.days = [day for day in days if working.is_working(day)]
        self.count: Counter[str] = Counter()
        self.waited: list[int] = []
        self.people = 0

    def at(self, place: int) -> datetime:
        """Ten in the morning of a working day."""
        return datetime.combine(self.days[min(place, len(self.days) - 1)], time(2), UTC)

    def person(self, name: str, role: Any, party: int | None = None) -> Any:
        from onewindow.kernel.access import house
        from onewindow.kernel.people import add_person

        self.people += 1
        return add_person(
            house("synthetic year"), self.at(0), f"synthetic-{self.people}", f"{name} (synthetic)",
            f"correct horse {SEED} {self.people}", {role}, party, sample=True,
        ).actor()  # fmt: skip

    def holder(self, number: int, rights: int) -> tuple[Any, list[Any]]:
        """A synthetic firm with patents in force, annuities paid."""
        from django.db import transaction

        from onewindow.desks.register.models import Right, Source
        from onewindow.desks.register.recording import Happened, RightRecord, record_block
        from onewindow.kernel.access import Role, house

        filed = date(YEAR - int(self.draw.integers(4, 9)), int(self.draw.integers(1, 13)), 10)
        paid = Happened("annuity_paid", date(YEAR - 1, 12, 1), {"year": YEAR - filed.year + 1})
        records = [
            RightRecord(
                kind="invention", jurisdiction="CN", number=f"SYN{number:05d}{n}",
                title=f"合成发明 {number}-{n} (synthetic)", classes=(), status="registered",
                filing_date=filed, registration_date=filed + timedelta(days=900),
                owner_name=f"合成企业 {number:03d} (synthetic)", owner_country="CN", events=(paid,),
            )
            for n in range(rights)
        ]  # fmt: skip
        with transaction.atomic():
            record_block(house("synthetic year"), self.at(0), records, Source.SAMPLE)
        owned = list(Right.objects.filter(number__in=[record.number for record in records]).order_by("number"))
        return self.person(f"合成企业 {number:03d}", Role.HOLDER, owned[0].owner_id), owned

    def fill(self, clients: int, pledges: int, policies: int, issues: int) -> Year:
        """The whole year, in the order of its days."""
        from benchmarks.trusteeship_year import Trustees

        from onewindow.kernel.access import Role

        self.officer = self.person("合成审查员", Role.EXAMINER)
        self.lender, self.insurer = self.person("合成银行", Role.LENDER), self.person("合成保险公司", Role.INSURER)
        acts = [(int(self.draw.integers(len(self.days) - 3)), "pledge", n) for n in range(pledges)]
        acts += [(int(self.draw.integers(len(self.days) - 3)), "policy", n) for n in range(policies)]
        acts += [(int(self.draw.integers(len(self.days))), "issue", n) for n in range(issues)]
        trustees = Trustees(self)
        for n in range(clients):
            taken_on = int(self.draw.integers(len(self.days) - 3))
            acts.append((taken_on, "client", n))
            ended = taken_on + int(self.draw.integers(20, 200))
            if self.draw.random() < 0.2 and ended < len(self.days):
                acts.append((ended, "close", n))
        self.firms: dict[int, tuple[Any, list[Any]]] = {}
        for place, what, number in sorted(acts):
            getattr(trustees if what in ("client", "close") else self, what)(place, number)
        self.count.update(trustees.count)
        return self

    def pledge(self, place: int, number: int) -> None:
        from onewindow.desks.finance import services
        from onewindow.kernel import flow

        holder, rights = self.holder(number, int(self.draw.integers(1, 4)))
        amount = Decimal(int(np.exp(self.draw.normal(15.0, 0.8)))).quantize(Decimal("0.01"))
        small = bool(self.draw.random() < SMALL)
        wait = int(self.draw.choice([0, 1, 2], p=[0.3, 0.6, 0.1]))
        form = {
            "rights": [right.pk for right in rights], "lender": str(self.lender.id), "contract": f"合成-{number}",
            "signed_on": self.days[place].isoformat(), "debt": "loan", "amount": str(amount), "currency": "CNY",
            "debt_until": f"{YEAR + 2}-06-30", "scope": "本金与利息", "sme": "yes" if small else "",
        }  # fmt: skip
        case = services.begin(holder, self.at(place), form).pk
        flow.fire(case, "send", holder, self.at(place))
        flow.fire(case, "sign", self.lender, self.at(place))
        flow.fire(case, "register", self.officer, self.at(place + wait))
        self.waited.append(wait)
        self.count["pledges"] += 1
        self.count["pledges-amount"] += amount  # type: ignore[assignment]
        if small:
            self.count["pledges-small-firms"] += 1
            self.count["pledges-small-firms-amount"] += amount  # type: ignore[assignment]

    def policy(self, place: int, number: int) -> None:
        from onewindow.desks.finance import insurances
        from onewindow.desks.finance.models import Policy
        from onewindow.kernel import flow

        firm = number % 50  # some firms insure twice
        if firm not in self.firms:
            self.firms[firm] = self.holder(10_000 + firm, int(self.draw.integers(1, 4)))
            self.count["insured-firms"] += 1
        holder, rights = self.firms[firm]
        limit = int(self.draw.choice([300_000, 850_000, 2_400_000]))
        product = str(self.draw.choice(["infringement", "enforcement", "overseas"]))
        given = {"product": product, "limit": str(limit), "scheme": "pilot"}
        policy = insurances.ask(holder, self.at(place), given, [right.pk for right in rights]).pk
        flow.fire(policy, "offer", self.insurer, self.at(place))
        flow.fire(policy, "accept", holder, self.at(place))
        made = Policy.objects.get(pk=policy)
        self.count["insured-rights"] += len(rights)
        self.count["insured-sums"] += limit
        self.count["premium-subsidies"] += made.subsidy  # type: ignore[assignment]
        if self.draw.random() < 0.1:
            loss = {"amount": "64000", "lost_on": self.days[place].isoformat(), "told": "合成案件 (synthetic)"}
            evidence = io.BytesIO(b"synthetic")
            claim = insurances.notify(holder, self.at(place), policy, loss, evidence, "synthetic.txt")
            flow.fire(claim.pk, "pay", self.insurer, self.at(place + 2), {"amount": "64000"})
            flow.fire(claim.pk, "settle", self.insurer, self.at(place + 2))

    def issue(self, place: int, number: int) -> None:
        from onewindow.desks.finance import securitizations

        senior = int(self.draw.integers(60, 120)) * 1_000_000
        form = {
            "name": f"合成证券化 {number} (synthetic)", "currency": "CNY", "default": "1", "prepaid": "5",
            "recovery": "30", "lag": "6", "fee_rate": "0.3", "reserve": "1000000",
            "tranches": f"A, {senior}, 2.8\nB, {senior // 4}, 3.5",
        }  # fmt: skip
        kept = securitizations.run(self.lender, self.at(place), form, io.BytesIO(CLAIMS.encode()))
        securitizations.issue(self.lender, self.at(place), kept.pk)
        self.count["securitizations"] += 1
        self.count["securitizations-amount"] += senior + senior // 4


def compare(year: Year) -> None:
    """Each figure of the bulletin beside this script's own count, and what the entries say that it leads to."""
    from onewindow.kernel import ledger
    from onewindow.kernel.indicators import declared

    small = Decimal(100 * year.count["pledges-small-firms"]) / max(year.count["pledges"], 1)
    own: dict[str, Any] = {
        **dict.fromkeys(FIGURES, 0),
        **year.count,
        "pledge-working-days": Decimal(median(year.waited)),
        "pledges-small-firms-share": small.quantize(Decimal("0.1")),
    }
    print(f"a synthetic year ({YEAR}), seed {SEED}")
    print(f"{'figure':<30}{'bulletin':>20}{'own count':>20}{'from its entries':>20}{'entries':>9}")
    wrong, printed = [], page()
    for name in FIGURES:
        indicator, mine = declared()[name], own[name]
        shown, entries = indicator.value(), list(indicator.entries())
        under = said_by(indicator, entries)
        print(f"{name:<30}{shown:>20,}{mine:>20,}{under:>20,}{len(entries):>9}")
        if not shown == mine == under or printed.get(name) != shown:
            wrong.append(name)
    read, faults = ledger.verify()
    print(f"ledger: {read:,} entries, {'whole' if not faults else 'BROKEN'}; figures that differ: {wrong or 'none'}")
    if wrong or faults:
        raise SystemExit(1)


def page() -> dict[str, Decimal]:
    """The figures as the bulletin's own table gives them to anybody, by name."""
    from django.test import Client

    answer = Client(headers={"host": "localhost"}).get("/bulletin.csv")
    table = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    return {row["indicator"]: Decimal(row["value"]) for row in table}


def said_by(indicator: Any, entries: list[Any]) -> Decimal:
    """The figure counted anew from the entries alone: their quantities, or the median of what they measured."""
    if indicator.measure:
        return Decimal(median(entry.data[indicator.measure] for entry in entries))
    signs = {**dict.fromkeys(indicator.adds, 1), **dict.fromkeys(indicator.takes, -1)}
    if indicator.out_of:
        whole = sum(entry.quantity for entry in entries if entry.action in indicator.out_of)
        entries = [entry for entry in entries if entry.action in signs]
        return (100 * sum(entry.quantity for entry in entries) / Decimal(whole)).quantize(Decimal("0.1"))
    return sum((signs[entry.action] * Decimal(entry.quantity) for entry in entries), Decimal(0))


if __name__ == "__main__":
    main()
