"""Many who decide on pledges of one right at the same moment: exactly one is registered."""

import threading
from collections import Counter
from datetime import datetime

import pytest
from django.db import connections
from tests.desk.pledging import Make, PledgeDesk

from onewindow.desks.finance.models import PledgedRight
from onewindow.desks.register.models import LegalEvent
from onewindow.kernel import flow, ledger
from onewindow.kernel.case import Case
from onewindow.kernel.errors import BadInput

ATTEMPTS = 12


@pytest.mark.django_db(transaction=True)
def test_two_pledges_of_one_right_cannot_both_get_through(make_actor: Make, now: datetime) -> None:
    desk = PledgeDesk(make_actor, now)
    cases = [desk.filed().pledge.pk for _ in range(ATTEMPTS)]
    together = threading.Barrier(ATTEMPTS)
    outcomes: list[str] = []

    def decide(case: object) -> None:
        try:
            together.wait(30)
            flow.fire(case, "register", desk.officer, now)  # type: ignore[arg-type]
            outcomes.append("registered")
        except BadInput as refused:
            outcomes.append(refused.problems[0].expected.en[:11])
        except BaseException as fault:
            outcomes.append(repr(fault))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert Counter(outcomes) == {"registered": 1, "no ground 9": ATTEMPTS - 1}
    assert Case.objects.filter(procedure="pledge", state="registered").count() == 1
    assert PledgedRight.objects.filter(right=desk.right, active=True).count() == 1
    assert LegalEvent.objects.filter(right=desk.right, code="pledged").count() == 1
    assert ledger.Entry.objects.filter(action="pledge.secured_cny").count() == 1
    assert ledger.verify()[1] == []
