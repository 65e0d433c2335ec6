"""The window as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that several desks share, accounts, the addresses of the whole window."""

    name = "onewindow.web"
    label = "web"
