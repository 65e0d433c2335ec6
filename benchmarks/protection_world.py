"""A marketplace of synthetic shops, listings, rights holders and officers, for benchmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from onewindow.desks.protection.notices import Checked

DECISION = {"policy": "counterfeits", "reason": "Synthetic: the mark is used without licence."}


class World:
    """Rows that complaints point at. Everything in it is synthetic."""

    def __init__(self, listings: int, holders: int = 50, shops: int = 500, begun: datetime | None = None) -> None:
        from django.db import transaction

        from onewindow.desks.protection.models import Account, Catalogue, Listing, Seller
        from onewindow.desks.register.models import Right, Source
        from onewindow.desks.register.recording import MarkRecord, record_block
        from onewindow.kernel import flow, ledger
        from onewindow.kernel.access import Actor, Role, house

        self.now = begun or datetime(2025, 1, 1, tzinfo=UTC)
        self.house = house("benchmark")
        self.officers = [Actor(f"Officer {n} (synthetic)", 100 + n, frozenset({Role.ENFORCEMENT})) for n in range(1, 9)]
        self.house_holder = Actor("Holder (synthetic)", 50, frozenset({Role.HOLDER}))
        self.seller = Actor("Seller (synthetic)", 99, frozenset({Role.SELLER}))
        marks = [
            MarkRecord(
                jurisdiction="CN", number=f"S{n:06d}", title=f"SYNTHETIC {n}", classes=(25,), status="registered",
                filing_date=date(2020, 1, 1), registration_date=date(2021, 1, 1), expiry_date=date(2031, 1, 1),
                owner_name=f"Synthetic holder {n}", owner_key=f"synthetic:{n}",
            )
            for n in range(holders)
        ]  # fmt: skip
        with transaction.atomic():
            record_block(self.house, self.now, marks, Source.SAMPLE)
        self.rights = list(Right.objects.select_related("owner").order_by("pk"))
        self.accounts = []
        from onewindow.desks.protection import account_flow

        with transaction.atomic():
            openings = [flow.Opening(right.owner_id) for right in self.rights]
            cases = flow.open_cases(account_flow.PROCEDURE, self.house, self.now, openings)
            self.accounts = Account.objects.bulk_create(
                Account(case=case, party=right.owner, person_id=50, opened_at=self.now)
                for case, right in zip(cases, self.rights, strict=True)
            )
        flow.fire_many([case.pk for case in cases], "approve", self.officers[0], self.now)
        catalogue = Catalogue.objects.create(name="Synthetic", made_at=self.now, entry_seq=ledger.last_seq())
        sellers = Seller.objects.bulk_create(
            Seller(catalogue=catalogue, name=f"Synthetic shop {n}", person_id=99) for n in range(shops)
        )
        Listing.objects.bulk_create(
            Listing(
                catalogue=catalogue, reference=f"L{n}", title=f"Synthetic listing {n}", seller=sellers[n % shops],
                seen_at=self.now, recorded_seq=1, touched_seq=1,
            )
            for n in range(listings)
        )  # fmt: skip
        self.listings = list(Listing.objects.select_related("seller", "catalogue").order_by("pk"))

    def notice(
        self, chance: random.Random, listings: int, pack: str = "marketplace", consumer: bool = False
    ) -> Checked:
        """A notice that was checked: of a random holder (or a consumer) about random listings."""
        from onewindow.desks.protection import procedures
        from onewindow.desks.protection.models import Sender
        from onewindow.desks.protection.notices import Checked

        chosen = procedures.known()[pack]
        place = chance.randrange(len(self.accounts))
        reason = "copyright" if pack == "us-dmca" else "trademark"
        sender, account, right = Sender.HOLDER, self.accounts[place], self.rights[place]
        picked = chance.choices(self.listings, k=listings)
        if consumer:
            return Checked(chosen, Sender.CONSUMER, reason, "Synthetic.", None, None, None, str(uuid4()), picked)
        # The scan had found most of what holders complain of: synthetic, as the anchors say of themselves.
        found = {listing.pk for listing in picked} if pack == "marketplace" and chance.random() < 0.7 else set[int]()
        return Checked(chosen, sender, reason, "Synthetic.", account, right, 50, str(uuid4()), picked, found=found)

    def open(self, count: int, per_notice: int = 300) -> list[UUID]:
        """Open complaints, as notices of many listings; their cases."""
        from django.db import transaction

        from onewindow.desks.protection import notices
        from onewindow.kernel.case import Case

        chance = random.Random(1)
        for first in range(0, count, per_notice):
            with transaction.atomic():
                notices.receive(self.house, self.now, [self.notice(chance, min(per_notice, count - first))])
        found = Case.objects.filter(procedure="protection_marketplace")
        return list(found.order_by("opened_at", "pk").values_list("pk", flat=True))

    def uphold(self, cases: Sequence[UUID]) -> None:
        """An officer upholds."""
        from onewindow.desks.protection import deciding

        fired = deciding.decide_many(self.officers[0], self.now, cases, "uphold", DECISION)
        if fired.refused:
            raise AssertionError(next(iter(fired.refused.values())))

    def releases(self, count: int) -> None:
        """So many complaints whose material is to be put back when the period of the counter-notice is over."""
        from django.db import transaction

        from onewindow.desks.protection import notices
        from onewindow.kernel import flow
        from onewindow.kernel.case import Case

        chance = random.Random(1)
        for first in range(0, count, 300):
            with transaction.atomic():
                notices.receive(self.house, self.now, [self.notice(chance, min(300, count - first), "us-dmca")])
        found = Case.objects.filter(procedure="protection_us_dmca", state="received")
        cases = list(found.values_list("pk", flat=True))
        said = {"policy": "notice-and-takedown", "reason": "S", "statement": "Synthetic.", "consent": "1"}
        for first in range(0, count, 500):
            flow.fire_many(cases[first : first + 500], "disable", self.officers[0], self.now, said)
            flow.fire_many(cases[first : first + 500], "counter", self.seller, self.now, said)
