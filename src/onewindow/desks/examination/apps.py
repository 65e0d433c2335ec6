"""The examination desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    """Applications for trademarks."""

    name = "onewindow.desks.examination"
    label = "examination"
