"""The protection desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    """Listings under watch, complaints about them, and what was decided."""

    name = "onewindow.desks.protection"
    label = "protection"
