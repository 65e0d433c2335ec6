"""Complaints of last year and this one in an open window: ``python tools/earlier_complaints.py``.

In the window of a fresh ``ONEWINDOW_HOME`` with its sample people, a synthetic marketplace was scanned for the holder's
marks, notices and reports came, and officers decided; some cases are left at every place where somebody has to act.
Prints the addresses of such cases as JSON, by name.
"""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PDF = b"%PDF-1.7\n%synthetic\n"
MARKET = "样例集市 Sample Market"
WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~"))}
DECISION = {
    "policy": "counterfeits",
    "reason": "与注册商标相同，未见授权。 The mark is the same; no licence was shown.",
}


class Market:
    """The sample people on both sides of a synthetic marketplace, at work at other times."""

    def __init__(self, now: Any) -> None:
        from onewindow.kernel.access import Role, house
        from onewindow.kernel.people import Person, add_person

        self.now, self.chance = now, random.Random(1)
        self.holder, self.seller, self.officer = (
            Person.objects.get(sign_in_name=name).actor() for name in ("holder", "seller", "officer")
        )
        name = "Tang Yi 唐怡 (sample)"
        add_person(house("sample"), now, "colleague", name, "long enough words", {Role.ENFORCEMENT}, None, sample=True)
        self.colleague = Person.objects.get(sign_in_name="colleague").actor()

    def open(self, at: Any) -> None:
        """The holder's account and marks; the catalogue, scanned for them."""
        from onewindow.desks.protection import accounts, watching
        from onewindow.desks.register import selectors
        from onewindow.kernel import flow

        account = accounts.open_account(self.holder, at, [(io.BytesIO(PDF), "营业执照.pdf")])
        flow.fire(account.pk, "approve", self.officer, at + 20 * HOUR)
        own = selectors.own_rights(self.holder).filter(kind="trademark", status="registered").exclude(title="")
        self.rights = [right for right in own if right.expiry_date is None or right.expiry_date > at.date()][:3]
        for right in self.rights:
            accounts.link_right(self.holder, at + DAY, right.pk)
            watching.watch(self.holder, at + DAY, right.pk)
        self.list_(at + 2 * DAY)

    def list_(self, at: Any) -> None:
        from django.db import transaction

        from onewindow.desks.protection import cataloguing
        from onewindow.desks.protection.catalogue_reading import CatalogueRow
        from onewindow.desks.protection.models import Seller

        marks = [right.title for right in self.rights]
        rows = [
            CatalogueRow(f"SM-{n:04d}", f"{self._as_offered(marks[n % len(marks)])} 新款 {n}", "", f"店铺 Shop {n % 7}")
            for n in range(160)
        ]
        catalogue = cataloguing.catalogue_named(self.officer, at, MARKET)
        with transaction.atomic():
            cataloguing.record(self.officer, at, catalogue, rows)
        Seller.objects.filter(catalogue=catalogue).update(person_id=self.seller.id)
        self.free = [row.id for row in rows]

    def _as_offered(self, mark: str) -> str:
        return mark if self.chance.random() < 0.6 else mark.translate(WIDE)

    def notice(self, at: Any, count: int, reason: str = "counterfeit", consumer: bool = False) -> list[UUID]:
        """A notice about the next listings."""
        from onewindow.desks.protection import notices
        from onewindow.desks.protection.models import Listing
        from onewindow.kernel.access import public

        names = [self.free.pop() for _ in range(count)]
        Listing.objects.filter(reference__in=names).update(seen_at=at - DAY)
        rows = [notices.Row(MARKET, name, n) for n, name in enumerate(names, 1)]
        said = "卖家未获授权，商品与包装均为仿制。 The goods and their packaging are copies."
        if consumer:
            return notices.report(public(), at, notices.Sending("marketplace", reason, rows, said)).cases
        right = self.rights[self.chance.randrange(len(self.rights))].pk if reason == "counterfeit" else None
        proof = [(io.BytesIO(PDF), "比对照片.pdf")]
        sending = notices.Sending("marketplace", reason, rows, said, right, documents=proof)
        return notices.send(self.holder, at, sending).cases

    def decide(self, case: UUID, step: str, at: Any, by: Any = None, **data: str) -> None:
        from onewindow.desks.protection import deciding

        deciding.decide(by or self.officer, at, case, step, {**DECISION, **data})

    def counter(self, case: UUID, step: str, at: Any) -> None:
        from onewindow.kernel import flow

        said = "本店持有授权书，商品为正品。 We hold a licence; the goods are genuine."
        flow.fire(case, step, self.seller, at, {"statement": said})

    def year(self, begun: Any, times: int, mixed: int) -> None:
        """What came so many times over ten months, decided within hours, some countered: of the first `mixed`, every
        other was a consumer's report; the rest were notices."""
        moments = sorted(begun + self.chance.random() * 300 * DAY for _ in range(times))
        for n, at in enumerate(moments):
            consumer = n < mixed and n % 2 == 0
            for case in self.notice(at, 1 if consumer else self.chance.choice((1, 2, 3)), consumer=consumer):
                done = at + self.chance.choice((0.6, 2, 3, 5, 8, 14, 20, 23, 26)) * HOUR
                upheld = self.chance.random() < 0.85
                self.decide(case, "uphold" if upheld else "reject", done)
                if upheld and self.chance.random() < 0.2:
                    self.counter(case, "counter", done + 10 * HOUR)
                    outcome = self.chance.choice(("accept_counter", "refuse_counter"))
                    self.decide(case, outcome, done + 30 * HOUR, self.colleague, policy="proof")


def main() -> None:
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.kernel import clock

    now = clock.now()
    market = Market(now)
    begun = now.replace(month=1, day=10) - 365 * DAY
    market.open(begun)
    market.year(begun + 5 * DAY, 28, 14)
    market.year(now.replace(month=1, day=5), 26, 8)
    market.notice(now - 22 * HOUR, 3)
    market.notice(now - 5 * HOUR, 2)
    market.notice(now - HOUR, 1, consumer=True)
    [answered, weighed, appealed] = market.notice(now - 60 * HOUR, 3)
    for case in (answered, weighed, appealed):
        market.decide(case, "uphold", now - 50 * HOUR)
        market.counter(case, "counter", now - 40 * HOUR)
    for case in (answered, appealed):
        market.decide(case, "refuse_counter", now - 30 * HOUR, policy="proof")
    market.counter(appealed, "appeal_removal", now - 20 * HOUR)
    [two] = market.notice(now - 9 * HOUR, 1, "design")
    market.decide(two, "uphold", now - 6 * HOUR, market.colleague, policy="works")
    found = {"weighed": weighed, "answered": answered, "appealed": appealed, "two-officers": two}
    print(json.dumps({name: f"/protection/cases/{pk}" for name, pk in found.items()}))


if __name__ == "__main__":
    main()
