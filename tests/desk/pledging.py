"""A pledge desk to test with: pledgor, lender, officer, a patent, and a form taken as far as a test needs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from onewindow.desks.finance import services
from onewindow.desks.finance.models import Pledge
from onewindow.desks.register.models import Right, Source
from onewindow.desks.register.recording import Happened, RightRecord, record_block
from onewindow.kernel import flow
from onewindow.kernel.access import Actor, Role, house

Make = Callable[..., Actor]
_numbers = count(2_019_100_000_001)
PAID = Happened("annuity_paid", date(2024, 6, 1), {"year": 6})


def patents(now: datetime, *records: dict[str, Any]) -> list[Right]:
    """Inventions filed on 2019-07-21 and granted in 2021, all annuities paid up to the tests' day; changed as given."""
    made = []
    for given in records:
        fields: dict[str, Any] = {
            "kind": "invention", "jurisdiction": "CN", "number": f"{next(_numbers)}", "title": "一种茶叶烘干装置",
            "classes": (), "status": "registered", "filing_date": date(2019, 7, 21),
            "registration_date": date(2021, 3, 3), "owner_name": "鹿鸣茶业", "owner_country": "CN", "events": (PAID,),
        }  # fmt: skip
        made.append(RightRecord(**(fields | given)))
    with transaction.atomic():
        record_block(house("tests"), now, made, Source.IMPORT)
    numbers = [record.number for record in made]
    return sorted(Right.objects.filter(number__in=numbers), key=lambda right: numbers.index(right.number))


class PledgeDesk:
    """Who is there, and what they did last."""

    def __init__(self, make_actor: Make, now: datetime, **right: Any) -> None:
        self.now, self.make = now, make_actor
        (self.right,) = patents(now, right)
        self.pledgor = make_actor(Role.HOLDER, party=self.right.owner_id)
        self.lender, self.officer = make_actor(Role.LENDER), make_actor(Role.EXAMINER)
        self.pledge = self.draft()

    def form(self, **more: Any) -> dict[str, Any]:
        return {
            "rights": [self.right.pk], "lender": str(self.lender.id), "contract": "质-2024-17",
            "signed_on": "2024-11-18", "debt": "loan", "amount": "1,000,000.00", "currency": "CNY",
            "debt_from": "2024-11-20", "debt_until": "2027-11-19", "scope": "本金、利息及实现债权的费用", **more,
        }  # fmt: skip

    def draft(self, **more: Any) -> Pledge:
        return services.begin(self.pledgor, self.now, self.form(**more))

    def fire(self, name: str, actor: Actor, after: timedelta = timedelta(), **data: Any) -> Pledge:
        flow.fire(self.pledge.pk, name, actor, self.now + after, data)
        return self.seen()

    def seen(self) -> Pledge:
        self.pledge = Pledge.objects.select_related("case").get(pk=self.pledge.pk)
        return self.pledge

    def filed(self, **more: Any) -> "PledgeDesk":
        """Written, signed by both and filed."""
        self.pledge = self.draft(**more)
        self.fire("send", self.pledgor)
        self.fire("sign", self.lender)
        return self

    def registered(self, **more: Any) -> "PledgeDesk":
        self.filed(**more).fire("register", self.officer)
        return self

    def events(self) -> list[str]:
        return list(self.right.events.order_by("pk").values_list("code", flat=True))
