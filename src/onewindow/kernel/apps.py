"""The kernel as a Django application."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """Loads what the desks declare: procedures, actions, long work, indicators, entrances, checks of the doctor's."""

    name = "onewindow.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Closing days and every desk's declarations are known before the first request, command or job."""
        from onewindow.kernel import closing_days

        closing_days.take_in(Path(settings.HOME))
        autodiscover_modules("actions", "facts", "flow", "tasks", "indicators", "front", "health")
