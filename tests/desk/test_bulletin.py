"""Every figure of the bulletin is what can be counted, and what its ledger entries add up to."""

from collections.abc import Callable
from datetime import datetime

import pytest

from onewindow.desks.bulletin import selectors
from onewindow.desks.examination import services
from onewindow.desks.examination.models import Application
from onewindow.desks.register.models import Party, Right
from onewindow.kernel import flow, ledger
from onewindow.kernel.access import Actor, Role, public
from onewindow.kernel.errors import NotFound
from onewindow.kernel.indicators import declared

pytestmark = pytest.mark.django_db
FIELDS = {"text": "鹿鸣茶", "classes": "30", "goods": "茶", "applicant_name": "鹿鸣茶业"}


@pytest.fixture
def business(make_actor: Callable[..., Actor], register_of: Callable[..., list[Right]], now: datetime) -> Actor:
    """Some marks, three applications filed by one holder in two months, one withdrawn, one draft."""
    register_of(["酷奇", "山岚"])
    register_of(["海岸线"], owner_name="另一家")
    holder = make_actor(Role.HOLDER)
    for moment in (now, now, now.replace(month=12)):
        draft = services.begin_draft(holder, moment, FIELDS)
        flow.fire(draft.pk, "file", holder, moment)
    flow.fire(draft.pk, "withdraw", holder, now.replace(month=12))
    services.begin_draft(holder, now, FIELDS)
    return holder


@pytest.mark.usefixtures("business")
def test_figures_equal_counts() -> None:
    counted = {
        "register-size": Right.objects.count(),
        "rights-holders": Party.objects.filter(rights__isnull=False).distinct().count(),
        "applications": Application.objects.exclude(number="").count(),
    }
    assert counted == {"register-size": 6, "rights-holders": 3, "applications": 3}
    assert {name: indicator.value() for name, indicator in declared().items() if name in counted} == counted


@pytest.mark.usefixtures("business")
def test_figures_are_the_sum_of_their_entries_and_of_their_months() -> None:
    for indicator in declared().values():
        signed = [e.quantity if e.action in indicator.adds else -e.quantity for e in indicator.entries()]
        assert indicator.value() == sum(signed) == sum(value for _, value in indicator.by_month())
    assert declared()["applications"].by_month() == [("2024-11", 2), ("2024-12", 1)]


def test_who_sees_which_entries(business: Actor, make_actor: Callable[..., Actor]) -> None:
    every = set(ledger.Entry.objects.values_list("seq", flat=True))
    for role in (Role.ANALYST, Role.ADMINISTRATOR):
        assert {e.seq for e in selectors.visible_to(make_actor(role))} >= every
    seen = list(selectors.visible_to(business))
    assert seen and {ledger.actions()[entry.action].public for entry in seen} == {True}
    assert {e.seq for e in seen} == {e.seq for e in selectors.visible_to(public())}
    hidden = ledger.Entry.objects.filter(action="person.added").first()
    assert hidden is not None
    with pytest.raises(NotFound):
        selectors.entry(business, hidden.seq)
    with pytest.raises(NotFound):
        selectors.indicator("nothing-of-the-kind")


def test_who_is_told_who_did_it(business: Actor, make_actor: Callable[..., Actor]) -> None:
    entry = ledger.Entry.objects.filter(action="trademark.file").first()
    assert entry is not None
    assert selectors.names_actor(entry, business)
    assert selectors.names_actor(entry, make_actor(Role.ANALYST))
    assert not selectors.names_actor(entry, make_actor(Role.HOLDER))
    assert not selectors.names_actor(entry, public())
    entry.actor_id = None
    assert not selectors.names_actor(entry, public())
