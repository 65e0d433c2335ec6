"""Two examiners who ask for the next file at the same moment never get the same one."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections

from onewindow.desks.examination import assigning, services
from onewindow.desks.examination.models import Application
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role

FILES, EXAMINERS = 12, 4


@pytest.mark.django_db(transaction=True)
def test_two_examiners_never_get_the_same_file(make_actor: Callable[..., Actor], now: datetime) -> None:
    holder = make_actor(Role.HOLDER)
    for number in range(FILES):
        fields = {"text": f"山岚{number}", "classes": "30", "goods": "茶", "applicant_name": "山岚茶业"}
        flow.fire(services.begin_draft(holder, now, fields).pk, "file", holder, now)
    examiners = [make_actor(Role.EXAMINER) for _ in range(EXAMINERS)]
    together = threading.Barrier(EXAMINERS)
    given: list[tuple[int | None, str]] = []
    faults: list[BaseException] = []

    def work(actor: Actor) -> None:
        try:
            together.wait(30)
            while (taken := assigning.take_next(actor, now)) is not None:
                given.append((actor.id, taken.number))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(actor,)) for actor in examiners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    assert Counter(number for _person, number in given) == dict.fromkeys(
        Application.objects.values_list("number", flat=True), 1
    )
    assert len(given) == FILES
    assert sorted((a.examiner_id, a.number) for a in Application.objects.all()) == sorted(given)
    assert ledger.Entry.objects.filter(action="trademark.taken").count() == FILES
    assert ledger.verify()[1] == []
