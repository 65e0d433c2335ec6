"""The bulletin desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class BulletinConfig(AppConfig):
    """Figures, each a count or a sum over ledger entries."""

    name = "onewindow.desks.bulletin"
    label = "bulletin"
