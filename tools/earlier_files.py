"""Files of other years in an open window, for pages that only time leads to: ``python tools/earlier_files.py``.

In the window of a fresh ``ONEWINDOW_HOME`` with its sample people, some synthetic applications were filed, published,
opposed and registered in the past; what can be done with each today is left to do. Prints their addresses as JSON, by
name.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

DAY = timedelta(days=1)
REASON = "与在先商标近似，容易导致混淆。"


class Past:
    """The sample people at work at other times."""

    def __init__(self) -> None:
        from onewindow.kernel.people import Person

        self.agent, self.examiner, self.holder = (
            Person.objects.get(sign_in_name=name).actor() for name in ("agent", "examiner", "holder")
        )

    def filed(self, at: datetime, text: str, goods: str, classes: str) -> Any:
        from onewindow.desks.examination import services
        from onewindow.kernel import flow

        fields = {"text": text, "goods": goods, "classes": classes, "applicant_name": f"{text}（样例）"}
        draft = services.begin_draft(self.agent, at, {**fields, "applicant_country": "CN"})
        flow.fire(draft.pk, "file", self.agent, at)
        return draft.pk

    def examined(self, at: datetime, *given: str) -> Any:
        from django.db import transaction

        from onewindow.desks.examination import assigning, reports
        from onewindow.desks.examination.models import Application
        from onewindow.kernel import flow

        pk = self.filed(at, *given)
        application = Application.objects.select_related("case", "right").get(pk=pk)
        with transaction.atomic():
            assigning.assign(self.examiner, at + 20 * DAY, [application], self.examiner.id)
        flow.fire(pk, "accept_formalities", self.examiner, at + 20 * DAY)
        seq, hits = reports.find(application)
        with transaction.atomic():
            reports.keep(self.examiner, at + 20 * DAY, application, seq, hits)
        return pk

    def published(self, at: datetime, *given: str) -> Any:
        from onewindow.kernel import flow

        pk = self.examined(at, *given)
        flow.fire(pk, "accept", self.examiner, at + 90 * DAY)
        return pk

    def opposed(self, at: datetime, *given: str) -> Any:
        from django.db import transaction

        from onewindow.desks.examination import assigning
        from onewindow.desks.examination.models import Application
        from onewindow.kernel import flow

        pk = self.published(at, *given)
        data = {"ground": "cn.4", "reason": REASON}
        flow.fire(pk, "oppose", self.holder, at + 120 * DAY, data)
        with transaction.atomic():
            application = Application.objects.select_related("case").get(pk=pk)
            assigning.assign(self.examiner, at + 130 * DAY, [application], self.examiner.id)
        return pk

    def registered(self, at: datetime, *given: str) -> Any:
        from onewindow.kernel import flow

        pk = self.published(at, *given)
        flow.fire(pk, "register", self.examiner, at + 200 * DAY)
        return pk


def main() -> None:
    from onewindow.cli.house import open_house

    open_house()
    from onewindow.kernel import clock

    past, now = Past(), clock.now()
    files = {
        "to-register": past.published(now - 230 * DAY, "云窗木记", "家具；书架", "20"),
        "opposed": past.opposed(now - 300 * DAY, "青汀里", "茶；茶饮料", "30; 32"),
        "to-renew": past.registered(now - 3650 * DAY, "北渡舟", "纸；文具", "16"),
    }
    print(json.dumps({name: f"/cases/{pk}" for name, pk in files.items()}))


if __name__ == "__main__":
    main()
