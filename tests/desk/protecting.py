"""A protection desk to test with: a holder with an account and a right, a shop with listings, two officers."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from onewindow.desks.protection import accounts, deciding, notices
from onewindow.desks.protection.models import Catalogue, Complaint, Listing, Seller
from onewindow.desks.protection.notices import Row, Sending, Sent
from onewindow.desks.register.models import Right
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role, house
from onewindow.kernel.case import Case, Letter

Make = Callable[..., Actor]
Register = Callable[..., list[Right]]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PDF = b"%PDF-1.7\n%synthetic\n"
UPHOLD = {"policy": "counterfeits", "reason": "与权利人商标相同。"}


class Protection:
    """One holder, one shop with five listings, two officers."""

    def __init__(self, make_actor: Make, register_of: Register, now: datetime) -> None:
        self.now, self.make, self.register = now, make_actor, register_of
        self.right, self.other = register_of([("鹿鸣", (30,)), ("海岸线", (9,))])
        self.holder = make_actor(Role.HOLDER, party=self.right.owner_id)
        self.seller, self.rival = make_actor(Role.SELLER), make_actor(Role.SELLER)
        self.officer, self.colleague = make_actor(Role.ENFORCEMENT), make_actor(Role.ENFORCEMENT)
        self.catalogue = Catalogue.objects.create(name="集市", made_at=now, entry_seq=ledger.last_seq())
        self.shop = Seller.objects.create(catalogue=self.catalogue, name="好茶小铺", person_id=self.seller.id)
        self.listings = [self.list_(f"A{n}", f"鹿鸣茶 礼盒 {n}") for n in range(1, 6)]
        self.account = accounts.open_account(self.holder, now, [(io.BytesIO(PDF), "licence.pdf")])
        flow.fire(self.account.pk, "approve", self.officer, now)
        accounts.link_right(self.holder, now, self.right.pk)

    def european(self) -> Right:
        """A mark of the same holder at the Union's office, linked to its account."""
        [right] = self.register([("鹿鸣", (30,))], jurisdiction="EM")
        accounts.link_right(self.holder, self.now, right.pk)
        return right

    def list_(self, reference: str, title: str, shop: Seller | None = None) -> Listing:
        return Listing.objects.create(
            catalogue=self.catalogue, reference=reference, title=title, seller=shop or self.shop, seen_at=self.now,
            recorded_seq=1, touched_seq=1,
        )  # fmt: skip

    def rows(self, *references: str) -> list[Row]:
        return [Row("集市", reference, number) for number, reference in enumerate(references or ("A1",), 1)]

    def sending(self, *references: str, **more: Any) -> Sending:
        given = {"pack": "marketplace", "reason": "counterfeit", "right_id": self.right.pk, **more}
        return Sending(rows=self.rows(*references), **given)

    def send(self, *references: str, after: timedelta = timedelta(), **more: Any) -> Sent:
        return notices.send(self.holder, self.now + after, self.sending(*references, **more))

    def case(self, *references: str, **more: Any) -> UUID:
        return self.send(*references, **more).cases[0]

    def decide(
        self, case: UUID, step: str, after: timedelta = timedelta(), by: Actor | None = None, **data: Any
    ) -> bool:
        return deciding.decide(by or self.officer, self.now + after, case, step, {**UPHOLD, **data})

    def fire(self, case: UUID, step: str, actor: Actor, after: timedelta = timedelta(), **data: Any) -> None:
        flow.fire(case, step, actor, self.now + after, data)

    def state(self, case: UUID) -> str:
        return Case.objects.get(pk=case).state

    def complaint(self, case: UUID) -> Complaint:
        return Complaint.objects.select_related("case", "notice", "seller").get(pk=case)

    def letters(self, case: UUID) -> list[str]:
        return list(Letter.objects.filter(case=case).order_by("pk").values_list("name", flat=True))


HOUSE = house("tests")
