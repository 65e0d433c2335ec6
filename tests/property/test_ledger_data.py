"""Whatever can be written into the ledger reads back such that its hash still holds, on each database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onewindow.kernel import ledger
from onewindow.kernel.access import Actor
from onewindow.texts import Text

ledger.declare("test.written", Text("Written", "写入"))

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
whole = st.integers(-(2**63), 2**63 - 1)
data = st.dictionaries(
    words,
    st.recursive(
        st.none() | st.booleans() | whole | words,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)
quantities = st.decimals(Decimal(-(10**13)) + 1, Decimal(10**13) - 1, places=2) | st.integers(-(10**9), 10**9)
first, last = (datetime(year, 1, 2) for year in (1970, 2200))  # noqa: DTZ001
moments = st.datetimes(first, last, timezones=st.just(UTC))


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data, quantities, moments, words, st.uuids() | st.none())
def test_entries_read_back_as_they_were_hashed(
    data: dict[str, Any], quantity: Decimal, at: datetime, name: str, case_id: Any
) -> None:
    with transaction.atomic():
        ledger.append(Actor(name, id=7), "test.written", "thing/1", at, quantity=quantity, case_id=case_id, data=data)
    last = ledger.Entry.objects.latest("seq")
    assert (last.data, last.quantity, last.at, last.actor_name) == (data, Decimal(quantity), at, name)
    assert ledger.verify(since=last.seq - 1 if last.seq > 1 else 0)[1] == []


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats() | st.datetimes() | st.binary() | st.decimals() | st.just("\0") | st.just("\ud800") | st.sets(whole),
    st.booleans(),
)
def test_what_would_not_read_back_is_refused(value: object, nested: bool) -> None:
    unfit = {"x": [{"y": value}]} if nested else {"x": value}
    with pytest.raises((TypeError, ValueError)), transaction.atomic():
        ledger.append(Actor("x"), "test.written", "thing/1", datetime(2024, 1, 1, tzinfo=UTC), data=unfit)
