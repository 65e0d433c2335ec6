"""Worked example 10 of the facts: 4,354 of 5,729 enterprises are small, 76 %."""

from datetime import datetime

import pytest
from django.db import transaction

from onewindow.kernel import indicators, ledger
from onewindow.kernel.access import house

pytestmark = pytest.mark.django_db


def test_the_share_of_small_firms_is_a_figure_over_entries(now: datetime) -> None:
    drafts = [
        ledger.Draft("pledge.registered_for_sme", "case/x", 4354),
        ledger.Draft("pledge.register", "case/x", 5729),
    ]
    with transaction.atomic():
        ledger.append_many(house("tests"), drafts, now)
    share = indicators.declared()["pledges-small-firms-share"]
    assert round(share.value()) == 76 and str(share.value()) == "76.0"
    assert {entry.action for entry in share.entries()} == {"pledge.registered_for_sme", "pledge.register"}
