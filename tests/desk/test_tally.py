"""The running tally says what a count from the start says, whatever came between two readings."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from onewindow.kernel import indicators, ledger
from onewindow.kernel.access import house
from onewindow.kernel.indicators import Indicator
from onewindow.kernel.tally import Tally
from onewindow.texts import Text

pytestmark = pytest.mark.django_db
WORDS = Text("Testing", "测试")
for name in ("done", "late", "asked"):
    ledger.declare(f"test.tally_{name}", WORDS)
P95 = Indicator("test-p95", WORDS, WORDS, WORDS, adds=("test.tally_done",), measure="minutes", quantile=Decimal("0.95"))
SHARE = Indicator("test-share", WORDS, WORDS, WORDS, adds=("test.tally_done",), out_of=("test.tally_asked",))
NET = Indicator("test-net", WORDS, WORDS, WORDS, adds=("test.tally_asked",), takes=("test.tally_done",))


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[..., None]:
    known = {i.name: i for i in (P95, SHARE, NET)}
    monkeypatch.setattr(indicators, "_indicators", known)
    monkeypatch.setattr(indicators, "_tally", Tally(indicators._measured_facts))

    def append(action: str, days: int = 0, **data: int) -> None:
        with transaction.atomic():
            ledger.append(house("tests"), f"test.tally_{action}", "test/1", now + timedelta(days=days), data=data)

    return append


def test_quantile_share_and_difference(write: Callable[..., None]) -> None:
    assert [i.value() for i in (P95, SHARE, NET)] == [0, 0, 0]
    for minutes in range(1, 21):
        write("asked")
        write("done", minutes=minutes)
    write("asked", days=40)
    assert P95.value() == Decimal("19.0")  # 19.05 by interpolation, rounded to even
    assert SHARE.value() == Decimal("95.2")
    assert NET.value() == 1
    assert NET.by_month() == [("2024-11", 0), ("2024-12", 1)]
    assert SHARE.by_month() == [("2024-11", 100), ("2024-12", 0)]
    assert SHARE.entry_count() == SHARE.entries().count() == 41


def test_reading_between_writes_changes_nothing(write: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes in (5, 7, 1, 9):
        write("done", minutes=minutes)
        write("asked")
        P95.value()
    followed = [i.value() for i in (P95, SHARE, NET)]
    monkeypatch.setattr(indicators, "_tally", Tally(indicators._measured_facts))
    assert [i.value() for i in (P95, SHARE, NET)] == followed


def test_another_ledger_is_counted_from_its_start(write: Callable[..., None]) -> None:
    try:
        with transaction.atomic():
            write("asked")
            write("asked")
            assert NET.value() == 2
            raise RuntimeError
    except RuntimeError:
        pass
    write("asked", days=1)
    assert NET.value() == 1
