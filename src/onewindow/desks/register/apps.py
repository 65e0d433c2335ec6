"""The register desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Parties, rights and their legal-status events: what every other desk points at."""

    name = "onewindow.desks.register"
    label = "register"
