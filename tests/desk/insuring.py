"""An insurance desk to test with: a holder with a patent, an insurer, a policy taken as far as a test needs."""

import io
from datetime import datetime, timedelta
from typing import Any

from tests.desk.pledging import Make, patents

from onewindow.desks.finance import insurances
from onewindow.desks.finance.models import Claim, Policy
from onewindow.kernel import flow
from onewindow.kernel.access import Actor, Role


class Insured:
    """A holder with a patent, an insurer, and a policy taken as far as a test needs."""

    def __init__(self, make_actor: Make, now: datetime, **right: Any) -> None:
        self.now = now
        (self.right,) = patents(now, right)
        self.holder = make_actor(Role.HOLDER, party=self.right.owner_id)
        self.insurer = make_actor(Role.INSURER)

    def ask(self, **more: Any) -> Policy:
        given = {"product": "infringement", "limit": "2,400,000", "scheme": "pilot", **more}
        self.policy = insurances.ask(self.holder, self.now, given, [self.right.pk])
        return self.policy

    def fire(self, name: str, actor: Actor, after: timedelta = timedelta(), **data: Any) -> Policy:
        flow.fire(self.policy.pk, name, actor, self.now + after, data)
        self.policy = Policy.objects.select_related("case").get(pk=self.policy.pk)
        return self.policy

    def insured(self, premium: str = "25000") -> "Insured":
        self.ask()
        self.fire("offer", self.insurer, premium=premium)
        self.fire("accept", self.holder)
        return self

    def lose(self, amount: str = "64000", lost_on: str = "2024-11-20") -> Claim:
        given = {"amount": amount, "lost_on": lost_on, "told": "发现仿冒。"}
        return insurances.notify(self.holder, self.now, self.policy.pk, given, io.BytesIO(b"photo"), "p.jpg")
