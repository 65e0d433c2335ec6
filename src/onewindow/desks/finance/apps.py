"""The finance desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """Pledges, valuations, securitizations, insurance."""

    name = "onewindow.desks.finance"
    label = "finance"
