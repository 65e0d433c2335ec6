"""The trusteeship desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class TrusteeshipConfig(AppConfig):
    """Portfolios looked after for clients: deadlines, fees, reminders."""

    name = "onewindow.desks.trusteeship"
    label = "trusteeship"
