"""An examination desk to test with: its people, its earlier mark, and a file taken as far as a test needs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from onewindow.desks.examination import assigning, reports, services
from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import Right
from onewindow.kernel import flow
from onewindow.kernel.access import Actor, Role
from onewindow.kernel.case import Letter
from onewindow.kernel.errors import BadInput

Make = Callable[..., Actor]
Register = Callable[..., list[Right]]
FIELDS = {
    "text": "鹿鸣茶",
    "classes": "30; 32",
    "goods": "茶；饮料",
    "applicant_name": "鹿鸣茶业",
    "applicant_country": "CN",
}
DAY = timedelta(days=1)
BAD_FAITH = {"grounds": ["cn.11.1.3"], "reason": "缺乏显著特征。"}


class Desk:
    """An applicant, two examiners, a register with an earlier mark, and one application among them."""

    def __init__(self, make_actor: Make, register_of: Register, work: Callable[[], int], now: datetime) -> None:
        self.now, self.work, self.make = now, work, make_actor
        self.earlier = register_of([("鹿鸣", (30,)), ("海岸线", (9,))])[0]
        self.holder = make_actor(Role.HOLDER)
        self.examiner, self.colleague = make_actor(Role.EXAMINER), make_actor(Role.EXAMINER)
        self.application = self.file()

    def file(self, actor: Actor | None = None, **fields: str) -> Application:
        application = services.begin_draft(actor or self.holder, self.now, {**FIELDS, **fields})
        flow.fire(application.pk, "file", actor or self.holder, self.now)
        return Application.objects.get(pk=application.pk)

    def fire(self, name: str, actor: Actor, after: timedelta = timedelta(), **data: Any) -> Application:
        flow.fire(self.application.pk, name, actor, self.now + after, data)
        return self.seen()

    def seen(self) -> Application:
        self.application = Application.objects.select_related("case", "right").get(pk=self.application.pk)
        return self.application

    def examined(self) -> "Desk":
        """Taken, its formalities in order, its search report made."""
        taken = assigning.take_next(self.examiner, self.now)
        assert taken == self.application
        self.fire("accept_formalities", self.examiner)
        assert self.work() == 1
        return self

    def published(self) -> "Desk":
        self.examined().fire("accept", self.examiner)
        return self

    @property
    def right(self) -> Right:
        right = self.seen().right
        assert right is not None
        return right

    def cited(self) -> dict[str, Any]:
        report = reports.latest(self.application.pk)
        return {
            "citations": [{"right": self.earlier.pk, "rule": reports.rules_shown(report)[self.earlier.pk][0]}],
            "reason": "与在先商标近似。",
        }

    def letter(self, name: str) -> Letter:
        return Letter.objects.filter(case=self.application.pk, name=name).latest("pk")

    def events(self) -> list[str]:
        return list(self.right.events.order_by("pk").values_list("code", flat=True))


def wrong(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.field for problem in error.value.problems]


def opponent(desk: Desk) -> Actor:
    return desk.make(Role.HOLDER, party=desk.earlier.owner_id)
